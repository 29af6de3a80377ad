"""Bonuses: by facts, by units, judged; their cap; whether they count towards the lines."""

import random
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import arrays
from scoring.engine.bonuses import bonus_scores
from scoring.engine.cases import answer_keys
from scoring.engine.evaluation import evaluate
from scoring.engine.faults import FaultsFound
from scoring.engine.levels import level
from scoring.engine.results import as_data
from scoring.engine.scoring import score
from scoring.engine.vectors import pack
from scoring.engine.wording import say
from tests.engine.naive import Naive, rate
from tests.engine.small import FACTS, JUDGED, YEAR, book, dimension, item, rubric, rubric_document
from tests.engine.test_document import VALIDATOR

PRAISED = {
    "id": "B1",
    "name": "受表彰",
    "trigger": "受县级以上表彰",
    "points": 2,
    "condition": {"value": "a.grade", "equals": "好"},
}
BY_UNIT = {
    "id": "B2",
    "name": "党员多",
    "trigger": "党员人数",
    "measure": {"value": "a.members"},
    "each": 0.5,
    "at_most": 3,
}
CLAIMED = {
    "id": "B3",
    "name": "经验推广",
    "trigger": "做法被推广",
    "points": 2,
    "judged": True,
    "claim": "做法被县级以上推广。",
}
ALL = [PRAISED, BY_UNIT, CLAIMED]
LEVELS = [
    {"id": "five", "name": "五星", "name_en": "five", "stars": 5, "min_score": 90, "gates": []}
]


def scheme_of(bonuses=ALL, **more):
    more = {"levels": LEVELS, "quotas": [], "bonuses": list(bonuses), **more}
    return rubric(dimension("D", item("I", 100, JUDGED)), **more)


def rated(scheme, points, facts=None, answers=None, judged=None):
    known = book(facts or {})
    sheet = score(scheme, known, answers or {}, {"I": Decimal(points)}, judged)
    return sheet, level(scheme, sheet, known, answers=answers or {}, gate_findings=judged)


def told(one, language="zh"):
    return [say(reason, language) for reason in one.why]


def only(document, facts=None, answers=None, judged=None):
    return bonus_scores(scheme_of([document]), book(facts or {}), answers or {}, judged or {})[0]


def test_a_measured_bonus_is_given_whole_when_its_condition_holds():
    one = only(PRAISED, {"a.grade": "好"})
    assert (one.state, str(one.points), str(one.max)) == ("met", "2.00", "2.00")
    assert told(one)[0] == "加 2.00 分：受县级以上表彰"
    assert told(one, "en")[0] == "2.00 points added: 受县级以上表彰"
    assert only(PRAISED, {"a.grade": "中"}).points == 0


def test_a_bonus_that_somebody_still_decides_gives_nothing_yet():
    one = only(PRAISED)
    assert (one.state, one.points, one.awaits) == ("awaiting", 0, ("reviewer",))
    sheet, _ = rated(scheme_of([PRAISED], bonus_counts=True), 88)
    assert (str(sheet.total), str(sheet.reachable)) == ("88.00", "90.00")


@pytest.mark.parametrize(
    ("members", "points"),
    [(0, "0.00"), (1, "0.50"), (5, "2.50"), (6, "3.00"), (7, "3.00"), (600, "3.00")],
)
def test_points_per_unit_up_to_the_most(members, points):
    one = only(BY_UNIT, {"a.members": members})
    assert str(one.points) == points
    assert one.state == ("met" if members else "unmet")
    assert told(one) == [
        f"事实a.members为 {members} 人，每 1 加 0.5 分，加 {points} 分（最多 3.00 分）"
    ]


def test_a_unit_not_counted_yet_says_who_owes_it():
    assert told(only(BY_UNIT)) == ["还没有填写：事实a.members"]
    owed = only({**BY_UNIT, "measure": {"value": "a.due"}})
    assert owed.awaits == ("party_committee",)
    assert told(owed, "en") == ["Waiting for the superior Party committee to enter: fact a.due"]


def test_what_does_not_arise_earns_nothing():
    ratio = {"ratio": ["a.attended", "a.due"]}
    facts = {"a.attended": 0, "a.due": 0}
    assert only({**PRAISED, "condition": {**ratio, "at_least": 0}}, facts).state == "unmet"
    counted = {"sum": ["a.members"]}
    assert only({**BY_UNIT, "measure": counted}, {"a.members": 2}).points == 1


def test_a_negative_change_takes_nothing_off():
    lost = {**BY_UNIT, "measure": {"difference": ["a.members", "a.told"]}}
    assert only(lost, {"a.members": 3, "a.told": 8}).points == 0


def test_a_judged_bonus_is_claimed_with_a_sentence_and_decided_by_the_reviewer():
    claim = {"gate:B3": {"claimed": True, "sentence": "全县现场会推广。"}}
    assert told(only(CLAIMED)) == ["支部还没有申报“做法被县级以上推广”；申报后由机关党委认定"]
    assert told(only(CLAIMED, answers=claim)) == ["支部申报：全县现场会推广；等机关党委认定"]
    bare = {"gate:B3": {"claimed": True, "sentence": " "}}
    assert told(only(CLAIMED, answers=bare))[0].startswith("已申报“做法被县级以上推广”")
    assert only(CLAIMED, answers=claim).points == 0
    assert told(only(CLAIMED, judged={"B3": True})) == [
        "加 2.00 分：做法被推广",
        "审核认定达到：做法被县级以上推广",
    ]
    assert only(CLAIMED, judged={"B3": False}).state == "unmet"
    assert "gate:B3" in answer_keys(scheme_of())


def test_a_bonus_that_counts_lifts_over_the_line_and_above_the_maximum():
    """88 + 2 = 90 reaches the line, 87.99 + 2 does not; 100 + 2 is more than the maximum."""
    scheme = scheme_of([PRAISED], bonus_counts=True)
    facts = {"a.grade": "好"}
    sheet, decision = rated(scheme, 88, facts)
    assert (str(sheet.base), str(sheet.bonus), str(sheet.total)) == ("88.00", "2.00", "90.00")
    assert decision.level == "five"
    assert rated(scheme, "87.99", facts)[1].level == ""
    assert str(rated(scheme, 100, facts)[0].total) == "102.00"
    assert [str(one.points) for one in rated(scheme, 88, facts)[0].dimensions] == ["88.00"]


def test_a_bonus_that_does_not_count_is_only_shown():
    sheet, decision = rated(scheme_of([PRAISED]), 88, {"a.grade": "好"})
    assert (str(sheet.total), str(sheet.bonus), str(sheet.base)) == ("88.00", "2.00", "88.00")
    assert decision.level == ""


def test_all_bonuses_together_stay_under_the_cap():
    facts = {"a.grade": "好", "a.members": 6}
    scheme = scheme_of(bonus_cap=4, bonus_counts=True)
    assert str(rated(scheme, 50, facts, judged={"B3": True})[0].bonus) == "4.00"
    assert str(rated(scheme, 50, facts)[0].bonus) == "4.00"  # 2 + 3
    assert str(rated(scheme, 50, {"a.members": 2})[0].bonus) == "1.00"
    assert str(rated(scheme, 50)[0].reachable) == "54.00"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"bonuses": [{**PRAISED, "judged": True}]}, ("/bonuses/0", "bonus_ways")),
        ({"bonuses": [{k: v for k, v in PRAISED.items() if k != "condition"}]},
         ("/bonuses/0", "bonus_ways")),
        ({"bonuses": [{**PRAISED, "claim": "x"}]}, ("/bonuses/0/claim", "claim_not_judged")),
        ({"bonuses": [{**PRAISED, "points": 0}]}, ("/bonuses/0/points", "number_not_above")),
        ({"bonuses": [{**BY_UNIT, "points": 3}]}, ("/bonuses/0/points", "key_unknown")),
        ({"bonuses": [{k: v for k, v in BY_UNIT.items() if k != "at_most"}]},
         ("/bonuses/0", "key_missing")),
        ({"bonuses": [{**BY_UNIT, "measure": {"value": "a.note"}}]},
         ("/bonuses/0/measure", "measure_unfit")),
        ({"bonuses": [{**PRAISED, "condition": {"value": "a.grad", "equals": "好"}}]},
         ("/bonuses/0/condition/value", "fact_unknown")),
        ({"bonuses": [PRAISED, PRAISED]}, ("/bonuses/1/id", "id_twice")),
        ({"bonuses": [], "bonus_cap": 3}, ("/bonus_cap", "bonus_key_without")),
        ({"bonuses": [], "bonus_counts": True}, ("/bonus_counts", "bonus_key_without")),
        ({"bonus_cap": 0}, ("/bonus_cap", "number_not_above")),
        ({"bonus_counts": "yes"}, ("/bonus_counts", "not_a_flag")),
        ({"levels": [{**LEVELS[0], "gates": [{"id": "B3", "name": "g", "judged": True}]}]},
         ("/bonuses/2/id", "id_twice")),
    ],
)  # fmt: skip
def test_faults_of_bonuses(change, fault):
    with pytest.raises(FaultsFound) as caught:
        scheme_of(**change)
    assert fault in [(one.path, one.code) for one in caught.value.faults]


def test_an_evaluation_gives_the_same_and_the_data_is_plain():
    scheme, facts = scheme_of(bonus_counts=True), book({"a.grade": "好", "a.members": 3})
    found = evaluate(scheme, facts, {}).sheet({}, {"B3": True})
    assert found == score(scheme, facts, {}, {}, {"B3": True})
    data = as_data(found)
    assert [one["points"] for one in data["bonuses"]] == ["2.00", "1.50", "2.00"]
    assert data["bonus"] == "5.50"


@given(
    st.integers(0, 10_000),
    st.integers(0, 20),
    st.integers(0, 20),
    st.sampled_from([None, 1, "3.33", 50]),
)
def test_more_never_gives_less_and_the_cap_holds(points, members, more, cap):
    scheme = scheme_of(bonus_counts=True, **({} if cap is None else {"bonus_cap": cap}))
    base = Decimal(points).scaleb(-2)
    lower, _ = rated(scheme, base, {"a.members": members})
    higher, _ = rated(scheme, base, {"a.members": members + more, "a.grade": "好"})
    assert lower.total <= higher.total
    assert lower.total == base + lower.bonus
    assert cap is None or higher.bonus <= Decimal(str(cap))
    assert lower.total <= lower.reachable


def test_arrays_take_the_bonus_or_refuse():
    scheme = scheme_of(bonus_counts=True)
    numbers = arrays.scheme_of(scheme)
    rows = arrays.matrix(
        numbers.slots, [pack(numbers.slots, {"I": one}) for one in ("88", "87.99")]
    )
    with pytest.raises(ValueError, match="bonus_not_given"):
        arrays.totals(numbers, rows)
    scored = arrays.totals(numbers, rows, np.array([200, 200]))
    assert scored.total.tolist() == [9000, 8999]
    assert arrays.levels(numbers, scored).tolist() == [1, 0]
    shown = arrays.scheme_of(scheme_of())
    assert arrays.totals(shown, rows).total.tolist() == [8800, 8799]


def test_a_naive_second_scorer_agrees():
    more = {"bonuses": ALL, "bonus_cap": 4, "bonus_counts": True}
    document = rubric_document(
        dimension("D", item("I", 100, JUDGED)), levels=LEVELS, quotas=[], vetoes=[], **more
    )
    scheme = scheme_of(**{key: more[key] for key in more if key != "bonuses"}, vetoes=[])
    levels = set()
    for seed in range(500):
        chance = random.Random(seed)  # noqa: S311 - repeatable cases, no secrets
        facts = {"a.members": chance.randint(0, 9), "a.grade": chance.choice("差中好")}
        facts = {key: value for key, value in facts.items() if chance.random() < 0.8}
        judged = {"B3": chance.random() < 0.5} if chance.random() < 0.5 else {}
        points = Decimal(chance.randint(8500, 9100)).scaleb(-2)
        sheet, decision = rated(scheme, points, facts, judged=judged)
        theirs = rate(
            document, Naive(FACTS, {YEAR: facts}, YEAR, None, []), {},
            findings={"I": points}, gate_findings=judged, vetoes=[], applied="",
        )  # fmt: skip
        assert (theirs["total"], theirs["bonus"]) == (sheet.total, sheet.bonus)
        assert theirs["level"] == decision.level
        levels.add(decision.level)
    assert levels == {"", "five"}


def test_the_schema_takes_every_kind_of_bonus():
    document = rubric_document(dimension("D", item("I", 100, JUDGED)), bonuses=ALL, bonus_cap=4)
    assert [one.message for one in VALIDATOR.iter_errors(document)] == []
