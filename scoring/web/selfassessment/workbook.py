"""The branch's own assessment of a year with everything its pages show: one load per request."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest

from scoring.assessments.models import Assessment, AssessmentQuerySet
from scoring.engine.definitions import FactDefinition
from scoring.engine.rubric import Dimension, Indicator, Rubric
from scoring.facts.models import FactSheet
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization, User
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.web.desk import person
from scoring.workflow.scoring_state import Standing, load

CHOSEN_BRANCH = "branch"  # session key: which of several own branches the pages are about
OWN_ROLES = (Role.SECRETARY, Role.FILLER)


@dataclass(frozen=True)
class Held:
    """What is stored under an entry key, and how often it has been written."""

    value: Any
    version: int


@dataclass(frozen=True)
class Workbook:
    """An assessment, its standing, and the sheets behind the facts."""

    assessment: Assessment
    standing: Standing
    sheets: dict[int, FactSheet]
    returned: dict[str, str] = field(default_factory=dict)  # item id -> why it came back

    @property
    def rubric(self) -> Rubric:
        """Return the rubric version that the cycle pins."""
        return self.standing.rubric

    @property
    def definitions(self) -> dict[str, FactDefinition]:
        """Return the definitions of all facts."""
        return self.standing.definitions

    def held(self, entry: str) -> Held:
        """Return value and version of an entry such as ``fact:a.b:2026-2`` or ``item:X``."""
        if not entry.startswith("fact:"):
            return Held(self.assessment.answer(entry), self.assessment.version_of(entry))
        year, key = place_of(entry, self.assessment.year)
        sheet = self.sheets.get(year)
        return Held(sheet.value(key), sheet.version_of(key)) if sheet else Held(None, 0)

    def before(self, key: str) -> Any:
        """Return last year's value of a yearly or snapshot fact, None without one."""
        sheet = self.sheets.get(self.assessment.year - 1)
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


def place_of(entry: str, year: int) -> tuple[int, str]:
    """Return (calendar year of the sheet, entry key in it) of a ``fact:`` entry.

    Months and quarters carry their calendar year; everything else lies in the sheet of ``year``.
    """
    key, _, period = entry.removeprefix("fact:").partition(":")
    if not period:
        return year, key
    calendar_year, _, number = period.partition("-")
    return int(calendar_year), f"{key}:{number}"


def own_branches(user: User) -> list[Organization]:
    """Return the branches that the person fills in for, in tree order."""
    found = {
        held.organization_id: held.organization
        for held in user.roles()
        if held.role in OWN_ROLES and held.organization.is_branch
    }
    return list(found.values())


def chosen_branch(request: HttpRequest) -> Organization | None:
    """Return the own branch the pages are about: the one chosen, else the first."""
    branches = own_branches(person(request))
    wanted = request.session.get(CHOSEN_BRANCH)
    return next((one for one in branches if one.pk == wanted), branches[0] if branches else None)


def own_assessments(request: HttpRequest) -> AssessmentQuerySet:
    """Return the assessments of the chosen branch, newest first."""
    return (
        Assessment.objects.visible_to(person(request))
        .filter(organization=chosen_branch(request))
        .select_related("cycle__organization", "cycle__rubric_version", "organization")
        .order_by("-year", "-round", "-pk")
    )


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
    """Load what the pages of one assessment show; a standing at hand is not loaded again."""
    years = range(assessment.year - 1, assessment.year + 1)
    sheets = FactSheet.objects.filter(organization=assessment.organization_id, year__in=years)
    returned = Finding.objects.filter(
        review__assessment=assessment, status=FindingStatus.RETURNED
    ).values_list("indicator", "reason")
    return Workbook(
        assessment=assessment,
        standing=standing or load(assessment),
        sheets={sheet.year: sheet for sheet in sheets},
        returned=dict(returned) if assessment.is_editable else {},
    )


def workbook_of(request: HttpRequest, year: int) -> Workbook:
    """Open the chosen branch's workbook of a year; 404 as in ``own_assessment``."""
    return open_workbook(own_assessment(request, year))
