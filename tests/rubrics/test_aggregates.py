"""Rubrics that count each other's levels in a ring are refused before anything is stored."""

import copy
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from scoring.rubrics.fitting import faults_of_document
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.storing import store
from tests.factories.world import NOW
from tests.rubrics.branches import FIXTURES, definitions, shipped

pytestmark = pytest.mark.django_db

TOWN = FIXTURES / "rubrics" / "wgh-town.yaml"


def town(**changes):
    return yaml.safe_load(TOWN.read_text(encoding="utf-8")) | {"version": "9.0"} | changes


def written(folder, **documents):
    paths = []
    for name, document in documents.items():
        path = folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        paths.append(path)
    return paths


def load(paths):
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("load_rubrics", *paths, stderr=errors)
    return errors.getvalue()


def source(rubric):
    return [{"fact": "gov.units_five_good", "rubric": rubric, "of": "count"}]


def test_a_ring_over_files_is_refused_with_file_line_and_the_way_round(tmp_path):
    first = town(id="first", aggregates=source("second"))
    second = town(id="second", aggregates=source("first"))
    paths = written(tmp_path, first=first, second=second)
    said = load(paths)
    assert "first.yaml:" in said
    assert "second.yaml:" in said
    assert "first → second → first" in said
    assert not RubricVersion.objects.exists()


def test_a_ring_with_what_is_stored_is_refused(tmp_path):
    store(reading=shipped(), by="test", now=NOW)
    village = next(one for one in shipped().rubrics if one.rubric.id == "wgh-village").document
    changed = copy.deepcopy(village) | {
        "version": "9.0",
        "subject": "organization",
        "aggregates": source("wgh-town"),
    }
    said = load(written(tmp_path, village=changed))
    assert "wgh-village → wgh-town → wgh-village" in said
    codes = [(one.path, one.code) for one in faults_of_document(changed, definitions())]
    assert codes == [("/aggregates/0/rubric", "aggregate_ring")]


def test_an_unknown_rubric_and_an_unknown_level_are_named(tmp_path):
    store(reading=shipped(), by="test", now=NOW)
    entries = [*source("wgh-vilage"), *source("wgh-village")]
    entries[1] |= {"level": "good"}
    codes = [
        (one.path, one.code) for one in faults_of_document(town(aggregates=entries), definitions())
    ]
    assert codes == [
        ("/aggregates/0/rubric", "rubric_unknown"),
        ("/aggregates/1/level", "choice_unknown"),
    ]


def test_the_shipped_rubrics_form_no_ring():
    stored = store(reading=shipped(), by="test", now=NOW)
    assert stored
    document = next(one for one in shipped().rubrics if one.rubric.id == "wgh-town").document
    assert faults_of_document(document, definitions()) == ()
