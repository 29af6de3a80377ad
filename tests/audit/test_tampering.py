"""Edit, delete, exchange, cut: each is named at the exact row (F51)."""

import datetime
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from scoring.audit.actions import seal
from scoring.audit.enums import Breach
from scoring.audit.models import Event, Head
from scoring.audit.verification import verify_chain
from tests.audit.links import NOW, by_hand, exchange, link, seal_anew

SECOND = datetime.timedelta(microseconds=1)


def rewrite(sequence: int, **values: object) -> None:
    """Change a row and give it the seal that fits, without touching those behind it."""
    Event.objects.filter(sequence=sequence).update(**values)
    event = Event.objects.get(sequence=sequence)
    Event.objects.filter(sequence=sequence).update(hash=seal(event))


def cut(first: int) -> None:
    """Remove the last rows."""
    by_hand("DELETE FROM audit_event WHERE sequence >= %s", first)


def exchange_and_seal(first: int, second: int) -> None:
    """Exchange two rows and seal both for their new places."""
    exchange(first, second)
    rewrite(first, actor="tester")
    rewrite(second, actor="tester")


def rewrite_and_cut() -> None:
    """Do two things in two places."""
    rewrite(2, actor="x")
    cut(5)


def renumber() -> None:
    """Delete the third row and move those behind it up."""
    by_hand("DELETE FROM audit_event WHERE sequence = 3")
    for number in (4, 5):
        by_hand("UPDATE audit_event SET sequence = %s WHERE sequence = %s", number - 1, number)


BREACHES: dict[str, Callable[[], object]] = {
    "actor": lambda: by_hand("UPDATE audit_event SET actor = 'x' WHERE sequence = 3"),
    "action": lambda: by_hand("UPDATE audit_event SET action = 'x' WHERE sequence = 1"),
    "object": lambda: by_hand("UPDATE audit_event SET object_id = '9' WHERE sequence = 5"),
    "detail": lambda: Event.objects.filter(sequence=3).update(detail={"n": 33}),
    "time": lambda: Event.objects.filter(sequence=3).update(happened_at=NOW + SECOND),
    "seal": lambda: Event.objects.filter(sequence=3).update(hash="0" * 64),
    "relinked": lambda: Event.objects.filter(sequence=3).update(previous_hash="0" * 64),
    "sealed anew": lambda: rewrite(3, actor="x"),
    "first sealed anew": lambda: rewrite(1, actor="x"),
    "last sealed anew": lambda: rewrite(5, actor="x"),
    "deleted": lambda: by_hand("DELETE FROM audit_event WHERE sequence = 3"),
    "two deleted": lambda: by_hand("DELETE FROM audit_event WHERE sequence IN (2, 3)"),
    "first deleted": lambda: by_hand("DELETE FROM audit_event WHERE sequence = 1"),
    "renumbered": renumber,
    "neighbours": lambda: exchange(3, 4),
    "exchanged": lambda: exchange(2, 5),
    "exchanged and sealed": lambda: exchange_and_seal(2, 4),
    "last exchanged and sealed": lambda: exchange_and_seal(3, 5),
    "cut": lambda: cut(5),
    "two cut": lambda: cut(4),
    "head back": lambda: Head.objects.update(last_sequence=4),
    "head other": lambda: Head.objects.update(last_hash="0" * 64),
    "head gone": lambda: Head.objects.all().delete(),
    "all gone": lambda: cut(1),
    "put in": lambda: by_hand("UPDATE audit_event SET sequence = 0 WHERE sequence = 5"),
    "two at once": rewrite_and_cut,
}
FOUND: dict[str, list[tuple[int, int, str]]] = {
    "actor": [(3, 3, Breach.CONTENT)],
    "action": [(1, 1, Breach.CONTENT)],
    "object": [(5, 5, Breach.CONTENT)],
    "detail": [(3, 3, Breach.CONTENT)],
    "time": [(3, 3, Breach.CONTENT)],
    "seal": [(3, 3, Breach.CONTENT)],
    "relinked": [(3, 3, Breach.CONTENT)],
    "sealed anew": [(3, 3, Breach.RESEALED)],
    "first sealed anew": [(1, 1, Breach.RESEALED)],
    "last sealed anew": [(5, 5, Breach.HEAD)],
    "deleted": [(3, 3, Breach.MISSING)],
    "two deleted": [(2, 3, Breach.MISSING)],
    "first deleted": [(1, 1, Breach.MISSING)],
    "renumbered": [(3, 3, Breach.MOVED), (4, 4, Breach.MOVED), (5, 5, Breach.CUT)],
    "neighbours": [(3, 3, Breach.MOVED), (4, 4, Breach.MOVED)],
    "exchanged": [(2, 2, Breach.MOVED), (5, 5, Breach.MOVED)],
    "exchanged and sealed": [(2, 2, Breach.RESEALED), (4, 4, Breach.RESEALED)],
    "last exchanged and sealed": [(3, 3, Breach.RESEALED), (5, 5, Breach.RESEALED)],
    "cut": [(5, 5, Breach.CUT)],
    "two cut": [(4, 5, Breach.CUT)],
    "head back": [(4, 5, Breach.HEAD)],
    "head other": [(5, 5, Breach.HEAD)],
    "head gone": [(0, 5, Breach.HEAD)],
    "all gone": [(1, 5, Breach.CUT)],
    "put in": [(0, 0, Breach.EXTRA), (5, 5, Breach.CUT)],
    "two at once": [(2, 2, Breach.RESEALED), (5, 5, Breach.CUT)],
}


@pytest.mark.parametrize("breach", BREACHES)
def test_every_breach_is_named_at_its_row(
    chain: list[Event], breach: str, capsys: pytest.CaptureFixture[str]
) -> None:
    BREACHES[breach]()
    found = [(fault.sequence, fault.until, fault.kind) for fault in verify_chain().faults]
    assert found == FOUND[breach]
    with pytest.raises(CommandError, match=f"审计记录有 {len(found)} 处不符"):
        call_command("verify_audit")
    said = capsys.readouterr().out.splitlines()
    assert len(said) == len(found)
    for line, (_, last, _kind) in zip(said, found, strict=True):
        assert str(last) in line


def test_the_sentence_says_which_row_it_is_and_what_differs(
    chain: list[Event], capsys: pytest.CaptureFixture[str]
) -> None:
    Event.objects.filter(sequence=3).update(actor="somebody else")
    changed = Event.objects.get(sequence=3)
    with pytest.raises(CommandError):
        call_command("verify_audit")
    [line] = capsys.readouterr().out.splitlines()
    assert line == (
        f"第 3 条被改动：现有内容算得 {seal(changed)[:12]}，封存值为 {chain[2].hash[:12]}。"
        " [2026-10-20 17:00:00 somebody else test thing:3]"
    )
    with translation.override("en"), pytest.raises(CommandError, match="broken in 1 place"):
        call_command("verify_audit")
    assert "Row 3 was changed: its content gives" in capsys.readouterr().out


def test_a_tail_cut_with_care_is_seen_only_from_outside(chain: list[Event]) -> None:
    kept = {5: chain[4].hash}
    cut(4)
    Head.objects.update(last_sequence=3, last_hash=chain[2].hash)
    assert verify_chain().unbroken  # from the inside all looks well
    [fault] = verify_chain(kept=kept).faults
    assert (fault.sequence, fault.until, fault.kind) == (4, 5, Breach.CUT)
    assert fault.expected == kept[5]


def test_a_row_changed_by_somebody_who_seals_all_behind_it_is_seen_only_from_outside(
    chain: list[Event],
) -> None:
    kept = {2: chain[1].hash, 5: chain[4].hash}
    Event.objects.filter(sequence=4).update(actor="somebody else")
    seal_anew(4)
    assert verify_chain().unbroken
    [fault] = verify_chain(kept=kept).faults
    assert (fault.sequence, fault.until, fault.kind) == (3, 5, Breach.OUTSIDE)
    assert fault.expected == chain[4].hash
    assert verify_chain(kept={2: chain[1].hash}).unbroken  # kept too early to see it


def test_a_cut_tail_filled_up_again_is_seen_only_from_outside(chain: list[Event]) -> None:
    cut(4)
    Head.objects.update(last_sequence=3, last_hash=chain[2].hash)
    for number in (4, 5, 6):
        link(number, forged=True)
    assert verify_chain().unbroken
    found = verify_chain(kept={3: chain[2].hash, 5: chain[4].hash}).faults
    assert [(one.sequence, one.until, one.kind) for one in found] == [(4, 5, Breach.OUTSIDE)]


def test_a_chain_that_has_grown_since_is_none_the_worse(chain: list[Event]) -> None:
    link(6)
    assert verify_chain(kept={5: chain[4].hash}).unbroken
