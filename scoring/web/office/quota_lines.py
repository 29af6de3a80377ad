"""How the quotas of a year stand, as plain data: what is taken and left, and who is at the cut."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from scoring.assessments.models import Assessment, Cycle
from scoring.engine.quotas import QuotaVerdict
from scoring.engine.rubric import Rubric
from scoring.organizations.models import Organization
from scoring.ratings.queries import quota_verdicts

NAMED = 10
"""Branches named in one line; of the others only the number is said."""


@dataclass(frozen=True)
class QuotaLine:
    """One quota of the standard, of the whole year or of one unit, as the proposals stand."""

    name: str
    unit: str  # empty: of the whole year
    share: Fraction
    holds: bool
    numbers: str  # allowed, taken, left
    tied: str  # equal points at the cut, to be decided by the naming body
    outside: str  # beyond the cut


def quota_lines(cycle: Cycle, rubric: Rubric) -> tuple[QuotaLine, ...]:
    """Lay out every quota; two queries more than the verdicts where somebody is named."""
    verdicts = quota_verdicts(cycle, rubric)
    units = dict(
        Organization.objects.filter(path__in={one.unit for one in verdicts} - {""}).values_list(
            "path", "name"
        )
    )
    names = _names(key for one in verdicts for key in (*one.cut.tied, *one.cut.outside[:NAMED]))
    return tuple(
        QuotaLine(
            name=one.name,
            unit=units.get(one.unit, ""),
            share=one.share,
            holds=one.holds,
            numbers=_numbers(one),
            tied=_named(one.cut.tied, names),
            outside=_named(one.cut.outside, names),
        )
        for one in verdicts
    )


def _numbers(verdict: QuotaVerdict) -> str:
    if not verdict.branches:
        return ""
    words = {"allowed": verdict.allowed, "taken": verdict.taken, "left": verdict.left}
    if verdict.kind == "cap":
        return _("at most %(allowed)s, taken %(taken)s, left %(left)s") % words
    return _("at least %(allowed)s, at present %(taken)s, lacking %(left)s") % words


def _names(keys: Iterable[Any]) -> dict[int, tuple[str, Decimal]]:
    rows = Assessment.objects.filter(pk__in=set(keys)).values_list(
        "pk", "organization__name", "rating__total"
    )
    return {pk: (name, total) for pk, name, total in rows}


def _named(keys: Sequence[Any], names: dict[int, tuple[str, Decimal]]) -> str:
    told = [
        _("%(branch)s (%(points)s)") % {"branch": names[key][0], "points": f"{names[key][1]:.2f}"}
        for key in keys[:NAMED]
    ]
    if len(keys) > NAMED:
        told.append(_("%(count)s more") % {"count": len(keys) - NAMED})
    return _(", ").join(told)
