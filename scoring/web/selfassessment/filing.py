"""Files and references that arrive with a plain form, without script."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from scoring.assessments.models import Assessment, Evidence
from scoring.common.refusals import Refusal
from scoring.common.uploads import check_upload
from scoring.web.arrival import arrived_at
from scoring.web.components import Fault
from scoring.web.desk import person
from scoring.web.errors import sentence
from scoring.web.selfassessment.dimension import Card, dimension_page
from scoring.web.selfassessment.workbook import Workbook
from scoring.workflow.proving import attach_evidence, attach_reference


def file_posted(request: HttpRequest, book: Workbook, number: int) -> list[Fault]:
    """Attach the files and references of a dimension's form; return what was refused."""
    faults: list[Fault] = []
    for card in dimension_page(book, number, ()).cards:
        faults += _file_card(request, book.assessment, card)
    return faults


def _file_card(request: HttpRequest, assessment: Assessment, card: Card) -> list[Fault]:
    items = [item.id for item in card.items]
    faults = []
    for file in request.FILES.getlist(card.evidence.field):
        try:
            attach_file(request, assessment, file, items)
        except Refusal as refusal:
            faults.append(Fault(card.evidence.id, sentence(refusal)))
    text = request.POST.get(card.evidence.reference, "").strip()
    if text:
        try:
            attach_reference(
                assessment=assessment,
                reference=text,
                indicators=items,
                dated_on=None,
                by=person(request),
                now=arrived_at(request),
            )
        except Refusal as refusal:
            faults.append(Fault(card.evidence.id, sentence(refusal)))
    return faults


def attach_file(
    request: HttpRequest, assessment: Assessment, file: "UploadedFile[Any]", items: list[str]
) -> Evidence:
    """Look into an uploaded file and attach it to the items. Raises Refusal."""
    return attach_evidence(
        assessment=assessment,
        upload=check_upload(file),
        indicators=items,
        dated_on=None,
        by=person(request),
        now=arrived_at(request),
    )
