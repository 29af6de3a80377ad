"""The list of rubrics: one line and one table each, of the files or of what is stored."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from scoring.rubrics.columns import padded, table, width
from scoring.rubrics.storing import store
from tests.factories import NOW
from tests.rubrics.branches import shipped


def listed(*args: str, language: str = "zh-hans") -> str:
    out = io.StringIO()
    with translation.override(language):
        call_command("list_rubrics", *args, stdout=out)
    return out.getvalue()


def test_every_shipped_file_is_in_the_table_of_all():
    lines = listed("--files").splitlines()
    heads = lines[: 2 + len(shipped().rubrics)]
    assert [line.split()[0] for line in heads[2:]] == [one.rubric.id for one in shipped().rubrics]
    row = next(line for line in heads if line.startswith("star-rural-branch")).split()
    assert row == [
        "star-rural-branch", "1.0", "党支部", "文件", "5", "11", "100",
        "五星级示范基层党组织", "90", "0", "7", "4", "3", "0", "0",
    ]  # fmt: skip
    assert "草稿" in next(line for line in heads if line.startswith("star-member"))


def test_one_rubric_with_everything_it_has():
    text = listed("--files", "wgh-subdistrict")
    assert "“五个好”镇党委基本标准 × 0.5" in text
    assert "met 五个好达标, ≥ 80" in text
    assert "wgh-town ≥ 80" in text
    assert "TWN-G3 五个好村和站所四成以上" in text
    assert "只适用于所辖为村的镇，街道不涉及。" in text
    assert "basics-essay" not in text
    rural = listed("--files", "star-rural-branch", language="en")
    assert "STR-B1 经验被推广 +2 (judged)" in rural
    assert "at most 5 together" in rural
    assert "STR-V1 渎职或腐败案件 (no level this year)" in rural
    third = "(五星级示范基层党组织 at most 20%, newly named, year 3 of the programme)"
    assert f"STR-Q3 第三年新评五星级不超过20% {third}" in rural


def test_plain_data_for_programs():
    found = {one["id"]: one for one in json.loads(listed("--files", "--json"))}
    assert set(found) == {one.rubric.id for one in shipped().rubrics}
    member = found["star-member"]
    assert (member["state"], member["subject"], len(member["missing"])) == ("draft", "member", 4)
    town = found["wgh-subdistrict"]
    assert [one["weight"] for one in town["sheets"]] == ["0.5", "0.5"]
    assert sum(len(one["items"]) for one in town["dimensions"]) == town["items"] == 44
    assert town["levels"][0]["sheet_lines"] == {"wgh-town": "80", "wgh-subdistrict": "80"}


@pytest.mark.django_db
def test_what_is_stored_says_whether_it_is_published():
    assert json.loads(listed("--json")) == []
    store(reading=shipped(), by="test", now=NOW)
    states = {one["id"]: one["state"] for one in json.loads(listed("--json"))}
    assert states["star-rural-branch"] == "published"
    assert states["star-member"] == "draft"


def test_an_unknown_rubric_is_an_error():
    with pytest.raises(CommandError, match="star-rural-brunch"):
        listed("--files", "star-rural-brunch")


def test_a_chinese_character_is_two_columns_wide():
    assert [width(one) for one in ("abc", "三星级", "a三", "（", "é", "e\u0301")] == [
        3,
        6,
        3,
        2,
        1,
        1,
    ]
    assert padded("三星", 6) == "三星  "
    assert padded("三星", 6, right=True) == "  三星"
    lines = table(["名称", "n"], [["三星级", "1"], ["ab", "100"]], right=(1,))
    assert lines == ["名称      n", "──────  ───", "三星级    1", "ab      100"]
    assert len({width(line) for line in lines}) == 1
