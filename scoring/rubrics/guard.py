"""The database itself refuses to change a published version of a rubric, or any part of it.

Every past decision is tied to the version it was made under; code keeps its hands off, and these
triggers keep off whoever reaches the tables by other ways. A draft that was issued says under what
document, by whom and from when, and is frozen as well. A migration that rebuilds one of the tables
(SQLite does so for most changes) must end with ``GUARD.operation()`` or
``DRAFT_GUARD.operation()`` again.
"""

from scoring.common.triggers import Guard

MESSAGE = "a published rubric version never changes"
DRAFT_MESSAGE = "an issued rubric draft never changes"
_VERSIONS = "rubrics_rubricversion"
_OF_VERSION = ("rubrics_dimension", "rubrics_level", "rubrics_veto", "rubrics_quota")
_OF_PART = {
    "rubrics_indicator": ("dimension_id", "rubrics_dimension"),
    "rubrics_gate": ("level_id", "rubrics_level"),
}
_TABLES = (_VERSIONS, *_OF_VERSION, *_OF_PART)
_EVENTS = ("INSERT", "UPDATE", "DELETE")
_DRAFTS = "rubrics_rubricdraft"
_ISSUED = "OLD.status = 'issued' OR OLD.issued_id IS NOT NULL"


def _published(table: str, row: str) -> str:
    """Return the SQL condition that the version of a row (OLD or NEW) is published."""
    if table == _VERSIONS:
        return f"{row}.published_at IS NOT NULL"
    version = f"{row}.rubric_version_id"
    if table in _OF_PART:
        column, parent = _OF_PART[table]
        version = f"(SELECT p.rubric_version_id FROM {parent} p WHERE p.id = {row}.{column})"  # noqa: S608  # own names
    return (
        f"EXISTS (SELECT 1 FROM {_VERSIONS} v "  # noqa: S608  # own names
        f"WHERE v.id = {version} AND v.published_at IS NOT NULL)"
    )


def _events(table: str) -> tuple[str, ...]:
    return _EVENTS[1:] if table == _VERSIONS else _EVENTS  # a version may be born published


def _touches(table: str, event: str) -> str:
    """Return the SQL condition that an event touches a published version.

    A part that is moved touches two; a draft may become published.
    """
    rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[event]
    rows = ("OLD",) if table == _VERSIONS else rows
    return " OR ".join(_published(table, row) for row in rows)


def _name(table: str, event: str) -> str:
    return f"{table.removeprefix('rubrics_')}_frozen_{event.lower()}"


def _sqlite() -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} "
        f"WHEN {_touches(table, event)} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for table in _TABLES
        for event in _events(table)
    )


def _postgresql() -> tuple[str, ...]:
    statements = []
    for table in _TABLES:
        for event in _events(table):
            name = _name(table, event)
            given_back = "OLD" if event == "DELETE" else "NEW"
            statements += [
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
                f"IF {_touches(table, event)} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; "
                f"RETURN {given_back}; END $$ LANGUAGE plpgsql",
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()",
            ]
    return tuple(statements)


def _removal(ending: str) -> tuple[str, ...]:
    return tuple(
        f"DROP TRIGGER IF EXISTS {_name(table, event)}{ending.format(table=table)}"
        for table in _TABLES
        for event in _events(table)
    )


GUARD = Guard(
    put_on={"postgresql": _postgresql(), "sqlite": _sqlite()},
    take_off={"postgresql": _removal(" ON {table}"), "sqlite": _removal("")},
)


def _drafts_sqlite() -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {_name(_DRAFTS, event)} BEFORE {event} ON {_DRAFTS} WHEN {_ISSUED} "
        f"BEGIN SELECT RAISE(ABORT, '{DRAFT_MESSAGE}'); END"
        for event in _EVENTS[1:]
    )


def _drafts_postgresql() -> tuple[str, ...]:
    name = "rubricdraft_frozen"
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION '{DRAFT_MESSAGE}'; END $$ LANGUAGE plpgsql"
    )
    triggers = (
        f"CREATE TRIGGER {_name(_DRAFTS, event)} BEFORE {event} ON {_DRAFTS} "
        f"FOR EACH ROW WHEN ({_ISSUED}) EXECUTE FUNCTION {name}()"
        for event in _EVENTS[1:]
    )
    return (function, *triggers)


def _drafts_removal(ending: str) -> tuple[str, ...]:
    names = (_name(_DRAFTS, event) for event in _EVENTS[1:])
    return tuple(f"DROP TRIGGER IF EXISTS {name}{ending}" for name in names)


DRAFT_GUARD = Guard(
    put_on={"postgresql": _drafts_postgresql(), "sqlite": _drafts_sqlite()},
    take_off={"postgresql": _drafts_removal(f" ON {_DRAFTS}"), "sqlite": _drafts_removal("")},
)
