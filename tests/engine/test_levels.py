"""Levels: lines, floors, gates, vetoes, the level applied for (decisions 6 to 8, 11)."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.engine.levels import level, one_level_down
from scoring.engine.results import Decision, State, as_data
from scoring.engine.routing import route
from scoring.engine.scoring import score
from scoring.engine.wording import say
from tests.engine.small import (
    JUDGED,
    LEVELS,
    book,
    dimension,
    item,
    judged_rubric,
    rubric,
)


def with_gates(**gates):
    return [{**one, "gates": gates.get(one["id"], [])} for one in LEVELS]


def decided(points, *, levels=None, now=None, before=None, founded_on=None, **more) -> Decision:
    """Return the decision on a total, given as the finding of the only item."""
    read = judged_rubric(levels=levels or LEVELS)
    at = book(now, before, founded_on=founded_on)
    sheet = score(read, at, {}, {"I": Decimal(points)})
    assert str(sheet.total) == points
    more.setdefault("answers", {})
    return level(read, sheet, at, **more)


@pytest.mark.parametrize(
    ("points", "found", "following"),
    [
        ("0.00", "", "three"),
        ("74.99", "", "three"),
        ("75.00", "three", "four"),
        ("84.99", "three", "four"),
        ("85.00", "four", "five"),
        ("94.99", "four", "five"),
        ("95.00", "five", ""),
        ("100.00", "five", ""),
    ],
)
def test_lines_include_their_lower_end(points, found, following):
    """A-04: 75 <= s < 85 three, 85 <= s < 95 four, 95 and above five."""
    decision = decided(points)
    assert (decision.level, decision.provisional, decision.next_level) == (found, found, following)


@pytest.mark.parametrize(
    ("raw", "found"), [("74.994", ""), ("74.995", "three"), ("94.994", "four"), ("94.995", "five")]
)
def test_comparison_is_on_points_rounded_once(raw, found):
    scoring = {"kind": "proportional", "measure": {"value": "a.number"}, "target": "1000"}
    read = rubric(dimension("D", item("I", 100, scoring)))
    at = book({"a.number": str(Decimal(raw) * 10)})
    assert level(read, score(read, at, {}), at, answers={}).level == found


SEVEN = {"id": "G4", "name": "七人", "condition": {"value": "a.members", "at_least": 7}}
RANK = {"id": "G5", "name": "第一位", "condition": {"value": "a.due", "at_most": 1}}


def test_a_high_score_falls_to_the_highest_level_that_holds():
    levels = with_gates(four=[SEVEN], five=[RANK])
    assert decided("99.00", levels=levels, now={"a.members": 7, "a.due": 2}).level == "four"
    assert decided("99.00", levels=levels, now={"a.members": 6, "a.due": 2}).level == "three"
    assert decided("99.00", levels=levels, now={"a.members": 7, "a.due": 1}).level == "five"
    # each level carries all of its own gates, so five does not rest on those of four
    assert decided("99.00", levels=levels, now={"a.members": 6, "a.due": 1}).level == "five"


def test_an_awaiting_gate_does_not_hold_yet():
    decision = decided("99.00", levels=with_gates(five=[RANK]), now={"a.members": 7})
    assert (decision.level, decision.provisional, decision.next_level) == ("four", "five", "")
    (gate,) = decision.gates_of("five")
    assert (gate.state, gate.awaits, gate.fixable) == (State.AWAITING, ("party_committee",), False)
    assert [say(reason) for reason in decision.why] == [
        "得分和条件都达到四星级",
        "其他部门的填报或认定都达到后，可评五星级",
    ]


def test_a_gate_that_does_not_arise_counts_as_met_and_says_so():
    rate = {"ratio": ["a.attended", "a.due"], "at_least": 1}
    levels = with_gates(five=[{"id": "G", "name": "参加率", "condition": rate}])
    decision = decided("95.00", levels=levels, now={"a.due": 0, "a.attended": 0})
    assert decision.level == "five"
    assert decision.gates[0].state == State.NOT_ARISING
    assert say(decision.gates[0].why[0]) == "事实a.due为 0，本项不涉及"


CLEAN = with_gates(
    **{
        name: [
            {
                "id": f"G{n}",
                "name": "无案",
                "condition": {"years_free_of": "a.cases", "at_least": n},
            }
        ]
        for n, name in ((1, "three"), (2, "four"), (3, "five"))
    }
)


@pytest.mark.parametrize(
    ("counts", "found", "provisional"),
    [
        ((0, 0, 0), "five", "five"),
        ((0, 0, 1), "four", "four"),
        ((0, 1, 0), "three", "three"),
        ((1, 0, 0), "", ""),
        ((0, 0, None), "four", "five"),
        ((0, None, 0), "three", "five"),
        ((None, 0, 0), "", "five"),
    ],
)
def test_look_back_over_one_two_and_three_windows(counts, found, provisional):
    """STB-15: one clean window for three stars, two for four, three for five."""
    sheets = {
        2026 - back: {} if count is None else {"a.cases": count}
        for back, count in enumerate(counts)
    }
    now = sheets.pop(2026)
    decision = decided("99.00", levels=CLEAN, now=now, before=sheets)
    assert (decision.level, decision.provisional) == (found, provisional)


@pytest.mark.parametrize(
    ("founded_on", "found"),
    [
        (date(2023, 10, 1), "five"),
        (date(2023, 10, 2), "four"),
        (date(2024, 10, 1), "four"),
        (date(2025, 10, 1), "three"),
        (date(2025, 10, 2), ""),
    ],
)
def test_a_branch_younger_than_the_look_back_cannot_pass(founded_on, found):
    """A-09: years before the branch existed do not count as clean."""
    clean = {year: {"a.cases": 0} for year in (2024, 2025)}
    decision = decided(
        "99.00", levels=CLEAN, now={"a.cases": 0}, before=clean, founded_on=founded_on
    )
    assert (decision.level, decision.provisional) == (found, found)


def test_missing_points_are_sought_where_most_are_to_be_had():
    read = rubric(
        dimension(
            "D", *(item(name, size, JUDGED) for name, size in (("A", 20), ("B", 50), ("C", 30)))
        )
    )
    at = book()
    sheet = score(read, at, {"item:A": "full", "item:B": "half"})
    found = level(read, sheet, at, answers={}).shortfalls[0]
    assert found.items == ("C", "B")


def test_every_dimension_keeps_above_the_floor():
    levels = [{**one, "dimension_floor": 0.6} for one in LEVELS]
    read = rubric(
        dimension("A", item("A", 90, JUDGED)), dimension("B", item("B", 10, JUDGED)), levels=levels
    )
    at = book()
    low = score(read, at, {}, {"A": Decimal(90), "B": Decimal("5.99")})
    decision = level(read, low, at, answers={})
    assert (decision.level, decision.shortfalls[0].kind) == ("", "floor")
    assert decision.shortfalls[0].points == Decimal("0.01")
    assert say(decision.shortfalls[0].reason) == "方面B为 5.99 分，三星级要求不低于 6.00 分（60%）"
    enough = score(read, at, {}, {"A": Decimal(90), "B": Decimal(6)})
    assert level(read, enough, at, answers={}).level == "five"


def test_unknown_levels_and_vetoes_are_refused():
    with pytest.raises(ValueError, match="level_unknown: six"):
        decided("99.00", applied="six")
    with pytest.raises(ValueError, match="veto_unknown: V9"):
        decided("99.00", vetoes=("V9",))


@pytest.mark.parametrize(("at", "below"), [("five", "four"), ("four", "three"), ("three", "")])
def test_one_level_down(at, below):
    assert one_level_down(judged_rubric(), at) == below  # STB-08


def test_routes_are_those_of_the_level():
    read = judged_rubric()
    assert [route(read, name) for name in ("three", "four", "five")] == [
        "file",
        "review",
        "on_site",
    ]
    with pytest.raises(KeyError):
        route(read, "")
    with pytest.raises(KeyError):
        one_level_down(read, "")


def test_a_decision_turns_into_plain_json():
    data = as_data(decided("92.50", now={"a.members": 3}))
    assert data["shortfalls"][0]["points"] == "2.50"
    assert data["shortfalls"][0]["reason"]["code"] == "short_of_line"
