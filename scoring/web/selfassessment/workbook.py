"""The branch's own assessment of a year with everything its pages show: one load per request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest

from scoring.assessments import queries
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, AssessmentQuerySet
from scoring.engine.definitions import FactDefinition
from scoring.engine.rubric import Dimension, Indicator, Rubric
from scoring.organizations.models import Organization
from scoring.organizations.queries import branches_for
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.web.arrival import arrived_at
from scoring.web.context import role_in_use
from scoring.web.desk import person
from scoring.workflow.scoring_state import Standing, load

UNDER_REVIEW = (Status.SUBMITTED, Status.RETURNED)


@dataclass(frozen=True)
class Held:
    """What is stored under an entry key, and how often it has been written."""

    value: Any
    version: int


@dataclass(frozen=True)
class Workbook:
    """An assessment, its standing, and the items that were returned."""

    assessment: Assessment
    standing: Standing
    returned: dict[str, str] = field(default_factory=dict)  # item id -> why it came back

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
    branches = list(branches_for(person(request)))
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


def current_assessment(request: HttpRequest) -> Assessment | None:
    """Return the assessment to work on: the oldest still open, else the newest, or None.

    A year that is opened early does not hide the one that is still to be handed in.
    """
    newest_first = list(own_assessments(request))
    now = arrived_at(request)
    still_open = [one for one in newest_first if one.is_editable and now <= one.deadline()]
    return next(iter(still_open[-1:] or newest_first), None)


def own_assessment(request: HttpRequest, year: int) -> Assessment:
    """Return the chosen branch's assessment of a year.

    Raises:
        Http404: there is none, or the person does not fill in for the branch.
    """
    assessment = own_assessments(request).filter(year=year).first()
    if assessment is None:
        raise Http404
    return assessment


def open_workbook(assessment: Assessment, standing: Standing | None = None) -> Workbook:
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
    return Workbook(assessment, standing, returned)


def workbook_of(request: HttpRequest, year: int) -> Workbook:
    """Open the chosen branch's workbook of a year; 404 as in ``own_assessment``."""
    return open_workbook(own_assessment(request, year))
