"""Rows of a form that come, go and move: on what was typed, before anything is stored."""

from scoring.web.rubrics.draft_reading import MOST_ROWS, row_count
from scoring.web.rubrics.draft_typed import Typed, join

Row = dict[str, str]


def changed_rows(typed: Typed, step: str) -> Typed:
    """Return what was typed after one step: ``add:scoring.tiers``, ``remove:…:2``, ``up:…:2``.

    A step that means nothing changes nothing.
    """
    what, _colon, rest = step.partition(":")
    name, _colon, place = rest.partition(":")
    if not name:
        return typed
    rows = rows_of(typed, name)
    at = int(place) if place.isascii() and place.isdecimal() else -1
    if what == "add" and len(rows) < MOST_ROWS:
        rows.append({})
    elif what == "remove" and 0 <= at < len(rows):
        del rows[at]
    elif what == "up" and 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    else:
        return typed
    return _with_rows(typed, name, rows)


def rows_of(typed: Typed, name: str) -> list[Row]:
    """Return the rows of a list, each with the names of its inputs inside the row."""
    rows: list[Row] = [{} for _row in range(row_count(typed, name))]
    start = join(name, "")
    for key, value in typed.items():
        place, _dot, inner = key.removeprefix(start).partition(".")
        if key.startswith(start) and place.isdecimal() and int(place) < len(rows):
            rows[int(place)][inner] = value
    return rows


def _with_rows(typed: Typed, name: str, rows: list[Row]) -> Typed:
    start = join(name, "")
    kept = {key: value for key, value in typed.items() if not key.startswith(start)}
    kept[join(name, "rows")] = str(len(rows))
    for n, row in enumerate(rows):
        kept |= {f"{start}{n}.{inner}": value for inner, value in row.items()}
    return kept
