"""Versions side by side, and cycles that change theirs."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.organizations.permissions import can_run_office
from scoring.rubrics.models import RubricVersion
from scoring.web.components import Fault, Interruption, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.scope import office_scope, scope_of
from scoring.web.rubrics.version_compare import choices, comparison_of, draft_named, sides_of
from scoring.web.rubrics.version_forms import CompareForm, RenamesForm
from scoring.web.rubrics.version_repin import (
    RepinPage,
    preview_lines,
    question_forms,
)
from scoring.workflow.carrying import Renames
from scoring.workflow.repinning import newer_versions, preview_repin, repin_cycle

MOST_AT_ONCE = 200
"""Branches that are scored again while somebody waits for a page; more by the command."""


@reads
def compare(request: HttpRequest) -> HttpResponse:
    """Show two versions side by side."""
    scope = scope_of(request)
    draft = draft_named(request)
    before, after = sides_of(request, draft)
    context: dict[str, object] = {"scope": scope, "before": before, "after": after, "draft": draft}
    context["form"] = CompareForm(
        choices(after.rubric if after else ""),
        draft,
        before=before.pk if before else None,
        after=after.pk if isinstance(after, RubricVersion) else None,
    )
    if before is not None and after is not None:
        context["found"] = comparison_of(before, after)
    return render(request, "rubrics/version_compare.html", context)


@reads
def repin(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what moving a cycle to a newer version would change; nothing is written."""
    cycle = _cycle(request, pk)
    version = _version(request.GET.get("version", ""), cycle)
    page = RepinPage(cycle, newer_versions(cycle), version)
    if version is None:
        return _page(request, page)
    form = question_forms(cycle, version, request.GET if "shown" in request.GET else None)
    page = page.of(form)
    if form.is_bound and not form.is_valid():
        return _page(request, page, form_faults(form))
    if cycle.assessments.count() > MOST_AT_ONCE:
        return _page(request, page, too_many=True)
    try:
        report = preview_repin(cycle=cycle, version=version, renames=form.renames())
    except Refusal as refusal:
        return _page(request, page, faults_of(refusal))
    return _page(request, page.told(preview_lines(report)))


@writes
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the cycle, once the person has seen what that means."""
    cycle = _cycle(request, pk)
    version = _version(request.POST.get("version", ""), cycle)
    page = RepinPage(cycle, newer_versions(cycle), version)
    if cycle.assessments.count() > MOST_AT_ONCE:
        return _page(request, page, too_many=True)
    if version is None:
        return _page(request, page, [Fault("", _("Please choose a version first"))])
    form = question_forms(cycle, version, request.POST)
    if not form.is_valid():
        return _page(request, page.of(form), faults=form_faults(form))
    if "confirmed" not in request.POST:
        context = {"interruption": _asked_again(cycle, version, form)}
        return render(request, "_components/interruption.html", context)
    return _moved(request, page.of(form), version, form.renames())


def _moved(
    request: HttpRequest, page: RepinPage, version: RubricVersion, renames: Renames
) -> HttpResponse:
    try:
        report = repin_cycle(
            cycle=page.cycle,
            version=version,
            renames=renames,
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, page, faults_of(refusal))
    words = {"version": version.version, "count": report.branches, "lost": report.dropped.total()}
    text = _("Version %(version)s holds for %(count)s branches; answers given up: %(lost)s")
    messages.success(request, text % words)
    return redirect("office:cycles")


def _cycle(request: HttpRequest, pk: int) -> Cycle:
    """Return a cycle whose office the person runs. Raises Http404."""
    office_scope(request)
    rows = Cycle.objects.visible_to(person(request)).select_related(
        "organization", "rubric_version"
    )
    cycle = get_object_or_404(rows, pk=pk)
    if not can_run_office(person(request), cycle.organization):
        raise Http404
    return cycle


def _version(asked: str, cycle: Cycle) -> RubricVersion | None:
    """Return the newer version that was chosen, None for none. Raises Http404."""
    if not asked:
        return None
    found = [one for one in newer_versions(cycle) if str(one.pk) == asked]
    if not found:
        raise Http404
    return found[0]


def _asked_again(cycle: Cycle, version: RubricVersion, form: RenamesForm) -> Interruption:
    words = {"year": cycle.year, "version": version.version}
    return Interruption(
        title=_("Use version %(version)s for the whole cycle of %(year)s?") % words,
        text=_("Every branch is scored again by it at once, and sees it from now on."),
        points=(
            f"{cycle.rubric_version.name} {cycle.rubric_version.version} → {version.version}",
            _("Branches: %(count)s") % {"count": cycle.assessments.count()},
            _("Answers that the new version does not take are given up; their history is kept."),
        ),
        action=_("Use the new version"),
        back_url=f"{reverse('rubrics:repin', args=[cycle.pk])}?version={version.pk}",
        url=reverse("rubrics:move", args=[cycle.pk]),
        hidden=[
            ("version", str(version.pk)),
            *((name, form.data.get(name, "")) for name in form.fields),
        ],
    )


def _page(
    request: HttpRequest,
    page: RepinPage,
    faults: list[Fault] | None = None,
    *,
    too_many: bool = False,
) -> HttpResponse:
    context = {"page": page, "too_many": too_many, "most": MOST_AT_ONCE, "faults": faults or []}
    status = UNPROCESSABLE if faults else 200
    return render(request, "rubrics/version_repin.html", context, status=status)
