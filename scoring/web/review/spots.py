"""Stars that are re-inspected, and this year's results, as plain data."""

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from scoring.documents.models import Certificate
from scoring.engine.levels import one_level_down
from scoring.engine.rubric import Rubric
from scoring.organizations.enums import Role
from scoring.organizations.models import User, within
from scoring.organizations.permissions import home_organizations
from scoring.ratings.models import Rating, RatingQuerySet
from scoring.ratings.queries import reinspection_pool
from scoring.reviews.models import Reinspection
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.web.programmes import cycle_name
from scoring.web.review.words import level_name, level_stars
from scoring.web.terms import is_plain
from scoring.workflow.reinspection import pool_levels

INSPECTING = (Role.INSPECTOR, Role.OFFICE)
PATH = "assessment__organization_path"


@dataclass(frozen=True)
class Holder:
    """A branch that holds a star to be re-inspected."""

    branch: str
    programme: str  # empty for the default one
    url: str
    level: str
    stars: int
    below: str  # the star one level down
    year: int
    valid_until: datetime.date | None


@dataclass(frozen=True)
class Result:
    """One re-inspection made this year."""

    branch: str
    day: datetime.date
    passed: bool
    findings: str
    inspectors: str


def ratings_for(user: User) -> RatingQuerySet:
    """Return the ratings that the person may re-inspect, those of the own branches left out."""
    return (
        Rating.objects.filter(within(user.scope_paths(*INSPECTING), PATH))
        .exclude(assessment__organization__in=home_organizations(user))
        .select_related("assessment__organization", "assessment__cycle__rubric_version")
        .defer("assessment__cycle__rubric_version__document", "content")
    )


def pool_of(user: User, today: datetime.date) -> RatingQuerySet:
    """Return the stars in force that this year has not re-inspected, in tree order."""
    pools = {
        version.pk: pool_levels(rubric_of(version))
        for version in RubricVersion.objects.published().defer("document")
    }
    levels = {level for names in pools.values() for level in names}
    own_pool = Q(pk__in=[])  # a level is re-inspected by the rubric that gave it
    for version, names in pools.items():
        own_pool |= Q(assessment__cycle__rubric_version=version, level__in=names)
    due = reinspection_pool(today.year, sorted(levels)).filter(own_pool, valid_until__gte=today)
    return (
        due.filter(within(user.scope_paths(*INSPECTING), PATH))
        .exclude(assessment__organization__in=home_organizations(user))
        .select_related("assessment__cycle__rubric_version")
        .defer("assessment__cycle__rubric_version__document", "content")
    )


def holder_of(rating: Rating) -> Holder:
    """Return one star with its branch; needs branch and cycle loaded."""
    rubric = _rubric(rating)
    return Holder(
        branch=rating.assessment.organization.label,
        programme="" if is_plain(rating.assessment) else cycle_name(rating.assessment.cycle),
        url=reverse("review:spot_check", args=[rating.assessment_id]),
        level=level_name(rubric, rating.level),
        stars=level_stars(rubric, rating.level),
        below=level_name(rubric, one_level_down(rubric, rating.level)),
        year=rating.assessment.year,
        valid_until=rating.valid_until,
    )


def results_of(user: User, year: int) -> QuerySet[Reinspection]:
    """Return the re-inspections of a year in the person's scope, latest first."""
    return (
        Reinspection.objects.filter(
            within(user.scope_paths(*INSPECTING), PATH), inspected_on__year=year
        )
        .select_related("assessment__organization")
        .order_by("-inspected_on", "-pk")
    )


def result_of(made: Reinspection) -> Result:
    """Return one re-inspection as a row; needs the branch loaded."""
    return Result(
        branch=made.assessment.organization.label,
        day=made.inspected_on,
        passed=made.passed,
        findings=made.findings,
        inspectors=" · ".join(made.inspectors),
    )


def number_in_force(rating: Rating) -> str:
    """Return the number of the certificate that a failed re-inspection would end, or empty."""
    held = Certificate.objects.valid().filter(rating=rating).order_by("-pk").first()
    return held.serial if held else ""


def _rubric(rating: Rating) -> Rubric:
    return rubric_of(rating.assessment.cycle.rubric_version)
