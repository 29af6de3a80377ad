"""Where the office desk looks: the organization of the role in use, a year, a programme."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.http import urlencode

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle, OrganizationCounter
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization, RoleAssignment
from scoring.web.context import role_in_use
from scoring.web.desk import person
from scoring.web.programmes import name_among
from scoring.web.terms import is_plain, term_of

READERS = (Role.OFFICE, Role.AUDITOR)


@dataclass(frozen=True)
class Scope:
    """The organization, the year looked at, and the years there are, newest first.

    ``cycles`` are those of the year, the one shown without being asked for first.
    """

    organization: Organization
    year: int
    years: tuple[int, ...]
    cycle: Cycle | None
    writes: bool  # the person runs the office here
    cycles: tuple[Cycle, ...] = ()

    @property
    def address(self) -> str:
        """Return the query that leads back to this year and programme."""
        if self.cycle is None or self.cycle == self.cycles[0]:
            return f"?{urlencode({'year': self.year})}"
        return address_of(self.cycle)

    @property
    def term(self) -> str:
        """Return the part of an address that means a branch's record of this programme."""
        return term_of(self.cycle) if self.cycle else str(self.year)

    @property
    def choices(self) -> list[tuple[int, str]]:
        """Return (cycle, name) of the year's programmes; nothing where there is no choice."""
        if not self.cycles[1:]:
            return []
        return [(one.pk, name_among(one, self.cycles)) for one in self.cycles]

    @property
    def where(self) -> str:
        """Return the organization, and the programme where the year has several."""
        if self.cycle is None or not self.choices:
            return self.organization.name
        return f"{self.organization.name} · {name_among(self.cycle, self.cycles)}"


def address_of(cycle: Cycle) -> str:
    """Return the query that leads to a cycle, whatever else its year has."""
    return f"?{urlencode({'year': cycle.year, 'cycle': cycle.pk})}"


def scope_of(request: HttpRequest) -> Scope:
    """Return what the person looks at; ``?year=`` and ``?cycle=`` choose something else.

    Raises:
        Http404: the person reads no office pages, or the year or programme does not exist.
    """
    role = _role(request)
    organization = role.organization
    found = list(
        Cycle.objects.visible_to(person(request))
        .filter(pk__in=_cycles_of(organization))
        .select_related("rubric_version", "organization")
        .defer("rubric_version__document")
        .order_by("year", "round", "pk")
    )
    asked = _asked(request, found)
    years = tuple(sorted({one.year for one in found}, reverse=True))
    year = _year(request, years, organization, asked)
    cycles = _in_order([one for one in found if one.year == year], organization)
    chosen = asked if asked in cycles else next(iter(cycles), None)
    return Scope(organization, year, years, chosen, role.role == Role.OFFICE, tuple(cycles))


def _asked(request: HttpRequest, found: list[Cycle]) -> Cycle | None:
    """Return the cycle that the address names. Raises Http404 when there is none such."""
    asked = request.GET.get("cycle", "")
    if not asked:
        return None
    cycle = next((one for one in found if str(one.pk) == asked), None)
    if cycle is None:
        raise Http404
    return cycle


def _in_order(cycles: list[Cycle], organization: Organization) -> list[Cycle]:
    """Return the cycles of a year as they are listed: the organization's own first.

    What was opened later comes later, so that the address of a year keeps its meaning.
    """
    return sorted(
        cycles,
        key=lambda one: (
            one.organization_id != organization.pk,
            not is_plain(one),
            one.round,
            one.pk,
        ),
    )


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


def _year(
    request: HttpRequest, years: tuple[int, ...], organization: Organization, cycle: Cycle | None
) -> int:
    """Return the year asked for: whoever changes the year beside a programme means the year."""
    asked = request.GET.get("year", "")
    if not asked:
        return cycle.year if cycle else _year_at_work(years, organization)
    found = next((one for one in years if str(one) == asked), None)
    if found is None:
        raise Http404
    return found


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
