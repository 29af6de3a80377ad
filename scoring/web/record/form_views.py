"""Forms for signature about one branch, printed on demand for everybody who may see it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Assessment
from scoring.assessments.queries import with_cycle
from scoring.documents.forms.rendering import Form, render_form
from scoring.documents.typesetting import MissingGlyphs, TypesettingUnavailable
from scoring.organizations.models import Organization
from scoring.ratings.models import Rating
from scoring.reports.papers import CONCLUDED, declaration, verification, visit_record
from scoring.reviews.models import Review, SiteVisit
from scoring.reviews.queries import last_visit
from scoring.web.desk import person, reads
from scoring.web.errors import UNPROCESSABLE, sentence
from scoring.web.record.files import sent
from scoring.web.terms import term_of
from scoring.workflow.exports import record_export

UNAVAILABLE = 503


@reads
def forms(request: HttpRequest, pk: int) -> HttpResponse:
    """List the forms of an assessment, and say when those will be there that are not."""
    assessment = _assessment(request, pk)
    review = _concluded(assessment)
    context = {
        "assessment": assessment,
        "term": term_of(assessment),
        "concluded": review is not None,
        "visited": review is not None and last_visit(review) is not None,
    }
    return render(request, "record/forms.html", context)


@reads
def declaration_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the self-assessment as declared, or as it stands."""
    assessment = _assessment(request, pk)
    today = timezone.localdate()
    name = _("Self-assessment %(year)s %(branch)s")
    return _printed(request, assessment, name, lambda: declaration(assessment, printed_on=today))


@reads
def verification_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the concluded review with its reasons."""
    assessment = _assessment(request, pk)
    review = _review(assessment)
    rating = get_object_or_404(Rating, assessment=assessment)
    today = timezone.localdate()
    name = _("Review result %(year)s %(branch)s")
    return _printed(
        request, assessment, name, lambda: verification(review, rating, printed_on=today)
    )


@reads
def visit_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the record of the latest visit."""
    assessment = _assessment(request, pk)
    visit = _visit(_review(assessment))
    today = timezone.localdate()
    name = _("On-site visit %(year)s %(branch)s")
    return _printed(request, assessment, name, lambda: visit_record(visit, printed_on=today))


def form_file(
    request: HttpRequest,
    name: str,
    typeset: Callable[[], bytes],
    organization: Organization,
    year: int,
) -> HttpResponse:
    """Typeset a paper, note who took it, and send it; or say what is missing.

    It is made while the person waits: a form is no record, and nothing of it is stored.
    """
    try:
        pdf = typeset()
    except (TypesettingUnavailable, MissingGlyphs) as refusal:
        status = UNPROCESSABLE if isinstance(refusal, MissingGlyphs) else UNAVAILABLE
        return render(request, "record/no_file.html", {"text": sentence(refusal)}, status=status)
    now = timezone.now()
    record_export(what="form", organization=organization, year=year, by=person(request), now=now)
    return sent(pdf, "application/pdf", f"{name}.pdf")


def _printed(
    request: HttpRequest, assessment: Assessment, name: str, data: Callable[[], Form]
) -> HttpResponse:
    branch = assessment.organization
    words = {"year": assessment.year, "branch": branch.name}
    return form_file(request, name % words, lambda: render_form(data()), branch, assessment.year)


def _assessment(request: HttpRequest, pk: int) -> Assessment:
    """Return an assessment in the reader's scope. Raises Http404."""
    return get_object_or_404(with_cycle(Assessment.objects.visible_to(person(request))), pk=pk)


def _concluded(assessment: Assessment) -> Review | None:
    """Return the review once it is concluded; before, its findings are nobody's to sign."""
    if assessment.status not in CONCLUDED:
        return None
    return (
        Review.objects.filter(assessment=assessment)
        .select_related(
            "assessment__cycle__rubric_version",
            "assessment__organization",
            "submission",
            "concluded_by",
            "approved_by",
        )
        .first()
    )


def _review(assessment: Assessment) -> Review:
    """Return the concluded review. Raises Http404."""
    review = _concluded(assessment)
    if review is None:
        raise Http404
    return review


def _visit(review: Review) -> SiteVisit:
    """Return the latest visit. Raises Http404."""
    visit = last_visit(review)
    if visit is None:
        raise Http404
    return visit
