"""Where the office desk looks: the organization of the role in use, a year, a cycle."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle, OrganizationCounter
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization, RoleAssignment
from scoring.web.context import role_in_use
from scoring.web.desk import person

READERS = (Role.OFFICE, Role.AUDITOR)


@dataclass(frozen=True)
class Scope:
    """The organization, the year looked at, and the years there are, newest first."""

    organization: Organization
    year: int
    years: tuple[int, ...]
    cycle: Cycle | None
    writes: bool  # the person runs the office here


def scope_of(request: HttpRequest) -> Scope:
    """Return what the person looks at; ``?year=`` chooses another year.

    Raises:
        Http404: the person reads no office pages, or the year does not exist.
    """
    role = _role(request)
    organization = role.organization
    cycles = {
        cycle.year: cycle
        for cycle in Cycle.objects.visible_to(person(request))
        .filter(pk__in=_cycles_of(organization))
        .select_related("rubric_version", "organization")
        .order_by("year", "round", "pk")
    }
    years = tuple(sorted(cycles, reverse=True))
    year = _year(request, years, organization)
    return Scope(organization, year, years, cycles.get(year), role.role == Role.OFFICE)


def _cycles_of(organization: Organization) -> list[int]:
    """Return the cycles that have branches of this organization, or were opened by it."""
    held = Assessment.objects.below(organization).values_list("cycle_id", flat=True).distinct()
    return [*held, *Cycle.objects.filter(organization=organization).values_list("pk", flat=True)]


def _role(request: HttpRequest) -> RoleAssignment:
    chosen = role_in_use(request)
    if chosen is not None and chosen.role in READERS:
        return chosen
    held = [one for one in person(request).roles() if one.role in READERS]
    if not held:
        raise Http404
    return held[0]


def _year(request: HttpRequest, years: tuple[int, ...], organization: Organization) -> int:
    asked = request.GET.get("year", "")
    if not asked:
        return _year_at_work(years, organization)
    if not asked.isdecimal() or int(asked) not in years:
        raise Http404
    return int(asked)


def _year_at_work(years: tuple[int, ...], organization: Organization) -> int:
    """Return the newest year in which a branch has declared: next year may be open already."""
    declared = (
        OrganizationCounter.objects.filter(
            organization=organization, cycle__year__in=years, number__gt=0
        )
        .exclude(status=Status.FILLING)
        .order_by("-cycle__year")
        .values_list("cycle__year", flat=True)
        .first()
    )
    return declared or (years[0] if years else 0)


def office_scope(request: HttpRequest) -> Scope:
    """Return what the person looks at, for a step that only the office takes.

    Raises:
        Http404: the person runs no office here.
    """
    scope = scope_of(request)
    if not scope.writes:
        raise Http404
    return scope
