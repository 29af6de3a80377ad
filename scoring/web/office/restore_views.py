"""Give a lowered star back by a later decision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.ratings.enums import ChangeKind
from scoring.ratings.models import Rating, RatingChange
from scoring.rubrics.queries import rubric_of
from scoring.web.components import Fault, Interruption, form_faults
from scoring.web.desk import person, writes
from scoring.web.errors import faults_of
from scoring.web.office.forms import ReasonForm
from scoring.web.office.scope import office_scope
from scoring.web.office.veto_views import veto_page
from scoring.workflow.restoring import restore_level


@writes
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back what one re-inspection took; asks once more what follows."""
    scope = office_scope(request)
    change = _change(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        faults = [Fault(f"restore-{pk}", fault.text) for fault in form_faults(form)]
        return veto_page(request, scope, faults=faults)
    reason = form.cleaned_data["reason"]
    if "confirmed" not in request.POST:
        context = {"interruption": _asked_again(change, reason)}
        return render(request, "_components/interruption.html", context)
    try:
        restore_level(change=change, reason=reason, by=person(request), now=timezone.now())
    except Refusal as refusal:
        return veto_page(request, scope, faults=faults_of(refusal))
    words = {"branch": change.rating.assessment.organization.name}
    messages.success(request, _("The star of %(branch)s is given back") % words)
    return redirect("office:vetoes")


def _change(request: HttpRequest, pk: int) -> RatingChange:
    held = RatingChange.objects.filter(
        kind=ChangeKind.DOWNGRADED, rating__in=Rating.objects.visible_to(person(request))
    )
    wanted = ("rating__assessment__organization", "rating__assessment__cycle__rubric_version")
    return get_object_or_404(held.select_related(*wanted), pk=pk)


def _asked_again(change: RatingChange, reason: str) -> Interruption:
    assessment = change.rating.assessment
    rubric = rubric_of(assessment.cycle.rubric_version)
    before, after = rubric.level(change.from_level).name, rubric.level(change.to_level).name
    return Interruption(
        title=_("Give %(branch)s its star back?") % {"branch": assessment.organization.name},
        text=reason,
        points=[
            _("The star of %(year)s goes from %(after)s back to %(before)s")
            % {"year": assessment.year, "before": before, "after": after},
            _("The present certificate is voided; another one with a new number takes its place"),
            _("The notice of the lowering stays on file; this cannot be undone here"),
        ],
        action=_("Give the star back"),
        url=reverse("office:restore_star", args=[change.pk]),
        hidden=[("reason", reason)],
        back_url=reverse("office:vetoes"),
    )
