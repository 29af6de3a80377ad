"""The Chinese catalogue is complete, compiled, and says what it means."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{\{?\s*(\w+)\s*\}?\}")


def read(name: str) -> "polib.POFile | polib.MOFile":
    """Return the source or the compiled catalogue."""
    path = FOLDER / name
    return polib.mofile(str(path)) if path.suffix == ".mo" else polib.pofile(str(path))


def texts(entry: polib.POEntry) -> list[str]:
    """Return every translation of an entry."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def incomplete(catalogue: "polib.POFile") -> list[str]:
    """Return the msgids without translation, or marked as doubtful."""
    return [one.msgid for one in catalogue if one.fuzzy or not all(texts(one))]


def placeholders(text: str) -> set[str]:
    """Return the names that a sentence fills in."""
    return {name for pair in PLACEHOLDER.findall(text) for name in pair if name}


def crooked(catalogue: "polib.POFile") -> list[str]:
    """Return the msgids whose translation names something that the msgid does not."""
    return [
        one.msgid
        for one in catalogue
        for text in texts(one)
        if placeholders(text) - placeholders(one.msgid) - placeholders(one.msgid_plural or "")
    ]


def test_nothing_is_missing_or_doubtful() -> None:
    catalogue = read("django.po")
    assert len(catalogue) > 500
    assert incomplete(catalogue) == []


def test_every_translation_fills_in_what_its_msgid_offers() -> None:
    assert crooked(read("django.po")) == []


def test_the_compiled_catalogue_says_the_same() -> None:
    source = {(one.msgid, *texts(one)) for one in read("django.po") if not one.obsolete}
    compiled = {(one.msgid, *texts(one)) for one in read("django.mo")}
    assert compiled == source


@pytest.mark.parametrize("flaw", ["", "%(other)s"])
def test_a_flaw_would_be_seen(flaw: str) -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="%(count)s branches", msgstr=flaw))
    assert incomplete(catalogue) or crooked(catalogue)
