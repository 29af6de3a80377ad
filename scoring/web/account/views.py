"""Choosing the role to work in, and switching single-key shortcuts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from scoring.web.context import ROLE_KEY
from scoring.web.desk import person, reads, writes


@writes
def switch_role(request: HttpRequest) -> HttpResponse:
    """Work in another of one's own roles from now on in this session."""
    chosen = request.POST.get("role", "")
    role = next((one for one in person(request).roles() if str(one.pk) == chosen), None)
    if role is None:
        raise Http404
    request.session[ROLE_KEY] = role.pk
    return redirect("home:start")


@writes
def single_keys(request: HttpRequest) -> HttpResponse:
    """Switch single-key shortcuts on or off: a personal habit, so no audit event."""
    user = person(request)
    user.keys_enabled = request.POST.get("keys") == "on"
    user.save(update_fields=["keys_enabled"])
    target = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target if own and target.startswith("/") else "/")


@reads
def no_password(request: HttpRequest) -> HttpResponse:
    """Say who gives a password to a person whose account has none; others change theirs."""
    if person(request).has_usable_password():
        return redirect("account_change_password")
    return render(request, "account/no_password.html")
