"""Points: every item once, rounded once; dimensions rescaled for items that do not apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.engine.bonuses import bonus_reachable, bonus_scores, bonus_total
from scoring.engine.book import FactBook
from scoring.engine.conditions import Verdict
from scoring.engine.earning import Earned, earn
from scoring.engine.measures import entered
from scoring.engine.numbers import exact, round_points
from scoring.engine.results import (
    BonusScore,
    DimensionScore,
    Filled,
    ItemScore,
    Reason,
    ScoreSheet,
    State,
)
from scoring.engine.rubric import Indicator, Rubric, scoring_facts
from scoring.engine.sheets import maxima_of, sheet_scores, total_of

ZERO = Decimal("0.00")


def score(
    rubric: Rubric,
    book: FactBook,
    answers: Mapping[str, Any],
    findings: Mapping[str, Decimal] | None = None,
    judged: Mapping[str, bool] | None = None,
) -> ScoreSheet:
    """Return all points of one organization.

    Each item is rounded once to 0.01 (half up). A dimension with items that do not apply is
    rescaled exactly over the rounded items and rounded once; the total is the sum of the
    dimensions, or the blend of the part sheets, with the bonus on top where it counts.
    ``findings`` are verified points by indicator id; they replace the computed ones. ``judged``
    are the reviewer's verdicts, of which those on bonuses are read.

    Of ``answers``, ``item:<indicator>`` → choice id, ``part:<indicator>/<part>`` → bool and
    ``gate:<bonus>`` → claim are read.

    Raises:
        ValueError: a finding of an unknown indicator, or outside 0 to its maximum.

    Source: decisions 6 and 7; A-42.
    """
    plain = {one.id: plain_item(one, book, answers) for one in rubric.indicators}
    bonuses = bonus_scores(rubric, book, answers, judged or {})
    return sheet_of(rubric, plain, findings or {}, bonuses)


def sheet_of(
    rubric: Rubric,
    plain: Mapping[str, ItemScore],
    findings: Mapping[str, Decimal],
    bonuses: tuple[BonusScore, ...] = (),
) -> ScoreSheet:
    """Return the sheet of items that are scored already, with verified points in their place.

    ``plain`` holds every item of the rubric by id, in its order, as ``plain_item`` gives it, and
    ``bonuses`` every bonus.

    Raises:
        ValueError: as for ``score``.
    """
    verified = _checked(rubric, findings)
    items = {
        key: _with_finding(one, verified[key]) if key in verified else one
        for key, one in plain.items()
    }
    dimensions = _dimensions(rubric, items)
    best = {
        key: one if one.filled in (Filled.FULL, Filled.NOT_APPLICABLE) else _at_maximum(one)
        for key, one in items.items()
    }
    plainly = ScoreSheet(
        rubric=rubric.id,
        items=tuple(items.values()),
        dimensions=dimensions,
        total=total_of(rubric, dimensions),
        reachable=total_of(rubric, _dimensions(rubric, best)),
        sheets=sheet_scores(rubric, dimensions),
    )
    return _with_bonuses(rubric, plainly, bonuses) if bonuses else plainly


def _with_bonuses(rubric: Rubric, sheet: ScoreSheet, bonuses: tuple[BonusScore, ...]) -> ScoreSheet:
    """Return a sheet with its bonuses, which its total holds only where the rubric counts them."""
    given = bonus_total(rubric, bonuses)
    most = bonus_reachable(rubric, bonuses)
    counts = rubric.bonus_counts
    return replace(
        sheet,
        total=sheet.total + given if counts else sheet.total,
        reachable=sheet.reachable + most if counts else sheet.reachable,
        bonuses=bonuses,
        bonus=given,
        base=sheet.total,
    )


def _checked(rubric: Rubric, findings: Mapping[str, Decimal]) -> dict[str, Decimal]:
    maxima = {one.id: one.max for one in rubric.indicators}
    for identifier, points in findings.items():
        if identifier not in maxima:
            raise ValueError(f"finding_unknown: {identifier}")
        if not 0 <= points <= maxima[identifier]:
            raise ValueError(f"finding_outside: {identifier}")
    return {identifier: round_points(points) for identifier, points in findings.items()}


def plain_item(indicator: Indicator, book: FactBook, answers: Mapping[str, Any]) -> ItemScore:
    """Return what the rules give for one item, before any finding."""
    without = _without(indicator, book)
    if without is not None and without.state == State.MET:
        return _not_applicable(indicator, without.why)
    earned = earn(indicator, book, answers)
    if earned.share is None:
        return _not_applicable(indicator, earned.why, earned)
    raw = earned.share * exact(indicator.max)
    points = round_points(raw)
    open_ = earned.open or (without is not None and bool(without.missing))
    return ItemScore(
        id=indicator.id,
        raw=raw,
        points=points,
        max=indicator.max,
        na=False,
        filled=_filled(indicator, book, earned, open_),
        why=earned.why,
        parts=earned.parts,
        computed=None if earned.unanswered else points,
    )


def _with_finding(item: ItemScore, verified: Decimal) -> ItemScore:
    """Return an item at the reviewer's points; what does not apply stays as it is."""
    if item.na:
        return item
    why = item.why
    if verified != item.computed:
        data = {"verified": str(verified), "max": str(item.max)}
        code = "verified_points" if item.computed is None else "verified_instead"
        why = (Reason(code, {**data, "computed": str(item.computed)}), *why)
    return replace(
        item,
        raw=Fraction(verified),
        points=verified,
        filled=Filled.FULL,
        why=why,
        verified=verified,
    )


def _without(indicator: Indicator, book: FactBook) -> Verdict | None:
    condition = indicator.not_applicable_when
    return None if condition is None else condition.evaluate(book)


def _not_applicable(
    indicator: Indicator, why: tuple[Reason, ...], earned: Earned | None = None
) -> ItemScore:
    return ItemScore(
        id=indicator.id,
        raw=Fraction(0),
        points=ZERO,
        max=indicator.max,
        na=True,
        filled=Filled.NOT_APPLICABLE,
        why=(Reason("item_not_applicable", {"because": list(why)}),),
        parts=earned.parts if earned else (),
    )


def _filled(indicator: Indicator, book: FactBook, earned: Earned, open_: bool) -> Filled:
    if not open_:
        return Filled.FULL
    if earned.answered or entered(book, scoring_facts(indicator.scoring)):
        return Filled.PARTIAL
    return Filled.EMPTY


def _at_maximum(item: ItemScore) -> ItemScore:
    return replace(item, raw=exact(item.max), points=round_points(item.max))


def _dimensions(rubric: Rubric, items: Mapping[str, ItemScore]) -> tuple[DimensionScore, ...]:
    return dimension_scores(
        rubric, {key: None if one.na else one.points for key, one in items.items()}
    )


def dimension_scores(
    rubric: Rubric, points: Mapping[str, Decimal | None]
) -> tuple[DimensionScore, ...]:
    """Return the dimensions that follow from the points of every item, None for not applicable.

    Source: decisions 6 and 7; A-42.
    """
    applicable = [
        sum((item.max for item in one.indicators if points[item.id] is not None), ZERO)
        for one in rubric.dimensions
    ]
    maxima = maxima_of(rubric, [bool(one) for one in applicable])
    found: list[DimensionScore] = []
    for dimension, given, maximum in zip(rubric.dimensions, applicable, maxima, strict=True):
        raw = sum((points[one.id] or ZERO for one in dimension.indicators), ZERO)
        if not given:
            found.append(DimensionScore(dimension.id, raw, ZERO, ZERO, na=True))
            continue
        scaled = round_points(exact(raw) * exact(maximum) / exact(given))
        found.append(DimensionScore(dimension.id, raw, scaled, maximum))
    return tuple(found)
