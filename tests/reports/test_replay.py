"""Every frozen snapshot can be scored again; what comes out differently is said in words."""

import datetime
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from scoring.assessments.enums import Status
from scoring.assessments.models import Submission
from scoring.facts.mapping import definitions
from scoring.ratings.models import Rating
from scoring.reports.invariants import breaches
from scoring.reports.naming import place_in_words, row_in_words, rubric_behind
from scoring.rubrics.loading import read_files
from scoring.rubrics.storing import store
from tests.factories import YEAR, make_world
from tests.factories.review import CONFIRMED, assessment_at, rating_of
from tests.rubrics.branches import FIXTURES, RUBRICS

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed():
    return assessment_at(Status.CONFIRMED, make_world())


def test_replay_agrees_and_finds_a_forged_total(confirmed, capsys):
    call_command("replay", str(YEAR))
    assert "2026 年度 2 份快照重算结果全部一致" in capsys.readouterr().out
    rating = rating_of(confirmed)
    forged = rating.content.replace('"total":"100.00"', '"total":"100.01"')
    assert forged != rating.content
    Rating.objects.filter(pk=rating.pk).update(content=forged)
    with pytest.raises(CommandError, match="2 份快照中有 1 份不一致"):
        call_command("replay", str(YEAR))
    said = capsys.readouterr().out
    assert f"{confirmed.organization.name}，2026 年度，星级评定（rating:{rating.pk}）" in said
    assert "总分：存储为 100.01，重算为 100.00" in said


def test_replay_reads_the_facts_as_they_were_defined_then(confirmed, tmp_path, capsys):
    text = (FIXTURES / "facts.yaml").read_text(encoding="utf-8")
    name, bound = "违法违纪立案数", "{sum: [org.members_total, org.activists]}"
    assert text.count(name) >= 1 <= text.count(bound)
    doubled = bound.replace("{sum: [", "{sum: [org.members_total, ")
    changed = text.replace(name, "违纪立案数").replace(bound, doubled)
    file = tmp_path / "facts.yaml"
    file.write_text(changed, encoding="utf-8")
    later = CONFIRMED + datetime.timedelta(days=30)
    store(reading=read_files(file, RUBRICS, RUBRICS), by="test", now=later)
    assert definitions()["disc.cases"].zh == "违纪立案数"
    call_command("replay", str(YEAR))
    assert "2026 年度 2 份快照重算结果全部一致" in capsys.readouterr().out
    assert breaches() == []


def test_replay_names_the_item_whose_points_were_forged(confirmed, capsys):
    submission = Submission.objects.get()
    forged = submission.content.replace('"computed":"2.00"', '"computed":"9.00"', 1)
    assert forged != submission.content
    Submission.objects.update(content=forged)
    with pytest.raises(CommandError):
        call_command("replay", str(YEAR))
    said = capsys.readouterr().out
    assert f"申报（submission:{submission.pk}）" in said
    items = json.loads(forged)["sheet"]["items"]
    (changed,) = [one["id"] for one in items if one["computed"] == "9.00"]
    rubric = rubric_behind(f"submission:{submission.pk}")
    (item,) = [one for one in rubric.indicators if one.id == changed]
    words = f"指标 {item.number} {item.name} · 按规则计算的得分：存储为 9.00，重算为 2.00"
    assert words in said


def test_a_year_without_snapshots_is_no_year_that_agrees(confirmed):
    with pytest.raises(CommandError, match="没有 1999 年度的快照"):
        call_command("replay", "1999")


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("sheet/items/CO5-O1/points", "指标 1.1 支部设置 · 得分"),
        ("sheet/items/CO5-O1/why/0/code", "指标 1.1 支部设置 · 理由 (0/code)"),
        ("assessment/vector/CO5-O1", "指标 1.1 支部设置"),
        ("assessment/dimensions/CO5-O", "维度 组织建设标准化"),
        ("decision/gates/G3-04/state", "条件 当年无违法违纪立案 · 判定"),
        ("sheet/items/gone/points", "指标 gone · 得分"),
        ("rubric", "规则版本"),
        ("certificate/valid_until", "certificate/valid_until"),
    ],
)
def test_places_are_said_as_people_cite_them(confirmed, where, words):
    assert place_in_words(where, rubric_behind(f"assessment:{confirmed.pk}")) == words


def test_places_and_rows_are_said_in_english_too(confirmed):
    about = f"certificate:{rating_of(confirmed).certificates.get().pk}"
    with translation.override("en"):
        assert place_in_words("sheet/items/x/points", None) == "item x · points given"
        assert row_in_words(about).endswith(f"2026, certificate ({about})")


def test_a_row_that_no_branch_owns_is_called_by_its_key(confirmed):
    assert row_in_words("event:7") == "event:7"
    assert row_in_words("rating:999999") == "rating:999999"
    branch = confirmed.organization
    assert row_in_words(f"organization:{branch.pk}").startswith(branch.name)
    assert rubric_behind("event:7") is None
