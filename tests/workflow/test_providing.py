"""Tables of the other offices: own facts only, paste whole or not at all, points follow."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed
from scoring.engine.wording import say
from scoring.facts.models import FactChange, FactSheet, Record
from scoring.organizations.enums import ProviderKind
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.rubrics.queries import rubric_of
from scoring.workflow.filling import PasteFaults, paste_provider_rows, save_provider_entries
from scoring.workflow.providing import add_incident, drop_incident
from tests.factories import NOW, YEAR, World, assessment_at, make_world

pytestmark = pytest.mark.django_db

INVITED, ATTENDED = "fact:life.superior_invited", "fact:life.superior_attended"


@pytest.fixture
def world() -> World:
    return make_world()


def provide(world, changes, seen=None, *, by=None, organization=None):
    return save_provider_entries(
        organization=organization or world.branch,
        year=YEAR,
        changes=changes,
        seen=seen,
        by=by or world.provider,
        now=NOW,
    )


def paste(world, rows, *, by=None, below=None, columns=(INVITED, ATTENDED)):
    return paste_provider_rows(
        below=below or world.committee,
        year=YEAR,
        provider_kind=ProviderKind.PARTY_COMMITTEE,
        columns=columns,
        rows=rows,
        by=by or world.provider,
        now=NOW,
    )


def sheet(organization):
    return FactSheet.objects.get(organization=organization, year=YEAR)


def test_provider_writes_and_open_assessments_are_scored_again(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    result = provide(world, {"fact:disc.cases": "1"}, {"fact:disc.cases": 1})
    assert result.written == {"fact:disc.cases": 2}
    after = Assessment.objects.get(pk=submitted.pk)
    assert after.predicted_level != submitted.predicted_level
    event = Event.objects.filter(action="save_provider_entries").latest("sequence")
    assert event.detail["entries"] == {"fact:disc.cases": 2}


def test_a_changed_fact_reopens_the_item_that_was_verified_on_it(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    item = next(
        one.id
        for one in rubric_of(world.version).indicators
        if "edu.secretary_training" in one.facts
    )
    finding = Finding.objects.get(review__assessment=submitted, indicator=item)
    Finding.objects.filter(pk=finding.pk).update(
        status=FindingStatus.VERIFIED,
        verified=finding.claimed,
        decided_at=NOW,
        decided_by=world.reviewer,
    )
    key = "fact:edu.secretary_training"
    provide(world, {key: "0"}, {key: 1})
    after = Finding.objects.get(pk=finding.pk)
    assert (after.status, after.verified) == (FindingStatus.PENDING, None)
    assert after.computed < finding.computed
    total = Assessment.objects.get(pk=submitted.pk).total
    assert total == submitted.total - (finding.computed - after.computed)


def test_an_incident_scores_the_branch_again_until_it_is_dropped(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    incident = add_incident(
        organization=world.branch,
        fact="disc.cases",
        happened_on=datetime.date(YEAR, 3, 1),
        reference="纪立〔2026〕3号",
        by=world.provider,
        now=NOW,
    )
    assert Assessment.objects.get(pk=submitted.pk).predicted_level != "five"
    drop_incident(incident=incident, reason="登记有误", by=world.provider, now=NOW)
    assert Assessment.objects.get(pk=submitted.pk).predicted_level == "five"


@pytest.mark.parametrize("kind", ProviderKind.values)
def test_a_provider_writes_the_facts_of_its_own_kind_only(world, kind):
    world.load()
    facts = {
        ProviderKind.PARTY_COMMITTEE: "fact:life.superior_invited",
        ProviderKind.DISCIPLINE_OFFICE: "fact:disc.cases",
        ProviderKind.UNIT_ADMIN: "fact:org.unit_headcount",
    }
    result = provide(world, dict.fromkeys(facts.values(), "1"), by=world.provider_of(kind))
    mine = {facts[kind]} if kind in facts else set()
    assert set(result.written) == mine
    assert {reason.code for reason in result.refused.values()} <= {"fact_locked"}


@pytest.mark.parametrize("who", ["secretary", "foreign_office", "auditor", "approver", "system"])
def test_others_provide_nothing(world, who):
    world.load()
    result = provide(world, {INVITED: "1"}, by=getattr(world, who))
    assert result.written == {}
    assert result.refused[INVITED].code == "fact_locked"


def test_a_provider_cannot_type_what_the_branch_owns(world):
    world.load()
    result = provide(world, {"fact:org.members_total": "20", "item:CO5-M6": "full"})
    assert result.written == {}
    assert {key: reason.code for key, reason in result.refused.items()} == {
        "fact:org.members_total": "fact_locked",
        "item:CO5-M6": "entry_unknown",
    }


def test_the_branch_does_not_change_its_own_facts_by_this_door_after_declaring(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    result = provide(world, {"fact:org.members_total": "99"}, by=world.secretary)
    assert result.written == {}
    assert result.refused["fact:org.members_total"].code == "fact_locked"
    assert Assessment.objects.get(pk=submitted.pk).total == submitted.total


def test_the_same_incident_recorded_twice_counts_once(world):
    assessment_at(Status.SUBMITTED, world)
    made = [
        add_incident(
            organization=world.branch,
            fact="disc.cases",
            happened_on=datetime.date(YEAR, 3, 1),
            reference=reference,
            by=world.provider,
            now=NOW,
        )
        for reference in ("纪立〔2026〕3号", " 纪立〔2026〕3号 ", "纪立〔2026〕4号")
    ]
    assert made[0] == made[1] != made[2]
    assert Event.objects.filter(action="record_incident").count() == 2
    drop_incident(incident=made[0], reason="登记有误", by=world.provider, now=NOW)
    assert not Record.objects.filter(withdrawn_at=None, reference="纪立〔2026〕3号").exists()


def test_two_people_of_an_office_conflict_like_everybody(world):
    world.load()
    provide(world, {INVITED: "30"}, {})
    result = provide(world, {INVITED: "31"}, {})
    assert result.conflicts[INVITED].value == 30
    assert sheet(world.branch).value("life.superior_invited") == 30


def test_paste_takes_a_table_by_code_and_by_name(world):
    world.load()
    rows = [["XQ-JG-01", "30", " 28 "], ["某县统计局党支部", "30", ""]]
    assert paste(world, rows) == 3
    assert sheet(world.branch).value("life.superior_attended") == 28
    assert sheet(world.sibling).value("life.superior_attended") is None
    assert set(FactChange.objects.values_list("source", flat=True)) == {"paste"}
    assert paste(world, rows) == 0  # the same table again changes nothing


def test_paste_takes_nothing_when_one_cell_is_wrong_and_lists_every_fault(world):
    world.load()
    rows = [
        ["XQ-JG-01", "30", "40"],  # more came than were due
        ["XQ-JG-02", "many", "1"],
        ["nowhere", "1", "1"],
        ["XQ-JG-02", "1", "1"],
        ["LQ-01", "1", "1"],  # another tree
        ["统计局党支部", "1", "1", "1"],
        [],
    ]
    with pytest.raises(PasteFaults) as refusal:
        paste(world, rows)
    faults = [(fault.row, fault.column, fault.reason.code) for fault in refusal.value.faults]
    assert faults == [
        (1, 3, "value_over_other"),
        (2, 2, "number_malformed"),
        (3, 1, "branch_unknown"),
        (4, 1, "branch_twice"),
        (5, 1, "branch_unknown"),
        (6, 4, "too_many_columns"),
        (7, 1, "branch_unknown"),
    ]
    assert all(say(fault.reason, "zh") for fault in refusal.value.faults)
    assert not FactChange.objects.exists()


def test_paste_refuses_a_column_of_another_office(world):
    world.load()
    with pytest.raises(PasteFaults) as refusal:
        paste(world, [["XQ-JG-01", "1"]], columns=("fact:org.members_total",))
    assert [fault.reason.code for fault in refusal.value.faults] == ["fact_locked"]


def test_paste_refuses_too_many_rows(world):
    world.load()
    with pytest.raises(PasteFaults) as refusal:
        paste(world, [["XQ-JG-01", "1", "1"]] * 2001)
    assert [fault.reason.code for fault in refusal.value.faults] == ["paste_too_long"]


def test_paste_refuses_people_of_other_trees(world):
    world.load()
    with pytest.raises(NotAllowed):
        paste(world, [["XQ-JG-01", "1", "1"]], by=world.foreign_office)
