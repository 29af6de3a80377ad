"""The chain: sealed link by link, verified as a whole, guarded by the database."""

import datetime
import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from scoring.audit import guard
from scoring.audit.actions import record, seal
from scoring.audit.models import Event, Head
from scoring.audit.verification import Fault, verify_chain

NOW = datetime.datetime(2026, 10, 20, 9, 0, tzinfo=datetime.UTC)


def link(number=1, **detail):
    return record(
        action="test", about=("thing", number), by="tester", now=NOW, detail=detail or {"n": number}
    )


@pytest.fixture
def chain(db):
    guard.remove(connection)
    return [link(number) for number in range(1, 6)]


def test_each_event_is_sealed_with_the_one_before(chain):
    assert [event.sequence for event in chain] == [1, 2, 3, 4, 5]
    assert [event.previous_hash for event in chain[1:]] == [event.hash for event in chain[:-1]]
    assert Head.objects.get().last_hash == chain[-1].hash
    read = Event.objects.get(sequence=3)
    assert seal(read) == read.hash
    assert list(Event.objects.about("thing", 3)) == [read]


def test_an_event_goes_with_its_transaction(chain):
    with transaction.atomic():
        link(6)
        transaction.set_rollback(True)
    assert verify_chain().last_sequence == 5
    link(6)
    assert verify_chain().unbroken


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_of_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        link()
    assert not Event.objects.exists()


@pytest.mark.parametrize("detail", [{"x": 0.5}, {"x": [{"y": 1.0}]}])
def test_floats_are_not_sealed(db, detail):
    with pytest.raises(TypeError), transaction.atomic():
        link(1, **detail)


def test_an_empty_chain_is_unbroken(db):
    verdict = verify_chain()
    assert verdict.unbroken
    assert (verdict.events, verdict.last_hash) == (0, "")


BREACHES = {
    "content": lambda: Event.objects.filter(sequence=3).update(actor="somebody else"),
    "detail": lambda: Event.objects.filter(sequence=3).update(detail={"n": 33}),
    "time": lambda: Event.objects.filter(sequence=3).update(
        happened_at=NOW + datetime.timedelta(microseconds=1)
    ),
    "removed": lambda: Event.objects.filter(sequence=3).delete(),
    "cut": lambda: Event.objects.filter(sequence=5).delete(),
    "head": lambda: Head.objects.update(last_sequence=4),
    "relinked": lambda: Event.objects.filter(sequence=3).update(previous_hash="0" * 64),
}
FOUND = {
    "content": {(3, "content")},
    "detail": {(3, "content")},
    "time": {(3, "content")},
    "removed": {(4, "gap"), (4, "previous")},
    "cut": {(5, "head")},
    "head": {(4, "head")},
    "relinked": {(3, "previous"), (3, "content")},
}


@pytest.mark.parametrize("breach", BREACHES)
def test_every_breach_is_found(chain, breach, capsys):
    BREACHES[breach]()
    verdict = verify_chain()
    assert {(fault.sequence, fault.kind) for fault in verdict.faults} == FOUND[breach]
    with pytest.raises(CommandError):
        call_command("verify_audit")
    assert "event" in capsys.readouterr().err


def test_a_chain_rewritten_as_a_whole_is_found_by_a_kept_head(chain, tmp_path, capsys):
    call_command("verify_audit")
    kept = tmp_path / "head.json"
    kept.write_text(capsys.readouterr().out, "utf-8")
    assert json.loads(kept.read_text("utf-8"))["sequence"] == 5
    link(6)
    call_command("verify_audit", head=kept)  # the chain has grown, that is all
    Event.objects.all().delete()
    Head.objects.all().delete()
    for number in range(1, 7):
        link(number, n=number, forged=True)
    assert verify_chain().unbroken  # from the inside all looks well
    assert verify_chain(kept={5: chain[-1].hash, 9: "x"}).faults == (
        Fault(5, "outside"),
        Fault(9, "outside"),
    )
    with pytest.raises(CommandError):
        call_command("verify_audit", head=kept)


@pytest.mark.parametrize("text", ["", "no json", "[]", '{"hash": "x"}', '{"sequence": 1}'])
def test_a_head_file_without_heads_is_no_comfort(chain, tmp_path, text):
    kept = tmp_path / "head.json"
    kept.write_text(text, "utf-8")
    with pytest.raises(CommandError, match="holds no heads"):
        call_command("verify_audit", head=kept)


STATEMENTS = [
    "UPDATE audit_event SET actor = 'x' WHERE sequence = 1",
    "DELETE FROM audit_event WHERE sequence = 1",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_change_the_past(chain, statement):
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        statement = "UPDATE audit_event SET hash = 'x'"  # SQLite knows no TRUNCATE
    guard.install(connection)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert verify_chain().unbroken
    link(6)  # adding stays possible
    assert verify_chain().events == 6


@pytest.mark.parametrize("statement", STATEMENTS[:2])
def test_without_the_guard_the_same_statements_pass(chain, statement):
    guard.install(connection)
    guard.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1
    assert not verify_chain().unbroken


def test_decimals_and_days_are_sealed_as_text(db):
    with pytest.raises(TypeError), transaction.atomic():
        link(1, points=Decimal("1.50"))  # JSON columns take no Decimal: callers write text
    assert not Event.objects.exists()
