"""Past years attested from a workbook: taken whole, used at once, taken back whole."""

import datetime

import pytest

from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed, WrongState
from scoring.engine.results import State
from scoring.facts.actions import ReasonMissing
from scoring.facts.models import FactSheet, Record
from scoring.organizations.enums import Role
from scoring.ratings.history_queries import levels_held
from scoring.ratings.history_rows import FACTS, INCIDENTS, NO_LEVEL, RATINGS, HistoryRow
from scoring.ratings.models import HistoryImport, PastFact, PastIncident, PastRating
from scoring.ratings.permissions import OwnBranchRating
from scoring.reports.recompute import replay, stored_differences
from scoring.workflow.filling import save_provider_entries
from scoring.workflow.freezing import freeze
from scoring.workflow.history import (
    HistoryFaults,
    import_history,
    plan_history,
    withdraw_history,
)
from scoring.workflow.scoring_state import load
from tests.factories import NOW, YEAR, World, assessment_at, make_user, make_world
from tests.factories.filling import fresh
from tests.factories.past import CLEAN, PROGRAMME, event, fact, rating

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world().load()


def taken(world: World, rows, by=None) -> HistoryImport:
    batch = import_history(
        organization=world.department,
        rows=rows,
        file_name="历史认定.xlsx",
        sha256="0" * 64,
        by=by or world.office,
        now=NOW,
    )
    assert batch is not None
    return batch


def planned(world: World, *rows: HistoryRow, by=None):
    return plan_history(organization=world.department, rows=rows, by=by or world.office, now=NOW)


def state_of(assessment: Assessment, gate: str = "G5-04") -> State:
    decision = load(fresh(assessment)).decision
    return next(one.state for one in decision.gates if one.id == gate)


def with_this_year_clean(world: World) -> Assessment:
    assessment = assessment_at(world=world)
    saved = save_provider_entries(
        organization=world.branch,
        year=YEAR,
        changes={"fact:disc.cases": "0"},
        seen=None,
        by=world.provider,
        now=NOW,
    )
    assert saved.clean
    return assessment


def test_the_three_year_gate_holds_with_attested_years_and_not_after_withdrawal(world) -> None:
    assessment = with_this_year_clean(world)
    assert state_of(assessment) is State.AWAITING  # 2025 and 2024: nobody has said
    before = fresh(assessment).vector
    batch = taken(world, CLEAN)
    assert state_of(assessment) is State.MET
    assert stored_differences(fresh(assessment)) == []  # refreshed at once
    withdraw_history(batch=batch, reason="文号有误", by=world.second_office, now=NOW)
    assert state_of(assessment) is State.AWAITING
    assert fresh(assessment).vector == before
    assert stored_differences(fresh(assessment)) == []
    assert PastFact.objects.filter(batch=batch).count() == 2  # the rows stay
    actions = Event.objects.filter(object_kind="history_import").order_by("sequence")
    assert [one.action for one in actions] == ["import_history", "withdraw_history"]


def test_a_young_branch_needs_the_attested_baseline(world) -> None:
    """A-09: typed noughts of years before the founding do not count; attested ones do."""
    world.branch.founded_on = datetime.date(2025, 3, 1)
    world.branch.save()
    assessment = with_this_year_clean(world)
    for year in (2025, 2024):
        save_provider_entries(
            organization=world.branch,
            year=year,
            changes={"fact:disc.cases": "0"},
            seen=None,
            by=world.provider,
            now=NOW,
        )
    assert state_of(assessment) is State.UNMET
    batch = taken(world, CLEAN)
    assert state_of(assessment) is State.MET
    content = freeze(load(fresh(assessment)), at=NOW)
    assert '"attested":[["disc.cases",2024],["disc.cases",2025]]' in content
    assert replay(content) == []
    withdraw_history(batch=batch, reason="认定有误", by=world.office, now=NOW)
    assert state_of(assessment) is State.UNMET
    sheet = FactSheet.objects.get(organization=world.branch, year=2025)
    assert sheet.value("disc.cases") == 0  # the other office's nought stands again


def test_an_attested_incident_ends_the_clean_years(world) -> None:
    assessment = with_this_year_clean(world)
    batch = taken(world, [*CLEAN, event()])
    assert state_of(assessment) is State.UNMET
    withdraw_history(batch=batch, reason="非本支部", by=world.office, now=NOW)
    record = Record.objects.get()
    assert (record.withdrawal_reason, record.withdrawn_by) == ("非本支部", world.office)
    assert PastIncident.objects.filter(batch=batch, record=record).exists()
    assert taken(world, CLEAN)
    assert state_of(assessment) is State.MET


def test_ratings_are_held_until_withdrawn(world) -> None:
    rows = [rating(2), rating(3, year="2024", level=NO_LEVEL), rating(4, year="2023", level="3")]
    batch = taken(world, rows)
    assert levels_held(world.branch.pk, PROGRAMME, YEAR) == {2025: "four", 2024: "", 2023: "three"}
    assert (batch.ratings, batch.incidents, batch.facts) == (3, 0, 0)
    withdraw_history(batch=batch, reason="重复", by=world.office, now=NOW)
    assert levels_held(world.branch.pk, PROGRAMME, YEAR) == {}
    assert PastRating.objects.count() == 3


def test_the_same_file_twice_adds_nothing(world) -> None:
    rows = [rating(), event(), *CLEAN]
    taken(world, rows)
    again = import_history(
        organization=world.department,
        rows=rows,
        file_name="历史认定.xlsx",
        sha256="0" * 64,
        by=world.second_office,
        now=NOW,
    )
    assert again is None
    assert HistoryImport.objects.count() == 1
    plan = planned(world, *rows)
    assert (plan.is_new, plan.faults) == (False, [])
    assert plan.known == {RATINGS: 1, INCIDENTS: 1, FACTS: 2}


def test_the_preview_counts_by_year_and_writes_nothing(world) -> None:
    plan = planned(world, rating(), event(), *CLEAN)
    assert plan.years == {
        2025: {RATINGS: 1, INCIDENTS: 0, FACTS: 1},
        2024: {RATINGS: 0, INCIDENTS: 1, FACTS: 1},
    }
    assert not FactSheet.objects.exists()
    assert not HistoryImport.objects.exists()


def test_one_fault_and_nothing_is_taken(world) -> None:
    with pytest.raises(HistoryFaults) as caught:
        taken(world, [rating(), fact(3, value="x")])
    assert [one.number for one in caught.value.faults] == [3]
    assert not PastRating.objects.exists()
    assert not FactSheet.objects.exists()


def test_a_value_written_since_stays_at_the_withdrawal(world) -> None:
    batch = taken(world, CLEAN)
    save_provider_entries(
        organization=world.branch,
        year=2025,
        changes={"fact:disc.cases": "1"},
        seen=None,
        by=world.provider,
        now=NOW,
    )
    withdraw_history(batch=batch, reason="撤回", by=world.office, now=NOW)
    sheets = {one.year: one for one in FactSheet.objects.filter(organization=world.branch)}
    assert sheets[2025].value("disc.cases") == 1
    assert sheets[2024].value("disc.cases") is None


def test_a_withdrawal_has_its_reason_and_happens_once(world) -> None:
    batch = taken(world, [rating()])
    with pytest.raises(ReasonMissing):
        withdraw_history(batch=batch, reason="  ", by=world.office, now=NOW)
    withdraw_history(batch=batch, reason="重复", by=world.office, now=NOW)
    with pytest.raises(WrongState):
        withdraw_history(batch=batch, reason="重复", by=world.office, now=NOW)


@pytest.mark.parametrize("who", ["secretary", "reviewer", "auditor", "provider", "foreign_office"])
def test_only_the_office_above_attests(world, who) -> None:
    batch = taken(world, [rating()])
    stranger = getattr(world, who)
    with pytest.raises(NotAllowed):
        taken(world, CLEAN, by=stranger)
    with pytest.raises(NotAllowed):
        planned(world, rating(), by=stranger)
    with pytest.raises(NotAllowed):
        withdraw_history(batch=batch, reason="撤回", by=stranger, now=NOW)


def test_nobody_attests_for_the_own_branch(world) -> None:
    both = make_user("双岗", (Role.OFFICE, world.department), (Role.SECRETARY, world.branch))
    plan = planned(world, rating(2), rating(3, code="XQ-JG-02"), by=both)
    assert [(one.number, one.reason.code) for one in plan.faults] == [(2, "history_own_branch")]


def test_who_works_at_a_committee_attests_nothing_about_it(world) -> None:
    own = planned(world, rating(code=world.department.code))
    assert [one.reason.code for one in own.faults] == ["history_own_branch"]


def test_nobody_takes_back_what_was_attested_about_the_own_branch(world) -> None:
    both = make_user("双岗", (Role.OFFICE, world.department), (Role.SECRETARY, world.branch))
    for rows in ([rating()], [event()], [fact()]):
        batch = taken(world, rows)
        with pytest.raises(OwnBranchRating):
            withdraw_history(batch=batch, reason="撤回", by=both, now=NOW)
        withdraw_history(batch=batch, reason="撤回", by=world.office, now=NOW)
