"""What stands on a form between the dimensions and the total; and what is provisional there."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.assessments.models import Assessment
from scoring.documents.forms.data import Bonus, Bonuses, PartSheet, Share
from scoring.engine.cutoffs import final_cutoff, provisional_items
from scoring.engine.numbers import exact, percent, round_points
from scoring.engine.results import as_data
from scoring.engine.rubric import Rubric
from scoring.engine.scoring import dimension_scores
from scoring.engine.sheets import blend, sheet_scores, total_of
from scoring.engine.wording import say

ZERO = Decimal("0.00")

Frozen = Mapping[str, Any]


def drafted(rubric: Rubric, assessment: Assessment) -> dict[str, Any]:
    """Return dimensions, part sheets and bonus of what stands there, as a snapshot has them.

    Bonuses rest on facts, which the assessment does not repeat: only their sum is known.
    """
    held = {one.id: assessment.vector.get(one.id, "0") for one in rubric.indicators}
    points = {key: None if one is None else Decimal(one) for key, one in held.items()}
    dimensions = dimension_scores(rubric, points)
    base = total_of(rubric, dimensions)
    found = {
        "dimensions": as_data(dimensions),
        "sheets": as_data(sheet_scores(rubric, dimensions)),
    }
    if rubric.bonus_counts:
        given = max(ZERO, assessment.total - base)
        found |= {"bonuses": [], "bonus": str(given), "base": str(base)}
    return found


def sheet_names(rubric: Rubric) -> dict[str, str]:
    """Return the name of the part sheet by dimension; nothing for a rubric without any."""
    return {key: sheet.name for sheet in rubric.sheets for key in sheet.dimensions}


def final_from_of(rubric: Rubric, year: int, day: datetime.date) -> dict[str, datetime.date]:
    """Return from which day the data of an item are final, for those provisional on a day.

    Source: A-10.
    """
    cutoff = final_cutoff(rubric, year)
    return dict.fromkeys(provisional_items(rubric, year, day), cutoff) if cutoff else {}


def sheets_on(rubric: Rubric, claimed: Frozen, verified: Frozen | None) -> tuple[PartSheet, ...]:
    """Return the part sheets of frozen points; none for a rubric without any."""
    if not rubric.sheets:
        return ()
    maxima = {one.id: one.weight for one in rubric.dimensions}
    of_claim = _shares(rubric, claimed)
    of_review = [None] * len(of_claim) if verified is None else _shares(rubric, verified)
    return tuple(
        PartSheet(
            name=sheet.name,
            weight=percent(sheet.weight),
            maximum=sum((maxima[key] for key in sheet.dimensions), ZERO),
            claimed=before,
            verified=after,
        )
        for sheet, before, after in zip(rubric.sheets, of_claim, of_review, strict=True)
    )


def _shares(rubric: Rubric, frozen: Frozen) -> list[Share]:
    """Return what the part sheets give to the total; rounded so that the worths add up to it."""
    held = {one["id"]: one for one in frozen["sheets"]}
    ordered = [held[sheet.id] for sheet in rubric.sheets]
    found, before, most_before = [], Fraction(0), Fraction(0)
    for one, factor in zip(
        ordered, blend(rubric, [not each["na"] for each in ordered]), strict=True
    ):
        points, most = Decimal(one["points"]), most_before + factor
        after = before + (factor * exact(points) / exact(Decimal(one["max"])) if factor else 0)
        worth = round_points(after) - round_points(before)
        found.append(Share(points, worth, round_points(most) - round_points(most_before)))
        before, most_before = after, most
    return found


def bonuses_on(rubric: Rubric, claimed: Frozen, verified: Frozen | None) -> Bonuses | None:
    """Return the bonuses of frozen points, None where the rubric has none.

    The reason is that of the later decision.
    """
    if claimed.get("bonus") is None:
        return None
    later = verified or claimed
    given = {one["id"]: one for one in claimed["bonuses"]}
    return Bonuses(
        rows=tuple(_bonus(given[one["id"]], one, verified is not None) for one in later["bonuses"]),
        counts=rubric.bonus_counts,
        cap=rubric.bonus_cap,
        base=Decimal(claimed["base"]),
        given=Decimal(claimed["bonus"]),
        base_verified=None if verified is None else Decimal(verified["base"]),
        given_verified=None if verified is None else Decimal(verified["bonus"]),
    )


def _bonus(claimed: Frozen, later: Frozen, is_verified: bool) -> Bonus:
    return Bonus(
        name=later["name"],
        maximum=Decimal(later["max"]),
        claimed=Decimal(claimed["points"]),
        verified=Decimal(later["points"]) if is_verified else None,
        reason="；".join(dict.fromkeys(say(one) for one in later["why"])),
    )
