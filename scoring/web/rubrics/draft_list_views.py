"""Standards and drafts: listed, read, cloned."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.engine.faults import FaultsFound
from scoring.engine.reading import read_rubric
from scoring.facts.mapping import definitions
from scoring.rubrics.actions import clone_version
from scoring.rubrics.queries import rubric_of
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.scope import Scope, office_scope, scope_of
from scoring.web.office.standard import standard_page
from scoring.web.rubrics.draft_list import draft_lines, version_lines
from scoring.web.rubrics.draft_scope import desk_links, draft_of, import_link, version_of


@reads
def list_rubrics(request: HttpRequest) -> HttpResponse:
    """List the versions that there are and the drafts of the person's organizations."""
    return _list(request, scope_of(request))


@writes
def clone(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a draft with the content of a version; a second click opens the same one."""
    scope = office_scope(request)
    version = version_of(request, pk)
    try:
        draft = clone_version(
            version=version,
            organization=scope.organization,
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        page = _list(request, scope, refusal)
        page.status_code = UNPROCESSABLE
        return page
    messages.success(request, _("A draft with the content of the standard is ready to be edited"))
    return redirect("rubrics:draft", draft.pk)


@reads
def show_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version as a printable standard."""
    version = version_of(request, pk)
    page = standard_page(rubric_of(version), definitions(), version.document)
    issued_from = getattr(version, "issued_from", None)  # none for what came from a file
    links = desk_links(version=version.pk)
    context = {"version": version, "page": page, "issued_from": issued_from, "links": links}
    return render(request, "rubrics/draft_version.html", context)


@reads
def show_draft_standard(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft as a printable standard; one with faults leads to the list of them."""
    draft = draft_of(request, pk)
    try:
        rubric = read_rubric(draft.document, definitions())
    except FaultsFound:
        messages.warning(request, _("The draft can be read as a standard once its faults are gone"))
        return redirect("rubrics:check_draft", pk)
    page = standard_page(rubric, definitions(), draft.document)
    return render(request, "rubrics/draft_standard.html", {"draft": draft, "page": page})


def _list(request: HttpRequest, scope: Scope, refusal: Refusal | None = None) -> HttpResponse:
    user = person(request)
    context = {
        "scope": scope,
        "versions": version_lines(user),
        "drafts": draft_lines(user),
        "import_link": import_link(),
        "faults": faults_of(refusal) if refusal else [],
    }
    return render(request, "rubrics/list.html", context)
