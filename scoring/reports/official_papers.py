"""The figures of official documents, as the ratings stand: what an office cannot write itself."""

import dataclasses
import datetime

from scoring.assessments.models import Assessment, Cycle
from scoring.common.refusals import Refusal
from scoring.documents.enums import DocumentKind
from scoring.documents.forms.drafting import BLANK, UNMET
from scoring.documents.forms.official import Official, Rectification
from scoring.documents.models import OfficialDocument
from scoring.documents.numbering import pattern_of
from scoring.organizations.models import Organization
from scoring.ratings.models import Publicity, Rating, RatingQuerySet
from scoring.reports.decision_papers import (
    bulletin,
    naming_decision,
    official_head,
    publicity_list,
)
from scoring.reports.papers import cited
from scoring.reviews.models import Review
from scoring.reviews.queries import last_visit, reinspections_of
from scoring.rubrics.queries import rubric_of

DAYS_TO_MEND = datetime.timedelta(days=30)
"""Until when a fresh rectification notice asks for mending; the office writes another day."""


class PaperNotReady(Refusal):
    """The ratings do not hold yet what the document would say. Data: ``kind``."""


def figures_of(document: OfficialDocument, *, issued_on: datetime.date) -> Official:
    """Return an official document as the ratings stand, with the usual words and no number.

    Raises:
        PaperNotReady: there is nothing to say any more.
    """
    return figures(
        document.kind,
        document.cycle,
        document.organization,
        document.publicity,
        issued_on=issued_on,
    )


def figures(
    kind: str,
    cycle: Cycle,
    organization: Organization,
    publicity: Publicity | None = None,
    *,
    issued_on: datetime.date,
) -> Official:
    """Return an official document about an organization as the ratings stand.

    The number has a blank where it will stand.

    Raises:
        PaperNotReady: no star is confirmed, a branch is undecided, or no publicity is named.
    """
    data = _data(kind, cycle, organization, publicity, issued_on)
    pattern = pattern_of(cycle.organization, kind)
    number = pattern.format(year=issued_on.year, number=BLANK)
    return dataclasses.replace(data, number=number, issued_on=issued_on)


def _data(
    kind: str,
    cycle: Cycle,
    organization: Organization,
    publicity: Publicity | None,
    issued_on: datetime.date,
) -> Official:
    if kind == DocumentKind.RECTIFICATION:
        return rectification(cycle, organization, issued_on=issued_on)
    if kind == DocumentKind.PUBLICITY and publicity is not None:
        return publicity_list(publicity, organization)
    if kind == DocumentKind.NAMING and named(cycle, organization).exists():
        return naming_decision(cycle, organization, issued_on=issued_on)
    if kind == DocumentKind.BULLETIN and is_decided(cycle, organization):
        return bulletin(cycle, organization, issued_on=issued_on)
    raise PaperNotReady(kind=kind)


def rectification(cycle: Cycle, branch: Organization, *, issued_on: datetime.date) -> Rectification:
    """Return the order to mend what the record of a branch shows, for 30 days.

    The problems are those of the last failed re-inspection of the cycle's star, else the items
    that the last visit found unmet; none where there is no such record.
    """
    superior = Organization.objects.get_parent(branch)
    return Rectification(
        **{**official_head(cycle, issued_on), "addressee": (superior or branch).name},
        branch_name=branch.name,
        problems=problems_of(cycle, branch),
        deadline=issued_on + DAYS_TO_MEND,
    )


def problems_of(cycle: Cycle, branch: Organization) -> tuple[str, ...]:
    """Return what the last look at a branch on site found wanting, as sentences."""
    for one in reinspections_of(branch.pk):
        if one.assessment.cycle_id == cycle.pk and not one.passed:
            return tuple(line.strip() for line in one.findings.splitlines() if line.strip())
    review = (
        Review.objects.filter(assessment__cycle=cycle, assessment__organization=branch)
        .select_related("assessment")
        .first()
    )
    visit = last_visit(review) if review else None
    if visit is None:
        return ()
    names = {one.id: cited(one) for one in rubric_of(cycle.rubric_version).indicators}
    return tuple(
        f"{names[item]}：{verdict.get('note') or UNMET}"
        for item, verdict in visit.verdicts.items()
        if verdict.get("met") is False and item in names
    )


def named(cycle: Cycle, organization: Organization) -> RatingQuerySet:
    """Return the ratings of a cycle at and below an organization with a confirmed star."""
    below = Organization.objects.below(organization)
    confirmed = Rating.objects.confirmed().exclude(level="")
    return confirmed.filter(assessment__cycle=cycle, assessment__organization__in=below)


def is_decided(cycle: Cycle, organization: Organization) -> bool:
    """Tell whether every branch is decided and one has a star: a bulletin speaks of all."""
    undecided = Assessment.objects.below(organization).open().filter(cycle=cycle)
    return named(cycle, organization).exists() and not undecided.exists()
