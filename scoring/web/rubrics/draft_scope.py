"""Whose drafts and versions a person sees, and who may write on them."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.permissions import can_issue_draft, can_write_draft
from scoring.web.desk import person
from scoring.web.office.scope import office_scope, scope_of


@dataclass(frozen=True)
class Link:
    """One thing that can be done with a draft or version, on a page of its own."""

    label: str
    url: str


def draft_of(request: HttpRequest, pk: int, *, writes: bool = False) -> RubricDraft:
    """Return a draft of the person's scope.

    Raises:
        Http404: there is none, or the person does not read (write) it.
    """
    if writes:
        office_scope(request)
    else:
        scope_of(request)
    rows = RubricDraft.objects.visible_to(person(request)).select_related(
        "organization", "base", "proposed_by", "decided_by", "edited_by", "created_by", "issued"
    )
    draft = get_object_or_404(rows, pk=pk)
    if writes and not can_write_draft(person(request), draft):
        raise Http404
    return draft


def version_of(request: HttpRequest, pk: int) -> RubricVersion:
    """Return a version; everybody who reads office pages sees all. Raises Http404."""
    scope_of(request)
    return get_object_or_404(RubricVersion, pk=pk)


def may_edit(request: HttpRequest, draft: RubricDraft) -> bool:
    """Tell whether the person may write on the draft now."""
    return draft.status == DraftStatus.EDITING and can_write_draft(person(request), draft)


def may_issue(request: HttpRequest, draft: RubricDraft) -> bool:
    """Tell whether the person may issue the draft now."""
    return draft.status == DraftStatus.PROPOSED and can_issue_draft(person(request), draft)


def turn_of(draft: RubricDraft) -> str:
    """Return who must act next, in words; nobody for what is over."""
    if draft.status == DraftStatus.EDITING:
        return _("The organization department writes on it and proposes it")
    if draft.status == DraftStatus.PROPOSED and draft.proposed_by is not None:
        name = draft.proposed_by.get_full_name()
        return _("Another person than %(name)s issues it or sends it back") % {"name": name}
    return ""


def desk_links(**query: int) -> list[Link]:
    """Return the pages of this desk about a version or draft; those that exist."""
    wanted = (
        ("rubrics:compare", _("Compare")),
        ("rubrics:simulate", _("Try on a past year")),
        ("rubrics:burden", _("What it asks for")),
        ("rubrics:export_yaml", _("Export as YAML")),
        ("rubrics:export_workbook", _("Export as Excel")),
    )
    return [link for name, label in wanted if (link := _link(name, label, query)) is not None]


def import_link() -> Link | None:
    """Return the page where a file becomes a draft, where there is one."""
    return _link("rubrics:import_file", _("Make a draft from a file"), {})


def _link(name: str, label: str, query: dict[str, int]) -> Link | None:
    try:
        address = reverse(name)
    except NoReverseMatch:  # a page that this installation does not have
        return None
    return Link(label, f"{address}?{urlencode(query)}" if query else address)
