"""Stored files for people who may see the branch: checked, never run by the browser."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header

from scoring.assessments.models import Evidence
from scoring.assessments.storage import open_stored
from scoring.common.canonical import sha256_of
from scoring.documents.models import Certificate, Notice, OfficialDocument
from scoring.documents.storage import PdfDamaged, PdfNotReady, read_pdf
from scoring.web.desk import person, reads
from scoring.web.errors import sentence
from scoring.web.record.pictures import SIZES, reencoded

NOT_READY = 404
DAMAGED = 500
PICTURES = ("image/jpeg", "image/png", "image/webp")


@reads
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a certificate's PDF."""
    found = get_object_or_404(Certificate.objects.visible_to(person(request)), pk=pk)
    return _pdf(request, found.pdf_path, found.pdf_sha256, found.serial)


@reads
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a notice's PDF."""
    found = get_object_or_404(Notice.objects.visible_to(person(request)), pk=pk)
    return _pdf(request, found.pdf_path, found.pdf_sha256, found.number)


@reads
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the PDF of an official document about the branch."""
    documents = OfficialDocument.objects.visible_to(person(request)).numbered()
    found = get_object_or_404(documents, pk=pk)
    return _pdf(request, found.pdf_path, found.pdf_sha256, found.number or "")


@reads
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a piece of evidence as it was uploaded."""
    found = get_object_or_404(Evidence.objects.visible_to(person(request)), pk=pk)
    return sent(_content(found), found.content_type, found.name)


@reads
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a picture, drawn anew so that nothing but pixels reaches the browser."""
    found = get_object_or_404(Evidence.objects.visible_to(person(request)), pk=pk)
    if found.content_type not in PICTURES:
        raise Http404
    size = SIZES.get(request.GET.get("size", ""), SIZES["large"])
    return sent(reencoded(_content(found), size), "image/jpeg", found.name, inline=True)


def sent(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Return a file that a browser stores or draws, and never runs.

    Source: reliability 6.4: sandboxed, not sniffed, not kept.
    """
    response = HttpResponse(content, content_type=kind)
    disposition = content_disposition_header(as_attachment=not inline, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def _content(found: Evidence) -> bytes:
    """Return the stored bytes, only if they are the ones that were uploaded."""
    try:
        with open_stored(found.path) as file:
            content = file.read()
    except (OSError, ValueError) as error:
        raise Http404 from error
    if sha256_of(content) != found.sha256:
        raise Http404
    return content


def _pdf(request: HttpRequest, path: str, sha256: str, number: str) -> HttpResponse:
    try:
        pdf = read_pdf(path=path, sha256=sha256, number=number)
    except (PdfNotReady, PdfDamaged) as refusal:
        status = NOT_READY if isinstance(refusal, PdfNotReady) else DAMAGED
        return render(request, "record/no_file.html", {"text": sentence(refusal)}, status=status)
    return sent(pdf, "application/pdf", f"{number}.pdf")
