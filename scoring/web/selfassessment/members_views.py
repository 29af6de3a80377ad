"""The register of members: the branch's own people list, add, rename and mark as left."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.organizations.models import Member, Organization
from scoring.organizations.register import LONGEST_NAME, add_member, leave_member, rename_member
from scoring.web.components import Fault
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, sentence
from scoring.web.selfassessment.workbook import chosen_branch

ROWS_PER_PAGE = 50


@reads
def members(request: HttpRequest) -> HttpResponse:
    """List the members; below them those who left."""
    return _page(request, _branch(request))


@writes
def add(request: HttpRequest) -> HttpResponse:
    """Add one member."""
    branch = _branch(request)
    name = request.POST.get("name", "")
    try:
        add_member(branch=branch, name=name, by=person(request), now=timezone.now())
    except Refusal as refusal:
        return _page(request, branch, Fault("name", sentence(refusal)), typed=name)
    messages.success(request, _("The member was added to the register"))
    return redirect("selfassessment:members")


@writes
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one member's name anew."""
    member = _member(request, pk)
    name = request.POST.get("name", "")
    try:
        rename_member(member=member, name=name, by=person(request), now=timezone.now())
    except Refusal as refusal:
        fault = Fault(f"name-{pk}", sentence(refusal))
        return _page(request, member.branch, fault, typed=name, at=pk)
    messages.success(request, _("The name was changed"))
    return redirect("selfassessment:members")


@writes
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one member as left."""
    leave_member(member=_member(request, pk), by=person(request), now=timezone.now())
    messages.success(request, _("The member was marked as left"))
    return redirect("selfassessment:members")


def _branch(request: HttpRequest) -> Organization:
    """Return the branch of the role in use; committees keep no register."""
    branch = chosen_branch(request)
    if branch is None or not branch.is_branch:
        raise Http404
    return branch


def _member(request: HttpRequest, pk: int) -> Member:
    visible = Member.objects.visible_to(person(request)).select_related("branch")
    return get_object_or_404(visible, pk=pk)


def _page(
    request: HttpRequest,
    branch: Organization,
    fault: Fault | None = None,
    *,
    typed: str = "",
    at: int = 0,
) -> HttpResponse:
    held = Member.objects.filter(branch=branch)
    present = Paginator(held.present().order_by("name", "pk"), ROWS_PER_PAGE)
    left = held.exclude(left_at=None).select_related("left_by").order_by("-left_at", "-pk")
    context = {
        "branch": branch,
        "page": present.get_page(request.GET.get("page")),
        "left": left[:ROWS_PER_PAGE],
        "faults": [fault] if fault else [],
        "typed": typed,
        "at": at,
        "longest": LONGEST_NAME,
    }
    status = UNPROCESSABLE if fault else 200
    return render(request, "selfassessment/members.html", context, status=status)
