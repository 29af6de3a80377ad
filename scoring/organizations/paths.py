"""Copies of an organization's path on other rows, and how a move keeps them true."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from scoring.common.fields import path_range


@dataclass(frozen=True)
class PathCopy:
    """One column that repeats the path of an organization."""

    model: type[models.Model]
    field: str
    source: str  # where the path itself stands, as a query of the model names it


_copies: list[PathCopy] = []


def register_copy(
    model: type[models.Model], field: str, *, source: str = "organization__path"
) -> None:
    """Have moves rewrite this column; called when the app of the model is ready.

    Lower apps are ready first, and their copies are rewritten first: a move that has waited for
    an assessment sees what was opened about it meanwhile.
    """
    copy = PathCopy(model, field, source)
    if copy not in _copies:
        _copies.append(copy)


def copies() -> tuple[PathCopy, ...]:
    """Return the columns that repeat a path."""
    return tuple(_copies)


def rewrite_copies(before: str, after: str) -> int:
    """Replace the beginning of every copied path; return how many rows changed.

    Belongs into the transaction of the move: paths that were left are given to others later.
    """
    first, last = path_range(before)
    changed = 0
    for copy in _copies:
        rows = copy.model._default_manager.filter(
            **{f"{copy.field}__gte": first, f"{copy.field}__lt": last}
        )
        rest = Substr(copy.field, len(before) + 1)
        changed += rows.update(**{copy.field: Concat(Value(after), rest)})
    return changed
