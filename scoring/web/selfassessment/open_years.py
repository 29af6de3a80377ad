"""What else is open for the branch: a year opened early, or the one still to be handed in."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.web import formats
from scoring.web.programmes import cycle_name
from scoring.web.selfassessment.workbook import own_assessments
from scoring.web.terms import in_order, shortest_term


@dataclass(frozen=True)
class OpenYear:
    """One assessment of another year that the branch can fill in now."""

    text: str
    url: str


def open_years(request: HttpRequest, year: int, now: datetime.datetime) -> list[OpenYear]:
    """Return what is open in other years than the one shown, oldest first. One query."""
    found = in_order(own_assessments(request).exclude(year=year))
    still_open = [one for one in found if one.is_editable and now <= one.deadline()]
    return [
        _line(one, [each for each in found if each.year == one.year])
        for one in sorted(still_open, key=lambda one: one.year)
    ]


def _line(one: Assessment, of_year: Sequence[Assessment]) -> OpenYear:
    named = {"year": one.year, "moment": formats.full_moment(one.deadline())}
    if one.status == Status.RETURNED:
        text = _("Items of %(year)s were returned; please complete them by %(moment)s") % named
    else:
        text = _("The self-assessment of %(year)s is open; to be declared by %(moment)s") % named
    if len(of_year) > 1:
        text = _("%(name)s: %(value)s") % {"name": cycle_name(one.cycle), "value": text}
    url = reverse("selfassessment:home_of", args=[shortest_term(one, of_year)])
    return OpenYear(text, url)
