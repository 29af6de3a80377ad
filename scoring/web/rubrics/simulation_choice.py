"""Which rubric is tried on which year: what the address says, within what the person may see."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.engine.rubric import Rubric
from scoring.facts.mapping import definitions
from scoring.organizations.models import Organization, User
from scoring.reports.simulation import changes_to, decided_in
from scoring.reports.simulation_sources import RubricUnreadable, from_draft
from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.web.desk import person
from scoring.web.office.scope import Scope, scope_of
from scoring.web.rubrics.draft_faults import faults_of_draft

DRAFT, VERSION = "draft", "version"
LONGEST_KEY = 18  # digits
FEW_FOR_FACTS, FEW_FOR_GATES = 1_500, 5_000
"""Branches whose facts, or whose verdicts on conditions, are read while the person waits."""


class DraftFaulty(Refusal):
    """A draft that cannot be tried yet. Data: ``found``, its faults as its check shows them."""


@dataclass(frozen=True)
class Option:
    """One rubric that can be chosen."""

    key: str
    name: str


@dataclass(frozen=True)
class Choice:
    """The year, and the rubric chosen for it, the year's own where none is."""

    scope: Scope
    cycle: Cycle
    key: str
    name: str

    @property
    def organization(self) -> Organization:
        """Return the organization whose branches are tried."""
        return self.scope.organization

    def rubric(self, user: User) -> Rubric:
        """Return the rubric chosen.

        Raises:
            Http404: there is none, or the person does not see it.
            DraftFaulty: a draft that still has faults.
        """
        kind, _colon, pk = self.key.partition(":")
        if kind == DRAFT:
            return _of_draft(get_object_or_404(RubricDraft.objects.visible_to(user), pk=pk))
        return rubric_of(get_object_or_404(RubricVersion.objects.published(), pk=pk))


def _of_draft(draft: RubricDraft) -> Rubric:
    try:
        return from_draft(draft)
    except RubricUnreadable as refusal:
        found = faults_of_draft(draft.document, definitions(), draft.pk)
        raise DraftFaulty(found=found) from refusal


def choice_of(request: HttpRequest) -> Choice | None:
    """Return what the address asks for, None before any cycle.

    ``?rubric=draft:3`` and ``?draft=3`` say the same. Raises Http404 for what is no number.
    """
    scope = scope_of(request)
    if scope.cycle is None:
        return None
    key = request.GET.get("rubric", "") or _short(request) or f"{VERSION}:{_own(scope.cycle)}"
    kind, _colon, pk = key.partition(":")
    if kind not in (DRAFT, VERSION) or not pk.isdecimal() or len(pk) > LONGEST_KEY:
        raise Http404
    named = {one.key: one.name for one in options(request, scope)}
    return Choice(scope, scope.cycle, key, named.get(key, ""))


def _short(request: HttpRequest) -> str:
    for kind in (DRAFT, VERSION):
        if request.GET.get(kind):
            return f"{kind}:{request.GET[kind]}"
    return ""


def _own(cycle: Cycle) -> int:
    return cycle.rubric_version_id


def options(request: HttpRequest, scope: Scope) -> list[Option]:
    """Return the rubrics that can be chosen: drafts being written, then versions."""
    drafts = RubricDraft.objects.visible_to(person(request)).filter(
        status__in=(DraftStatus.EDITING, DraftStatus.PROPOSED)
    )
    versions = RubricVersion.objects.published().order_by("rubric", "-published_at", "-pk")
    own = scope.cycle.rubric_version_id if scope.cycle else 0
    return [
        *(
            Option(f"{DRAFT}:{pk}", _("Draft: %(name)s %(version)s") % _named(name, version))
            for pk, name, version in drafts.order_by("name", "pk").values_list(
                "pk", "name", "version"
            )
        ),
        *(
            Option(f"{VERSION}:{pk}", _version_name(name, version, is_own=pk == own))
            for pk, name, version in versions.values_list("pk", "name", "version")
        ),
    ]


def _version_name(name: str, version: str, *, is_own: bool) -> str:
    text = _("%(name)s %(version)s, the year's own") if is_own else "%(name)s %(version)s"
    return text % _named(name, version)


def _named(name: str, version: str) -> dict[str, str]:
    return {"name": name, "version": version}


def too_many(choice: Choice, rubric: Rubric) -> int:
    """Return the number of branches where they are too many for a page, else 0."""
    branches = decided_in(choice.cycle, choice.organization).count()
    needs = changes_to(choice.cycle, rubric).needs
    most = {0: branches, 1: FEW_FOR_GATES, 2: FEW_FOR_FACTS}[int(needs)]
    return branches if branches > most else 0


def reads_all_gates(choice: Choice) -> bool:
    """Tell whether the branches are few enough to read the verdicts of all of them."""
    return decided_in(choice.cycle, choice.organization).count() <= FEW_FOR_GATES
