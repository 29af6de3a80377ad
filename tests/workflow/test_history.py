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
from scoring.reports.recompute import replay, stored_differences
from scoring.workflow.filling import save_provider_entries
from scoring.workflow.freezing import freeze
from scoring.workflow.history import (
    HistoryFaults,
    import_history,
    plan_history,
    withdraw_history,
)
from scoring.workflow.providing import add_incident
from scoring.workflow.scoring_state import load
from tests.factories import NOW, YEAR, World, assessment_at, make_user, make_world, open_cycle_for
from tests.factories.filling import fresh

pytestmark = pytest.mark.django_db
PROGRAMME = "star-standardization"


@pytest.fixture
def world() -> World:
    return make_world().load()


def rating(number: int = 2, **cells: str) -> HistoryRow:
    given = {
        "code": "XQ-JG-01",
        "programme": PROGRAMME,
        "year": "2025",
        "level": "四星级",
        "on": "2025-12-20",
        "reference": "某组发〔2025〕9号",
    }
    return HistoryRow(RATINGS, number, given | cells)


def event(number: int = 2, **cells: str) -> HistoryRow:
    given = {
        "code": "XQ-JG-01",
        "fact": "disc.cases",
        "on": "2024-03-01",
        "reference": "某纪立〔2024〕2号",
        "note": "",
    }
    return HistoryRow(INCIDENTS, number, given | cells)


def fact(number: int = 2, **cells: str) -> HistoryRow:
    given = {
        "code": "XQ-JG-01",
        "year": "2025",
        "fact": "disc.cases",
        "value": "0",
        "reference": "某纪函〔2026〕1号",
    }
    return HistoryRow(FACTS, number, given | cells)


CLEAN = [fact(2, year="2025"), fact(3, year="2024")]


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


FAULTY = [
    (rating(code="LQ-01"), "code", "history_code_unknown"),  # foreign
    (rating(code="XX-99"), "code", "history_code_unknown"),  # missing: the same words
    (rating(organization="某县统计局党支部"), "organization", "history_name_differs"),
    (rating(reference="号" * 121), "reference", "history_too_long"),
    (rating(programme="没有"), "programme", "history_programme_unknown"),
    (rating(level="九星级"), "level", "history_level_unknown"),
    (rating(year="1999"), "year", "history_year_outside"),
    (rating(year="2027"), "year", "history_year_outside"),
    (rating(year="去年"), "year", "number_malformed"),
    (rating(on="2026-10-21"), "on", "history_day_outside"),  # tomorrow
    (rating(on="2025-02-30"), "on", "date_impossible"),
    (event(fact="没有"), "fact", "history_fact_unknown"),
    (event(fact="org.members_total"), "fact", "history_not_counted"),
    (fact(fact="disc.case_free_years"), "fact", "history_fact_unfit"),  # computed
    (fact(value="-1"), "value", "value_below"),
    (fact(value="很多"), "value", "number_malformed"),
    (fact(year="2026"), "year", "history_year_outside"),  # not over yet
]


@pytest.mark.parametrize(("row", "column", "code"), FAULTY)
def test_each_fault_names_its_cell(world, row, column, code) -> None:
    plan = planned(world, row)
    assert [(one.number, one.column, one.reason.code) for one in plan.faults] == [(2, column, code)]


def test_one_fault_and_nothing_is_taken(world) -> None:
    with pytest.raises(HistoryFaults) as caught:
        taken(world, [rating(), fact(3, value="x")])
    assert [one.number for one in caught.value.faults] == [3]
    assert not PastRating.objects.exists()
    assert not FactSheet.objects.exists()


def test_years_of_this_system_cannot_be_attested(world) -> None:
    open_cycle_for(world, year=2025)
    rows = [rating(), fact(3), event(4, on="2024-10-01"), event(5, on="2024-09-30")]
    plan = planned(world, *rows)
    assert [(one.number, one.reason.code) for one in plan.faults] == [
        (2, "history_year_here"),
        (4, "history_day_here"),
        (3, "history_year_here"),
    ]
    assert [one.on for one in plan.incidents] == [datetime.date(2024, 9, 30)]


def test_what_stands_otherwise_is_refused(world) -> None:
    save_provider_entries(
        organization=world.branch,
        year=2025,
        changes={"fact:disc.cases": "2"},
        seen=None,
        by=world.provider,
        now=NOW,
    )
    taken(world, [rating()])
    plan = planned(world, rating(level="五星级"), fact())
    assert [one.reason.code for one in plan.faults] == ["history_differs", "history_differs"]


def test_rows_that_contradict_each_other_are_refused_and_repeated_ones_count_once(world) -> None:
    plan = planned(world, rating(2), rating(3), rating(4, level="五星级"))
    assert [(one.number, one.reason.code) for one in plan.faults] == [(4, "history_twice")]
    assert (len(plan.ratings), plan.known[RATINGS]) == (1, 1)


def test_an_incident_known_from_its_office_is_not_recorded_again(world) -> None:
    add_incident(
        organization=world.branch,
        fact="disc.cases",
        happened_on=datetime.date(2024, 3, 1),
        reference="某纪立〔2024〕2号",
        by=world.provider,
        now=NOW,
    )
    assert not planned(world, event()).is_new


def test_values_that_cannot_stand_together_are_refused(world) -> None:
    rows = [
        fact(2, fact="党员总数（含预备党员）", value="10"),
        fact(3, fact="org.members_full", value="11"),
    ]
    assert [one.reason.code for one in planned(world, *rows).faults] == ["value_over_other"]


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
