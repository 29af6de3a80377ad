"""Two versions side by side: every change with its place, and what only changes words."""

import copy
import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.comparing import KINDS, Change, compare, in_words, place_in_words
from scoring.engine.document import content_hash, structure_hash
from scoring.engine.wording import LANGUAGES, wording
from tests.rubrics.test_yaml_files import READING, SHIPPED

BASE = SHIPPED["star-prefecture"].document


def changed(change, base=BASE) -> list[tuple[str, str, str, str]]:
    """Return place, kind and both sides in Chinese of what a change of the document does."""
    document = copy.deepcopy(base)
    change(document)
    found = compare(base, document, READING.definitions)
    assert_consistent(base, document, found)
    return [
        (place_in_words(one, "zh"), one.kind, in_words(one.before, "zh"), in_words(one.after, "zh"))
        for one in found
    ]


def assert_consistent(before, after, found: tuple[Change, ...]):
    assert bool(found) == (content_hash(before) != content_hash(after))
    structural = any(one.structural for one in found)
    assert structural == (structure_hash(before) != structure_hash(after))
    assert all((one.kind == "wording") is not one.structural for one in found)
    assert {one.kind for one in found} <= set(KINDS)
    for one in found:
        for language in LANGUAGES:
            assert place_in_words(one, language)
            assert in_words(one.before, language) or in_words(one.after, language)


def item(document, n=3, m=0):
    return document["dimensions"][n]["indicators"][m]


def test_a_document_beside_itself_has_no_change():
    assert changed(lambda document: None) == []
    shuffled = json.loads(json.dumps(BASE, sort_keys=True))
    assert compare(BASE, shuffled, READING.definitions) == ()


def test_a_line_that_is_raised():
    assert changed(lambda d: d["levels"][1].update(min_score=86)) == [
        ("等级“四星级” · 分数线", "points", "85", "86")
    ]


def test_a_tier_that_is_harder_is_told_in_words():
    def change(document):
        item(document)["scoring"]["tiers"][1]["condition"]["at_least"] = 4
        item(document)["scoring"]["tiers"][2]["share"] = "0.75"

    label = READING.definitions["disc.cases"].zh
    assert changed(change) == [
        (
            "项目 4.1 无违法违纪 · 第 2 档 · 条件",
            "rule",
            f"{label}连续为 0 的年数应不低于 2 年",
            f"{label}连续为 0 的年数应不低于 4 年",
        ),
        ("项目 4.1 无违法违纪 · 第 3 档 · 得分比例", "points", "80%", "75%"),
    ]


def test_words_only():
    def change(document):
        item(document)["name"] = "没有违法违纪"
        document["version"] = "1.1"
        document["dimensions"][1]["indicators"][0]["scoring"]["choices"][0]["name"] = "很好"

    found = changed(change)
    assert [kind for _, kind, _, _ in found] == ["wording"] * 3
    assert ("项目 4.1 没有违法违纪 · 名称", "wording", "无违法违纪", "没有违法违纪") in found


def test_parts_that_come_go_and_move():
    def change(document):
        levels = document["levels"]
        gone = levels[0]["gates"].pop(6)
        levels[0]["gates"].insert(0, levels[0]["gates"].pop(2))
        levels[2]["gates"].append({**gone, "id": "G5-99"})
        document["dimensions"][1]["indicators"].append(
            document["dimensions"][2]["indicators"].pop()
        )
        document["vetoes"].append({"id": "V9", "name": "弄虚作假", "trigger": "填报不实"})

    found = changed(change)
    assert ("等级“三星级” · 条件“档案齐全”", "removed") in [one[:2] for one in found]
    assert ("等级“五星级” · 条件“档案齐全”", "added") in [one[:2] for one in found]
    assert (
        "等级“三星级” · 条件“违规被通报不超过2例”", "moved", "第 3 位", "第 1 位",
    ) in found  # fmt: skip
    assert (
        "项目 3.1 学习型组织创建", "moved", "“学习型组织”维度", "“班子建设”维度",
    ) in found  # fmt: skip
    assert ("一票否决“弄虚作假”", "added", "", "弄虚作假；填报不实；后果：取消星级") in found
    assert len(found) == 5


def test_a_quota_a_goal_and_a_veto_are_told_with_level_kind_and_share():
    def change(document):
        document["quotas"] = [
            {"id": "Q1", "name": "五星占比", "kind": "cap", "level": "five", "share": 0.7},
        ]  # fmt: skip
        document["settings"]["goals"] = [
            {"year": 1, "level": "three", "share": 1.0},
            {"year": 2, "level": "five", "share": 0.8},
        ]  # fmt: skip
        document["vetoes"].append(
            {"id": "V9", "name": "弄虚作假", "trigger": "填报不实", "effect": "cap",
             "level": "three", "basis": "《条例》第九条"}
        )  # fmt: skip

    found = changed(change, {**BASE, "quotas": []})
    assert (
        "占比“五星占比”",
        "added",
        "",
        "五星占比；等级：五星级；方式：不超过；占支部比例 70%",
    ) in found
    (goals,) = (now for place, _, _, now in found if place == "设置 · 目标")
    assert goals == (
        "创建年度 1，等级：三星级，占支部比例 100%；创建年度 2，等级：五星级，占支部比例 80%"
    )
    said = "弄虚作假；填报不实；后果：限最高等级；等级：三星级；依据：《条例》第九条"
    assert ("一票否决“弄虚作假”", "added", "", said) in found


def test_a_share_of_branches_is_not_one_of_points():
    quota = {"id": "Q1", "name": "五星占比", "kind": "cap", "level": "five", "share": 0.7}
    other = {**quota, "kind": "floor", "level": "four", "share": 0.6}
    assert changed(lambda d: d.update(quotas=[other]), {**BASE, "quotas": [quota]}) == [
        ("占比“五星占比” · 方式", "rule", "不超过", "不低于"),
        ("占比“五星占比” · 等级", "rule", "五星级", "四星级"),
        ("占比“五星占比” · 占支部比例", "points", "70%", "60%"),
    ]


def test_another_way_of_scoring_is_one_change():
    def change(document):
        item(document)["scoring"] = {
            "kind": "count_deduction", "measure": {"value": "disc.criticisms"}, "each": "0.5",
        }  # fmt: skip

    (found,) = changed(change)
    assert found[:2] == ("项目 4.1 无违法违纪 · 计分方法", "rule")
    assert found[2].startswith("分档；连续三年无立案 100%")
    assert found[3].startswith("按次扣分；")


def test_only_the_numbers_of_a_deduction():
    base = SHIPPED["wgh-village"].document
    spot = next(
        (n, m)
        for n, dimension in enumerate(base["dimensions"])
        for m, one in enumerate(dimension["indicators"])
        if one["scoring"]["kind"] == "count_deduction"
    )
    (found,) = changed(lambda d: item(d, *spot)["scoring"].update(each="0.7"), base)
    assert found[1] == "points"


@pytest.mark.parametrize(
    "faulty", [None, "text", [1, 2], {}, [{"id": 1}, {"id": 1}], [{"name": "no id"}], True]
)
@pytest.mark.parametrize("key", ["dimensions", "levels", "settings", "max", "name", "vetoes"])
def test_a_draft_with_faults_is_compared_all_the_same(key, faulty):
    changed(lambda document: document.update({key: faulty}))
    changed(lambda document: document.pop(key))
    changed(lambda document: item(document).update(scoring=faulty))
    changed(lambda document: item(document)["scoring"].update(tiers=faulty))


WORDS = (
    "name",
    "requirement",
    "notes",
    "claim",
    "id",
    "max",
    "zzz",
    "condition",
    "number",
    "judged",
)
EDITS: tuple[Callable[[random.Random, list[Any]], Any], ...] = (
    lambda chance, spot: chance.shuffle(spot),
    lambda _chance, spot: spot.pop(),
    lambda _chance, spot: spot.append("乙"),
)


def edited(document, seed: int):
    """Return the document after a few edits anywhere in it."""
    chance = random.Random(seed)  # noqa: S311  # a test
    document = copy.deepcopy(document)
    for _ in range(chance.randrange(1, 4)):
        spots = list(containers(document))
        spot = chance.choice(spots)
        if isinstance(spot, dict):
            key = chance.choice([*spot, *WORDS])
            spot[key] = chance.choice([spot.get(key), "甲", 7, "0.5", True, None, {"id": "q"}])
            if chance.random() < 0.3:
                del spot[key]
        elif spot:
            chance.choice(EDITS)(chance, spot)
    return document


def containers(value):
    if isinstance(value, (dict, list)):
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from containers(one)


@settings(max_examples=150)
@given(st.sampled_from(sorted(SHIPPED)), st.integers(0, 2**32))
def test_wording_only_means_that_the_structure_is_the_same(name, seed):
    before = SHIPPED[name].document
    after = edited(before, seed)
    assert_consistent(before, after, compare(before, after, READING.definitions))
    assert_consistent(after, before, compare(after, before, READING.definitions))


def test_the_words_are_the_same_in_both_languages():
    chinese, english = (wording(language)["terms"]["compared"] for language in LANGUAGES)
    assert set(chinese["fields"]) == set(english["fields"])
    assert {key: set(one) for key, one in chinese["options"].items()} == {
        key: set(one) for key, one in english["options"].items()
    }
