"""Files of evidence for the people who review: shown in the page, or downloaded."""

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin

from scoring.assessments.models import Evidence
from scoring.assessments.storage import open_stored
from scoring.organizations.enums import Role
from scoring.web.desk import reads
from scoring.web.review.dossier import found_review
from scoring.web.review.exhibits import PDF, PICTURES, picture

LOOKING = (Role.REVIEWER, Role.APPROVER, Role.INSPECTOR)


@reads
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]  # its types know only views without arguments
    {
        "default-src": ["'none'"],
        "script-src": ["'none'"],
        "img-src": ["'self'"],
        "style-src": ["'unsafe-inline'"],
        "object-src": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
)
def evidence(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Send one file of the branch: a picture drawn anew, a PDF as it is, all else to save."""
    review = found_review(request, pk, *LOOKING)
    kept = Evidence.objects.kept().filter(assessment=review.assessment).exclude(path="")
    piece = get_object_or_404(kept, pk=number)
    save = "download" in request.GET or piece.content_type not in (*PICTURES, PDF)
    try:
        if piece.content_type in PICTURES and not save:
            return _sent(picture(piece), "image/jpeg", piece.name, save=False)
        with open_stored(piece.path) as file:
            return _sent(file.read(), piece.content_type, piece.name, save=save)
    except (OSError, ValueError) as missing:
        raise Http404 from missing


def _sent(content: bytes, content_type: str, name: str, *, save: bool) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    header = content_disposition_header(as_attachment=save, filename=name)
    response["Content-Disposition"] = header or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
