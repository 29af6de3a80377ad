"""Evidence of the own branch: upload, say what it proves and from when it is, remove, undo."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from scoring.assessments.models import Evidence
from scoring.common.disk import StorageFull
from scoring.common.refusals import Refusal
from scoring.web.arrival import arrived_at
from scoring.web.components import Fault
from scoring.web.desk import person, reads, writes
from scoring.web.errors import sentence
from scoring.web.failure import STORAGE_FULL
from scoring.web.selfassessment.evidence import refused_tile, tile
from scoring.web.selfassessment.filing import attach_file
from scoring.web.selfassessment.forms import EvidenceForm, item_options
from scoring.web.selfassessment.saving import UNPROCESSABLE
from scoring.web.selfassessment.workbook import Workbook, own_assessment, workbook_of
from scoring.web.terms import Term
from scoring.workflow.proving import remove_evidence, restore_evidence, use_evidence

TEMPLATE = "selfassessment/evidence.html"
TILE = "selfassessment/_tile.html"


@writes
def upload(request: HttpRequest, year: Term) -> HttpResponse:
    """Take one file for the items named in the address; answer with its tile."""
    assessment = own_assessment(request, year)
    file = request.FILES.get("file")
    if file is None:
        shown = refused_tile(_("No file"), _("No file arrived; please choose it again"))
        return render(request, TILE, {"tile": shown}, status=UNPROCESSABLE)
    try:
        evidence = attach_file(request, assessment, file, request.GET.getlist("item"))
    except Refusal as refusal:
        shown = refused_tile(file.name or "", sentence(refusal))
        status = STORAGE_FULL if isinstance(refusal, StorageFull) else UNPROCESSABLE
        return render(request, TILE, {"tile": shown}, status=status)
    return render(request, TILE, {"tile": tile(evidence, str(year))})


@reads
def evidence(request: HttpRequest, year: Term, pk: int) -> HttpResponse:
    """Show one piece of evidence: its date, and the items it proves."""
    book = workbook_of(request, year)
    piece = _piece(request, book, pk)
    form = EvidenceForm.of(book, piece)
    return render(request, TEMPLATE, _context(book, piece, form))


@writes
def save(request: HttpRequest, year: Term, pk: int) -> HttpResponse:
    """Store the date and the items of one piece of evidence."""
    book = workbook_of(request, year)
    piece = _piece(request, book, pk)
    form = EvidenceForm.of(book, piece, request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, _context(book, piece, form), status=UNPROCESSABLE)
    try:
        use_evidence(
            evidence=piece,
            indicators=form.cleaned_data["items"],
            dated_on=form.cleaned_data["dated_on"],
            by=person(request),
            now=arrived_at(request),
        )
    except Refusal as refusal:
        context = _context(book, piece, form) | {"faults": [Fault("", sentence(refusal))]}
        return render(request, TEMPLATE, context, status=UNPROCESSABLE)
    return redirect(request.get_full_path().removesuffix("save/"))


@writes
def remove(request: HttpRequest, year: Term, pk: int) -> HttpResponse:
    """Take a piece of evidence away, or put it back (``undo``); the page offers the other."""
    book = workbook_of(request, year)
    piece = _piece(request, book, pk)
    act = restore_evidence if request.POST.get("undo") else remove_evidence
    try:
        act(evidence=piece, by=person(request), now=arrived_at(request))
    except Refusal as refusal:
        form = EvidenceForm.of(book, piece)
        context = _context(book, piece, form) | {"faults": [Fault("", sentence(refusal))]}
        return render(request, TEMPLATE, context, status=UNPROCESSABLE)
    return redirect("selfassessment:evidence", year, pk)


def _piece(request: HttpRequest, book: Workbook, pk: int) -> Evidence:
    found = Evidence.objects.visible_to(person(request)).filter(assessment=book.assessment)
    return get_object_or_404(found.prefetch_related("uses"), pk=pk)


def _context(book: Workbook, piece: Evidence, form: EvidenceForm) -> dict[str, object]:
    used = {use.indicator for use in piece.uses.all()}
    first = next((one.id for one in book.rubric.indicators if one.id in used), "")
    return {
        **book.places,
        "piece": piece,
        "form": form,
        "groups": item_options(book, form),
        "faults": [],
        "back_item": first,
        "back_number": book.dimension_of(first)[0] if first else 1,
        "editable": book.assessment.is_editable,
    }
