"""Part sheets: dimensions rescaled inside their sheet, and the sheets blended into the total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from scoring.engine.numbers import exact, round_points
from scoring.engine.results import DimensionScore, SubSheetScore
from scoring.engine.rubric import Rubric

ZERO = Decimal("0.00")


def maxima_of(rubric: Rubric, live: Sequence[bool]) -> tuple[Decimal, ...]:
    """Return the maxima of the dimensions; the weight of one not ``live`` goes to the others.

    With part sheets it goes to the others of its sheet. The maxima are cut out of that of the
    rubric or the sheet with cumulative rounding, so that they sum to it and a perfect branch has
    exactly the maximum.
    """
    found = [ZERO] * len(rubric.dimensions)
    for maximum, places in _groups(rubric):
        counting = [place for place in places if live[place]]
        carried = sum((rubric.dimensions[place].weight for place in counting), ZERO)
        before = ZERO
        for place in counting:
            weight = rubric.dimensions[place].weight
            found[place] = _cut(maximum, weight, before, carried)
            before += weight
    return tuple(found)


def _groups(rubric: Rubric) -> Iterator[tuple[Decimal, list[int]]]:
    """Yield what goes together: a maximum, and the places of the dimensions that share it."""
    if not rubric.sheets:
        yield rubric.max, list(range(len(rubric.dimensions)))
    for sheet in rubric.sheets:
        places = [n for n, one in enumerate(rubric.dimensions) if one.id in sheet.dimensions]
        yield sum((rubric.dimensions[n].weight for n in places), ZERO), places


@lru_cache(maxsize=1024)
def _cut(maximum: Decimal, weight: Decimal, before: Decimal, carried: Decimal) -> Decimal:
    scale = exact(maximum) / exact(carried)
    return round_points(exact(before + weight) * scale) - round_points(exact(before) * scale)


def sheet_scores(rubric: Rubric, dimensions: Sequence[DimensionScore]) -> tuple[SubSheetScore, ...]:
    """Return the points of every part sheet: the sum of its dimensions."""
    by_id = {one.id: one for one in dimensions}
    found = []
    for sheet in rubric.sheets:
        parts = [by_id[key] for key in sheet.dimensions]
        found.append(
            SubSheetScore(
                id=sheet.id,
                points=sum((one.points for one in parts), ZERO),
                max=sum((one.max for one in parts), ZERO),
                dimensions=sheet.dimensions,
                na=all(one.na for one in parts),
            )
        )
    return tuple(found)


def total_of(rubric: Rubric, dimensions: Sequence[DimensionScore]) -> Decimal:
    """Return the points without any bonus: the sum of the dimensions, or the sheets blended.

    A blend is worked out exactly over the sheets' points and rounded once to 0.01.
    """
    if not rubric.sheets:
        return sum((one.points for one in dimensions), ZERO)
    scores = sheet_scores(rubric, dimensions)
    factors = blend(rubric, [not one.na for one in scores])
    whole = (
        factor * exact(one.points) / exact(one.max)
        for one, factor in zip(scores, factors, strict=True)
        if factor
    )
    return round_points(sum(whole, Fraction(0)))


def blend(rubric: Rubric, live: Sequence[bool]) -> tuple[Fraction, ...]:
    """Return what each part sheet gives to the total at best; together the rubric's maximum.

    A sheet that does not apply gives its weight to the others, in proportion.
    """
    weights = [
        exact(sheet.weight) if counts else Fraction(0)
        for sheet, counts in zip(rubric.sheets, live, strict=True)
    ]
    carried = sum(weights, Fraction(0))
    if not carried:
        return tuple(weights)
    return tuple(one / carried * exact(rubric.max) for one in weights)


def names_of(rubric: Rubric) -> Mapping[str, dict[str, str]]:
    """Return the names of the part sheets in both languages, by id."""
    return {one.id: {"zh": one.name, "en": one.name_en} for one in rubric.sheets}
