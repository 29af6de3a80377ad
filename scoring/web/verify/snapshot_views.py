"""Downloads for those who check certificates without us: the status list and the public keys."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from scoring.documents.queries import status_text
from scoring.documents.signing import read_ring
from scoring.documents.status import keys_document
from scoring.documents.storage import keys_folder
from scoring.web.desk import reads
from scoring.web.verify.answers import UNAVAILABLE
from scoring.web.verify.limits import limited


@login_not_required
@limited
@reads
def status(request: HttpRequest) -> HttpResponse:
    """Hand out the status list as the worker signed it; 503 while there is none."""
    text = status_text()
    return _json(text or "{}\n", status=200 if text else UNAVAILABLE)


@login_not_required
@limited
@reads
def keys(request: HttpRequest) -> HttpResponse:
    """Hand out the public keys of all years."""
    return _json(keys_document(read_ring(keys_folder()), site=settings.SITE_URL))


def _json(text: str, *, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json", status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
