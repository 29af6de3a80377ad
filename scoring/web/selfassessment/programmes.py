"""The programmes of a branch in one year as cards: who opened each, until when, where it stands."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.assessments.models import Assessment
from scoring.rubrics.queries import rubric_of
from scoring.web import formats
from scoring.web.components import Threshold
from scoring.web.programmes import cycle_name
from scoring.web.selfassessment import wording
from scoring.web.selfassessment.sharing import typed_facts
from scoring.web.selfassessment.workbook import Workbook
from scoring.web.terms import in_order, shortest_term


@dataclass(frozen=True)
class ProgrammeCard:
    """One programme. The figures are those stored with the last save: no scoring is needed."""

    id: str
    name: str
    opener: str
    deadline: datetime.datetime
    editable: bool
    late: bool
    status: str
    total: Decimal
    full: Decimal
    thresholds: list[Threshold]
    gauge_label: str
    level: str
    filled: int
    count: int
    next: str
    url: str
    current: bool
    shared: str


def programme_cards(book: Workbook, now: datetime.datetime) -> list[ProgrammeCard]:
    """Return a card per programme of the year, nothing where there is only one."""
    if not book.others:
        return []
    return list(_cards(book, now))


def _cards(book: Workbook, now: datetime.datetime) -> Iterator[ProgrammeCard]:
    everything = in_order([book.assessment, *book.others])
    for one in everything:
        rubric = rubric_of(one.cycle.rubric_version)
        level = wording.level_name(rubric, one.predicted_level)
        late = one.is_editable and now > one.deadline()
        yield ProgrammeCard(
            id=f"programme-{one.pk}",
            name=cycle_name(one.cycle),
            opener=one.cycle.organization.name,
            deadline=one.deadline(),
            editable=one.is_editable and not late,
            late=late,
            status=str(one.get_status_display()),
            total=one.total,
            full=rubric.max,
            thresholds=wording.thresholds(rubric),
            gauge_label=_("%(total)s points, predicted %(level)s")
            % {"total": formats.points(one.total), "level": level},
            level=level,
            filled=one.items_filled,
            count=one.items_total,
            next=_next(one),
            url=reverse("selfassessment:home_of", args=[shortest_term(one, everything)]),
            current=one.pk == book.assessment.pk,
            shared=_shared(book, one),
        )


def _next(one: Assessment) -> str:
    left = one.items_total - one.items_filled
    if not one.is_editable:
        return ""
    if not left:
        return _("Confirm the conditions, check and submit")
    return ngettext("%(count)s item to go", "%(count)s items to go", left) % {"count": left}


def _shared(book: Workbook, one: Assessment) -> str:
    """Return how much of another programme is known from this one; nothing about itself."""
    if one.pk == book.assessment.pk:
        return ""
    here, there = (
        typed_facts(rubric_of(each.cycle.rubric_version), book.definitions)
        for each in (book.assessment, one)
    )
    both = len(here & there)
    if not both:
        return _("It shares no facts with this one")
    text = ngettext("%(count)s fact shared", "%(count)s facts shared", both) % {"count": both}
    if not one.is_editable:
        return text
    left = one.items_total - one.items_filled
    return ngettext(
        "%(shared)s; only %(count)s more item to fill in there",
        "%(shared)s; only %(count)s more items to fill in there",
        left,
    ) % {"shared": text, "count": left}
