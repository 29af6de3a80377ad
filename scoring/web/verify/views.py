"""Anybody may ask what a certificate is worth; no login, no trace in search engines."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.documents.codes import LENGTH, read_code
from scoring.documents.queries import certificate_for
from scoring.web.components import Fault
from scoring.web.desk import reads
from scoring.web.errors import UNPROCESSABLE
from scoring.web.verify.answers import shown
from scoring.web.verify.limits import limited

LONGEST = 100  # of what is shown again in the field


@login_not_required
@limited
@reads
def ask(request: HttpRequest) -> HttpResponse:
    """Show the question; a typed code that can be one leads to its answer."""
    if "code" not in request.GET:
        return _hidden(render(request, "verify/ask.html", {"typed": "", "faults": []}))
    typed = request.GET["code"]
    code = read_code(typed)
    if code:
        return _hidden(redirect("verify:show", code))
    context = {"typed": typed[:LONGEST], "faults": [Fault("code", _fault(typed))]}
    return _hidden(render(request, "verify/ask.html", context, status=UNPROCESSABLE))


@login_not_required
@limited
@reads
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Say what the certificate under a code is worth today."""
    now = timezone.now()
    page = shown(certificate_for(code, today=timezone.localdate(now)))
    context = {"page": page, "now": now, "typed": code[:LONGEST]}
    return _hidden(render(request, "verify/answer.html", context, status=page.manner.status))


def _fault(typed: str) -> str:
    if not typed.strip():
        return _("Please type the code that is printed on the certificate")
    return _("A code has %(length)s letters and digits; please compare it with the paper") % {
        "length": LENGTH
    }


def _hidden(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
