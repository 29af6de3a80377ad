"""Levels given by circumstances instead of points: new, merged and temporary branches."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.engine.book import FactBook
from scoring.engine.results import Reason, State
from scoring.engine.rubric import Placement, Rubric


@dataclass(frozen=True)
class Placed:
    """The placement that is used, and the rank of its level, 0 for none."""

    rule: Placement
    rank: int
    why: tuple[Reason, ...]

    @property
    def exactly(self) -> bool:
        """Tell whether points and gates are not asked."""
        return self.rule.how == "exactly"


def placed(rubric: Rubric, book: FactBook) -> Placed | None:
    """Return the first placement whose condition certainly holds, None where there is none."""
    for rule in rubric.placements:
        verdict = rule.condition.evaluate(book)
        if verdict.state == State.MET:
            rank = rubric.rank(rule.level)
            return Placed(rule, rank, (_told(rubric, rule, rank), *verdict.why))
    return None


def _told(rubric: Rubric, rule: Placement, rank: int) -> Reason:
    data: dict[str, object] = {"placement": rule.name}
    if not rank:
        return Reason("placed_without_level", data)
    level = rubric.levels[rank - 1]
    data["level"] = {"zh": level.name, "en": level.name_en}
    return Reason("placed_exactly" if rule.how == "exactly" else "placed_at_most", data)
