"""Settings of a rubric: known keys, their types and bounds, each fault at its place."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from scoring.engine.faults import FaultsFound
from scoring.engine.reading import read_rubric
from scoring.engine.wording import say
from scoring.rubrics.checking import read_checked, settings_faults
from scoring.rubrics.fitting import faults_of_document
from tests.rubrics.fault_cases import SOUND
from tests.rubrics.test_yaml_files import READING, SHIPPED, codes

DOCUMENT = SHIPPED["star-standardization"].document
GOAL = {"year": 1, "level": "five", "share": "0.8", "rule": "STB-12"}


def with_settings(**settings):
    return {**DOCUMENT, "settings": settings}


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_settings_of_every_shipped_rubric_are_right(name):
    assert settings_faults(SHIPPED[name].document) == ()


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("validity_years", "many", ("", "not_a_number")),
        ("validity_years", 0, ("", "number_under")),
        ("validity_years", 101, ("", "number_over")),
        ("validity_years", "1.5", ("", "not_whole")),
        ("validity_years", "2", ("", "not_whole")),
        ("validity_years", True, ("", "not_a_number")),
        ("publicity_working_days", -3, ("", "number_under")),
        ("publicity_working_days", 101, ("", "number_over")),
        ("reinspection_rate", 7, ("", "number_over")),
        ("reinspection_rate", "-0.1", ("", "number_under")),
        ("reinspection_rate", [1], ("", "not_a_number")),
        ("reinspection_from", "xyz", ("", "choice_unknown")),
        ("reinspection_from", 4, ("", "not_a_text")),
        ("kinds", ["branch", "nonsense"], ("/1", "choice_unknown")),
        ("kinds", [7], ("/0", "not_a_text")),
        ("kinds", 5, ("", "not_a_list")),
        ("kinds", "committees", ("", "choice_unknown")),
        ("sectors", ["village"], ("/0", "choice_unknown")),
        ("goals", None, ("", "not_a_list")),
        ("goals", ["five"], ("/0", "not_a_map")),
        ("goals", [{**GOAL, "level": "six"}], ("/0/level", "choice_unknown")),
        ("goals", [{**GOAL, "share": 80}], ("/0/share", "number_over")),
        ("goals", [{**GOAL, "year": 0}], ("/0/year", "number_under")),
        ("goals", [{"year": 1, "level": "five"}], ("/0", "key_missing")),
        ("foo", "bar", ("", "key_unknown")),
    ],
)
def test_a_wrong_setting_is_a_fault_at_its_place(key, value, wanted):
    document = with_settings(**{key: value})
    with pytest.raises(FaultsFound) as found:
        read_checked(document, READING.definitions)
    place, code = wanted
    assert [(one.path, one.code) for one in found.value.faults] == [
        (f"/settings/{key}{place}", code)
    ]
    assert say(found.value.faults[0].reason, "zh")
    assert read_rubric(document, READING.definitions).settings  # what was issued stays readable


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"validity_years": 100, "publicity_working_days": 0, "reinspection_rate": "0.25"},
        {"kinds": "branch", "sectors": ["rural", "new"]},
        {"kinds": None, "reinspection_from": None, "goals": []},
        {"goals": [GOAL], "final_cutoff": "12-31", "reinspection_from": "four"},
    ],
)
def test_right_settings_have_no_fault(settings):
    assert settings_faults(with_settings(**settings)) == ()


def test_settings_are_told_beside_the_other_faults():
    document = {**with_settings(foo=1), "max": 99, "levels": "none"}
    with pytest.raises(FaultsFound) as found:
        read_checked(document, READING.definitions)
    told = {one.code for one in found.value.faults}
    assert told > {"key_unknown"}


@pytest.mark.django_db
def test_a_draft_with_wrong_settings_has_faults():
    document = with_settings(validity_years="many", kinds=["nonsense"])
    found = faults_of_document(document, READING.definitions)
    assert [one.path for one in found] == ["/settings/validity_years", "/settings/kinds/0"]


def test_an_imported_file_names_the_line():
    text = f"{SOUND}settings:\n  validity_years: 1\n  foo: bar\n"
    assert codes(text) == [(len(SOUND.splitlines()) + 3, "key_unknown")]


@pytest.mark.django_db
def test_a_loaded_file_names_the_line_in_words(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(f"settings: {{reinspection_rate: 7}}\n{SOUND}", encoding="utf-8")
    err = io.StringIO()
    with translation.override("zh-hans"), pytest.raises(CommandError):
        call_command("load_rubrics", str(file), check=True, stdout=io.StringIO(), stderr=err)
    assert f"{file}:1:" in err.getvalue()
    assert "不能大于 1" in err.getvalue()


@pytest.mark.django_db
def test_broken_yaml_is_said_in_chinese_with_its_line(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text("id: a\nname: [1,\n", encoding="utf-8")
    err = io.StringIO()
    with translation.override("zh-hans"), pytest.raises(CommandError):
        call_command("load_rubrics", str(file), check=True, stdout=io.StringIO(), stderr=err)
    assert f"{file}:3:" in err.getvalue()
    assert "这里不是合法的 YAML，请检查缩进、括号和引号。" in err.getvalue()
