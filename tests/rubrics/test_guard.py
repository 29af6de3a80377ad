"""A published version cannot be changed: neither by the models nor by plain SQL."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from scoring.rubrics.guard import GUARD
from scoring.rubrics.models import (
    Dimension,
    Gate,
    Indicator,
    Level,
    Quota,
    RubricVersion,
    Veto,
)
from tests.rubrics.branches import FIXTURES

pytestmark = pytest.mark.django_db
MODELS = (RubricVersion, Dimension, Indicator, Level, Gate, Veto, Quota)


@pytest.fixture(autouse=True)
def guarded(db: None) -> None:
    """Put the guard on: a test that committed may have left it off. It goes with the test."""
    GUARD.install(connection)


@pytest.fixture
def published() -> RubricVersion:
    call_command("load_rubrics", FIXTURES / "rubrics" / "star-standardization.yaml", verbosity=0)
    return RubricVersion.objects.get(rubric="star-standardization")


@pytest.fixture
def draft() -> RubricVersion:
    call_command("load_rubrics", FIXTURES / "rubrics" / "soe-10std.yaml", verbosity=0)
    return RubricVersion.objects.get(rubric="soe-10std")


def refused(statement: str, *values: str | int) -> None:
    with (
        pytest.raises(DatabaseError, match="a published rubric version never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_row_of_a_published_version_is_changed_or_deleted(published, model):
    assert published.published_at is not None
    row = model.objects.first()
    table = model._meta.db_table
    assert row is not None
    column = "rubric" if model is RubricVersion else "name"
    refused(f"UPDATE {table} SET {column} = %s WHERE id = %s", "other", row.pk)  # noqa: S608  # own names
    refused(f"DELETE FROM {table} WHERE id = %s", row.pk)  # noqa: S608  # own names
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        row.save()
    assert model.objects.filter(pk=row.pk).exists()


def test_nothing_is_added_to_a_published_version(published):
    level = Level.objects.filter(rubric_version=published).first()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Gate.objects.create(level=level, position=99, identifier="NEW", name="new", judged=True)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Veto.objects.create(rubric_version=published, identifier="NEW", name="new", effect="cancel")


def test_a_part_of_a_draft_is_not_moved_into_a_published_version(published, draft):
    part = Dimension.objects.filter(rubric_version=draft).first()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Dimension.objects.filter(pk=part.pk).update(rubric_version=published)
    gate = Gate.objects.filter(level__rubric_version=draft).first()
    level = Level.objects.filter(rubric_version=published).first()
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Gate.objects.filter(pk=gate.pk).update(level=level)


def test_a_published_version_is_not_made_a_draft_again(published):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        RubricVersion.objects.filter(pk=published.pk).update(published_at=None)


def test_a_draft_may_still_change(draft):
    assert draft.published_at is None
    assert Indicator.objects.update(name="x") == 23
    assert RubricVersion.objects.filter(pk=draft.pk).update(name="x") == 1
    Level.objects.all().first().gates.all().delete()
    assert draft.missing  # and cannot be published while something is owed
    with pytest.raises(DatabaseError), transaction.atomic():
        RubricVersion.objects.filter(pk=draft.pk).update(published_at=timezone.now())
