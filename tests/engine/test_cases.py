"""Case files and the score command."""

import json
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from scoring.engine.cases import answer_keys, read_case, score_case
from scoring.engine.faults import FaultsFound
from scoring.engine.wording import say
from tests.engine.small import DEFINITIONS, JUDGED, dimension, item, rubric

CASES = Path(__file__).resolve().parents[2] / "fixtures" / "cases"
PART = {"id": "style", "name": "作风", "judged": True}
READ = rubric(
    dimension(
        "D", item("I", 60, JUDGED), item("C", 40, {"kind": "checklist", "parts": [PART]})
    ),
    levels=[
        {
            "id": "three",
            "name": "三星级",
            "name_en": "three stars",
            "stars": 3,
            "min_score": 75,
            "gates": [{"id": "J", "name": "有战斗力", "judged": True}],
        }
    ],
)  # fmt: skip
SOUND = {
    "format": "branchstd-case/1",
    "rubric": "small",
    "year": 2026,
    "window": {"start": "2025-10-01", "end": "2026-09-30"},
    "organization": {"kind": "branch", "founded_on": "2010-07-01"},
    "facts": {2025: {"a.months": {10: 1}}, "2026": {"a.members": "7", "a.due": None}},
    "answers": {
        "item:I": "full",
        "part:C/style": True,
        "gate:J": {"claimed": True, "sentence": "完成任务"},
        "veto:V1": "none",
    },
    "findings": {"I": 50},
    "gate_findings": {"J": True},
    "incidents": [{"fact": "a.cases", "on": "2024-03-01", "reference": "文号"}],
    "vetoes": [],
    "applied": "three",
}


def read(**changes):
    return read_case({**SOUND, **changes}, {"small": READ}, DEFINITIONS)


def test_a_case_is_scored_to_plain_json():
    data = score_case(read())
    assert json.loads(json.dumps(data)) == data
    assert data["rubric"]["id"] == "small"
    assert (data["total"], data["level"], data["applied"]) == ("90.00", "three", "three")
    assert set(data) == {
        "rubric", "items", "dimensions", "total", "reachable", "level", "provisional",
        "next_level", "applied", "gates", "vetoes", "shortfalls", "why",
    }  # fmt: skip
    assert set(data["items"][0]) == {"id", "raw", "points", "max", "na", "filled", "why"}
    assert data["gates"][0]["state"] == "met"
    assert data["items"][0]["why"][0]["zh"] == "系统计算 60.00 分，审核核定 50.00 分"
    assert data["items"][0]["why"][0]["en"] == "Computed 60.00 points, verified 50.00 points"


def test_what_is_left_out_has_its_default():
    case = read_case(
        {"format": "branchstd-case/1", "rubric": "small", "year": 2026, "facts": {}},
        {"small": READ},
        DEFINITIONS,
    )
    assert case.book.window.start.isoformat() == "2025-10-01"
    assert case.book.organization.founded_on is None
    assert (case.answers, case.applied, case.vetoes) == ({}, "", ())
    assert score_case(case)["shortfalls"][0]["points"] == "75.00"


def test_the_star_may_stand_among_the_answers():
    answers = {"star": "three"}
    assert read(answers=answers, applied=None).applied == "three"


def test_values_are_checked_as_if_typed():
    case = read()
    assert case.book.sheets == {2025: {"a.months": {"10": 1}}, 2026: {"a.members": 7}}


@pytest.mark.parametrize(
    ("changes", "path", "sentence"),
    [
        ({"rubric": "smal"}, "/rubric", "没有评分标准“smal”；是不是“small”"),
        ({"colour": 1}, "/colour", "不认识的键“colour”，请改正或删去"),
        ({"year": 1800}, "/year", "“year”不能小于 1950"),
        (
            {"window": {"start": "2026-01-01", "end": "2025-01-01"}},
            "/window/end",
            "考核期的结束日期早于开始日期",
        ),
        (
            {"window": {"start": "soon", "end": "2025-01-01"}},
            "/window/start",
            "“soon”不是日期，请按 2026-1-23 的样子填写",
        ),
        ({"window": {"start": "2025-01-01"}}, "/window", "缺少“end”，请补上"),
        ({"organization": []}, "/organization", "此处应为“键: 值”的结构"),
        ({"facts": []}, "/facts", "此处应为“键: 值”的结构"),
        ({"facts": None}, "", "缺少“facts”，请补上"),
        ({"facts": {"last": {}}}, "/facts/last", "“last”不是年份"),
        ({"facts": {2026: []}}, "/facts/2026", "此处应为“键: 值”的结构"),
        (
            {"facts": {2026: {"a.member": 1}}},
            "/facts/2026/a.member",
            "没有事实“a.member”，请在 facts.yaml 中定义或改名；是不是“a.members”",
        ),
        (
            {"facts": {2026: {"a.members": "x"}}},
            "/facts/2026/a.members",
            "a.members：“x”不是数字，请只填数字，如 32 或 12.5",
        ),
        (
            {"facts": {2026: {"a.free": 3}}},
            "/facts/2026/a.free",
            "a.free：事实a.free由系统计算，不用填写",
        ),
        (
            {"incidents": [{"fact": "a.members", "on": "2026-01-01"}]},
            "/incidents/0/fact",
            "事实“a.members”不是按年计数的，不能登记事件",
        ),
        (
            {"incidents": [{"fact": "a.case", "on": "2026-01-01"}]},
            "/incidents/0/fact",
            "没有事实“a.case”，请在 facts.yaml 中定义或改名；是不是“a.cases”",
        ),
        ({"incidents": [{"fact": "a.cases"}]}, "/incidents/0", "缺少“on”，请补上"),
        (
            {"answers": {"item:X": "full"}},
            "/answers/item:X",
            "本评分标准没有“item:X”这个作答位置；是不是“item:I”",
        ),
        ({"answers": []}, "/answers", "此处应为“键: 值”的结构"),
        ({"gate_findings": {"K": True}}, "/gate_findings/K", "本评分标准没有“K”这个作答位置"),
        ({"vetoes": ["V9"]}, "/vetoes/0", "本评分标准没有“V9”这个作答位置"),
        ({"findings": {"I": 61}}, "/findings/I", "“I”不能大于 60"),
        ({"findings": {"I": -1}}, "/findings/I", "“I”不能小于 0"),
        ({"findings": {"I": "x"}}, "/findings/I", "“I”应为数字，如 4 或 0.80"),
        ({"applied": "six"}, "/applied", "“applied”不能是“six”，可用：three"),
    ],
)
def test_faults_of_a_case(changes, path, sentence):
    with pytest.raises(FaultsFound) as caught:
        read(**changes)
    assert (path, sentence) in [(one.path, say(one.reason)) for one in caught.value.faults]


def test_a_case_that_is_no_map_is_one_fault():
    with pytest.raises(FaultsFound):
        read_case([], {"small": READ}, DEFINITIONS)


def test_dates_may_come_as_dates():
    document = yaml.safe_load("{start: 2025-10-01, end: 2026-09-30}")
    assert read(window=document).book.window.end.isoformat() == "2026-09-30"


def test_keys_under_which_answers_are_given():
    assert answer_keys(READ) == ("item:I", "part:C/style", "gate:J", "veto:V1", "star")


def command(path, capsys, **options):
    call_command("score", str(path), **options)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("name", "total", "level", "not_applicable"),
    [
        ("four-stars-high-score", "99.83", "four", []),
        ("small-young-branch", "100.00", "three", ["CO5-O6", "CO5-L2", "CO5-L3", "CO5-M1"]),
    ],
)
def test_the_examples_score_without_a_database(name, total, level, not_applicable, capsys):
    """Second in rank is four stars whatever the points (STB-20); a young branch waits (A-09)."""
    data = command(CASES / f"{name}.yaml", capsys)
    assert (data["total"], data["level"]) == (total, level)
    assert [one["id"] for one in data["items"] if one["na"]] == not_applicable


def test_a_rubric_may_lie_beside_its_case(tmp_path, capsys):
    beside = (CASES.parent / "rubrics" / "corp-5std.yaml").read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text(beside.replace("id: corp-5std", "id: own"), encoding="utf-8")
    case = tmp_path / "case.yaml"
    case.write_text(
        "format: branchstd-case/1\nrubric: own.yaml\nyear: 2026\nfacts: {}\n", encoding="utf-8"
    )
    assert command(case, capsys)["rubric"]["id"] == "own"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "format: branchstd-case/1\nrubric: none\nyear: 2026\nfacts: {}\n",
            ":2: 没有评分标准“none”",
        ),
        ("a: [", ""),
        ("- 1\n", ":1: 此处应为“键: 值”的结构"),
    ],
)
def test_a_faulty_case_is_refused_with_its_lines(text, told, tmp_path, capsys):
    case = tmp_path / "case.yaml"
    case.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("score", str(case))
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err


def test_a_case_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("score", str(tmp_path / "none.yaml"))


def test_a_case_of_a_faulty_rubric_is_refused(tmp_path):
    (tmp_path / "own.yaml").write_text("format: x\nid: own\n", encoding="utf-8")
    case = tmp_path / "case.yaml"
    case.write_text("format: branchstd-case/1\nrubric: own.yaml\n", encoding="utf-8")
    with pytest.raises(CommandError, match="load_rubrics"):
        call_command("score", str(case))
