"""One branch as one office sees it: who wrote what when, and dated incidents."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.common.refusals import Refusal
from scoring.facts.models import Record
from scoring.organizations.models import Organization
from scoring.organizations.permissions import belongs_to
from scoring.web.components import Fault, form_faults
from scoring.web.desk import reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.forms import ReasonForm, StyledForm
from scoring.web.provider.branch import changes_of, incidents_of
from scoring.web.provider.tasks import Task, task_of
from scoring.web.review.forms import DayField
from scoring.workflow.providing import add_incident, drop_incident


class IncidentForm(StyledForm):
    """One dated incident."""

    fact = forms.ChoiceField(label=gettext_lazy("Kind of incident"))
    happened_on = DayField(label=gettext_lazy("Day"), max_length=20)
    reference = forms.CharField(label=gettext_lazy("Document number"), max_length=120)
    note = forms.CharField(label=gettext_lazy("Remark"), max_length=400, required=False)

    def __init__(self, task: Task, *args: Any, **kwargs: Any) -> None:
        """Offer the dated facts of a table."""
        super().__init__(*args, **kwargs)
        dated = [(one.definition.key, one.label) for one in task.columns if one.dated]
        self.fields["fact"].choices = dated  # type: ignore[attr-defined]  # a choice field


@reads
def show(request: HttpRequest, organization: int, kind: str, branch: int) -> HttpResponse:
    """Show the history of the office's facts about a branch."""
    task = task_of(request, organization, kind)
    return _page(request, task, task.branch(branch))


@writes
def add(request: HttpRequest, organization: int, kind: str, branch: int) -> HttpResponse:
    """Record an incident with its day; it counts in the year it falls into."""
    task = task_of(request, organization, kind)
    about = task.branch(branch)
    form = IncidentForm(task, request.POST)
    if form.is_valid() and form.cleaned_data["happened_on"] > timezone.localdate():
        form.add_error("happened_on", _("An incident is recorded after it happened"))
    if not form.is_valid():
        return _page(request, task, about, form, form_faults(form))
    try:
        add_incident(organization=about, **form.cleaned_data, by=task.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, task, about, form, faults_of(refusal))
    messages.success(request, _("The incident is recorded and counted"))
    return redirect(task.url("provider:branch", about.pk))


@writes
def withdraw(
    request: HttpRequest, organization: int, kind: str, branch: int, pk: int
) -> HttpResponse:
    """Take an incident back, with the reason."""
    task = task_of(request, organization, kind)
    about = task.branch(branch)
    kinds = [column.definition.key for column in task.columns if column.dated]
    incident = get_object_or_404(Record, pk=pk, organization=about, fact__in=kinds)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        faults = [Fault(f"withdraw-{pk}", fault.text) for fault in form_faults(form)]
        return _page(request, task, about, faults=faults)
    try:
        drop_incident(
            incident=incident,
            reason=form.cleaned_data["reason"],
            by=task.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, task, about, faults=faults_of(refusal))
    messages.success(request, _("The incident is withdrawn and no longer counts"))
    return redirect(task.url("provider:branch", about.pk))


def _page(
    request: HttpRequest,
    task: Task,
    branch: Organization,
    form: IncidentForm | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "task": task,
        "branch": branch,
        "back_url": task.url(),
        "add_url": task.url("provider:add_incident", branch.pk),
        "changes": changes_of(task, branch),
        "incidents": incidents_of(task, branch),
        "dated": any(column.dated for column in task.columns),
        "locked": belongs_to(task.user, branch.pk),
        "form": form or IncidentForm(task, initial={"happened_on": today}),
        "faults": faults or [],
    }
    status = UNPROCESSABLE if faults else 200
    return render(request, "provider/branch.html", context, status=status)
