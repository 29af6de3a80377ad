"""Autosave: per-entry versions, refusals one by one, the deadline, the returned items."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.assessments.actions import change_status
from scoring.assessments.enums import Status
from scoring.assessments.models import AnswerChange, Assessment, LateEntry
from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed, WrongState
from scoring.engine.wording import say
from scoring.facts.models import FactChange, FactSheet
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.workflow.filling import PastDeadline, save_entries
from tests.factories import NOW, YEAR, World, assessment_at, make_world

pytestmark = pytest.mark.django_db

LATE = datetime.datetime(YEAR, 11, 1, 0, 0, 1, tzinfo=NOW.tzinfo)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def assessment(world: World) -> Assessment:
    return assessment_at(Status.FILLING, world)


def save(world, assessment, changes, seen=None, *, by=None, now=NOW):
    return save_entries(
        assessment=assessment, changes=changes, seen=seen or {}, by=by or world.secretary, now=now
    )


def sheet(world, year=YEAR):
    return FactSheet.objects.get(organization=world.branch, year=year)


def test_save_writes_each_entry_with_version_history_and_event(world, assessment):
    result = save(world, assessment, {"fact:org.members_total": " 20 ", "item:CO5-M6": "full"})
    assert result.versions == {"fact:org.members_total": 1, "item:CO5-M6": 1}
    assert sheet(world).value("org.members_total") == 20
    change = FactChange.objects.get(entry="org.members_total")
    assert (change.before, change.after, change.source) == (None, 20, "form")
    assert change.changed_by == world.secretary
    assert AnswerChange.objects.get().after == "full"
    event = Event.objects.get(action="save_entries")
    assert event.detail["entries"] == result.versions


def test_save_puts_months_into_the_sheet_of_their_calendar_year(world, assessment):
    changes = {
        f"fact:life.committee:{YEAR - 1}-10": "1",
        f"fact:life.committee:{YEAR}-9": "2",
        f"fact:life.congress:{YEAR - 1}-4": "1",
    }
    result = save(world, assessment, changes)
    assert set(result.versions) == set(changes)
    assert sheet(world, YEAR - 1).value("life.committee:10") == 1
    assert sheet(world).value("life.committee:9") == 2
    assert result.standing.value(f"fact:life.congress:{YEAR - 1}-4") == 1
    assert result.standing.version(f"fact:life.congress:{YEAR - 1}-4") == 1


@pytest.mark.parametrize(
    "key",
    [
        f"fact:life.committee:{YEAR - 1}-9",  # the month before the window
        f"fact:life.committee:{YEAR}-10",  # the month behind it
        f"fact:life.congress:{YEAR}-4",
        f"fact:life.committee:{YEAR}-13",
        "fact:life.committee",
        "fact:life.committee:9",
        f"fact:org.members_total:{YEAR}-1",
        "fact:no.such_fact",
        "item:NO-SUCH",
        "part:CO5-O1/none",
        "gate:none",
        "veto:none",
        "star:five",
        "nonsense",
        "",
    ],
)
def test_save_refuses_places_that_do_not_exist(world, assessment, key):
    result = save(world, assessment, {key: "1", "fact:org.members_total": "20"})
    assert set(result.refused) == {key}
    assert say(result.refused[key], "zh")
    assert say(result.refused[key], "en")
    assert result.versions == {"fact:org.members_total": 1}


@pytest.mark.parametrize(
    "typed",
    ["NaN", "Infinity", "1e5", "-1", "3.5", "twelve", "10000", "1,2", "٣", "--1", "1" * 40],
)
def test_save_refuses_numbers_that_cannot_be(world, assessment, typed):
    result = save(world, assessment, {"fact:org.members_total": typed})
    assert say(result.refused["fact:org.members_total"], "zh")
    assert result.versions == {}
    assert sheet(world).entries == {}
    assert not FactChange.objects.exists()
    assert not Event.objects.filter(action="save_entries").exists()


def test_save_reads_full_width_digits_as_digits(world, assessment):
    save(world, assessment, {"fact:org.members_total": "２０"})
    assert sheet(world).value("org.members_total") == 20


def test_save_refuses_what_cannot_stand_beside_another_value(world, assessment):
    changes = {"fact:life.appraisal_due": "10", "fact:life.appraisal_attended": "12"}
    result = save(world, assessment, changes)
    assert set(result.refused) == {"fact:life.appraisal_attended"}
    assert result.versions == {"fact:life.appraisal_due": 1}
    assert "10" in say(result.refused["fact:life.appraisal_attended"], "zh")


def test_save_refuses_lowering_the_bound_below_what_stands(world, assessment):
    save(world, assessment, {"fact:life.appraisal_due": "10", "fact:life.appraisal_attended": "9"})
    result = save(
        world, assessment, {"fact:life.appraisal_due": "8"}, {"fact:life.appraisal_due": 1}
    )
    assert set(result.refused) == {"fact:life.appraisal_due"}
    assert sheet(world).value("life.appraisal_due") == 10


def test_save_refuses_what_exceeds_a_computed_bound(world, assessment):
    eligible = {"fact:org.members_total": "20", "fact:org.activists": "1"}
    assert save(world, assessment, {**eligible, "fact:mem.group_joined": "21"}).refused == {}
    more = save(world, assessment, {"fact:mem.group_joined": "22"}, {"fact:mem.group_joined": 1})
    assert more.refused["fact:mem.group_joined"].code == "value_over_other"
    fewer = save(world, assessment, {"fact:org.activists": "0"}, {"fact:org.activists": 1})
    assert set(fewer.refused) == {"fact:org.activists"}


def test_save_refuses_what_leaned_on_a_refused_entry(world, assessment):
    save(world, assessment, {"fact:life.appraisal_due": "10"})
    changes = {"fact:life.appraisal_due": "20", "fact:life.appraisal_attended": "15"}
    result = save(world, assessment, changes, {})  # the bound was changed by somebody else
    assert set(result.conflicts) == {"fact:life.appraisal_due"}
    assert set(result.refused) == {"fact:life.appraisal_attended"}


@pytest.mark.parametrize("typed", ["", "  ", None])
def test_save_clears_an_entry(world, assessment, typed):
    save(world, assessment, {"fact:org.members_total": "20"})
    result = save(
        world, assessment, {"fact:org.members_total": typed}, {"fact:org.members_total": 1}
    )
    assert result.versions == {"fact:org.members_total": 2}
    assert sheet(world).value("org.members_total") is None


def test_save_of_the_same_value_changes_nothing(world, assessment):
    save(world, assessment, {"fact:org.members_total": "20"})
    events = Event.objects.count()
    result = save(world, assessment, {"fact:org.members_total": "20.0"}, {})
    assert (result.versions, result.conflicts, result.refused) == ({}, {}, {})
    assert Event.objects.count() == events
    assert sheet(world).version == 1


def test_stale_entry_conflicts_with_both_values_and_the_others_are_saved(world, assessment):
    save(world, assessment, {"fact:org.members_total": "20"}, by=world.filler)
    changes = {"fact:org.members_total": "21", "fact:org.members_full": "18"}
    result = save(world, assessment, changes, {"fact:org.members_total": 0})
    conflict = result.conflicts["fact:org.members_total"]
    assert (conflict.value, conflict.yours, conflict.version) == (20, 21, 1)
    assert (conflict.by, conflict.at) == ("李填报", NOW)
    assert result.versions == {"fact:org.members_full": 1}
    assert sheet(world).value("org.members_total") == 20


def test_stale_answer_conflicts_too(world, assessment):
    save(world, assessment, {"item:CO5-M6": "full"}, by=world.filler)
    result = save(world, assessment, {"item:CO5-M6": "none"}, {})
    conflict = result.conflicts["item:CO5-M6"]
    assert (conflict.value, conflict.yours, conflict.by) == ("full", "none", "李填报")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("fact:life.superior_attended", "fact_locked"),  # the superior's
        ("fact:star.annual_score", "fact_locked"),
        ("fact:disc.case_free_years", "fact_computed"),
        ("fact:star.level", "fact_computed"),
    ],
)
def test_facts_of_others_are_locked_for_the_branch(world, assessment, key, code):
    result = save(world, assessment, {key: "1"})
    assert result.refused[key].code == code
    assert say(result.refused[key], "zh")
    assert not FactChange.objects.exists()


@pytest.mark.parametrize(
    "who", ["sibling_secretary", "reviewer", "office", "provider", "auditor", "system"]
)
def test_only_the_branch_itself_saves(world, assessment, who):
    with pytest.raises(NotAllowed):
        save(world, assessment, {"fact:org.members_total": "20"}, by=getattr(world, who))
    assert not FactChange.objects.exists()


def test_late_entries_are_kept_and_change_nothing(world, assessment):
    before = Assessment.objects.values().get(pk=assessment.pk)
    with pytest.raises(PastDeadline) as refusal:
        save(world, assessment, {"fact:org.members_total": "20"}, now=LATE)
    assert refusal.value.deadline == assessment.cycle.declare_by
    assert refusal.value.contact == "郑组织"
    late = LateEntry.objects.get()
    assert late.content == {"fact:org.members_total": "20"}
    assert late.arrived_from == world.secretary
    assert Assessment.objects.values().get(pk=assessment.pk) == before
    assert not FactChange.objects.exists()


def test_the_last_moment_of_the_deadline_is_in_time(world, assessment):
    moment = assessment.cycle.declare_by
    assert save(world, assessment, {"fact:org.members_total": "20"}, now=moment).versions
    with pytest.raises(PastDeadline):
        save(
            world,
            assessment,
            {"fact:org.members_full": "18"},
            now=moment + datetime.timedelta(microseconds=1),
        )


def test_save_refuses_while_the_reviewer_has_it(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    with pytest.raises(WrongState) as refusal:
        save(world, submitted, {"fact:org.members_total": "20"})
    assert refusal.value.state == Status.SUBMITTED


def test_after_a_return_only_the_returned_items_are_open(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    Finding.objects.filter(review__assessment=submitted, indicator="CO5-M6").update(
        status=FindingStatus.RETURNED
    )
    due = NOW + datetime.timedelta(days=20)
    returned = change_status(
        assessment=submitted, step="return", by=world.reviewer, now=NOW, return_due=due
    )
    changes = {"item:CO5-M6": "none", "item:CO5-M7": "none", "fact:org.members_total": "21"}
    seen = dict.fromkeys(changes, 1)
    result = save(world, returned, changes, seen, now=due)
    assert set(result.versions) == {"item:CO5-M6"}
    assert {key: reason.code for key, reason in result.refused.items()} == {
        "item:CO5-M7": "entry_not_returned",
        "fact:org.members_total": "entry_not_returned",
    }
    with pytest.raises(PastDeadline):
        save(world, returned, {"item:CO5-M6": "full"}, now=due + datetime.timedelta(seconds=1))


def test_save_refreshes_points_and_predicted_level(world, assessment):
    before = Assessment.objects.get(pk=assessment.pk)
    assert before.items_total == 36
    result = save(world, assessment, {"item:CO5-M6": "full", "item:CO5-M7": "full"})
    after = Assessment.objects.get(pk=assessment.pk)
    assert after.total - before.total == Decimal("3.00")
    assert after.total == result.standing.sheet.total
    assert after.vector["CO5-M6"] == "2.00"
    assert after.items_filled == before.items_filled + 2
    assert sum(map(Decimal, after.dimension_points.values())) == after.total
    assert after.version == result.standing.assessment.version


def test_the_number_of_queries_does_not_grow_with_the_entries(world, assessment):
    def queries(changes):
        with CaptureQueriesContext(connection) as captured:
            assert save(world, assessment, changes).versions
        return len(captured)

    queries({"fact:org.members_full": "2"})  # makes the sheets, reads the roles
    few = queries({"fact:org.members_total": "20", "item:CO5-M6": "full"})
    many = queries(
        {f"fact:life.committee:{YEAR}-{n}": "1" for n in range(1, 10)}
        | {"fact:org.committee_size": "5", "item:CO5-M7": "full", "fact:place.signs": "1"}
    )
    assert many == few
    assert few <= 24
