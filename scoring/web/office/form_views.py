"""Forms for signature about a whole cycle: the approval table."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.documents.forms.rendering import render_form
from scoring.organizations.models import Organization
from scoring.reports.cycle_papers import approval_table, proposals_of, units_of
from scoring.web.desk import reads
from scoring.web.errors import UNPROCESSABLE
from scoring.web.office.scope import Scope, scope_of
from scoring.web.record.form_views import form_file

MOST_ROWS = 1000  # of a table that is set while the person waits: about 14 seconds
LONGEST_KEY = 18  # digits


@dataclass(frozen=True)
class Place:
    """The scope with its cycle; there is one."""

    scope: Scope
    cycle: Cycle

    @property
    def organization(self) -> Organization:
        """Return the organization looked at."""
        return self.scope.organization


@reads
def forms(request: HttpRequest) -> HttpResponse:
    """List the papers of the year."""
    scope = scope_of(request)
    if scope.cycle is None:
        return render(request, "office/no_cycle.html", {"scope": scope})
    context = {"scope": scope, "units": units_of(scope.cycle, scope.organization)}
    return render(request, "office/forms.html", context)


@reads
def approval_form(request: HttpRequest) -> HttpResponse:
    """Send the approval table of the year, or of one unit (``?unit=``)."""
    place = _place(request)
    unit = _unit(request, place)
    if proposals_of(place.cycle, unit).count() > MOST_ROWS:
        text = _("There are more than %(most)s branches; please choose a unit.")
        context = {"text": text % {"most": MOST_ROWS}}
        return render(request, "record/no_file.html", context, status=UNPROCESSABLE)
    today = timezone.localdate()
    words = {"year": place.cycle.year, "organization": unit.label}
    return form_file(
        request,
        _("Approval table %(year)s %(organization)s") % words,
        lambda: render_form(approval_table(place.cycle, unit, printed_on=today)),
        unit,
        place.cycle.year,
    )


def _place(request: HttpRequest) -> Place:
    """Return where the person looks. Raises Http404 for strangers and before any cycle."""
    scope = scope_of(request)
    if scope.cycle is None:
        raise Http404
    return Place(scope, scope.cycle)


def _unit(request: HttpRequest, place: Place) -> Organization:
    """Return the unit asked for, or the whole scope. Raises Http404 for a unit elsewhere."""
    asked = request.GET.get("unit", "")
    if not asked:
        return place.organization
    if not asked.isdecimal() or len(asked) > LONGEST_KEY:
        raise Http404
    below = Organization.objects.below(place.organization)
    unit: Organization = get_object_or_404(below, pk=int(asked))
    return unit
