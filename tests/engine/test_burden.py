"""What a rubric asks for: figures counted by hand, doubts one by one."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.engine.burden import BRANCH, OFFICE, SYSTEM, estimates, measure
from scoring.engine.burden_flags import flags
from scoring.engine.definitions import FactDefinition, FactType
from scoring.engine.rubric import EvidencePolicy, Indicator, Part, Rubric, Scoring
from tests.rubrics.branches import definitions, rubric, shipped

DOCS = Path(__file__).resolve().parents[2] / "docs" / "burden.md"


def test_the_figures_of_the_default_programme_are_those_counted_by_hand() -> None:
    """Counted in the files: corp-5std's items, star-prefecture's gates, the twelve added gates."""
    found = measure(rubric(), definitions())
    monthly = 4  # committee, group and themed-day meetings, pushes into the chat
    quarterly = 3  # congress, lecture, plans
    registers = 3 + 5 + 5  # groups, innovations, honours
    once = 44 + 11 + 10 + 2 + 1  # numbers, yes or no, selections, choices, days
    assert len(found.owned(BRANCH)) == monthly + quarterly + 3 + once == 78
    assert found.rows == registers
    assert found.entries(BRANCH) == 12 * monthly + 4 * quarterly + registers + once == 141
    assert (len(found.owned(OFFICE)), found.entries(OFFICE)) == (20, 20)
    assert (len(found.owned(SYSTEM)), found.entries(SYSTEM)) == (5, 0)
    assert (found.ticks, found.answers, found.declarations) == (1, 3, 1)
    assert found.sentences == 12 + 6  # added by the programme, and those of star-prefecture
    assert (found.required, found.on_request) == (3, 28)
    typed = 44 * 20 + 11 * 8 + 10 * 20 + 2 * 12 + 1 * 20 + 60 * 15 + 13 * 45
    rest = 1 * 10 + 3 * 20 + 18 * 90 + 1 * 10 + 3 * 120 + 28 * 24
    assert typed + rest == 5429  # seconds
    assert found.minutes() == Decimal("90.5")


def test_what_is_known_from_elsewhere_is_not_counted_as_new() -> None:
    known = {"life.committee": ("甲标准",), "org.members_total": ("甲标准", "乙标准")}
    found = measure(rubric(), definitions(), known)
    assert found.entries(BRANCH) - found.entries(BRANCH, new=True) == 12 + 1
    assert found.minutes() == Decimal("90.5")
    assert found.minutes(new=True) == Decimal("87.2")  # less 12 × 15 and 20 seconds: 5229
    assert {one.key for one in found.facts if one.known_from} == set(known)


@pytest.mark.parametrize("one", shipped().rubrics, ids=lambda one: one.rubric.id)
def test_every_shipped_rubric_is_measured_and_no_fact_counts_twice(one) -> None:
    found = measure(one.rubric, definitions())
    keys = [fact.key for fact in found.facts]
    assert len(keys) == len(set(keys))
    assert found.entries(BRANCH, new=True) == found.entries(BRANCH)
    assert found.minutes() == found.minutes(new=True)


def test_what_is_counted_from_the_levels_below_is_typed_by_nobody() -> None:
    town = next(one.rubric for one in shipped().rubrics if one.rubric.id == "wgh-town")
    counted = {one.fact for one in town.aggregates}
    found = measure(town, definitions())
    assert counted
    assert {one.key for one in found.owned(SYSTEM)} >= counted
    typed = measure(replace(town, aggregates=()), definitions())
    assert typed.entries(OFFICE) - found.entries(OFFICE) == len(counted)


def test_the_table_of_seconds_stands_in_the_documentation() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for kind, seconds in estimates()["seconds"].items():
        assert f"| `{kind}` | {seconds} |" in text


def with_item(**changes: Any) -> Rubric:
    """Return the default programme with its first item changed."""
    held = rubric()
    first = held.dimensions[0]
    item: Indicator = replace(first.indicators[0], **changes)
    dimension = replace(first, indicators=(item, *first.indicators[1:]))
    return replace(held, dimensions=(dimension, *held.dimensions[1:]))


def codes(held: Rubric, known: dict[str, FactDefinition] | None = None) -> list[str]:
    """Return the doubts that the shipped programme does not raise."""
    known = known or definitions()
    usual = [(one.where, one.reason.code) for one in flags(rubric(), definitions())]
    found = [(one.where, one.reason.code) for one in flags(held, known)]
    return [code for where, code in found if (where, code) not in usual]


DOUBTS = [
    ({"evidence": EvidencePolicy("required", "", ("批复",))}, "burden_proof_unreasoned"),
    ({"evidence": EvidencePolicy("on_request", "", ("会议照片",))}, "burden_photo"),
    ({"requirement": "上传党员大会现场照片。"}, "burden_photo"),
    ({"requirement": "按学习时长给党员排名，末位约谈。"}, "burden_ranks_members"),
    ({"requirement": "每日登录学习平台。"}, "burden_counts_screens"),
    ({"requirement": "党员点赞转发公众号文章。"}, "burden_counts_screens"),
    ({"evidence": EvidencePolicy("on_request", "", ("党小组名册",))}, "burden_proof_repeated"),
]


@pytest.mark.parametrize(("changes", "code"), DOUBTS)
def test_each_doubt_is_raised_where_it_stands(changes, code) -> None:
    assert code in codes(with_item(**changes))


FINE = [
    {"evidence": EvidencePolicy("required", "须核对批复原件", ("批复",))},
    {"evidence": EvidencePolicy("on_request", "以实物为准", ("会议照片",))},
    {"evidence": EvidencePolicy("none", "", ("会议照片",))},
    {"requirement": "支部在年度考核中排名居前三分之一；党员人数齐全。"},
]


@pytest.mark.parametrize("changes", FINE)
def test_no_doubt_without_ground(changes) -> None:
    assert codes(with_item(**changes)) == []


def test_a_judged_point_that_a_fact_can_decide_is_doubted() -> None:
    judged = Scoring("checklist", parts=(Part("a", "班子团结协作", Decimal(1)),))
    assert "burden_fact_decides" not in codes(with_item(scoring=judged))
    judged = Scoring("checklist", parts=(Part("a", "正式党员数达到要求", Decimal(1)),))
    assert "burden_fact_decides" in codes(with_item(scoring=judged))


def test_two_facts_of_one_name_and_a_count_of_clicks_are_doubted() -> None:
    known = definitions()
    twin = replace(known["org.activists"], key="org.applicants_again")
    clicks = replace(
        known["org.activists"], key="edu.app_login", zh="平台使用次数", type=FactType.INT
    )
    more = {**known, twin.key: twin, clicks.key: clicks}
    held = with_item(facts=("org.activists", twin.key, clicks.key))
    found = codes(held, more)
    assert found.count("burden_asked_twice") == 1
    assert "burden_counts_screens" in found
