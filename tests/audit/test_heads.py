"""Heads kept outside: by hand, in a file, in the yearly workbook."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from openpyxl import Workbook

from scoring.assessments.enums import Status
from scoring.audit.heads import read_heads
from scoring.audit.models import Event, Head
from tests.audit.links import seal_anew
from tests.factories.review import assessment_at
from tests.factories.world import YEAR, make_world


def forge() -> None:
    """Rewrite the first row and all that hangs on it."""
    Event.objects.filter(sequence=1).update(actor="somebody else")
    seal_anew(1)


@pytest.mark.parametrize(
    "spelling",
    [
        "5:{hash}",
        "5 {hash}",
        "第 5 条，{hash}",
        '{{"sequence": 5, "hash": "{hash}"}}',
        "审计记录完好：共 5 条。\n审计链末端：第 5 条，{hash}\n",
        "Head: no. 5, {hash}",
    ],
)
def test_a_head_may_be_written_down_in_any_usual_way(chain: list[Event], spelling: str) -> None:
    given = spelling.format(hash=chain[4].hash)
    assert read_heads([given]) == {5: chain[4].hash}
    assert read_heads([given.replace(chain[4].hash, chain[4].hash.upper())]) == {5: chain[4].hash}
    call_command("verify_audit", "--head", given)
    forge()
    call_command("verify_audit")
    with pytest.raises(CommandError, match="1 处"):
        call_command("verify_audit", "--head", given)


def test_what_the_command_prints_is_a_file_of_heads(
    chain: list[Event], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "heads.txt"
    call_command("verify_audit")
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "审计记录完好：共 5 条，逐条前后相连、内容与封存值相符。",
        "未与库外留存的链末端比对；末尾记录连同链末端一并被删的情形，须用 --head 才能发现。",
        f"审计链末端：第 5 条，{chain[4].hash}",
    ]
    kept.write_text(said, "utf-8")
    call_command("verify_audit", "--head", str(kept), "--head", f"2:{chain[1].hash}")
    assert "与库外留存的链末端相符：第 2, 5 条。" in capsys.readouterr().out
    call_command("verify_audit", "--json")
    printed = json.loads(capsys.readouterr().out)
    assert printed == {"events": 5, "sequence": 5, "hash": chain[4].hash, "faults": []}
    forge()
    with pytest.raises(CommandError):
        call_command("verify_audit", "--head", str(kept))
    assert "第 5 条现封存值" in capsys.readouterr().out


def test_the_yearly_workbook_is_a_head_kept_outside(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = make_world()
    assessment_at(Status.CONFIRMED, world)
    book = tmp_path / "yearly.xlsx"
    code = world.department.code
    call_command("export_summary", YEAR, "--organization", code, "--output", str(book))
    head = Head.objects.get()
    assert read_heads([str(book)]) == {head.last_sequence: head.last_hash}
    call_command("verify_audit", "--head", str(book))
    assert f"第 {head.last_sequence} 条。" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "no head", "[]", "5:abc", "0:" + "a" * 64, "5:" + "a" * 65])
def test_a_file_without_heads_is_no_comfort(chain: list[Event], tmp_path: Path, text: str) -> None:
    kept = tmp_path / "head.txt"
    kept.write_text(text, "utf-8")
    for given in (str(kept), text):
        with pytest.raises(CommandError, match="没有审计链末端"):
            call_command("verify_audit", "--head", given)


def test_neither_is_a_workbook_without_one_or_a_file_that_is_none(
    chain: list[Event], tmp_path: Path
) -> None:
    empty, damaged = tmp_path / "empty.xlsx", tmp_path / "damaged.xlsx"
    Workbook().save(empty)
    damaged.write_bytes(b"PK\x03\x04 cut off")
    for given in (empty, damaged, tmp_path / "missing.xlsx", tmp_path):
        with pytest.raises(CommandError, match="没有审计链末端"):
            call_command("verify_audit", "--head", str(given))


def test_two_heads_that_contradict_each_other_are_refused(chain: list[Event]) -> None:
    with pytest.raises(CommandError, match="第 5 条互相矛盾"):
        call_command("verify_audit", "--head", f"5:{chain[4].hash}", "--head", "5:" + "a" * 64)


def test_an_empty_trail_has_no_head_to_keep(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_audit")
    assert "共 0 条" in capsys.readouterr().out
