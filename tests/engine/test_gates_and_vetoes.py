"""Judged gates, vetoes, the level applied for, and what is told of shortfalls."""

from decimal import Decimal

import pytest

from scoring.engine.levels import level
from scoring.engine.results import Decision, State
from scoring.engine.scoring import score
from scoring.engine.wording import say
from tests.engine.small import LEVELS, book, judged_rubric


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


SEVEN = {"id": "G4", "name": "七人", "condition": {"value": "a.members", "at_least": 7}}
RANK = {"id": "G5", "name": "第一位", "condition": {"value": "a.due", "at_most": 1}}
JUDGED_GATE = {"id": "J", "name": "有战斗力", "judged": True, "claim": "班子有战斗力。"}


@pytest.mark.parametrize(
    ("claim", "finding", "state", "fixable", "told"),
    [
        (None, None, State.AWAITING, True, "支部还没有申报“班子有战斗力”；申报后由机关党委认定"),
        (
            {"claimed": False},
            None,
            State.AWAITING,
            True,
            "支部还没有申报“班子有战斗力”；申报后由机关党委认定",
        ),
        (
            {"claimed": True, "sentence": " "},
            None,
            State.AWAITING,
            True,
            "已申报“班子有战斗力”，请用一句话写明事实，再由机关党委认定",
        ),
        (
            {"claimed": True, "sentence": "全年完成任务。"},
            None,
            State.AWAITING,
            False,
            "支部申报：全年完成任务；等机关党委认定",
        ),
        ({"claimed": True, "sentence": "x"}, True, State.MET, False, "审核认定达到：班子有战斗力"),
        (None, True, State.MET, False, "审核认定达到：班子有战斗力"),
        (
            {"claimed": True, "sentence": "x"},
            False,
            State.UNMET,
            False,
            "审核认定未达到：班子有战斗力",
        ),
    ],
)
def test_judged_gates_wait_for_the_reviewer(claim, finding, state, fixable, told):
    decision = decided(
        "99.00",
        levels=with_gates(five=[JUDGED_GATE]),
        answers={} if claim is None else {"gate:J": claim},
        gate_findings={} if finding is None else {"J": finding},
    )
    (gate,) = decision.gates
    assert (gate.state, gate.fixable, say(gate.why[0])) == (state, fixable, told)
    assert gate.awaits == (("reviewer",) if state == State.AWAITING else ())
    assert decision.level == ("five" if state == State.MET else "four")


def test_findings_do_not_decide_measured_gates():
    levels = with_gates(five=[SEVEN])
    assert (
        decided("99.00", levels=levels, now={"a.members": 1}, gate_findings={"G4": True}).level
        == "four"
    )


def test_who_can_still_mend_a_gate():
    cases = {"id": "C", "name": "无案", "condition": {"value": "a.cases", "equals": 0}}
    levels = with_gates(five=[SEVEN, RANK, cases])
    now = {"a.members": 1, "a.due": 9, "a.cases": 1}
    assert [gate.fixable for gate in decided("99.00", levels=levels, now=now).gates] == [
        True,
        False,
        False,
    ]
    assert decided("99.00", levels=levels).gates[0].fixable  # not filled in yet


def test_nobody_is_lifted_above_the_level_applied_for():
    decision = decided("99.00", applied="three")
    assert (decision.level, decision.provisional, decision.applied) == ("three", "three", "three")
    assert say(decision.why[-1]) == "申报的是三星级，按申报评定"
    decision = decided("86.00", applied="five")
    assert decision.level == "four"
    assert say(decision.why[-1]) == "没有达到申报的五星级，按实际达到的评定"
    assert len(decided("86.00", applied="four").why) == 1


def test_a_confirmed_veto_leaves_no_level():
    decision = decided("99.00", vetoes=("V1",))
    assert (decision.level, decision.provisional) == ("", "")
    assert decision.vetoes[0].applies
    assert decision.shortfalls[0].kind == "veto"
    assert say(decision.shortfalls[0].reason) == "“一票否决”事项已经确认：严重问题"
    assert say(decision.why[0]) == "一票否决事项已经确认，不评星级"


@pytest.mark.parametrize(
    ("answer", "now", "told"),
    [
        (None, {}, ["支部还没有填报有无此情形：严重问题"]),
        ("none", {}, ["支部填报无此情形：严重问题"]),
        ("present", {"a.cases": 0}, ["支部填报有此情形：严重问题，等机关党委确认"]),
        (
            "none",
            {"a.cases": 1},
            ["支部填报无此情形：严重问题", "“事实a.cases”中已有记录，等机关党委确认"],
        ),
    ],
)
def test_a_veto_is_declared_and_recorded_before_it_is_confirmed(answer, now, told):
    decision = decided("99.00", now=now, answers={} if answer is None else {"veto:V1": answer})
    assert decision.level == "five"
    assert [say(reason) for reason in decision.vetoes[0].why] == told


def test_shortfalls_name_points_gates_and_who_is_to_act():
    levels = with_gates(five=[RANK, SEVEN, JUDGED_GATE])
    decision = decided("92.50", levels=levels, now={"a.members": 3})
    assert decision.next_level == "five"
    assert [one.kind for one in decision.shortfalls] == ["score", "gate", "gate", "gate"]
    assert decision.shortfalls[0].points == Decimal("2.50")
    assert decision.shortfalls[0].items == ("I",)
    assert [say(one.reason) for one in decision.shortfalls] == [
        "距五星级差 2.50 分（现有 92.50 分，需 95.00 分）",
        "五星级条件“有战斗力”待申报：支部还没有申报“班子有战斗力”；申报后由机关党委认定",
        "五星级条件“七人”未达到：事实a.members为 3 人，应不低于 7 人",
        "五星级条件“第一位”待定：等上级党委填写：事实a.due",
    ]
