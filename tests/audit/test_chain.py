"""The chain: sealed link by link, verified as a whole, guarded by the database."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from scoring.audit.actions import seal
from scoring.audit.guard import GUARD
from scoring.audit.models import Event, Head
from scoring.audit.verification import verify_chain
from tests.audit.links import link


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
    GUARD.install(connection)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert verify_chain().unbroken
    link(6)  # adding stays possible
    assert verify_chain().events == 6


@pytest.mark.parametrize("statement", STATEMENTS[:2])
def test_without_the_guard_the_same_statements_pass(chain, statement):
    GUARD.install(connection)
    GUARD.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1
    assert not verify_chain().unbroken


def test_decimals_and_days_are_sealed_as_text(db):
    with pytest.raises(TypeError), transaction.atomic():
        link(1, points=Decimal("1.50"))  # JSON columns take no Decimal: callers write text
    assert not Event.objects.exists()
