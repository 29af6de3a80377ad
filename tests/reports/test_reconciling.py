"""Whatever the workbook counts, the dashboards count alike, and so does who adds up the rows."""

import io
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.organizations.models import Organization
from scoring.ratings.models import Rating
from scoring.reports.dashboards import overview
from scoring.reports.queries import gate_rows
from scoring.reports.workbook.yearly import write_yearly_summary
from scoring.rubrics.queries import rubric_of
from tests.factories.many import many_confirmed
from tests.factories.review import CONFIRMED, PUBLISHED, assessment_at, confirmed_veto
from tests.factories.world import YEAR, World, make_world

pytestmark = pytest.mark.django_db

HUNDREDTH = Decimal("0.01")
HOSTILE = ["=cmd|' /C calc'!A0", "+1", "@x", "-2+3", "竖\x0b线", "  前后有空格  ", "<b>&amp;</b>"]


def opened(world: World, organization: Organization, *, kept_rows: int) -> Workbook:
    file = io.BytesIO()
    write_yearly_summary(
        file,
        organization=organization,
        year=YEAR,
        version=world.version,
        filled_on=PUBLISHED.date(),
        kept_rows=kept_rows,
    )
    file.seek(0)
    return openpyxl.load_workbook(file)


def body(book: Workbook, name: str) -> list[tuple[Any, ...]]:
    """Return the rows between head and closing line."""
    rows = list(book[name].iter_rows(min_row=5, values_only=True))
    return [row for row in rows if any(value is not None for value in row)][:-1]


def exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(HUNDREDTH)


def mean(values: list[Decimal]) -> Decimal:
    return (sum(values, Decimal(0)) / len(values)).quantize(HUNDREDTH, ROUND_HALF_UP)


@pytest.fixture
def world() -> World:
    """Return a year with stars, a veto, another total, a branch that is late, hostile names."""
    world = make_world()
    many_confirmed(len(HOSTILE) + 2, world)
    assessment_at(Status.FILLING, world, organization=world.sibling)
    branches = Organization.objects.filter(assessments__rating__isnull=False).order_by("path")
    for branch, name in zip(branches.exclude(pk=world.branch.pk), HOSTILE, strict=False):
        Organization.objects.filter(pk=branch.pk).update(name=name)
    confirmed_veto(world, now=CONFIRMED)
    lower = Rating.objects.exclude(assessment__organization=world.branch).order_by("-pk")[0]
    Rating.objects.filter(pk=lower.pk).update(level="four", total="91.37")
    return world


@pytest.mark.parametrize("kept_rows", [0, 10**6], ids=["streamed", "kept"])
def test_every_total_is_that_of_the_dashboard_and_of_the_rows(world: World, kept_rows: int) -> None:
    book = opened(world, world.department, kept_rows=kept_rows)
    found = overview(world.department, YEAR, world.version)
    rubric = rubric_of(world.version)
    ratings, points = body(book, "评定汇总"), body(book, "五个标准化得分")
    (line,) = body(book, "总览")
    # the overview, cell by cell
    levels = [one.id for one in reversed(rubric.levels)]
    (now,) = found.distributions
    counts = [now.counts.get(level, 0) for level in [*levels, ""]]
    share = now.at_or_above(levels) / now.total
    assert line[:-1] == (YEAR, found.branches, *counts, now.vetoed)
    assert line[-1] == pytest.approx(share, abs=1e-15)
    # the rows add up to it
    assert len(ratings) == found.branches == len(HOSTILE) + 3
    assert [row[0] for row in ratings] == list(range(1, len(ratings) + 1))
    decided = Counter(row[8] for row in ratings)
    names = {level.name: level.id for level in rubric.levels}
    assert decided["一票否决"] == now.vetoed == 1
    for name, level in names.items():
        assert decided[name] == now.counts.get(level, 0)
    # points: each row its total, the last line the means, as the dashboard has them
    *rows, means = points
    other = [row for row in rows if sum(exact(one) or 0 for one in row[2:-1]) != exact(row[-1])]
    assert [exact(row[-1]) for row in other] == [Decimal("91.37")]  # written past the workflow
    assert means[0] == "平均"
    assert means[1] == f"{len(rows)} 个支部"
    for place in range(2, len(means)):
        values = [exact(row[place]) for row in rows]
        assert exact(means[place]) == mean([one for one in values if one is not None])
    (unit,) = found.units
    assert unit.average is not None
    assert exact(means[-1]) == unit.average.quantize(HUNDREDTH, ROUND_HALF_UP)
    # every sheet speaks of the same branches
    assert [row[1] for row in body(book, "较上年变化")] == [row[3] for row in ratings]
    assert len(body(book, "一票否决和降星")) == 1
    assert list(gate_rows(world.department, YEAR)) == []


@pytest.mark.parametrize("kept_rows", [0, 10**6], ids=["streamed", "kept"])
def test_hostile_names_and_true_types_survive_in_every_sheet(world: World, kept_rows: int) -> None:
    book = opened(world, world.department, kept_rows=kept_rows)
    wanted = {name.replace("\x0b", "") for name in HOSTILE}
    for sheet, place in (("评定汇总", 4), ("五个标准化得分", 2), ("较上年变化", 2)):
        cells = [row[place - 1] for row in book[sheet].iter_rows(min_row=5)]
        assert wanted <= {cell.value for cell in cells}
        assert {cell.data_type for cell in cells if cell.value in wanted} == {"s"}
    for row in book["评定汇总"].iter_rows(min_row=5, max_row=4 + len(HOSTILE) + 3):
        kinds = {cell.data_type for cell in (row[0], row[6], row[7])}
        assert kinds == {"n"}
        assert row[11].value is None or row[11].is_date
        assert all(cell.data_type != "f" for cell in row)


def test_a_part_of_the_tree_counts_its_own_branches_only(world: World) -> None:
    for organization in (world.committee, world.sibling, world.branch):
        book = opened(world, organization, kept_rows=0)
        mine = Assessment.objects.below(organization).count()
        assert len(body(book, "评定汇总")) == mine == body(book, "总览")[0][1]
