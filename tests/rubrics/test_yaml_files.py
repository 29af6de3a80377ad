"""Rubrics as YAML: what is written loads again to the same content; faults name their line."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.document import content_hash
from scoring.rubrics.loading import read_files
from scoring.rubrics.yaml_files import (
    LARGEST,
    YamlRefused,
    ordered,
    parse_value,
    read_yaml,
    yaml_text,
    yaml_value,
)

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FILES = sorted((FIXTURES / "rubrics").glob("*.yaml"))
READING = read_files(FIXTURES / "facts.yaml", FILES, FILES)
SHIPPED = {one.rubric.id: one for one in READING.rubrics}


def shuffled(value):
    """Return a value as a database gives it back: keys in another order."""
    return json.loads(json.dumps(value, sort_keys=True))


def codes(content: str | bytes, library=None):
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(YamlRefused) as refused:
        read_yaml(raw, library or {}, READING.definitions)
    return [(place.line, place.code) for place in refused.value.places]


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_every_shipped_rubric_comes_back_with_its_hash(name):
    shipped = SHIPPED[name]
    text = yaml_text(shuffled(shipped.document))
    document = read_yaml(text.encode(), {}, READING.definitions)
    assert document == shipped.document
    assert content_hash(document) == shipped.content_hash
    assert "\\u" not in text
    assert text.startswith("format: branchstd-rubric/1\nid: ")


def test_other_readers_of_yaml_see_the_same_structure():
    document = SHIPPED["star-prefecture"].document
    source = FIXTURES / "rubrics" / "star-prefecture.yaml"
    found = yaml.safe_load(yaml_text(document))
    assert content_hash(found["dimensions"][0]["indicators"][0]) == content_hash(
        yaml.safe_load(source.read_text(encoding="utf-8"))["dimensions"][0]["indicators"][0]
    )


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | st.sampled_from(
    [
        "0.80",
        "1.0",
        "5",
        "true",
        "yes",
        "null",
        "~",
        "",
        "2026-01-01",
        "- a",
        "a: b",
        "#",
        "{x",
        "1e5",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5))
def test_whatever_a_document_holds_comes_back_as_it_was(document):
    assert parse_value(yaml_text(document)) == document
    assert parse_value(yaml_value(document)) == document


def test_a_float_of_a_form_keeps_the_content():
    document = {**SHIPPED["basics-essay"].document, "settings": {"rate": 0.8, "whole": 2.0}}
    assert content_hash(parse_value(yaml_text(document))) == content_hash(document)


def test_keys_stand_in_the_order_of_the_shipped_files():
    item = {"scoring": 1, "max": 2, "zzz": 3, "name": 4, "id": 5, "number": 6}
    assert list(ordered(item)) == ["id", "number", "name", "max", "zzz", "scoring"]


@pytest.mark.parametrize("number", ["9" * 5000, "1e999999999", "1e-999999999", "-" + "9" * 101])
def test_a_number_that_would_fill_the_memory_is_none(number):
    text = yaml_text(SHIPPED["star-prefecture"].document)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "at_least: " in one)
    lines = text.splitlines()
    head, _sign, tail = lines[line - 1].partition("at_least: ")
    rest = tail.lstrip("0123456789.")
    lines[line - 1] = f"{head}at_least: {number}{rest}"
    assert codes("\n".join(lines))
    assert parse_value(f"a: {number}") == {"a": number}


def test_faults_name_their_line():
    text = yaml_text(SHIPPED["basics-essay"].document)
    lines = text.splitlines()
    wrong = next(n for n, line in enumerate(lines, 1) if line.startswith("  weight:"))
    lines[wrong - 1] = "  weight: 3"
    found = codes("\n".join(lines))
    assert (wrong, "weight_not_sum") in found
    assert codes("a: [1\n") == [(2, "yaml_broken")]
    assert codes("name: x\n") == [(1, "rubric_without_id")]
    assert codes("id: x\nid: y\n") == [(2, "key_twice")]
    assert codes("id: &a x\nname: *a\n") == [(1, "yaml_alias")]
    assert codes("") == [(1, "file_empty")]
    assert codes(b"id: x\nname: \xff\n") == [(2, "file_not_utf8")]


def test_files_made_to_break_the_reader_are_refused():
    assert codes("id: x\na: " + "[" * 5000) == [(1, "yaml_too_deep")]
    assert codes(b"#" * (LARGEST + 1)) == [(1, "yaml_too_large")]
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(9))
    assert {code for _, code in codes(bomb)} == {"yaml_alias"}


def test_a_byte_order_mark_and_windows_line_ends_are_read():
    text = yaml_text(SHIPPED["basics-essay"].document).replace("\n", "\r\n")
    document = read_yaml(b"\xef\xbb\xbf" + text.encode(), {}, READING.definitions)
    assert content_hash(document) == SHIPPED["basics-essay"].content_hash


def test_a_composed_file_builds_on_the_rubrics_at_hand():
    content = (FIXTURES / "rubrics" / "star-standardization.yaml").read_bytes()
    library = {name: one.document for name, one in SHIPPED.items()}
    document = read_yaml(content, library, READING.definitions)
    assert content_hash(document) == SHIPPED["star-standardization"].content_hash
    assert "rubric_unknown" in {code for _, code in codes(content)}
