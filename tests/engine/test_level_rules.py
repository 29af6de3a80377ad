"""Vetoes by effect, excused gates, promotion, placements: by hand, at the bounds."""

import pytest

from scoring.engine.results import State, as_data
from scoring.engine.wording import say
from tests.engine.ruled import CASES, NEW, NOTED, SEVEN, decided, told, veto
from tests.engine.small import LEVELS

# ---- vetoes


@pytest.mark.parametrize(
    ("effect", "held", "points", "found"),
    [
        ("cancel", {2025: "four"}, "100", ""),
        ("disqualify_year", {2025: "four"}, "100", ""),
        ("cap", {}, "100", "four"),
        ("cap", {}, "85", "four"),
        ("cap", {}, "84.99", "three"),  # a cap never raises
        ("freeze", {2025: "three"}, "100", "three"),
        ("freeze", {2025: "five"}, "85", "four"),
        ("freeze", {}, "100", ""),  # nothing held before
        ("freeze", {2024: "five"}, "100", ""),  # its term was over
        ("freeze", {2025: "", 2024: "five"}, "100", ""),
    ],
)
def test_a_confirmed_veto_does_what_it_says(effect, held, points, found):
    rule = veto(effect=effect, **({"level": "four"} if effect == "cap" else {}))
    decision = decided(points, held=held, confirmed=("V",), vetoes=[rule])
    assert decision.level == decision.provisional == found
    assert decision.vetoes[0].applies
    assert decided("100", held=held, vetoes=[rule]).level == "five"  # not confirmed


def test_what_a_veto_does_is_said_with_its_basis():
    rules = [veto(effect="cap", level="three", basis="条例第九条")]
    decision = decided("90", confirmed=("V",), vetoes=rules)
    assert [say(one) for one in decision.vetoes[0].why] == [
        "“立案”事项已经确认：党员被立案",
        "依据：条例第九条",
    ]
    assert told(decision) == ["得分和条件都达到三星级", "因“立案”，最高评为三星级"]
    assert say(decision.shortfalls[0].reason) == "“立案”事项已经确认：党员被立案"
    barred = decided("90", confirmed=("V",), vetoes=[veto(effect="disqualify_year")])
    assert told(barred) == ["有当年不得评定的情形，本年度不评等级；已有的等级到期为止"]
    frozen = decided("90", confirmed=("V",), vetoes=[veto(effect="freeze")])
    assert told(frozen)[-1] == "因“立案”，不得高于原有等级（无等级）"


@pytest.mark.parametrize(
    ("trigger", "now", "applies"),
    [
        ({"condition": {"value": "a.cases", "above": 0}}, {"a.cases": 1}, True),
        ({"condition": {"value": "a.cases", "above": 0}}, {"a.cases": 0}, False),
        ({"condition": {"value": "a.cases", "above": 0}}, {}, False),  # nobody has said so yet
        ({"fact": "a.committee", "equals": True}, {"a.committee": True}, True),
        ({"fact": "a.committee", "equals": True}, {"a.committee": False}, False),
        ({"fact": "a.committee"}, {"a.committee": True}, False),  # only shown beside the case
    ],
)
def test_facts_veto_by_themselves_where_the_rubric_says_so(trigger, now, applies):
    decision = decided("99", now=now, vetoes=[veto(effect="disqualify_year", **trigger)])
    assert decision.vetoes[0].applies is applies
    assert decision.level == ("" if applies else "five")


def test_a_fact_that_is_owed_is_named():
    rule = veto(condition={"value": "a.cases", "above": 0})
    (why,) = decided("99", vetoes=[rule]).vetoes[0].why
    assert say(why) == "有无此情形还没有数据：党员被立案（等纪检部门填写：事实a.cases）"


def test_of_several_vetoes_the_hardest_counts():
    rules = [veto(effect="cap", level="four"), {**CASES, "id": "W", "effect": "freeze"}]
    decision = decided("99", held={2025: "three"}, confirmed=("V", "W"), vetoes=rules)
    assert decision.level == "three"


# ---- exceptions and promotion

GATED = [{**one, "gates": [SEVEN] if one["id"] == "five" else []} for one in LEVELS]
CLAIM = {"gate:G": {"claimed": True, "sentence": "边远地区。"}}


@pytest.mark.parametrize(
    ("members", "answers", "findings", "state", "found"),
    [
        (7, {}, {}, State.MET, "five"),
        (6, {}, {}, State.UNMET, "four"),
        (6, CLAIM, {}, State.AWAITING, "four"),
        (6, CLAIM, {"G": True}, State.MET, "five"),
        (6, CLAIM, {"G": False}, State.UNMET, "four"),
        (6, {"gate:G": {"claimed": False}}, {}, State.UNMET, "four"),
        (7, CLAIM, {"G": False}, State.MET, "five"),  # nothing to excuse
    ],
)
def test_an_unmet_gate_can_be_excused(members, answers, findings, state, found):
    decision = decided(
        "99", now={"a.members": members}, answers=answers, findings=findings, levels=GATED
    )
    (gate,) = decision.gates
    assert (gate.state, decision.level) == (state, found)
    assert gate.awaits == (("reviewer",) if state == State.AWAITING else ())
    assert decision.provisional == ("five" if state in (State.MET, State.AWAITING) else "four")


def test_the_words_of_an_exception_follow_what_is_not_met():
    decision = decided("99", now={"a.members": 6}, levels=GATED)
    assert [say(one) for one in decision.gates[0].why][-1] == "可以申请例外：确有困难的可以例外"
    assert decision.gates[0].fixable
    claimed = decided("99", now={"a.members": 6}, answers=CLAIM, levels=GATED)
    assert say(claimed.gates[0].why[-1]) == "支部申请例外：边远地区；等审核认定"
    silent = {"gate:G": {"claimed": True, "sentence": " "}}
    bare = decided("99", now={"a.members": 6}, answers=silent, levels=GATED)
    assert bare.gates[0].fixable


@pytest.mark.parametrize(
    ("held", "steps", "found"),
    [
        ({}, 1, "three"),
        ({2025: "three"}, 1, "four"),
        ({2025: "four"}, 1, "five"),
        ({2025: "five"}, 1, "five"),
        ({2024: "four"}, 1, "three"),  # lapsed
        ({}, 2, "four"),
        ({2025: "three"}, 2, "five"),
        ({}, 3, "five"),
    ],
)
def test_a_branch_rises_so_many_levels_a_year(held, steps, found):
    decision = decided("100", held=held, promotion={"steps": steps})
    assert decision.level == decision.provisional == found


def test_promotion_is_a_gate_that_can_be_excused():
    rules = {"promotion": {"steps": 1, "exception": "成绩特别突出的可以越级。"}}
    answers = {"gate:PROMOTION-five": {"claimed": True, "sentence": "全国先进。"}}
    held = {2025: "three"}
    waiting = decided("100", held=held, answers=answers, **rules)
    assert (waiting.level, waiting.provisional) == ("four", "five")
    granted = decided("100", held=held, answers=answers, findings={"PROMOTION-five": True}, **rules)
    assert granted.level == "five"
    (gate,) = waiting.gates_of("five")
    assert (gate.name, gate.value) == ("原有等级不低于四星级", "三星级")
    assert say(gate.why[0]) == "本年度以前的等级为三星级，应不低于四星级"
    assert not waiting.gates_of("three")


@pytest.mark.parametrize(
    ("held", "years"), [({}, 0), ({2025: "five"}, 1), ({2025: "five", 2024: "four"}, 2),
                        ({2025: "five", 2023: "five"}, 1), ({2024: "five"}, 0),
                        ({2025: "three", 2024: "five"}, 0)],
)  # fmt: skip
def test_years_held_in_a_row(held, years):
    gate = {"id": "G", "name": "连续", "condition": {"years_held": "four", "at_least": years}}
    levels = [{**one, "gates": [gate] if one["id"] == "five" else []} for one in LEVELS]
    assert decided("100", held=held, levels=levels).level == "five"
    gate["condition"]["at_least"] = years + 1
    decision = decided("100", held=held, levels=levels)
    assert decision.level == "four"
    if held:
        assert say(decision.gates[0].why[0]).startswith("连续持有四星级及以上的年数为")


def test_a_longer_term_bridges_a_year_without_a_level():
    levels = [{**one, "validity_years": 2} for one in LEVELS]
    for held in ({2024: "four"}, {2024: "four", 2025: ""}):
        assert decided("100", held=held, levels=levels, promotion={"steps": 1}).level == "five"
    assert decided("100", held={2023: "four"}, levels=levels, promotion={"steps": 1}).level == (
        "three"
    )


# ---- placements


@pytest.mark.parametrize(
    ("rules", "points", "found"),
    [
        ([NEW], "0", "three"),  # whatever points and gates say
        ([NEW], "100", "three"),
        ([{**NEW, "level": "none", "how": "at_most"}], "100", ""),
        ([{**NEW, "level": "none"}], "100", ""),
        ([{**NEW, "level": "four", "how": "at_most"}], "100", "four"),
        ([{**NEW, "level": "four", "how": "at_most"}], "84.99", "three"),  # never raises
        ([{**NEW, "level": "five"}, NEW], "0", "five"),  # the first one counts
        ([{**NEW, "condition": {"not": NOTED}}, {**NEW, "id": "P2", "level": "four"}], "0", "four"),
    ],
)
def test_a_placement_counts_instead_of_points_or_bounds_them(rules, points, found):
    for place, rule in enumerate(rules):
        rules[place] = {**rule, "id": f"P{place}"}
    decision = decided(points, now={"a.note": "x"}, placements=rules)
    assert decision.level == decision.provisional == found
    assert decision.placement
    assert decided("90", now={"a.note": "y"}, placements=rules[:1]).placement in ("", "P0")


def test_a_placement_gives_way_to_vetoes_and_to_the_application():
    five = {**NEW, "level": "five"}
    now = {"a.note": "x"}
    assert decided("0", now=now, placements=[five], applied="four").level == "four"
    rules = {"placements": [five], "vetoes": [veto(effect="cap", level="three")]}
    assert decided("0", now=now, confirmed=("V",), **rules).level == "three"
    rules["vetoes"] = [veto()]
    assert decided("0", now=now, confirmed=("V",), **rules).level == ""


def test_a_placement_is_said_and_leaves_nothing_to_work_for():
    now = {"a.note": "x"}
    decision = decided("10", now=now, placements=[NEW])
    assert told(decision)[0] == "按“新建支部”直接定为三星级"
    assert (decision.next_level, decision.shortfalls) == ("", ())
    without = decided("99", now=now, placements=[{**NEW, "level": "none"}])
    assert told(without)[0] == "按“新建支部”，参加考核，不定等级"
    bounded = decided("80", now=now, placements=[{**NEW, "level": "four", "how": "at_most"}])
    assert told(bounded)[0] == "按“新建支部”，最高评为四星级"
    assert bounded.next_level == "four"


def test_rubrics_without_such_rules_store_what_they_stored():
    decision = decided("90", confirmed=("V",), vetoes=[CASES])
    assert set(as_data(decision.vetoes[0])) == {"id", "name", "applies", "effect", "why"}
    assert "placement" not in as_data(decision)
