"""Which rows of past years are not taken, and why: every fault names its cell."""

import datetime

import pytest

from scoring.engine.wording import say
from scoring.ratings.history_rows import RATINGS, HistoryRow
from scoring.rubrics.queries import latest_published
from scoring.workflow.filling import save_provider_entries
from scoring.workflow.history import import_history, plan_history
from scoring.workflow.history_plan import HistoryPlan, programmes
from scoring.workflow.providing import add_incident
from tests.factories import NOW, World, make_world, open_cycle_for
from tests.factories.past import PROGRAMME, event, fact, rating
from tests.factories.versions import later_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world().load()


def planned(world: World, *rows: HistoryRow) -> HistoryPlan:
    return plan_history(organization=world.department, rows=rows, by=world.office, now=NOW)


def taken(world: World, rows: list[HistoryRow]) -> None:
    import_history(
        organization=world.department,
        rows=rows,
        file_name="历史认定表.xlsx",
        sha256="0" * 64,
        by=world.office,
        now=NOW,
    )


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
    assert [say(one.reason) for one in plan.faults] == [
        "与已有的记录不一致（已有：四星级，2025年12月20日评定，某组发〔2025〕9号），请核对后再认定",
        "与已有的记录不一致（已有：2），请核对后再认定",
    ]


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


def test_a_name_that_two_standards_have_is_told_apart_by_the_id(world) -> None:
    held = latest_published(PROGRAMME)
    assert held.name in programmes()
    later_version(held, lambda document: document.update(id="star-copy"))
    named = rating(2, programme=held.name)
    good = [
        rating(3, programme=f"{held.name}（star-copy）"),
        rating(4, programme=f"{held.name}（{PROGRAMME}）"),
    ]
    plan = planned(world, named, *good)
    assert [(one.number, one.reason.code) for one in plan.faults] == [
        (2, "history_programme_unknown")
    ]
    assert [one.programme for one in plan.ratings] == ["star-copy", PROGRAMME]
