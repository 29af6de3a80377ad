"""Judge the conditions, conclude the review, and approve what somebody else concluded."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.enums import Status
from scoring.common.entries import cleaned
from scoring.common.refusals import Refusal
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.organizations.permissions import can_approve
from scoring.ratings.models import Rating
from scoring.reviews.enums import ReviewStatus
from scoring.reviews.queries import approvals, others_approve
from scoring.web.components import Fault, GateRow
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of, sentence
from scoring.web.review.conclusion import cutoff_row, missing_rows, outcome_of
from scoring.web.review.dossier import Dossier, check_desk, dossier_of
from scoring.web.review.gates import gates_page, judge_posted, summary
from scoring.web.review.head import head_of, last_level
from scoring.web.review.rows import review_page, tally
from scoring.web.review.words import level_name
from scoring.workflow.approving import NotHigherApprover, check_higher, needs_higher
from scoring.workflow.conclusion import (
    ProposalOutdated,
    approve_review,
    check_current,
    conclude_review,
    send_back,
)
from scoring.workflow.scoring_state import Standing, load

GATES = "review/gates.html"
CONCLUDE = "review/conclude.html"
APPROVAL = "review/approval.html"
OTHERS = "others"  # ?state= of the reviews that somebody else must approve
TEXT = 400  # characters of a conclusion or a reason


@reads
def gates(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the conditions with the branch's claims."""
    dossier = dossier_of(request, pk, Role.REVIEWER, Role.APPROVER)
    return render(request, GATES, _gates(request, dossier))


@writes
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the verdicts that were given, then go to the conclusion."""
    dossier = dossier_of(request, pk)
    faults = judge_posted(dossier, request.POST, by=person(request), now=timezone.now())
    if faults:
        context = _gates(request, dossier_of(request, pk), faults)
        return render(request, GATES, context, status=UNPROCESSABLE)
    return redirect("review:conclude", pk)


@reads
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is missing and what follows from the findings."""
    dossier = dossier_of(request, pk)
    return render(request, CONCLUDE, _conclude(request, dossier))


@writes
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Conclude the review; another person approves it."""
    dossier = dossier_of(request, pk)
    text = cleaned(request.POST.get("conclusion", ""))[:TEXT]
    try:
        rating = conclude_review(
            review=dossier.review, conclusion=text, by=person(request), now=timezone.now()
        )
    except Refusal as refusal:
        context = _conclude(request, dossier_of(request, pk), text)
        context["faults"] = faults_of(refusal)
        return render(request, CONCLUDE, context, status=UNPROCESSABLE)
    said = _("%(branch)s: review concluded, %(level)s proposed. Another person approves it.")
    branch = dossier.assessment.organization.label
    level = level_name(dossier.rubric, rating.proposed_level)
    messages.success(request, said % {"branch": branch, "level": level})
    return redirect("review:worklist")


@reads
def approval_list(request: HttpRequest) -> HttpResponse:
    """List the concluded reviews: those for this person, and those that others must approve."""
    user = check_desk(request, Role.APPROVER)
    shown = OTHERS if request.GET.get("state") == OTHERS else ""
    found = others_approve(user) if shown else approvals(user)
    page, rows = review_page(found, user, request.GET.get("page"))
    aside = tally(approvals(user) if shown else others_approve(user))
    context = {"page": page, "rows": rows, "shown": shown, "aside": aside}
    return render(request, "review/approvals.html", context)


@reads
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the decision, conditions and differences of one concluded review."""
    dossier = dossier_of(request, pk, Role.APPROVER)
    return render(request, APPROVAL, _approval(request, dossier))


@writes
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a concluded review; the branch then waits for publicity."""
    dossier = dossier_of(request, pk, Role.APPROVER)
    try:
        approve_review(review=dossier.review, by=person(request), now=timezone.now())
    except Refusal as refusal:
        context = _approval(request, dossier) | {"faults": faults_of(refusal)}
        return render(request, APPROVAL, context, status=UNPROCESSABLE)
    branch = {"branch": dossier.assessment.organization.label}
    messages.success(request, _("%(branch)s: approved, it now waits for publicity") % branch)
    return redirect("review:approvals")


@writes
def return_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a concluded review back to the reviewers with a reason."""
    dossier = dossier_of(request, pk, Role.APPROVER)
    reason = cleaned(request.POST.get("reason", ""))[:TEXT]
    try:
        send_back(review=dossier.review, reason=reason, by=person(request), now=timezone.now())
    except Refusal as refusal:
        context = _approval(request, dossier)
        context["faults"] = [Fault("id_reason", sentence(refusal))]
        return render(request, APPROVAL, context, status=UNPROCESSABLE)
    branch = {"branch": dossier.assessment.organization.label}
    messages.success(request, _("%(branch)s: sent back to the reviewers") % branch)
    return redirect("review:approvals")


def _gates(
    request: HttpRequest, dossier: Dossier, faults: dict[str, str] | None = None
) -> dict[str, Any]:
    typed = request.POST if faults else None
    return {
        "head": head_of(request, dossier),
        "levels": gates_page(dossier, load(dossier.assessment), typed=typed, faults=faults),
        "editable": dossier.editable,
        "faults": summary(dossier, faults or {}),
    }


def _conclude(request: HttpRequest, dossier: Dossier, text: str = "") -> dict[str, Any]:
    standing = load(dossier.assessment)
    due = dossier.assessment.return_due
    with_branch = dossier.assessment.status == Status.RETURNED
    return {
        "head": head_of(request, dossier),
        "missing": missing_rows(dossier, standing) + _cutoff(standing),
        "outcome": outcome_of(dossier, standing),
        "text": text or dossier.review.conclusion,
        "sent_back": dossier.review.sent_back_reason,
        "with_branch": with_branch,
        "overdue": with_branch and due is not None and due < timezone.now(),
        "due": due,
        "open": dossier.editable and dossier.assessment.status == Status.SUBMITTED,
        "longest": TEXT,
        "faults": [],
    }


def _cutoff(standing: Standing) -> list[GateRow]:
    row = cutoff_row(standing, timezone.localdate())
    return [row] if row else []


def _approval(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    rating = Rating.objects.filter(assessment=dossier.assessment).first()
    proposed = rating.proposed_level if rating else ""
    user = person(request)
    return {
        "assessment": dossier.assessment,
        "branch": dossier.assessment.organization,
        "review": dossier.review,
        "outcome": outcome_of(dossier),
        "proposed": level_name(dossier.rubric, proposed),
        "before": last_level(dossier),
        "visit": dossier.visit,
        "waiting": dossier.review.status == ReviewStatus.CONCLUDED,
        "same_person": not can_approve(user, dossier.review),
        "further_up": _further_up(user, dossier, proposed),
        "outdated": _outdated(dossier, rating) if rating else "",
        "reason": request.POST.get("reason", ""),
        "longest": TEXT,
        "faults": [],
    }


def _further_up(user: User, dossier: Dossier, proposed: str) -> str:
    """Return why somebody higher approves this level, empty where this person may."""
    if not needs_higher(dossier.rubric, proposed):
        return ""
    try:
        check_higher(user, dossier.review)
    except NotHigherApprover as refusal:
        return sentence(refusal)
    return ""


def _outdated(dossier: Dossier, rating: Rating) -> str:
    """Return why a proposal can no longer be approved: facts or a veto came in since; or empty."""
    if dossier.review.status != ReviewStatus.CONCLUDED:
        return ""
    try:
        check_current(dossier.assessment, rating)
    except ProposalOutdated as refusal:
        return sentence(refusal)
    return ""
