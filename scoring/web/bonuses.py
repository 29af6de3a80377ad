"""The bonuses of an organization as pages show them: what each gives and why, and both totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from scoring.engine.results import Reason, ScoreSheet, as_data
from scoring.engine.rubric import Rubric
from scoring.web.errors import worded


@dataclass(frozen=True)
class BonusRow:
    """One bonus, in points."""

    name: str
    points: Decimal
    most: Decimal
    why: str


@dataclass(frozen=True)
class Bonuses:
    """All bonuses of one sheet; ``base`` and ``both`` are the points without and with them."""

    rows: tuple[BonusRow, ...]
    given: Decimal
    base: Decimal
    cap: Decimal | None
    counts: bool

    @property
    def both(self) -> Decimal:
        """Return the points with the bonuses, whether or not they count."""
        return self.base + self.given


def bonuses_of(rubric: Rubric, sheet: ScoreSheet) -> Bonuses | None:
    """Return the bonuses of a sheet, None where the rubric has none."""
    if sheet.bonus is None:
        return None
    named = ("bonuses", "bonus", "base")
    return bonuses_of_data(rubric, {name: as_data(getattr(sheet, name)) for name in named})


def bonuses_of_data(rubric: Rubric, sheet: Mapping[str, Any]) -> Bonuses | None:
    """Return the bonuses of a sheet as a decision froze it, None where there are none."""
    if sheet.get("bonus") is None:
        return None
    return Bonuses(
        rows=tuple(
            BonusRow(one["name"], Decimal(one["points"]), Decimal(one["max"]), _why(one["why"]))
            for one in sheet["bonuses"]
        ),
        given=Decimal(sheet["bonus"]),
        base=Decimal(sheet["base"]),
        cap=rubric.bonus_cap,
        counts=rubric.bonus_counts,
    )


def _why(reasons: list[dict[str, Any]]) -> str:
    sentences = [worded(Reason(one["code"], one["data"])) for one in reasons]
    return _("; ").join(dict.fromkeys(sentences))
