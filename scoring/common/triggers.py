"""Triggers by which the database itself refuses what no code of ours ever does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython


@dataclass(frozen=True)
class Guard:
    """Statements per database vendor that put triggers on tables, and that take them off."""

    put_on: Mapping[str, Sequence[str]]
    take_off: Mapping[str, Sequence[str]]

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Put the triggers on; those that are there are replaced."""
        self.remove(connection)
        _run(connection, self.put_on[connection.vendor])

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Take the triggers off: to go back before the migration, and to empty test data."""
        _run(connection, self.take_off[connection.vendor])

    def operation(self) -> RunPython:
        """Return the migration operation that installs the guard and can be undone."""
        return RunPython(self._forwards, self._backwards)

    def _forwards(self, _apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        self.install(editor.connection)

    def _backwards(self, _apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        self.remove(editor.connection)


def _run(connection: BaseDatabaseWrapper, statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
