"""Part sheets: own points and lines, weights, what does not apply, extended rubrics' blend."""

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import arrays
from scoring.engine.faults import FaultsFound
from scoring.engine.levels import level
from scoring.engine.results import as_data
from scoring.engine.scoring import score
from scoring.engine.vectors import pack
from scoring.engine.wording import say
from tests.engine.naive import Naive, rate
from tests.engine.small import FACTS, JUDGED, YEAR, book, dimension, item, rubric
from tests.engine.small import rubric_document as document_of

AWAY = {"not_applicable_when": {"value": "a.committee", "equals": True}}
TWO = [
    {"id": "base", "name": "基础", "name_en": "base", "weight": 0.7, "dimensions": ["A", "B"]},
    {"id": "peer", "name": "评价", "name_en": "opinion", "weight": 0.3, "dimensions": ["C"]},
]


def level_of(name, line, **more):
    return {
        "id": name,
        "name": name,
        "name_en": name,
        "stars": 0,
        "min_score": line,
        "gates": [],
        **more,
    }


def blended(sheets=TWO, levels=(), **more):
    """Return a rubric of 60 + 40 points in one sheet and 50 in another, blended to 100."""
    return rubric(
        dimension("A", item("A1", 45, JUDGED), item("A2", 15, JUDGED, **AWAY)),
        dimension("B", item("B1", 40, JUDGED)),
        dimension("C", item("C1", 50, JUDGED, **AWAY)),
        max=100,
        sheets=list(sheets),
        levels=list(levels) or [level_of("met", 80)],
        quotas=[],
        **more,
    )


def found(scheme, points, facts=None, **more):
    findings = {key: Decimal(str(value)) for key, value in points.items()}
    known = book(facts or {})
    sheet = score(scheme, known, {}, findings)
    return sheet, level(scheme, sheet, known, answers={}, **more)


@pytest.mark.parametrize(
    ("points", "sheets", "total"),
    [
        ({"A1": 45, "A2": 15, "B1": 40, "C1": 50}, ["100.00", "50.00"], "100.00"),
        # 0.7 × 85 + 0.3 × 45/50 × 100 = 59.5 + 27
        ({"A1": 45, "A2": 0, "B1": 40, "C1": 45}, ["85.00", "45.00"], "86.50"),
        # 0.7 × 0.01 = 0.007 rounds up once; 0.3 × 0.01/50 × 100 = 0.006
        ({"A1": "0.01"}, ["0.01", "0.00"], "0.01"),
        ({"A1": "0.01", "C1": "0.01"}, ["0.01", "0.01"], "0.01"),  # 0.013, not 0.01 + 0.01
        ({}, ["0.00", "0.00"], "0.00"),
    ],
)
def test_the_total_is_the_weighted_share_of_every_sheet_rounded_once(points, sheets, total):
    sheet, _ = found(blended(), points)
    assert [str(one.points) for one in sheet.sheets] == sheets
    assert str(sheet.total) == total


def test_a_sheet_that_does_not_apply_gives_its_weight_to_the_others():
    sheet, _ = found(blended(), {"A1": 36, "B1": 40}, {"a.committee": True})
    # A2 away: 36/45 of 60 = 48; C away as a whole, so the first sheet is everything
    assert [(str(one.points), str(one.max), one.na) for one in sheet.sheets] == [
        ("88.00", "100.00", False),
        ("0.00", "0.00", True),
    ]
    assert str(sheet.total) == "88.00"


def test_nothing_applicable_gives_nothing():
    scheme = rubric(
        dimension("A", item("A1", 10, JUDGED, **AWAY)),
        sheets=[{"id": "s", "name": "甲", "name_en": "s", "weight": 1, "dimensions": ["A"]}],
        levels=[level_of("met", 1)],
        quotas=[],
    )
    sheet, decision = found(scheme, {}, {"a.committee": True})
    assert (sheet.total, decision.level) == (0, "")


def test_a_sheet_without_weight_counts_for_the_level_that_names_it():
    sheets = [{**TWO[0], "weight": 1}, {**TWO[1], "weight": 0}]
    levels = [level_of("peer", 40, sheet="peer"), level_of("met", 80)]
    scheme = blended(sheets, levels)
    assert found(scheme, {"C1": 40})[1].level == "peer"
    assert found(scheme, {"C1": "39.99"})[1].level == ""
    sheet, decision = found(scheme, {"A1": 45, "B1": 35})
    assert (str(sheet.total), decision.level) == ("80.00", "met")


def test_further_lines_hold_as_well_and_say_what_is_missing():
    scheme = blended(levels=[level_of("met", 70, sheet_lines={"base": 80, "peer": 30})])
    everything = {"A1": 45, "A2": 15, "B1": 20, "C1": 30}
    assert found(scheme, everything)[1].level == "met"
    sheet, decision = found(scheme, {**everything, "C1": "29.99"})
    assert sheet.total > 70
    assert decision.level == ""
    assert [say(one.reason) for one in decision.shortfalls] == [
        "评价距met差 0.01 分（现有 29.99 分，需 30.00 分）"
    ]
    assert decision.shortfalls[0].items == ("C1",)
    assert (
        say(decision.shortfalls[0].reason, "en")
        == "opinion: 0.01 points short of met (29.99 of 30.00)"
    )


def test_the_line_of_a_sheet_that_does_not_apply_does_not_arise():
    scheme = blended(levels=[level_of("met", 70, sheet_lines={"peer": 30})])
    assert found(scheme, {"A1": 45, "B1": 40}, {"a.committee": True})[1].level == "met"


def test_floors_of_a_sheet_go_before_the_floor_of_the_level():
    """40 × 0.6 = 24 of B by the level, 50 × 0.9 = 45 of C by its sheet."""
    scheme = blended(levels=[level_of("met", 50, dimension_floor=0.6, sheet_floors={"peer": 0.9})])
    assert found(scheme, {"A1": 36, "B1": 24, "C1": 45})[1].level == "met"
    assert found(scheme, {"A1": 36, "B1": "23.99", "C1": 45})[1].level == ""
    _, decision = found(scheme, {"A1": 36, "B1": 24, "C1": "44.99"})
    assert [say(one.reason) for one in decision.shortfalls] == [
        "方面C为 44.99 分，met要求不低于 45.00 分（90%）"
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"sheets": []}, ("/sheets", "list_empty")),
        ({"sheets": [{**TWO[0], "dimensions": ["A", "X"]}, TWO[1]]},
         ("/sheets/0/dimensions/1", "sheet_dimension_unknown")),
        ({"sheets": [TWO[0], {**TWO[1], "dimensions": ["C", "A"]}]},
         ("/sheets/1/dimensions/1", "sheet_dimension_twice")),
        ({"sheets": [TWO[0], {**TWO[1], "dimensions": ["A"]}]},
         ("/sheets", "sheet_dimension_left")),
        ({"sheets": [TWO[0], {**TWO[1], "weight": 0.2}]}, ("/sheets", "sheet_weights_not_one")),
        ({"sheets": [{**TWO[0], "weight": 1.2}, TWO[1]]}, ("/sheets/0/weight", "number_over")),
        ({"sheets": [{**TWO[0], "wait": 1}, TWO[1]]}, ("/sheets/0/wait", "key_unknown")),
        ({"sheets": [TWO[0], {**TWO[1], "id": "base"}]}, ("/sheets/1/id", "id_twice")),
        ({"levels": [level_of("met", 1, sheet="bas")]}, ("/levels/0/sheet", "part_sheet_unknown")),
        ({"levels": [level_of("met", 1, sheet_lines={"x": 1})]},
         ("/levels/0/sheet_lines/x", "part_sheet_unknown")),
        ({"levels": [level_of("met", 1, sheet_lines={"peer": 50.01})]},
         ("/levels/0/sheet_lines/peer", "level_over_max")),
        ({"levels": [level_of("met", 1, sheet_lines=[])]}, ("/levels/0/sheet_lines", "not_a_map")),
        ({"levels": [level_of("met", 1, sheet_lines={"peer": "viel"})]},
         ("/levels/0/sheet_lines/peer", "not_a_number")),
        ({"levels": [level_of("met", 1, sheet_floors={"peer": 2})]},
         ("/levels/0/sheet_floors/peer", "number_over")),
        ({"levels": [level_of("met", 60, sheet="peer")]},
         ("/levels/0/min_score", "level_over_max")),
        ({"levels": [level_of("a", 40, sheet="peer"), level_of("b", 80),
                     level_of("c", 30, sheet="peer")]},
         ("/levels/2/min_score", "levels_not_rising")),
    ],
)  # fmt: skip
def test_faults_of_sheets(change, fault):
    with pytest.raises(FaultsFound) as caught:
        blended(**change)
    assert fault in [(one.path, one.code) for one in caught.value.faults]


def test_a_sheet_without_new_keys_is_stored_as_before():
    plain = rubric(dimension("D", item("I", 10, JUDGED)), levels=[], quotas=[])
    assert set(as_data(score(plain, book(), {}))) == {
        "rubric", "items", "dimensions", "total", "reachable",
    }  # fmt: skip
    assert set(as_data(found(blended(), {})[0])) > {"sheets"}


HUNDREDTHS = st.integers(0, 4000).map(lambda n: Decimal(n).scaleb(-2))


@given(st.lists(HUNDREDTHS, min_size=3, max_size=3), st.integers(0, 1000), st.booleans())
def test_the_total_is_exact_and_never_falls_with_more_points(points, more, away):
    given_points = dict(zip(("A1", "B1", "C1"), points, strict=True))
    facts = {"a.committee": away}
    sheet, _ = found(blended(), given_points, facts)
    live = [one for one in sheet.sheets if not one.na]
    weights = {one["id"]: Fraction(str(one["weight"])) for one in TWO}
    carried = sum(weights[one.id] for one in live)
    exactly = sum(
        (
            weights[one.id] / carried * Fraction(one.points) / Fraction(one.max) * 100
            for one in live
        ),
        Fraction(0),
    )
    assert abs(Fraction(sheet.total) - exactly) <= Fraction(1, 200)
    assert sheet.total <= sheet.reachable <= 100
    higher = {**given_points, "B1": min(Decimal(40), points[1] + Decimal(more).scaleb(-2))}
    assert found(blended(), higher, facts)[0].total >= sheet.total


SCHEMES = [
    blended(),
    blended(levels=[level_of("a", 30, sheet="peer"), level_of("b", 75, sheet_lines={"base": 80})]),
    blended([{**TWO[0], "weight": "0.333"}, {**TWO[1], "weight": "0.667"}]),
    blended([{**TWO[0], "weight": 1}, {**TWO[1], "weight": 0}]),
    blended(levels=[level_of("met", 50, dimension_floor=0.6, sheet_floors={"peer": 0.9})]),
]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_arrays_give_the_same(scheme):
    chance = random.Random(7)  # noqa: S311 - repeatable cases, no secrets
    numbers = arrays.scheme_of(scheme)
    rows, expected = [], []
    for _ in range(300):
        away = chance.random() < 0.3
        points = {
            one.id: Decimal(chance.randint(int(one.max) * 60, int(one.max) * 100)).scaleb(-2)
            for one in scheme.indicators
        }
        sheet, decision = found(scheme, points, {"a.committee": away})
        rows.append({one.id: None if one.na else str(one.points) for one in sheet.items})
        own = [int(one.points * 100) for one in sheet.sheets]
        expected.append((int(sheet.total * 100), own, scheme.rank(decision.level)))
    scored = arrays.totals(
        numbers, arrays.matrix(numbers.slots, [pack(numbers.slots, row) for row in rows])
    )
    assert scored.sheets is not None
    assert scored.total.tolist() == [one[0] for one in expected]
    assert scored.sheets.tolist() == [one[1] for one in expected]
    assert arrays.levels(numbers, scored).tolist() == [one[2] for one in expected]
    assert len({one[2] for one in expected}) > 1


def test_weights_too_fine_for_eight_bytes_are_still_exact():
    fine = [
        {**TWO[0], "weight": "0.3333333333333333333"},
        {**TWO[1], "weight": "0.6666666666666666667"},
    ]
    scheme = blended(fine)
    sheet, _ = found(scheme, {"A1": "44.44", "A2": 3, "B1": "17.77", "C1": "33.33"})
    numbers = arrays.scheme_of(scheme)
    row = pack(numbers.slots, {one.id: str(one.points) for one in sheet.items})
    scored = arrays.totals(numbers, arrays.matrix(numbers.slots, [row]))
    assert scored.total.dtype == np.int64
    assert scored.total.tolist() == [int(sheet.total * 100)]


def test_a_naive_second_scorer_agrees():
    document = document_of(
        dimension("A", item("A1", 45, JUDGED), item("A2", 15, JUDGED, **AWAY)),
        dimension("B", item("B1", 40, JUDGED)),
        dimension("C", item("C1", 50, JUDGED)),
        max=100,
        sheets=TWO,
        levels=[level_of("a", 30, sheet="peer"), level_of("b", 75, sheet_lines={"base": 80})],
        vetoes=[],
        quotas=[],
    )
    scheme = rubric(
        *document["dimensions"],
        **{k: document[k] for k in ("max", "sheets", "levels", "vetoes", "quotas")},
    )
    levels = set()
    for seed in range(500):
        chance = random.Random(seed)  # noqa: S311 - repeatable cases, no secrets
        facts = {YEAR: {"a.committee": chance.random() < 0.3}}
        points = {
            one.id: Decimal(chance.randint(int(one.max) * 50, int(one.max) * 100)).scaleb(-2)
            for one in scheme.indicators
        }
        sheet, decision = found(scheme, points, facts[YEAR])
        theirs = rate(
            document, Naive(FACTS, facts, YEAR, None, []), {},
            findings=points, gate_findings={}, vetoes=[], applied="",
        )  # fmt: skip
        assert theirs["total"] == sheet.total
        assert theirs["sheets"] == {one.id: one.points for one in sheet.sheets}
        assert theirs["level"] == decision.level
        levels.add(decision.level)
    assert levels == {"", "a", "b"}
