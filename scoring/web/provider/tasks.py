"""Which table a person fills in: an organization, an office's kind of facts, a year."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest
from django.urls import reverse

from scoring.assessments.models import Assessment, Cycle
from scoring.assessments.queries import rated_at
from scoring.engine.facts import FactType, Window, default_window, roots
from scoring.engine.rubric import Rubric
from scoring.facts.mapping import book_years, definitions
from scoring.facts.queries import facts_of_provider
from scoring.organizations.enums import ProviderKind
from scoring.organizations.models import Organization, OrganizationQuerySet, User
from scoring.organizations.queries import provider_tasks
from scoring.rubrics.queries import rubric_of
from scoring.web.desk import person
from scoring.web.provider.columns import Column, columns_of, fits_a_cell


@dataclass(frozen=True)
class Task:
    """One table of one year."""

    user: User
    organization: Organization
    kind: str
    year: int
    years: tuple[int, ...]
    wanted: tuple[str, ...]  # the facts that the year's standards read

    @property
    def label(self) -> str:
        """Return the office whose facts these are."""
        return str(ProviderKind(self.kind).label)

    @property
    def window(self) -> Window:
        """Return the days that count."""
        return default_window(self.year)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the table, in the order of the facts."""
        if not self.wanted:
            return ()
        facts = facts_of_provider(self.kind, self.wanted)
        return tuple(columns_of([one for one in facts if fits_a_cell(one)], self.window))

    def url(self, name: str = "provider:sheet", *more: int) -> str:
        """Return the address of this table, or of a step on it, in this year."""
        address = reverse(name, args=[self.organization.pk, self.kind, *more])
        return f"{address}?year={self.year}" if self.year else address

    def branch(self, pk: int) -> Organization:
        """Return a branch of this table.

        Raises:
            Http404: the table has no such branch.
        """
        found: Organization | None = self.branches().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def branches(self) -> OrganizationQuerySet:
        """Return what is rated in this table, in tree order."""
        ordered: OrganizationQuerySet = rated_at(self.organization).order_by("path")
        return ordered


def tasks_of(request: HttpRequest) -> list[Task]:
    """Return every table of the person that has columns this year, else all of them."""
    user = person(request)
    found = [
        task_for(user, organization, kind, request.GET.get("year", ""))
        for organization, kind in provider_tasks(user)
    ]
    return [task for task in found if task.columns] or found


def task_of(request: HttpRequest, organization: int, kind: str) -> Task:
    """Return one table of the person.

    Raises:
        Http404: the person fills in no such table, or the year does not exist.
    """
    user = person(request)
    for held, its_kind in provider_tasks(user):
        if held.pk == organization and its_kind == kind:
            return task_for(user, held, kind, request.GET.get("year", ""), strict=True)
    raise Http404


def task_for(
    user: User, organization: Organization, kind: str, asked: str, *, strict: bool = False
) -> Task:
    """Return the table of a year; without a wish the latest one.

    Raises:
        Http404: no cycle reads the year, and ``strict``.
    """
    held = Assessment.objects.below(organization).values_list("cycle_id", flat=True).distinct()
    cycles = list(Cycle.objects.filter(pk__in=list(held)).select_related("rubric_version"))
    years = tuple(sorted({one for cycle in cycles for one in book_years(cycle.year)}, reverse=True))
    year = next((one for one in years if str(one) == asked), None)
    if strict and asked and year is None:
        raise Http404
    chosen = year or (years[0] if years else 0)
    return Task(user, organization, kind, chosen, years, wanted_in(chosen, cycles))


def wanted_in(year: int, cycles: list[Cycle]) -> tuple[str, ...]:
    """Return the facts that a year's standards read, and those that later ones look back on."""
    own = [rubric_of(one.rubric_version) for one in cycles if one.year == year]
    later = [one for one in cycles if one.year > year and year in book_years(one.year)]
    known = definitions()
    seen_again = [
        key
        for key in wanted_facts([rubric_of(one.rubric_version) for one in later])
        if known[key].type == FactType.COUNT_BY_YEAR
    ]
    return tuple(dict.fromkeys([*wanted_facts(own), *seen_again]))


def wanted_facts(rubrics: list[Rubric]) -> tuple[str, ...]:
    """Return the typed facts that items, conditions and vetoes of some standards read."""
    keys = dict.fromkeys(key for rubric in rubrics for key in _read_by(rubric))
    return roots(tuple(keys), definitions())


def _read_by(rubric: Rubric) -> Iterator[str]:
    """Yield what a standard reads and somebody types; levels below are counted, never typed."""
    counted = {one.fact for one in rubric.aggregates}
    places = [item.facts for item in rubric.indicators]
    places += [gate.facts for level in rubric.levels for gate in level.gates]
    places.append(rubric.rule_facts())
    yield from (key for facts in places for key in facts if key not in counted)
