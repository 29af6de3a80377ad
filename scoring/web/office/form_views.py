"""Papers about a whole cycle: the approval table, and drafts of official documents."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Assessment, Cycle
from scoring.documents.forms.documents import render_document
from scoring.documents.forms.rendering import render_form
from scoring.organizations.models import Organization
from scoring.ratings.models import Publicity, Rating, RatingQuerySet
from scoring.reports.cycle_papers import approval_table, proposals_of, units_of
from scoring.reports.decision_papers import bulletin, naming_decision, publicity_list
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

    @property
    def what(self) -> tuple[Cycle, Organization]:
        """Return what a paper is about."""
        return self.cycle, self.organization


@reads
def forms(request: HttpRequest) -> HttpResponse:
    """List the papers of the year."""
    scope = scope_of(request)
    if scope.cycle is None:
        return render(request, "office/no_cycle.html", {"scope": scope})
    context = {
        "scope": scope,
        "units": units_of(scope.cycle, scope.organization),
        "lists": _lists(Place(scope, scope.cycle)),
        "named": _confirmed(Place(scope, scope.cycle)).exists(),
        "finished": _is_finished(Place(scope, scope.cycle)),
    }
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
    return _sent(
        request,
        place,
        _("Approval table %(year)s %(organization)s"),
        lambda: render_form(approval_table(place.cycle, unit, printed_on=today)),
        unit,
    )


@reads
def publicity_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a publicity list."""
    place = _place(request)
    publicity = get_object_or_404(_lists(place).select_related("cycle__rubric_version"), pk=pk)
    return _sent(
        request,
        place,
        _("Publicity list %(year)s %(organization)s"),
        lambda: render_document(publicity_list(publicity, place.organization)),
    )


@reads
def naming_form(request: HttpRequest) -> HttpResponse:
    """Send the draft of the naming decision, once a star is confirmed."""
    place = _place(request)
    if not _confirmed(place).exists():
        raise Http404
    today = timezone.localdate()
    return _sent(
        request,
        place,
        _("Naming decision %(year)s %(organization)s"),
        lambda: render_document(naming_decision(*place.what, issued_on=today)),
    )


@reads
def bulletin_form(request: HttpRequest) -> HttpResponse:
    """Send the draft of the bulletin, once every branch of the scope is decided."""
    place = _place(request)
    if not _is_finished(place):
        raise Http404
    today = timezone.localdate()
    return _sent(
        request,
        place,
        _("Bulletin %(year)s %(organization)s"),
        lambda: render_document(bulletin(*place.what, issued_on=today)),
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


def _lists(place: Place) -> QuerySet[Publicity]:
    """Return the publicity lists with branches of the scope, oldest first."""
    below = Organization.objects.below(place.organization)
    return (
        Publicity.objects.filter(cycle=place.cycle, ratings__assessment__organization__in=below)
        .distinct()
        .order_by("starts_on", "pk")
    )


def _confirmed(place: Place) -> RatingQuerySet:
    """Return the ratings of the scope with a star in force."""
    below = Organization.objects.below(place.organization)
    confirmed = Rating.objects.confirmed().exclude(level="")
    return confirmed.filter(assessment__cycle=place.cycle, assessment__organization__in=below)


def _is_finished(place: Place) -> bool:
    """Tell whether every branch of the scope is decided: a bulletin speaks of the whole year."""
    open_ones = Assessment.objects.below(place.organization).open().filter(cycle=place.cycle)
    return _confirmed(place).exists() and not open_ones.exists()


def _sent(
    request: HttpRequest,
    place: Place,
    name: str,
    typeset: Callable[[], bytes],
    about: Organization | None = None,
) -> HttpResponse:
    organization = about or place.organization
    words = {"year": place.cycle.year, "organization": organization.label}
    return form_file(request, name % words, typeset, organization, place.cycle.year)
