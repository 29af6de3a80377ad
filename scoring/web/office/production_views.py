"""Certificates in bulk: progress, another try, the archive, print runs."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.documents.actions.printing import ask_print_run, retry_certificates, take_print_file
from scoring.documents.models import Certificate, PrintFile, PrintRun
from scoring.documents.queries import pdf_of
from scoring.documents.storage import PdfDamaged, PdfNotReady, read_pdf
from scoring.jobs.doorbell import rung_once
from scoring.organizations.permissions import can_run_office
from scoring.reports.production import stuck_certificates
from scoring.web.components import Fault
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of, sentence
from scoring.web.office.production import (
    certificates_page,
    corrections_of,
    is_moving,
    progress_of,
    runs_of,
    words,
)
from scoring.web.office.scope import Scope, office_scope, scope_of
from scoring.web.record.files import sent
from scoring.workflow.exports import record_export

AT_ONCE = 500  # rows read at a time while the archive is sent
NO_FOLDERS = str.maketrans("/\\", "／＼")  # of a name inside an archive


@reads
def production(request: HttpRequest) -> HttpResponse:
    """Show how far the certificates of the year are, and list them."""
    scope = scope_of(request)
    if scope.cycle is None:
        return render(request, "office/no_cycle.html", {"scope": scope})
    return production_page(request, scope, scope.cycle)


@reads
def show_progress(request: HttpRequest) -> HttpResponse:
    """Return the progress alone, for a page that looks again by itself."""
    scope = scope_of(request)
    if scope.cycle is None:
        raise Http404
    return render(request, "office/_production.html", _progress(request, scope, scope.cycle))


@writes
def retry(request: HttpRequest) -> HttpResponse:
    """Have the ticked certificate, or all that are stuck, made once more."""
    scope, cycle = office_cycle(request)
    user = person(request)
    stuck = stuck_certificates(cycle, user)
    asked = request.POST.getlist("certificates")
    chosen = [pk for pk in stuck if not asked or str(pk) in asked]
    with rung_once():
        count = retry_certificates(cycle=cycle, certificates=chosen, by=user, now=timezone.now())
    text = ngettext(
        "%(count)s certificate is made once more",
        "%(count)s certificates are made once more",
        count,
    )
    messages.success(request, text % {"count": count} if count else _("Nothing is stuck any more"))
    return back_to_production(scope)


@writes
def ask_run(request: HttpRequest) -> HttpResponse:
    """Have the valid certificates put into files for the printer."""
    scope, cycle = office_cycle(request)
    where = scope.organization
    try:
        ask_print_run(cycle=cycle, organization=where, by=person(request), now=timezone.now())
    except Refusal as refusal:
        return production_page(request, scope, cycle, faults_of(refusal))
    messages.success(request, _("The print run is being made; its files appear on this page"))
    return back_to_production(scope)


@reads
def download_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send one file of a print run and note who took it."""
    scope = scope_of(request)
    runs = PrintRun.objects.visible_to(person(request))
    file = get_object_or_404(PrintFile.objects.select_related("run__cycle"), pk=pk, run__in=runs)
    name = _("Certificates %(year)s print %(number)s.pdf") % {
        "year": file.run.cycle.year,
        "number": file.number,
    }
    try:
        pdf = read_pdf(path=file.pdf_path, sha256=file.pdf_sha256, number=name)
    except (PdfNotReady, PdfDamaged) as refusal:
        if scope.cycle is None:
            raise Http404 from refusal
        return production_page(request, scope, scope.cycle, [Fault("", sentence(refusal))])
    take_print_file(file=file, by=person(request), now=timezone.now())
    return sent(pdf, "application/pdf", name)


@reads
def download_archive(request: HttpRequest) -> HttpResponseBase:
    """Send all valid certificates of the year that are typeset, and note who took them."""
    scope = scope_of(request)
    if scope.cycle is None:
        raise Http404
    user, now = person(request), timezone.now()
    record_export(
        what="certificates", organization=scope.organization, year=scope.year, by=user, now=now
    )
    found = (
        Certificate.objects.visible_to(user)
        .valid()
        .filter(rating__assessment__cycle=scope.cycle)
        .exclude(pdf_sha256="")
        .select_related("organization")
        .order_by("serial", "pk")
    )
    name = _("Certificates %(year)s.zip") % {"year": scope.year}
    response = StreamingHttpResponse(
        archive(found.iterator(chunk_size=AT_ONCE)), content_type="application/zip"
    )
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return response


def archive(certificates: Iterable[Certificate]) -> Iterator[bytes]:
    """Yield a ZIP piece by piece: one certificate is in memory at a time.

    What cannot be read is left out; its line on the page says so.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as file:
        for one in certificates:
            try:
                name = f"{one.serial} {one.organization.name}.pdf".translate(NO_FOLDERS)
                file.writestr(name, pdf_of(one))
            except (PdfNotReady, PdfDamaged):
                continue
            yield sink.taken()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Takes what the archive writes and hands it on; it cannot be wound back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def office_cycle(request: HttpRequest) -> tuple[Scope, Cycle]:
    """Return scope and cycle. Raises Http404 for everybody but the office of the cycle."""
    scope = office_scope(request)
    if scope.cycle is None or not can_run_office(person(request), scope.cycle.organization):
        raise Http404
    return scope, scope.cycle


def back_to_production(scope: Scope) -> HttpResponse:
    """Return to the page of the year."""
    return redirect(f"{reverse('office:production')}{scope.address}")


def production_page(
    request: HttpRequest, scope: Scope, cycle: Cycle, faults: list[Fault] | None = None
) -> HttpResponse:
    """Return the whole page, with what was refused on top."""
    user = person(request)
    context = _progress(request, scope, cycle) | {
        "page": certificates_page(cycle, user, request.GET),
        "corrections": corrections_of(cycle, user),
        "wanted": request.GET.get("q", ""),
        "chosen": request.GET.get("state", ""),
        "states": list(words().items()),
        "faults": faults or [],
    }
    status = UNPROCESSABLE if faults else 200
    return render(request, "office/production.html", context, status=status)


def _progress(request: HttpRequest, scope: Scope, cycle: Cycle) -> dict[str, Any]:
    user = person(request)
    progress, runs = progress_of(cycle, user), runs_of(cycle, user)
    return {
        "scope": scope,
        "cycle": cycle,
        "progress": progress,
        "runs": runs,
        "is_moving": is_moving(progress, runs),
        "writes": scope.writes and can_run_office(user, cycle.organization),
    }
