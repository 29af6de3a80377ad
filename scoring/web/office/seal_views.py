"""The image of an organ's own seal, for the keeper alone; and how its documents are numbered."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.common.uploads import check_upload
from scoring.documents.actions import remove_seal, set_pattern, upload_seal
from scoring.documents.enums import DocumentKind
from scoring.documents.models import OfficialDocument, Seal
from scoring.documents.numbering import coming_document_number, pattern_of
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization
from scoring.web.components import Fault, Interruption, form_faults
from scoring.web.context import role_in_use
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.document_forms import PatternForm, SealForm
from scoring.web.office.document_views import office_of_cycle
from scoring.web.office.scope import Scope
from scoring.web.record.files import sent

LATEST_USES = 50


@reads
def seal(request: HttpRequest) -> HttpResponse:
    """Show the seal that is kept and the documents that bear it."""
    return _seal_page(request, _kept(request))


@reads
def seal_image(request: HttpRequest) -> HttpResponse:
    """Show the image to its keeper."""
    held = _current(_kept(request))
    if held is None:
        raise Http404
    return sent(bytes(held.content), "image/png", "seal.png", inline=True)


@writes
def upload(request: HttpRequest) -> HttpResponse:
    """Keep an image, in place of the one before."""
    organization = _kept(request)
    form = SealForm(request.POST, request.FILES)
    if not form.is_valid():
        return _seal_page(request, organization, form, form_faults(form))
    try:
        upload_seal(
            organization=organization,
            upload=check_upload(form.cleaned_data["image"]),
            width=form.cleaned_data["width"],
            by=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _seal_page(request, organization, form, faults_of(refusal))
    messages.success(request, _("The image of the seal is kept"))
    return redirect("office:seal")


@writes
def remove(request: HttpRequest) -> HttpResponse:
    """Take the image out of use; asks once more."""
    organization = _kept(request)
    if "confirmed" not in request.POST:
        return render(request, "_components/interruption.html", {"interruption": _removal()})
    try:
        remove_seal(organization=organization, by=person(request), now=timezone.now())
    except Refusal as refusal:
        return _seal_page(request, organization, faults=faults_of(refusal))
    messages.success(request, _("The image of the seal is removed"))
    return redirect("office:seal")


@reads
def number_patterns(request: HttpRequest) -> HttpResponse:
    """Show how each kind of document is numbered."""
    return _pattern_page(request, *office_of_cycle(request))


@writes
def save_pattern(request: HttpRequest) -> HttpResponse:
    """Set how one kind of document is numbered from now on."""
    scope, cycle = office_of_cycle(request)
    form = PatternForm(request.POST)
    if not form.is_valid():
        return _pattern_page(request, scope, cycle, form_faults(form))
    data = form.cleaned_data
    user, now = person(request), timezone.now()
    try:
        set_pattern(
            issuer=cycle.organization,
            kind=data["kind"],
            pattern=data["pattern"],
            by=user,
            now=now,
        )
    except Refusal as refusal:
        return _pattern_page(request, scope, cycle, faults_of(refusal))
    messages.success(request, _("The number pattern is saved"))
    return redirect(f"{reverse('office:number_patterns')}{scope.address}")


def _kept(request: HttpRequest) -> Organization:
    """Return the organization whose seal the person keeps. Raises Http404 for everybody else."""
    held = [one for one in person(request).roles() if one.role == Role.SEAL_KEEPER]
    if not held:
        raise Http404
    chosen = role_in_use(request)
    return next((one for one in held if chosen and one.pk == chosen.pk), held[0]).organization


def _current(organization: Organization) -> Seal | None:
    found = Seal.objects.current().filter(organization=organization)
    return found.select_related("uploaded_by").first()


def _seal_page(
    request: HttpRequest,
    organization: Organization,
    form: SealForm | None = None,
    faults: list[Fault] | None = None,
) -> HttpResponse:
    uses = OfficialDocument.objects.filter(seal__organization=organization)
    context = {
        "organization": organization,
        "seal": _current(organization),
        "uses": uses.select_related("seal", "issued_by").order_by("-issued_at", "-pk")[
            :LATEST_USES
        ],
        "form": form or SealForm(),
        "faults": faults or [],
    }
    return render(request, "office/seal.html", context, status=UNPROCESSABLE if faults else 200)


def _removal() -> Interruption:
    return Interruption(
        title=_("Remove the image of the seal?"),
        text=_("No document can be issued with it any more."),
        points=[_("Documents that bear it keep their files")],
        action=_("Remove the image"),
        url=reverse("office:remove_seal"),
        back_url=reverse("office:seal"),
    )


def _pattern_page(
    request: HttpRequest, scope: Scope, cycle: Cycle, faults: list[Fault] | None = None
) -> HttpResponse:
    issuer, year = cycle.organization, timezone.localdate().year
    rows = [
        (
            kind,
            pattern_of(issuer, kind),
            coming_document_number(issuer=issuer, kind=kind, year=year),
        )
        for kind in DocumentKind
    ]
    context = {"scope": scope, "rows": rows, "faults": faults or []}
    return render(
        request, "office/number_patterns.html", context, status=UNPROCESSABLE if faults else 200
    )
