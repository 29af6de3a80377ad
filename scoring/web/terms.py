"""Which of a branch's assessments an address means: a year, and a programme where needed.

``2026`` is the only assessment of the year or the one shown first; ``2026.wgh-village`` names
the programme, ``2026.wgh-village.2`` its second round too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import register_converter

from scoring.assessments.models import Assessment, Cycle
from scoring.reports.queries import DEFAULT_PROGRAMME

_ROUND = re.compile("[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class Term:
    """What an address asks for; an empty programme asks for the year's first assessment."""

    year: int
    programme: str = ""
    round: int = 1

    def __str__(self) -> str:
        # The last number is the round: a programme with a point in it always has one behind it.
        said = self.round > 1 or "." in self.programme
        parts = [str(self.year), self.programme, str(self.round) if said else ""]
        return ".".join(part for part in parts if part)


class TermConverter:
    """The path converter ``term``: a plain year still is an address."""

    # A programme bears the id of its standard: letters of either case, digits, _ - and points.
    regex = r"[0-9]{1,40}(?:\.[-A-Za-z0-9_]+(?:\.[-A-Za-z0-9_]+)*)?"

    def to_python(self, value: str) -> Term:
        """Read the part of an address."""
        year, _dot, rest = value.partition(".")
        programme, _dot, number = rest.rpartition(".")
        if not (programme and _ROUND.fullmatch(number)):
            programme, number = rest, "1"
        return Term(int(year), programme, int(number))

    def to_url(self, value: Term | str | int) -> str:
        """Write the part of an address; a bare year may be given."""
        return str(value)


register_converter(TermConverter, "term")


def in_order(assessments: Iterable[Assessment]) -> list[Assessment]:
    """Return assessments of one branch and year as they are listed: the default programme first.

    What was opened later comes later, so that a plain year keeps its meaning.
    """
    return sorted(assessments, key=lambda one: (not is_plain(one), one.round, one.pk))


def find(assessments: Iterable[Assessment], term: Term) -> Assessment | None:
    """Return the assessment that a term means among those of one branch, None without one."""
    ordered = in_order(one for one in assessments if one.year == term.year)
    if not term.programme:
        return next(iter(ordered), None)
    asked = (term.programme, term.round)
    return next((one for one in ordered if (one.programme, one.round) == asked), None)


def term_of(assessment: Assessment | Cycle) -> str:
    """Return the part of an address that means this assessment, whatever else the branch has.

    Of a cycle: what means the assessment of any of its branches.
    """
    if is_plain(assessment):
        return str(assessment.year)
    return str(Term(assessment.year, assessment.programme, assessment.round))


def shortest_term(assessment: Assessment, others: Iterable[Assessment]) -> str:
    """Return the same among all assessments of the year: the first one needs the year only."""
    if find([assessment, *others], Term(assessment.year)) is assessment:
        return str(assessment.year)
    return term_of(assessment)


def is_plain(one: Assessment | Cycle) -> bool:
    """Tell whether a plain year means this one first: the default programme's first round."""
    return one.programme == DEFAULT_PROGRAMME and one.round == 1
