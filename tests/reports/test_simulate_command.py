"""The command that tries a rubric on a decided year, and what it says where it cannot."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook

from scoring.ratings.models import Rating
from scoring.reports.simulation_sources import ChangeImpossible, pairs
from scoring.web.desk import reading_only
from tests.factories import YEAR
from tests.reports.test_simulation import cycle, world
from tests.rubrics.branches import FIXTURES

__all__ = ["cycle", "world"]
pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    with translation.override("zh-hans"):
        call_command("simulate", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_writes_a_workbook_and_leaves_the_database_alone(cycle, tmp_path):
    file = tmp_path / "F.xlsx"
    with reading_only():
        said = run(
            str(FIXTURES / "rubrics" / "star-standardization.yaml"),
            *("--against", str(YEAR), "--line", "five=98.51", "--output", str(file)),
        )
    assert "五星级: 2 → 1" in said
    assert load_workbook(file)["下降"]["F5"].value == 98.5
    data = json.loads(run("star-standardization", "--against", str(YEAR), "--json"))
    assert (data["branches"], data["falls"], data["rises"]) == (2, [], [])


REFUSED = {
    "star-none": "没有标准 star-none",
    "star-standardization@9": "没有标准 star-standardization@9",
    "star-standardization --against 1999": "组织过该年度的单位：—",
    "star-standardization --organization NO": "NO 没有",
    "star-standardization --line six=1": "没有等级“six”",
    "star-standardization --line four=96": "“five”的分数线应高于下一级",
    "star-standardization --line three": "不是“标识=数值”",
    "star-standardization --weight x=1": "没有维度“x”",
    "no.yaml": "no such file|No such file",
    "star-standardization --output /no/F.xlsx": "/no",
}


def test_what_the_command_cannot_do_it_says(cycle):
    for words, fault in REFUSED.items():
        arguments = words.split()
        if "--against" not in arguments:
            arguments += ["--against", str(YEAR)]
        with pytest.raises(CommandError, match=fault):
            run(*arguments)
    Rating.objects.all().delete()
    with pytest.raises(CommandError, match="没有已评定的支部"):
        run("star-standardization", "--against", str(YEAR))


def test_a_faulty_file_is_refused_with_its_lines(cycle, tmp_path):
    source = (FIXTURES / "rubrics" / "star-standardization.yaml").read_text(encoding="utf-8")
    file = tmp_path / "draft.yaml"
    file.write_text(source + "surplus: 1\n", encoding="utf-8")
    line = source.count("\n") + 1
    with pytest.raises(CommandError, match=rf"draft\.yaml:{line}: .*surplus"):
        run(str(file), "--against", str(YEAR))


@pytest.mark.parametrize("text", ["three", "three=", "three=x", "three=NaN"])
def test_pairs_are_an_id_and_a_number(text):
    with pytest.raises(ChangeImpossible):
        pairs([text])
