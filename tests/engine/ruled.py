"""Builders of rubrics of one judged item under vetoes, promotion and placements."""

from decimal import Decimal
from typing import Any

from scoring.engine.level_history import held_of
from scoring.engine.levels import level
from scoring.engine.reading import read_rubric
from scoring.engine.results import Decision
from scoring.engine.scoring import score
from scoring.engine.wording import say
from tests.engine.small import DEFINITIONS, JUDGED, book, dimension, item, rubric_document

CASES = {"id": "V", "name": "立案", "trigger": "党员被立案"}
NOTED = {"value": "a.note", "equals": "x"}


def veto(**more: Any) -> dict[str, Any]:
    return {**CASES, **more}


def document(**more: Any) -> dict[str, Any]:
    return rubric_document(dimension("D", item("I", 100, JUDGED)), **{"vetoes": [], **more})


def decided(
    points: str,
    *,
    now: Any = None,
    held: dict[int, str] | None = None,
    confirmed: tuple[str, ...] = (),
    applied: str = "",
    answers: Any = None,
    findings: Any = None,
    **rules: Any,
) -> Decision:
    """Return the decision on a total under the rules given."""
    read = read_rubric(document(**rules), DEFINITIONS)
    at = book(now, held=held_of(read, held or {}))
    sheet = score(read, at, {}, {"I": Decimal(points)})
    return level(
        read, sheet, at,
        answers=answers or {}, gate_findings=findings, vetoes=confirmed, applied=applied,
    )  # fmt: skip


def told(decision: Decision) -> list[str]:
    return [say(one) for one in decision.why]


SEVEN = {
    "id": "G",
    "name": "七人",
    "condition": {"value": "a.members", "at_least": 7},
    "exception": "确有困难的可以例外。",
}
NEW = {"id": "P1", "name": "新建支部", "level": "three", "how": "exactly", "condition": NOTED}
