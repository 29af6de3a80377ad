"""A rubric as a readable, printable standard."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from scoring.engine.rubric import Dimension, Indicator, Level, Rubric, Scoring
from scoring.web import formats

KINDS = {
    "boolean": gettext_noop("all or nothing"),
    "tiered": gettext_noop("by tiers"),
    "proportional": gettext_noop("in proportion"),
    "count_deduction": gettext_noop("deducted per case"),
    "checklist": gettext_noop("by points of a list"),
    "judged": gettext_noop("judged by the reviewer"),
}
NEEDS = {
    "none": gettext_noop("no evidence"),
    "on_request": gettext_noop("evidence on request"),
    "required": gettext_noop("evidence required"),
}
ROUTES = {
    "file": gettext_noop("filed for the record"),
    "review": gettext_noop("reviewed"),
    "on_site": gettext_noop("reviewed and accepted on site"),
}


@dataclass(frozen=True)
class ItemLine:
    """One item of the standard."""

    item: Indicator
    kind: str
    lines: tuple[tuple[str, str], ...]  # words, what they are worth
    evidence: str


@dataclass(frozen=True)
class DimensionPart:
    """One dimension with its items."""

    dimension: Dimension
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class StandardPage:
    """The whole standard."""

    rubric: Rubric
    parts: tuple[DimensionPart, ...]
    levels: tuple[tuple[Level, str], ...]  # highest first, with the route in words


def standard_page(rubric: Rubric) -> StandardPage:
    """Lay out a rubric for reading."""
    return StandardPage(
        rubric=rubric,
        parts=tuple(
            DimensionPart(one, tuple(_item(item) for item in one.indicators))
            for one in rubric.dimensions
        ),
        levels=tuple((one, _(ROUTES[one.route])) for one in reversed(rubric.levels)),
    )


def _item(item: Indicator) -> ItemLine:
    evidence = _(NEEDS[item.evidence.need])
    if item.evidence.documents:
        evidence = f"{evidence}：{'、'.join(item.evidence.documents)}"
    return ItemLine(
        item, _(KINDS[item.scoring.kind]), tuple(_lines(item.scoring, item.max)), evidence
    )


def _lines(scoring: Scoring, maximum: Decimal) -> list[tuple[str, str]]:
    if scoring.parts:
        whole = sum((Fraction(part.weight) for part in scoring.parts), Fraction(0))
        shares = [(part.name, Fraction(part.weight) / whole) for part in scoring.parts]
    elif scoring.choices:
        shares = [(choice.name, Fraction(choice.share)) for choice in scoring.choices]
    else:
        shares = [(tier.name, Fraction(tier.share)) for tier in scoring.tiers if tier.name]
    return [(name, _worth(share, maximum)) for name, share in shares]


def _worth(share: Fraction, maximum: Decimal) -> str:
    """Return the points of a share; as a fraction where hundredths would not add up again."""
    points = share * Fraction(maximum)
    if (points * 100).denominator == 1:
        return formats.points(Decimal(points.numerator) / points.denominator)
    return f"{share.numerator}/{share.denominator}"
