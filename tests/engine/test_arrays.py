"""The engine for many branches gives what the readable one gives, to the last hundredth."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import arrays
from scoring.engine.levels import level
from scoring.engine.results import Filled, ItemScore, ScoreSheet
from scoring.engine.rubric import Indicator, Rubric
from scoring.engine.scoring import dimension_scores
from scoring.engine.vectors import EMPTY, NOT_APPLICABLE, pack, slots_of, unpack
from tests.engine.small import JUDGED, book, dimension, item, rubric
from tests.rubrics.branches import rubric as shipped

LINES = [75, 85, 95]
Points = dict[str, str | None]


def level_of(number: int, line: Any, floor: Any = None) -> dict[str, Any]:
    more = {} if floor is None else {"dimension_floor": floor}
    return {
        "id": f"L{number}",
        "name": f"{number}星",
        "name_en": f"{number} stars",
        "stars": number,
        "min_score": line,
        "gates": [],
        **more,
    }


def scheme_with(*weights: list[Any], floors: tuple[Any, ...] = (None, None, 0.6)) -> Rubric:
    """Return a rubric of judged items, one list of maxima per dimension."""
    dimensions = [
        dimension(f"D{n}", *(item(f"I{n}-{m}", one, JUDGED) for m, one in enumerate(maxima)))
        for n, maxima in enumerate(weights)
    ]
    levels = [level_of(n + 3, line, floors[n]) for n, line in enumerate(LINES)]
    return rubric(*dimensions, levels=levels, quotas=[])


RUBRICS = [
    shipped(),
    scheme_with([7, 13], [30, 5, 5], [40]),
    scheme_with([Decimal("0.333"), Decimal("9.667")], [90]),  # finer than a hundredth
    scheme_with([400, 100], [500]),  # wider than two bytes
]


def sheet_of(scheme: Rubric, points: Points) -> ScoreSheet:
    """Return what the readable engine makes of points of items."""
    exact = {one.id: points.get(one.id, "0.00") for one in scheme.indicators}
    held = {key: None if one is None else Decimal(one) for key, one in exact.items()}
    dimensions = dimension_scores(scheme, held)
    total = sum((one.points for one in dimensions), Decimal("0.00"))
    items = tuple(_item(one, held[one.id]) for one in scheme.indicators)
    return ScoreSheet(scheme.id, items, dimensions, total, total)


def _item(one: Indicator, points: Decimal | None) -> ItemScore:
    given = points or Decimal("0.00")
    return ItemScore(one.id, Fraction(given), given, one.max, points is None, Filled.FULL)


@st.composite
def branches(draw) -> tuple[int, list[Points]]:
    """Return the place of a rubric, and branches with items not applicable and empty ones."""
    which = draw(st.integers(0, len(RUBRICS) - 1))
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311  # invented points
    away = draw(st.sampled_from([0, 0.1, 0.5, 1]))
    rows = [invented(RUBRICS[which], chance, away) for _ in range(draw(st.integers(1, 12)))]
    return which, rows


def invented(scheme: Rubric, chance: random.Random, away: float) -> Points:
    """Return points of one branch, mostly high, so that lines are crossed."""
    found: Points = {}
    for one in scheme.indicators:
        if chance.random() < 0.02:
            continue
        most = int(one.max * 100)
        given = chance.choice([most, most, chance.randint(most * 3 // 4, most), 0])
        found[one.id] = None if chance.random() < away else str(Decimal(given).scaleb(-2))
    return found


def scored(scheme: Rubric, rows: list[Points]) -> tuple[arrays.Scheme, arrays.Totals]:
    numbers = arrays.scheme_of(scheme)
    packed = [pack(numbers.slots, row) for row in rows]
    return numbers, arrays.totals(numbers, arrays.matrix(numbers.slots, packed))


@given(branches())
@settings(max_examples=300, deadline=None)
def test_totals_and_levels_are_those_of_the_readable_engine(drawn):
    scheme, rows = RUBRICS[drawn[0]], drawn[1]
    numbers, found = scored(scheme, rows)
    sheets = [sheet_of(scheme, row) for row in rows]
    assert found.total.tolist() == [int(one.total * 100) for one in sheets]
    assert found.dimensions.tolist() == [
        [int(one.points * 100) for one in sheet.dimensions] for sheet in sheets
    ]
    for gates_met, wish in ((True, 0), (False, 0), (True, 1)):
        gates = np.full((len(rows), len(scheme.levels)), gates_met)
        wishes = np.full(len(rows), wish)
        held = arrays.levels(numbers, found, gates=gates, applied=wishes)
        assert held.tolist() == [decided(scheme, one, gates_met, wish) for one in sheets]


def decided(scheme: Rubric, sheet: ScoreSheet, gates_met: bool, wish: int) -> int:
    """Return the rank that the readable engine gives, every gate met or none."""
    if not gates_met:
        return 0
    bare = {"levels": tuple(map(without_gates, scheme.levels)), "vetoes": ()}
    plain = Rubric(**{**vars(scheme), **bare})
    applied = scheme.levels[wish - 1].id if wish else ""
    return scheme.rank(level(plain, sheet, book({}), answers={}, applied=applied).level)


def without_gates(one):
    return type(one)(**{**vars(one), "gates": ()})


def test_gates_are_held_level_by_level():
    scheme = scheme_with([100], floors=(None, None, None))
    numbers, found = scored(scheme, [{"I0-0": "100.00"}] * 4)
    gates = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=np.bool_)
    assert arrays.levels(numbers, found, gates=gates).tolist() == [3, 2, 3, 0]


@pytest.mark.parametrize(
    ("points", "rank"),
    [("74.99", 0), ("75.00", 1), ("84.99", 1), ("85.00", 2), ("94.99", 2), ("95.00", 3)],
)
def test_a_line_itself_is_enough(points, rank):
    scheme = scheme_with([100])
    numbers, found = scored(scheme, [{"I0-0": points}])
    assert arrays.levels(numbers, found).tolist() == [rank]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=40),
)
def test_ranks_count_who_is_better_in_the_group(branches):
    groups = np.array([one for one, _ in branches], dtype=np.int64)
    total = np.array([one for _, one in branches], dtype=np.int64)
    assert arrays.ranks(total, groups).tolist() == [
        1 + sum(other == group and more > points for other, more in branches)
        for group, points in branches
    ]


def test_ties_share_a_place_and_leave_the_next_one_out():
    total = np.array([9000, 9500, 9500, 8000, 9000])
    assert arrays.ranks(total, np.zeros(5, dtype=np.int64)).tolist() == [3, 1, 1, 5, 3]


@pytest.mark.parametrize(("points", "near"), [(8495, 1), (8494, 0), (8505, 1), (8506, 0)])
def test_near_a_line_is_five_hundredths_either_way(points, near):
    numbers = arrays.scheme_of(scheme_with([100]))
    assert arrays.near_a_line(numbers, np.array([points]), 5).tolist() == [bool(near)]


@given(branches())
@settings(max_examples=50, deadline=None)
def test_a_row_unpacks_to_what_was_packed(drawn):
    scheme, rows = RUBRICS[drawn[0]], drawn[1]
    slots = slots_of(scheme)
    assert [unpack(slots, pack(slots, row)) for row in rows] == rows


def test_codes_and_widths():
    small, wide = (slots_of(one) for one in (RUBRICS[1], RUBRICS[3]))
    assert (small.width, wide.width) == (2, 4)
    row = pack(wide, {"I0-0": "400.00", "I0-1": None})
    assert np.frombuffer(row, "<i4").tolist() == [40000, NOT_APPLICABLE, EMPTY]
    assert len(pack(slots_of(shipped()), {})) == 2 * len(shipped().indicators)


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ({"I0-0": "-1.00"}, "points_not_hundredths"),
        ({"I0-0": "1.005"}, "points_not_hundredths"),
        ({"X": "1.00"}, "item_without_slot"),
    ],
)
def test_what_has_no_place_in_a_row_is_refused(points, why):
    with pytest.raises(ValueError, match=why):
        pack(slots_of(RUBRICS[1]), points)


def test_rows_of_another_rubric_are_refused():
    slots = slots_of(RUBRICS[1])
    row = pack(slots, {})
    with pytest.raises(ValueError, match="row_of_other_slots"):
        unpack(slots, row[:-1])
    with pytest.raises(ValueError, match="row_of_other_slots"):
        arrays.matrix(slots, [row, row[:-1]])


def test_no_branches_are_no_trouble():
    numbers, found = scored(shipped(), [])
    assert found.total.tolist() == arrays.levels(numbers, found).tolist() == []
    assert arrays.ranks(found.total, found.total).tolist() == []
