"""One of the branch's own assessments with everything its pages show: one load per request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from scoring.assessments import queries
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, AssessmentQuerySet
from scoring.engine.definitions import FactDefinition
from scoring.engine.rubric import Dimension, Indicator, Rubric
from scoring.organizations.models import Organization
from scoring.organizations.queries import organizations_for
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.web.arrival import arrived_at
from scoring.web.context import role_in_use
from scoring.web.desk import person
from scoring.web.programmes import cycle_name
from scoring.web.selfassessment.sharing import Uses, totals_line, uses_of
from scoring.web.subjects import reviewer_word
from scoring.web.terms import Term, find, in_order, shortest_term
from scoring.workflow.scoring_state import Standing, load

UNDER_REVIEW = (Status.SUBMITTED, Status.RETURNED)


@dataclass(frozen=True)
class Held:
    """What is stored under an entry key, and how often it has been written."""

    value: Any
    version: int


@dataclass(frozen=True)
class Workbook:
    """An assessment, its standing, the items that were returned, the year's other programmes."""

    assessment: Assessment
    standing: Standing
    returned: dict[str, str] = field(default_factory=dict)  # item id -> why it came back
    others: tuple[Assessment, ...] = ()  # of the same branch and year, in their order

    @property
    def term(self) -> str:
        """Return the part of an address that means this assessment."""
        return shortest_term(self.assessment, self.others)

    @property
    def home_url(self) -> str:
        """Return the address of its task list; the short one may mean another year."""
        return reverse("selfassessment:home_of", args=[self.term])

    @cached_property
    def used_elsewhere(self) -> Uses:
        """Return where else in this year each fact counts."""
        return uses_of(self.others, self.definitions)

    @property
    def places(self) -> dict[str, Any]:
        """Return what every page's template needs to lead to the other pages."""
        return {
            "assessment": self.assessment,
            "term": self.term,
            "home_url": self.home_url,
            "programme": cycle_name(self.assessment.cycle) if self.others else "",
            "also": totals_line(self.others),
            "reviewer": reviewer_word(self.assessment.organization),
        }

    @property
    def rubric(self) -> Rubric:
        """Return the rubric version that the cycle pins."""
        return self.standing.rubric

    @property
    def definitions(self) -> Mapping[str, FactDefinition]:
        """Return the definitions of all facts."""
        return self.standing.definitions

    def held(self, entry: str) -> Held:
        """Return value and version of an entry such as ``fact:a.b:2026-2`` or ``item:X``."""
        return Held(self.standing.value(entry), self.standing.version(entry))

    def before(self, key: str) -> Any:
        """Return last year's value of a yearly or snapshot fact, None without one."""
        sheet = self.standing.sheets.get(self.assessment.year - 1)
        return sheet.value(key) if sheet else None

    def may_edit(self, item: str) -> bool:
        """Tell whether an item is open: all are, unless some were returned."""
        return not self.returned or item in self.returned

    def dimension_of(self, item: str) -> tuple[int, Dimension, Indicator]:
        """Return the number counted from 1, the dimension and the indicator of an item."""
        for number, dimension in enumerate(self.rubric.dimensions, 1):
            for indicator in dimension.indicators:
                if indicator.id == item:
                    return number, dimension, indicator
        raise KeyError(item)


def chosen_branch(request: HttpRequest) -> Organization | None:
    """Return the own branch the pages are about: that of the role in use, else the first."""
    branches = list(organizations_for(person(request)))
    role = role_in_use(request)
    wanted = role.organization_id if role else None
    return next((one for one in branches if one.pk == wanted), branches[0] if branches else None)


def own_assessments(request: HttpRequest) -> AssessmentQuerySet:
    """Return the assessments of the chosen branch, newest first."""
    return (
        queries.own_assessments(person(request))
        .filter(organization=chosen_branch(request))
        .select_related("cycle__organization")
    )


def current_of(found: list[Assessment], request: HttpRequest) -> Assessment | None:
    """Return the one to work on: of the oldest year still open what is due first, else the newest.

    A year that is opened early does not hide the one that is still to be handed in.
    """
    now = arrived_at(request)
    still_open = [one for one in found if one.is_editable and now <= one.deadline()]
    if still_open:
        return min(in_order(still_open), key=lambda one: (one.year, one.deadline()))
    newest = max((one.year for one in found), default=0)
    return find(found, Term(newest))


def own_assessment(request: HttpRequest, term: Term) -> Assessment:
    """Return the chosen branch's assessment that an address means.

    Raises:
        Http404: there is none, or the person does not fill in for the branch.
    """
    return _own(request, term)[0]


def _own(request: HttpRequest, term: Term) -> tuple[Assessment, tuple[Assessment, ...]]:
    """Return the same, and the branch's others of that year; one query for all of them."""
    found = list(own_assessments(request).filter(year=term.year))
    assessment = find(found, term)
    if assessment is None:
        raise Http404
    return assessment, others_of(assessment, found)


def others_of(assessment: Assessment, found: list[Assessment]) -> tuple[Assessment, ...]:
    """Return the other assessments of the same year, in the order of their addresses."""
    return tuple(
        one for one in in_order(found) if one.year == assessment.year and one.pk != assessment.pk
    )


def open_workbook(
    assessment: Assessment,
    standing: Standing | None = None,
    others: tuple[Assessment, ...] = (),
) -> Workbook:
    """Load what the pages of one assessment show; a standing at hand is not loaded again.

    While the reviewer is at work, the branch sees its own points: a verdict is shown once the
    review is concluded, not item by item.
    """
    returned: dict[str, str] = {}
    if assessment.is_editable:
        found = Finding.objects.filter(
            review__assessment=assessment, status=FindingStatus.RETURNED
        ).order_by("position")
        returned = dict(found.values_list("indicator", "reason"))
    hidden = assessment.status in UNDER_REVIEW
    if standing is None or (hidden and (standing.findings or standing.gate_findings)):
        standing = load(assessment, with_findings=not hidden)
    return Workbook(assessment, standing, returned, others)


def workbook_of(request: HttpRequest, term: Term) -> Workbook:
    """Open the chosen branch's workbook that an address means; 404 as in ``own_assessment``."""
    assessment, others = _own(request, term)
    return open_workbook(assessment, others=others)


def current_workbook(request: HttpRequest) -> Workbook | None:
    """Open the workbook of the assessment to work on, None without any."""
    found = list(own_assessments(request))
    assessment = current_of(found, request)
    if assessment is None:
        return None
    return open_workbook(assessment, others=others_of(assessment, found))
