"""load_rubrics: every fault at once with its place, immutable versions, nothing done twice."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from scoring.audit.models import Event
from scoring.facts.models import FactDefinition
from scoring.rubrics.lined_yaml import YamlFaults, load_yaml_with_lines
from scoring.rubrics.loading import read_files
from scoring.rubrics.models import Dimension, Gate, Indicator, Level, Quota, RubricVersion, Veto
from tests.rubrics.branches import FIXTURES, RUBRICS

COMPOSED = FIXTURES / "rubrics" / "star-standardization.yaml"


def load(*files: Path, check: bool = False, facts: Path | None = None) -> tuple[str, str]:
    """Run the command in English; return what it printed and its complaints."""
    out, err = io.StringIO(), io.StringIO()
    with translation.override("en"):
        try:
            call_command(
                "load_rubrics", *map(str, files), check=check, facts=facts, stdout=out, stderr=err
            )
        except CommandError as error:
            return out.getvalue(), err.getvalue() + str(error)
    return out.getvalue(), err.getvalue()


def copy_with(folder: Path, source: Path, *changes: tuple[str, str], name: str = "") -> Path:
    """Write a changed copy of a shipped rubric; every change must find its text."""
    text = source.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    target = folder / (name or source.name)
    target.write_text(text, encoding="utf-8")
    return target


def line_of(file: Path, text: str) -> int:
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


@pytest.mark.django_db
def test_everything_loads_and_is_published():
    out, err = load()
    assert err == ""
    assert "star-standardization 1.0: loaded" in out
    assert FactDefinition.objects.count() == 239
    version = RubricVersion.objects.get(rubric="star-standardization")
    assert version.published_at is not None
    assert "compose" not in version.document
    assert Dimension.objects.filter(rubric_version=version).count() == 5
    assert Indicator.objects.filter(dimension__rubric_version=version).count() == 36
    assert list(
        Level.objects.filter(rubric_version=version)
        .order_by("position")
        .values_list("identifier", flat=True)
    ) == ["three", "four", "five"]
    assert Gate.objects.filter(level__rubric_version=version, judged=True).count() == 18
    assert Veto.objects.get(rubric_version=version).identifier == "STB-V1"
    assert Quota.objects.get(rubric_version=version).share == Decimal("0.7")
    assert Event.objects.filter(action="rubric.loaded").count() == len(RUBRICS)


@pytest.mark.django_db
def test_second_load_changes_nothing():
    load()
    before = list(RubricVersion.objects.order_by("pk").values_list("pk", "content_hash"))
    events = Event.objects.count()
    out, err = load()
    assert (out.count("unchanged"), err) == (len(RUBRICS), "")
    assert list(RubricVersion.objects.order_by("pk").values_list("pk", "content_hash")) == before
    assert Event.objects.count() == events


@pytest.mark.django_db
def test_other_content_under_a_loaded_version_is_refused(tmp_path):
    load()
    changed = copy_with(tmp_path, COMPOSED, ("支部班子健全、团结。", "班子健全、团结。"))
    out, err = load(changed)
    assert out == ""
    assert f"{changed}:{line_of(changed, 'version:')}: Version 1.0" in err
    assert "Give the changed rubric a new version." in err
    assert RubricVersion.objects.count() == len(RUBRICS)


@pytest.mark.django_db
def test_new_version_stands_beside_the_old_one(tmp_path):
    load()
    changed = copy_with(
        tmp_path,
        COMPOSED,
        ('version: "1.0"', 'version: "1.1"'),
        ("支部班子健全、团结。", "班子健全、团结。"),
    )
    assert "star-standardization 1.1: loaded" in load(changed)[0]
    old, new = RubricVersion.objects.filter(rubric="star-standardization").order_by("version")
    assert old.content_hash != new.content_hash
    assert old.structure_hash == new.structure_hash  # only a wording has changed


@pytest.mark.django_db
def test_draft_with_missing_content_is_not_published(tmp_path):
    draft = copy_with(
        tmp_path,
        COMPOSED,
        ('version: "1.0"', 'version: "0.9"'),
        ("missing: []", "missing: [第六项制度待补]"),
    )
    assert "loaded as a draft" in load(draft)[0]
    version = RubricVersion.objects.get(version="0.9")
    assert version.published_at is None
    assert version.missing == ["第六项制度待补"]


@pytest.mark.django_db
def test_ten_faults_of_one_file_are_all_reported_with_their_lines(tmp_path):
    source = FIXTURES / "rubrics" / "corp-5std.yaml"
    faulty = copy_with(
        tmp_path,
        source,
        ("name: 年度目标计划总结\n", "nane: 年度目标计划总结\n"),
        ("max: 3\n    facts: [org.annual_docs]", "max: 0\n    facts: [org.annual_docs]"),
        ("{value: org.members_full, at_least: 3}", "{value: org.member_full, at_least: 3}"),
        ("includes: 总结", "includes: 小结"),
        ("kind: boolean, condition", "kind: bolean, condition"),
        ('number: "2.2"', 'number: "2.1"'),
        (
            "need: required, reason: 届期关系到支部班子的合法性，须核对选举结果的批复,",
            "need: required,",
        ),
        ("otherwise: 0\n", "otherwise: 2\n"),
        ("min_score: 95", "min_score: 80"),
        ("route: on_site", "route: onsite"),
        name="faulty.yaml",
    )
    out, err = load(faulty, check=True)
    reported = [line for line in err.splitlines() if line.startswith(str(faulty))]
    assert out == ""
    assert len(reported) >= 10
    assert f"{faulty}:{line_of(faulty, 'nane:')}:" in err
    for text in ("org.member_full", "小结", "bolean", "onsite", "otherwise: 2"):
        assert f"{faulty}:{line_of(faulty, text)}:" in err, text
    assert RubricVersion.objects.count() == 0


@pytest.mark.django_db
def test_fault_of_an_added_gate_is_reported_where_it_stands(tmp_path):
    faulty = copy_with(
        tmp_path, COMPOSED, ("judged: true, claim: 支部班子健全、团结。", "judged: false")
    )
    err = load(faulty, check=True)[1]
    assert f"{faulty}:{line_of(faulty, 'id: G3-02')}:" in err


@pytest.mark.django_db
def test_fault_of_a_composed_section_is_reported_once_in_its_own_file(tmp_path):
    base = copy_with(
        tmp_path, FIXTURES / "rubrics" / "corp-5std.yaml", ("includes: 总结", "includes: 小结")
    )
    composed = copy_with(tmp_path, COMPOSED)
    err = load(base, composed, check=True)[1]
    assert err.count(f"{base}:{line_of(base, '小结')}:") == 1
    assert str(composed) not in err


@pytest.mark.django_db
def test_check_stores_nothing():
    out, err = load(check=True)
    assert (out.strip(), err) == ("No fault found.", "")
    assert RubricVersion.objects.count() == FactDefinition.objects.count() == 0


@pytest.mark.django_db
def test_type_of_a_stored_fact_cannot_change(tmp_path):
    load()
    facts = copy_with(
        tmp_path,
        FIXTURES / "facts.yaml",
        (
            "en: members incl. probationary, type: int",
            "en: members incl. probationary, type: number",
        ),
    )
    err = load(facts=facts)[1]
    assert f"{facts}:{line_of(facts, 'org.members_total, zh')}:" in err
    assert FactDefinition.objects.get(key="org.members_total").type == "int"


@pytest.mark.django_db
def test_changed_wording_of_a_fact_is_taken_over(tmp_path):
    load()
    facts = copy_with(tmp_path, FIXTURES / "facts.yaml", ("zh: 正式党员数,", "zh: 正式党员人数,"))
    assert load(facts=facts)[1] == ""
    assert FactDefinition.objects.get(key="org.members_full").zh == "正式党员人数"
    first, second = Event.objects.filter(action="facts.loaded").order_by("sequence")
    assert first.detail["before"] == {}
    assert second.detail["keys"] == ["org.members_full"]
    assert json.loads(second.detail["before"]["org.members_full"])["zh"] == "正式党员数"


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b"", 1, "file_empty"),
        (b"id: a\nname: [1,\n", 3, "yaml_broken"),
        (b"id: a\nid: b\n", 2, "key_twice"),
        (b"id: a\nname: \xff\n", 2, "file_not_utf8"),
        (b"id: &x [1]\nname: *x\n", 1, "yaml_alias"),
    ],
)
def test_file_that_is_no_plain_yaml_is_a_fault_with_its_line(tmp_path, content, line, code):
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)
    with pytest.raises(YamlFaults) as found:
        load_yaml_with_lines(file)
    assert [(place.line, place.code) for place in found.value.places] == [(line, code)]


def test_missing_file_and_nameless_and_double_rubrics_are_faults(tmp_path):
    nameless = tmp_path / "nameless.yaml"
    nameless.write_text("format: branchstd-rubric/1\n", encoding="utf-8")
    twin = copy_with(tmp_path, COMPOSED)
    found = read_files(
        FIXTURES / "facts.yaml", [tmp_path / "absent.yaml", nameless, COMPOSED, twin], RUBRICS
    )
    assert {(fault.file.name, fault.code) for fault in found.faults} == {
        ("absent.yaml", "file_missing"),
        ("nameless.yaml", "rubric_without_id"),
        ("star-standardization.yaml", "rubric_twice"),
    }


def test_numbers_with_a_point_stay_what_was_written(tmp_path):
    file = tmp_path / "numbers.yaml"
    file.write_text(
        "a: 0.80\nb: 3\nc: true\nd: '3'\ne: 2026-01-02\nf:\non: yes\n", encoding="utf-8"
    )
    document = load_yaml_with_lines(file)
    assert document.data == {
        "a": "0.80", "b": 3, "c": True, "d": "3", "e": "2026-01-02", "f": None, "on": "yes",
    }  # fmt: skip
    assert document.line("/e") == 5
    assert document.line("/e/deeper") == 5
