"""A rubric tried on many branches gives what the readable engine gives one by one."""

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import trial_cases
from scoring.engine.cases import Case
from scoring.engine.facts import FactBook, OrganizationFacts, default_window
from scoring.engine.numbers import round_points
from scoring.engine.rubric import Rubric, SubSheet
from scoring.engine.trial import UNKNOWN, Year, touched, try_on
from scoring.engine.trial_cases import carried, decided
from scoring.engine.trial_changes import Needs, changes_between, gates_of, with_lines
from scoring.engine.trial_notes import gate_counts, item_counts
from scoring.engine.vectors import NOT_APPLICABLE, hundredths
from tests.engine.test_properties import JUDGED, TYPED, some_value
from tests.rubrics.branches import ANSWERS, YEAR, definitions, perfect_sheets, rubric

RUBRIC = rubric()
DEFINITIONS = definitions()
TOP = ("three", "four", "five")


def book(sheets: Any) -> FactBook:
    return FactBook(DEFINITIONS, default_window(YEAR), sheets, (), OrganizationFacts())


@st.composite
def branches(draw) -> Case:
    """Return a branch as it was decided: spoilt facts, some findings, perhaps a veto."""
    sheets = perfect_sheets()
    for key in draw(st.lists(st.sampled_from(TYPED), max_size=10, unique=True)):
        if draw(st.booleans()):
            sheets[YEAR].pop(key, None)
        else:
            sheets[YEAR][key] = draw(some_value(key))
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311  # invented findings
    some = [one for one in RUBRIC.indicators if chance.random() < 0.4]
    findings = {
        one.id: round_points(one.max * chance.choice([Decimal(1), Decimal(1), Decimal("0.5")]))
        for one in some
    }
    return Case(
        rubric=RUBRIC,
        book=book(sheets),
        answers=ANSWERS,
        findings=findings,
        gate_findings={gate: chance.random() < 0.97 for gate in JUDGED},
        vetoes=(RUBRIC.vetoes[0].id,) if chance.random() < 0.1 else (),
        applied=chance.choice([*TOP, "five", ""]),
    )


def year_of(cases: list[Case], source: Rubric = RUBRIC) -> Year:
    """Return the year in which the readable engine decided these branches one by one."""
    ends = [decided(one) for one in cases]
    points = [
        [NOT_APPLICABLE if item.na else hundredths(item.points) for item in sheet.items]
        for sheet, _ in ends
    ]
    states = [[int(gate.state.holds) for gate in one.gates] for _, one in ends]
    return Year(
        rubric=source,
        points=np.array(points, dtype=np.int16),
        total=np.array([hundredths(sheet.total) for sheet, _ in ends], dtype=np.int64),
        level=np.array([source.rank(one.level) for _, one in ends], dtype=np.int64),
        applied=np.array([source.rank(one.applied) for one in cases], dtype=np.int64),
        states=np.array(states, dtype=np.int8),
        apart=np.array([bool(one.vetoes) for one in cases], dtype=np.bool_),
    )


def with_item(source: Rubric, identifier: str, **changes: Any) -> Rubric:
    """Return a rubric in which one item is another."""
    dimensions = tuple(
        replace(
            one,
            indicators=tuple(
                replace(item, **changes) if item.id == identifier else item
                for item in one.indicators
            ),
        )
        for one in source.dimensions
    )
    return replace(source, dimensions=dimensions)


def with_gates(source: Rubric, level: str, gates: Any) -> Rubric:
    steps = tuple(
        replace(one, gates=tuple(gates(one.gates))) if one.id == level else one
        for one in source.levels
    )
    return replace(source, levels=steps)


ITEMS = {one.id: one for one in RUBRIC.indicators}
FIRST, SECOND, THIRD = list(ITEMS)[:3]
GROUPS = "CO5-O6"  # does not apply without Party groups
TRIED = {
    "lines": with_lines(RUBRIC, {"three": Decimal(70), "five": Decimal("97.5")}, {}),
    "weights": with_lines(RUBRIC, {}, {RUBRIC.dimensions[0].id: Decimal(40)}),
    "item": with_item(RUBRIC, SECOND, scoring=ITEMS[FIRST].scoring),
    "maximum": with_item(RUBRIC, THIRD, max=ITEMS[THIRD].max * 2),
    "no gates": with_gates(RUBRIC, "five", lambda _: ()),
    "other gates": with_gates(
        RUBRIC,
        "three",
        lambda gates: (
            *gates[1:],
            replace(gates[0], id="GX", condition=RUBRIC.levels[2].gates[0].condition),
        ),
    ),
    "no veto": replace(RUBRIC, vetoes=()),
    "other judged gates": with_gates(
        RUBRIC,
        "three",
        lambda gates: (replace(gates[0], id=JUDGED[0] + "X", condition=None), *gates),
    ),
    "rules beyond points": replace(RUBRIC, reads_held=True),
    "another rubric": rubric("corp-5std"),
    "a rubric of other items": rubric("star-prefecture"),
}


@pytest.mark.parametrize("name", TRIED)
@given(cases=st.lists(branches(), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None)
def test_points_and_levels_are_those_of_the_readable_engine(name, cases):
    tried = TRIED[name]
    found = try_on(year_of(cases), tried, cases.__getitem__)
    for n, case in enumerate(cases):
        sheet, decision = decided(carried(case, tried))
        assert int(found.total[n]) == hundredths(sheet.total)
        assert int(found.level[n]) == tried.rank(decision.level)
        assert found.points[n].tolist() == [
            NOT_APPLICABLE if item.na else hundredths(item.points) for item in sheet.items
        ]
        assert [one == 1 for one in found.states[n]] == [
            gate.state.holds for gate in decision.gates
        ]


def parts(*shares: str) -> Rubric:
    """Return the rubric with two part sheets; the upper levels have lines on them."""
    names = [one.id for one in RUBRIC.dimensions]
    sheets = (
        SubSheet("a", "甲", "a", Decimal(shares[0]), tuple(names[:2])),
        SubSheet("b", "乙", "b", Decimal(shares[1]), tuple(names[2:])),
    )
    three, four, five = RUBRIC.levels
    most = sum(one.weight for one in RUBRIC.dimensions[:2])
    steps = (
        three,
        replace(
            four, sheet="a", min_score=most * Decimal("0.9"), sheet_floors=(("a", Decimal("0.7")),)
        ),
        replace(five, sheet_lines=(("a", most * Decimal("0.8")), ("b", Decimal(30)))),
    )
    return replace(RUBRIC, sheets=sheets, levels=steps)


PARTS = parts("0.4", "0.6")
TRIED_PARTS = {
    "the same": (PARTS, PARTS),
    "other shares": (PARTS, parts("0.75", "0.25")),
    "a part that only a level asks": (PARTS, parts("0", "1")),
    "other lines": (PARTS, with_lines(PARTS, {"three": Decimal(70), "five": Decimal(98)}, {})),
    "an item": (PARTS, with_item(PARTS, THIRD, max=ITEMS[THIRD].max * 2)),
    "from parts to none": (PARTS, RUBRIC),
    "from none to parts": (RUBRIC, PARTS),
}


@pytest.mark.parametrize("name", TRIED_PARTS)
@given(cases=st.lists(branches(), min_size=1, max_size=6))
@settings(max_examples=12, deadline=None)
def test_part_sheets_give_what_the_readable_engine_gives(name, cases):
    before, tried = TRIED_PARTS[name]
    held = [replace(case, rubric=before) for case in cases]
    year = year_of(held, before)
    found = try_on(year, tried, held.__getitem__)
    assert not found.changes.readable
    assert found.one_by_one <= int(year.apart.sum())
    for n, case in enumerate(held):
        sheet, decision = decided(carried(case, tried))
        assert int(found.total[n]) == hundredths(sheet.total)
        assert int(found.level[n]) == tried.rank(decision.level)


@given(cases=st.lists(branches(), min_size=1, max_size=6))
@settings(max_examples=20, deadline=None)
def test_other_lines_alone_ask_only_those_they_move_past(cases):
    """Gates of the others are not even known, and no facts are read but those of vetoed ones."""
    tried = TRIED["lines"]
    year = year_of(cases)
    moved = touched(year, tried)
    states = np.where(moved[:, np.newaxis], year.states, UNKNOWN).astype(np.int8)
    asked: list[int] = []

    def case_of(n: int) -> Case:
        asked.append(n)
        return cases[n]

    found = try_on(replace(year, states=states), tried, case_of)
    assert set(asked) <= set(np.flatnonzero(year.apart & moved).tolist())
    expected = [decided(carried(case, tried))[1].level for case in cases]
    assert found.level.tolist() == [tried.rank(one) for one in expected]


@pytest.mark.parametrize(
    ("name", "needs"),
    [
        ("lines", Needs.LINES),
        ("weights", Needs.LINES),
        ("no gates", Needs.GATES),
        ("no veto", Needs.GATES),
        ("item", Needs.FACTS),
        ("other gates", Needs.FACTS),
    ],
)
def test_what_a_trial_needs(name, needs):
    assert changes_between(RUBRIC, TRIED[name]).needs == needs


def test_results_are_forgotten_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr(trial_cases, "_MOST", 2)
    cases = [case_with({}, **{"org.members_full": n}) for n in range(6)]
    tried = TRIED["item"]
    rescoring = trial_cases.Rescoring()
    found = try_on(year_of(cases), tried, cases.__getitem__, rescoring)
    for n, case in enumerate(cases):
        assert int(found.total[n]) == hundredths(decided(carried(case, tried))[0].total)
    assert len(rescoring._points) <= 2


def test_an_item_that_does_not_apply_stays_so_at_another_maximum():
    """A branch without Party groups: the item does not apply, whatever it is worth."""
    tried = with_item(RUBRIC, GROUPS, max=ITEMS[GROUPS].max * 2)
    cases = [case_with({}, **{"org.has_groups": False}), case_with({GROUPS: Decimal(1)})]
    found = try_on(year_of(cases), tried, cases.__getitem__)
    column = [*ITEMS].index(GROUPS)
    assert found.points[:, column].tolist() == [NOT_APPLICABLE, 200]
    assert item_counts(found)[column].branches == 1
    assert (
        carried(case_with({GROUPS: Decimal(1)}, **{"org.has_groups": False}), tried).findings == {}
    )


def test_a_gate_that_nobody_is_known_for_is_not_counted():
    cases = [case_with({})]
    year = replace(year_of(cases), states=np.full((1, len(gates_of(RUBRIC))), UNKNOWN, np.int8))
    assert gate_counts(try_on(year, TRIED["weights"], cases.__getitem__)) == []


def test_the_same_rubric_changes_nothing():
    changes = changes_between(RUBRIC, RUBRIC)
    assert (changes.items, changes.gates, changes.readable) == ((), (), False)


def case_with(findings: dict[str, Decimal], **facts: Any) -> Case:
    sheets = perfect_sheets()
    sheets[YEAR] |= facts
    met = dict.fromkeys(JUDGED, True)
    return Case(RUBRIC, book(sheets), ANSWERS, findings, met, (), "five")


def test_what_the_reviewer_cut_stays_cut_in_proportion():
    """The item gave 2.00 of 4; twice as much worth, it gives 4.00 of 8."""
    most = ITEMS[THIRD].max
    tried = TRIED["maximum"]
    half = (most / 2).quantize(Decimal("0.01"))
    assert carried(case_with({THIRD: half}), tried).findings == {THIRD: half * 2}
    # Points as the rules gave them are no opinion of the reviewer: the new rules decide.
    assert carried(case_with({THIRD: most}), tried).findings == {}
