"""Closing a year: who has not declared, what stays open, where each stands, doing it twice."""

import json
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command

from scoring.assessments.actions import extend_deadline
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.common.canonical import canonical_json
from scoring.engine.vectors import pack, slots_of, unpack
from scoring.ratings.models import Rating, Standing
from scoring.ratings.permissions import NotOffice
from scoring.ratings.queries import standings_of
from scoring.reports.invariants import breaches
from scoring.rubrics.queries import rubric_of
from scoring.workflow.annual_close import StandingsDisagree, close_year
from tests.factories import YEAR, make_world, open_cycle_for
from tests.factories.filling import fresh
from tests.factories.review import CONFIRMED, DAY, assessment_at, confirmed_veto, rating_of
from tests.factories.world import DECLARE_BY, NOW

AFTER = DECLARE_BY + DAY


@pytest.fixture
def world(db):
    return make_world()


def of(world, organization):
    return Assessment.objects.get(organization=organization, year=YEAR)


def test_before_the_deadline_nobody_is_late(world):
    open_cycle_for(world)
    done = close_year(year=YEAR, by=world.office, now=DECLARE_BY)
    assert (done.not_declared, done.closed) == ([], [])
    assert len(done.still_open[Status.FILLING]) == 2


def test_who_has_not_declared_is_not_declared_and_the_cycle_closes(world):
    cycle = open_cycle_for(world)
    done = close_year(year=YEAR, by=world.office, now=AFTER)
    assert done.not_declared == [of(world, world.branch).pk, of(world, world.sibling).pk]
    assert done.closed == [cycle.pk]
    cycle.refresh_from_db()
    assert (cycle.closed_at, cycle.closed_by) == (AFTER, world.office)
    events = Event.objects.count()
    again = close_year(year=YEAR, by=world.office, now=AFTER + DAY)
    assert (again.not_declared, again.closed, again.still_open) == ([], [], {})
    assert Event.objects.count() == events


def test_an_extension_keeps_a_branch_in(world):
    open_cycle_for(world)
    extend_deadline(
        assessment=of(world, world.sibling),
        until=AFTER + DAY,
        reason="停电。",
        by=world.office,
        now=NOW,
    )
    done = close_year(year=YEAR, by=world.office, now=AFTER)
    assert done.not_declared == [of(world, world.branch).pk]
    assert done.still_open == {Status.FILLING: [of(world, world.sibling).pk]}
    assert done.closed == []


def test_a_branch_under_review_keeps_the_cycle_open_and_nothing_is_confirmed(world):
    assessment = assessment_at(Status.PUBLICIZED, world)
    done = close_year(year=YEAR, by=world.office, now=CONFIRMED)
    assert done.not_declared == [of(world, world.sibling).pk]
    assert done.still_open == {Status.PUBLICIZED: [assessment.pk]}
    assert fresh(assessment).status == Status.PUBLICIZED


def test_strangers_do_not_close(world):
    open_cycle_for(world)
    with pytest.raises(NotOffice):
        close_year(year=YEAR, by=world.foreign_office, now=AFTER)
    assert of(world, world.branch).status == Status.FILLING


def test_the_command_names_the_person(world, capsys):
    assessment_at(Status.CONFIRMED, world)
    with pytest.raises(CommandError, match="没有可用的账号 nobody"):
        call_command("close_year", YEAR, "--by", "nobody")
    with pytest.raises(CommandError, match="不负责"):
        call_command("close_year", YEAR, "--by", world.foreign_office.username)


def test_the_command_speaks_of_branches_and_finds_nothing_to_do_again(world, capsys):
    confirmed = assessment_at(Status.CONFIRMED, world)
    with time_machine.travel(DECLARE_BY - DAY):
        call_command("close_year", YEAR, "--by", world.office.username)
    early = capsys.readouterr().out.splitlines()
    number = of(world, world.sibling).pk
    assert early == ["尚不能结束，填报中：1", f"  某县统计局党支部（XQ-JG-02，第 {number} 号）"]
    with time_machine.travel(CONFIRMED):
        call_command("close_year", YEAR, "--by", world.office.username)
        said = capsys.readouterr().out.splitlines()
        assert said == [
            "超过期限未申报，已登记：1",
            f"  某县统计局党支部（XQ-JG-02，第 {number} 号）",
            "已结束的年度评定：1",
            "已登记名次的支部：2",
        ]
        call_command("close_year", YEAR, "--by", world.office.username)
        assert capsys.readouterr().out.splitlines() == [f"{YEAR} 年度评定已经结束，无需再办。"]
        call_command("close_year", YEAR + 9, "--by", world.office.username)
        assert capsys.readouterr().out.splitlines() == [f"从未开展过 {YEAR + 9} 年度评定。"]
    assert fresh(confirmed).status == Status.CONFIRMED


def rows_of(cycle):
    return {one.assessment_id: one for one in standings_of(cycle)}


def test_the_close_writes_where_every_branch_stands(world):
    confirmed = assessment_at(Status.CONFIRMED, world)
    done = close_year(year=YEAR, by=world.office, now=CONFIRMED)
    assert (done.ranked, len(done.closed)) == (2, 1)
    first, last = standings_of(confirmed.cycle)
    assert (first.assessment_id, first.total, first.level) == (confirmed.pk, Decimal(100), "five")
    assert (first.rank_in_unit, first.rank_in_cycle, first.unit) == (1, 1, world.committee)
    assert last.assessment_id == of(world, world.sibling).pk
    assert (last.total, last.level, last.rank_in_unit, last.rank_in_cycle) == (None, "", None, None)
    event = Event.objects.get(action="close_cycle")
    assert event.detail == {"standings": 2, "scored_again": 1}
    assert breaches(YEAR) == []


def test_who_has_no_part_in_the_cycle_sees_no_standing(world):
    confirmed = assessment_at(Status.CONFIRMED, world)
    close_year(year=YEAR, by=world.office, now=CONFIRMED)
    assert standings_of(confirmed.cycle).visible_to(world.office).count() == 2
    assert standings_of(confirmed.cycle).visible_to(world.foreign_office).count() == 0


def test_the_place_is_the_one_of_the_closing_day(world):
    """A star lowered after the close is lowered in the rating; the standing stays."""
    confirmed = assessment_at(Status.CONFIRMED, world)
    close_year(year=YEAR, by=world.office, now=CONFIRMED)
    confirmed_veto(world, now=CONFIRMED + 3 * DAY)
    assert rating_of(confirmed).level == ""
    assert rows_of(confirmed.cycle)[confirmed.pk].level == "five"
    assert breaches(YEAR) == []


def test_the_close_scores_before_it_takes_the_head_of_the_audit_chain(
    world, django_assert_max_num_queries
):
    assessment_at(Status.CONFIRMED, world)
    with django_assert_max_num_queries(1000) as captured:
        close_year(year=YEAR, by=world.office, now=CONFIRMED)
    said = [one["sql"] for one in captured.captured_queries]
    first = next(number for number, sql in enumerate(said) if "audit_head" in sql)
    assert any("ratings_rating" in sql for sql in said[:first])
    assert not any("ratings_rating" in sql for sql in said[first:])
    assert sum("audit_event" in sql and "INSERT" in sql for sql in said[first:]) == 2


def test_a_cycle_closed_without_standings_gets_those_of_its_closing_day(world):
    confirmed = assessment_at(Status.CONFIRMED, world)
    close_year(year=YEAR, by=world.office, now=CONFIRMED)
    confirmed_veto(world, now=CONFIRMED + 3 * DAY)
    before = list(standings_of(confirmed.cycle).values_list())
    Standing.objects.all().delete()
    assert [one.what for one in breaches(YEAR)] == ["the cycle is closed, it has no standing"] * 2
    done = close_year(year=YEAR, by=world.office, now=CONFIRMED + 9 * DAY)
    assert (done.closed, done.ranked) == ([], 2)
    assert list(standings_of(confirmed.cycle).values_list()) == before
    assert Event.objects.filter(action="rank_cycle").count() == 1


@pytest.mark.parametrize("flaw", ["packed", "total", "level", "content"])
def test_a_close_that_does_not_agree_with_the_decisions_is_refused(world, flaw):
    confirmed = assessment_at(Status.CONFIRMED, world)
    spoil(confirmed, flaw)
    events = Event.objects.count()
    with pytest.raises(StandingsDisagree) as refused:
        close_year(year=YEAR, by=world.office, now=CONFIRMED)
    assert refused.value.assessments == [confirmed.pk]
    confirmed.cycle.refresh_from_db()
    assert confirmed.cycle.closed_at is None
    assert of(world, world.sibling).status == Status.FILLING
    assert (Standing.objects.count(), Event.objects.count()) == (0, events)
    with pytest.raises(CommandError, match="某县档案局党支部"), time_machine.travel(CONFIRMED):
        call_command("close_year", YEAR, "--by", world.office.username)


def spoil(assessment, flaw):
    """Change one thing behind the product's back."""
    rating = Rating.objects.filter(assessment=assessment)
    if flaw == "packed":
        slots = slots_of(rubric_of(assessment.cycle.rubric_version))
        fewer = unpack(slots, assessment.packed) | {slots.items[0]: "0.00"}
        Assessment.objects.filter(pk=assessment.pk).update(packed=pack(slots, fewer))
    elif flaw == "total":
        rating.update(total="99.99")
    elif flaw == "level":  # a level that the points do not carry, in the columns alone
        rating.update(proposed_level="four")
    else:
        item = next(iter(assessment.vector))
        frozen = json.loads(rating.get().content)
        rating.update(content=canonical_json(frozen | {"findings": {item: "0.00"}}))
