"""Model fields without domain."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class PathField(models.CharField[str, str]):
    """A materialized path, compared byte by byte so that a prefix is one index range.

    PostgreSQL needs ``COLLATE "C"`` for that; SQLite compares bytes anyway and does not know
    the collation's name.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """Add the collation on PostgreSQL only."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def path_range(path: str) -> tuple[str, str]:
    """Return the half-open range of paths at and below ``path``.

    Treebeard's alphabet is 0-9A-Z, so the first character after it closes the range.
    """
    return path, path + "["


def outermost(paths: Iterable[str]) -> list[str]:
    """Return the paths that lie below no other one of them, in order."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not (kept and path.startswith(kept[-1])):
            kept.append(path)
    return kept
