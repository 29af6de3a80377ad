"""Every kind of fault that a rubric file can have: reported in words, with file and line.

One sound file and, for each code, the change that spoils it. A case for every code that the
readers know is demanded by the last test.
"""

import io
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from tests.rubrics.branches import FIXTURES
from tests.rubrics.fault_cases import CASES, SOUND

ROOT = FIXTURES.parent


def complaints(file: Path) -> list[str]:
    """Return what the check of one file complains of, in Chinese, a line each."""
    err = io.StringIO()
    with translation.override("zh-hans"), pytest.raises(CommandError):
        call_command("load_rubrics", str(file), check=True, stdout=io.StringIO(), stderr=err)
    return err.getvalue().splitlines()


@pytest.mark.django_db
def test_the_sound_file_has_no_fault(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(SOUND, encoding="utf-8")
    out = io.StringIO()
    call_command("load_rubrics", str(file), check=True, stdout=out)
    assert out.getvalue().strip()


@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(CASES))
def test_each_fault_is_said_in_words_with_its_line(tmp_path, code):
    before, after, marked, words = CASES[code]
    assert before in SOUND
    text = SOUND.replace(before, after, 1)
    file = tmp_path / "small.yaml"
    file.write_text(text, encoding="utf-8")
    numbers = [n for n, line in enumerate(text.splitlines(), 1) if marked in line]
    found = complaints(file)
    fitting = [
        one
        for one in found
        if words in one and any(one.startswith(f"{file}:{n}:") for n in numbers)
    ]
    assert fitting, (numbers, found)
    assert not re.search(r"%\(|\{\w+\}", fitting[0])
    assert code not in fitting[0]


def known_codes() -> set[str]:
    """Return every code that the readers of a rubric's own text may report."""
    files = [
        *(ROOT / "scoring" / "engine").glob("reading*.py"),
        ROOT / "scoring" / "engine" / "faults.py",
        ROOT / "scoring" / "engine" / "document.py",
    ]
    found: set[str] = set()
    for file in files:
        found |= set(re.findall(r"\.fault\(\s*\"(\w+)\"", file.read_text(encoding="utf-8")))
    return found


def test_every_fault_that_the_readers_know_has_a_case():
    assert known_codes() - set(CASES) == set()
