"""The database itself refuses to change or delete a line of the trail.

Source: reliability, audit: append-only also for those who reach the tables by other ways.
"""

from scoring.common.triggers import Guard

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

GUARD = Guard(
    put_on={"postgresql": _POSTGRESQL, "sqlite": _SQLITE},
    take_off={
        "postgresql": (
            "DROP TRIGGER IF EXISTS audit_no_change ON audit_event",
            "DROP TRIGGER IF EXISTS audit_no_truncate ON audit_event",
        ),
        "sqlite": (
            "DROP TRIGGER IF EXISTS audit_no_update",
            "DROP TRIGGER IF EXISTS audit_no_delete",
        ),
    },
)
