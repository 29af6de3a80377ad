"""What must hold after every fault, whatever else it did."""

import json
from collections.abc import Collection
from io import StringIO

from django.core.management import CommandError, call_command

from scoring.common.canonical import sha256_of
from scoring.documents.models import Certificate
from scoring.documents.opening import read_enclosed
from scoring.documents.queries import pdf_of


def assert_invariants() -> None:
    """Run ``check_invariants`` over all years as an operator would; fail with every breach."""
    said = StringIO()
    try:
        call_command("check_invariants", stdout=said)
    except CommandError as error:
        raise AssertionError(f"{error}\n{said.getvalue()}") from error


def assert_delivered(count: int, *, but: Collection[int] = ()) -> None:
    """Fail unless there are ``count`` valid certificates with a number and a matching PDF each.

    Every stored file has the hash that its row names, differs from all others, and carries the
    row's own signed facts. ``but`` names certificates that are issued and have no file.
    """
    rows = list(Certificate.objects.valid().order_by("pk"))
    assert len(rows) == Certificate.objects.count() == count
    assert len({row.organization_id for row in rows}) == count
    assert len({row.serial for row in rows}) == count
    assert {row.pk for row in rows if not row.pdf_sha256} == set(but)
    delivered = [row for row in rows if row.pk not in but]
    for row in delivered:
        pdf = pdf_of(row)
        facts, signature = read_enclosed(pdf)
        assert sha256_of(pdf) == row.pdf_sha256
        assert (facts, signature) == (row.content, row.signature)
        assert json.loads(facts)["serial"] == row.serial
    assert len({row.pdf_sha256 for row in delivered}) == len(delivered)
