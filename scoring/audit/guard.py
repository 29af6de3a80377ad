"""The database itself refuses to change or delete a line of the trail.

Source: reliability, audit: append-only also for those who reach the tables by other ways.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION 'audit_event is append-only';
    END
    $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_append_only()
    """,
    """
    CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()
    """,
)
_SQLITE = (
    """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END
    """,
    """
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END
    """,
)
_INSTALL = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}
_REMOVE = {
    "postgresql": (
        "DROP TRIGGER IF EXISTS audit_no_change ON audit_event",
        "DROP TRIGGER IF EXISTS audit_no_truncate ON audit_event",
    ),
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_no_update",
        "DROP TRIGGER IF EXISTS audit_no_delete",
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on the table; those that are there are replaced."""
    remove(connection)
    _run(connection, _INSTALL[connection.vendor])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off: for going back before the migration, and for emptying test data."""
    _run(connection, _REMOVE[connection.vendor])


def operation() -> RunPython:
    """Return the migration operation that installs the guard and can be undone."""
    return RunPython(_install_in_migration, _remove_in_migration)


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _install_in_migration(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    install(editor.connection)


def _remove_in_migration(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    remove(editor.connection)
