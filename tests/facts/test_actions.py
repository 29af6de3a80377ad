"""Incidents, the guard of the sheet's version, and who owns which fact."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.common.entries import WriteResult
from scoring.common.refusals import NotAllowed, StaleVersion, WrongState
from scoring.engine.wording import say
from scoring.facts.actions import (
    ReasonMissing,
    UnknownFact,
    record_incident,
    withdraw_incident,
    write_entries,
)
from scoring.facts.mapping import definitions
from scoring.facts.models import FactSheet, Record
from scoring.facts.permissions import may_write
from scoring.facts.queries import history, incidents
from scoring.facts.rows import apply_entries, lock_sheets
from scoring.organizations.enums import ProviderKind
from scoring.workflow.scoring_state import load
from tests.factories import NOW, World, assessment_at, make_world

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def world() -> World:
    return make_world().load()


def incident(world, *, fact="disc.cases", by=None):
    return record_incident(
        organization=world.branch,
        fact=fact,
        happened_on=DAY,
        reference="纪立〔2026〕3号",
        by=by or world.provider_of(ProviderKind.DISCIPLINE_OFFICE),
        now=NOW,
    )


def test_a_recorded_incident_counts_until_it_is_withdrawn(world):
    assessment = assessment_at(Status.FILLING, world)
    made = incident(world)
    assert load(assessment).book.get("disc.cases") == 1
    assert list(incidents(world.branch, "disc.cases")) == [made]
    withdraw_incident(incident=made, reason="登记有误", by=world.provider, now=NOW)
    assert not incidents(world.branch).exists()
    assert Record.objects.get().withdrawal_reason == "登记有误"
    actions = Event.objects.filter(action__endswith="incident").order_by("sequence")
    assert [event.action for event in actions] == ["record_incident", "withdraw_incident"]


def test_withdrawing_needs_a_reason_and_happens_once(world):
    made = incident(world)
    with pytest.raises(ReasonMissing):
        withdraw_incident(incident=made, reason=" ", by=world.provider, now=NOW)
    withdraw_incident(incident=made, reason="误", by=world.provider, now=NOW)
    with pytest.raises(WrongState):
        withdraw_incident(incident=made, reason="误", by=world.provider, now=NOW)


@pytest.mark.parametrize("fact", ["org.members_total", "no.such"])
def test_incidents_belong_to_facts_that_are_counted(world, fact):
    with pytest.raises(UnknownFact):
        incident(world, fact=fact)


@pytest.mark.parametrize("who", ["secretary", "office", "reviewer", "foreign_office"])
def test_incidents_are_recorded_by_the_office_that_owns_the_fact(world, who):
    with pytest.raises(NotAllowed):
        incident(world, by=getattr(world, who))
    made = incident(world)
    with pytest.raises(NotAllowed):
        withdraw_incident(incident=made, reason="误", by=getattr(world, who), now=NOW)


def test_a_sheet_that_moved_on_is_not_overwritten(world):
    held = lock_sheets(world.branch, [2026])[2026]
    FactSheet.objects.filter(pk=held.pk).update(version=5)  # as if the lock had not held
    with pytest.raises(StaleVersion):
        apply_entries(
            held,
            {"org.members_total": 1},
            source="form",
            person=world.secretary,
            moment=NOW,
            result=WriteResult(),
        )
    assert FactSheet.objects.get().entries == {}


def test_lock_sheets_makes_each_year_once(world):
    first = lock_sheets(world.branch, [2025, 2026])
    again = lock_sheets(world.branch, [2026, 2025, 2024])
    assert first[2026].pk == again[2026].pk
    assert FactSheet.objects.count() == 3


def test_history_tells_every_change_newest_first(world):
    for typed, seen in (("20", 0), ("21", 1), ("", 2)):
        write_entries(
            sheet=lock_sheets(world.branch, [2026])[2026],
            changes={"org.members_total": typed},
            seen={"org.members_total": seen},
            source="form",
            by=world.secretary,
            now=NOW,
        )
    sheet = FactSheet.objects.get()
    changes = [(one.before, one.after) for one in history(sheet, "org.members_total")]
    assert changes == [(21, None), (20, 21), (None, 20)]


def write(world, changes, *, year=2026, now=NOW):
    sheet = lock_sheets(world.branch, [year])[year]
    return write_entries(
        sheet=sheet, changes=changes, seen=None, source="form", by=world.secretary, now=now
    )


@pytest.mark.parametrize(
    ("entry", "begins", "name"),
    [
        ("life.committee:9", datetime.date(2026, 9, 1), "2026年9月"),
        ("life.congress:3", datetime.date(2026, 7, 1), "2026年三季度"),
    ],
)
def test_a_period_is_entered_from_its_first_day_on(world, entry, begins, name):
    first = datetime.datetime.combine(begins, datetime.time(), NOW.tzinfo).astimezone(datetime.UTC)
    result = write(
        world,
        {entry: "2", "org.members_total": "20"},
        now=first - datetime.timedelta(seconds=1),
    )
    assert result.refused[entry].code == "period_in_future"
    assert name in say(result.refused[entry], "zh")
    assert "2026" in say(result.refused[entry], "en")
    assert result.written == {"org.members_total": 1}
    assert write(world, {entry: "2"}, now=first).written == {entry: 1}


def test_a_period_to_come_that_stands_already_may_be_cleared(world):
    before = NOW.replace(month=8)
    assert write(world, {"life.committee:9": "2"}).written
    assert write(world, {"life.committee:9": "2"}, now=before).clean  # unchanged
    assert write(world, {"life.committee:9": "3"}, now=before).refused
    assert write(world, {"life.committee:9": ""}, now=before).written


OWNERS = {
    "secretary": {"org.members_total"},
    "filler": {"org.members_total"},
    "sibling_secretary": set(),
    "foreign_secretary": set(),
    "reviewer": {"sat.satisfied"},
    "foreign_reviewer": set(),
    "approver": set(),
    "inspector": set(),
    "office": {"org_department"},
    "foreign_office": set(),
    "auditor": set(),
    "system": set(),
}


@pytest.mark.parametrize("who", OWNERS)
def test_who_owns_which_fact(world, who):
    known = definitions()
    keys = ["org.members_total", "sat.satisfied", "life.superior_invited", "disc.case_free_years"]
    keys += ["org.unit_headcount", "disc.cases"]
    owned = {key for key in keys if may_write(getattr(world, who), world.branch, known[key])}
    assert owned == OWNERS[who] & set(keys)
    department = [one for one in known.values() if one.provider == "org_department"]
    for definition in department:
        assert may_write(getattr(world, who), world.branch, definition) is (who == "office")
