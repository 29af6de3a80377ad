"""What people read when the rules turn a request down: one sentence per refusal.

The sentences stand in ``sentences``.
"""

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.engine.results import Reason
from scoring.engine.wording import say
from scoring.organizations.enums import ProviderKind
from scoring.web import formats
from scoring.web.components import Fault
from scoring.web.sentences import SENTENCES

UNPROCESSABLE = 422


def sentence(refusal: Refusal) -> str:
    """Return what to tell the person whose request was turned down."""
    for kind in type(refusal).__mro__:
        if kind.__name__ in SENTENCES:
            return _(SENTENCES[kind.__name__]) % _Spoken(refusal)
    raise KeyError(type(refusal).__name__)


def details(refusal: Refusal) -> list[str]:
    """Return what exactly is missing, one sentence each; nothing for most refusals."""
    found = [worded(reason) for reason in refusal.data.get("shortfalls", ())]
    if refusal.data.get("pending"):
        found.append(_("Items not verified: %(count)s") % {"count": len(refusal.data["pending"])})
    if refusal.data.get("gates"):
        found.append(_("Conditions not judged: %(count)s") % {"count": len(refusal.data["gates"])})
    if refusal.data.get("awaiting"):
        offices = spoken(list(map(office, refusal.data["awaiting"])))
        found.append(_("Facts still owed by: %(offices)s") % {"offices": offices})
    if refusal.data.get("visit"):
        found.append(_("Five stars need an on-site visit; none is recorded"))
    return found


def faults_of(refusal: Refusal) -> list[Fault]:
    """Return the lines of an error summary: what exactly is missing, else the sentence."""
    return [Fault("", text) for text in details(refusal) or [sentence(refusal)]]


def refused(
    request: HttpRequest, refusal: Refusal, template: str, context: Mapping[str, Any]
) -> HttpResponse:
    """Show a page again with the refusal in its error summary; status 422."""
    page = {**context, "faults": faults_of(refusal)}
    return render(request, template, page, status=UNPROCESSABLE)


def language() -> str:
    """Return the language of the engine's sentences for the reader: zh or en."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def worded(reason: Reason) -> str:
    """Return a reason of the engine as a sentence."""
    return say(reason, language())


def office(provider: str) -> str:
    """Return the name of an office that owns facts, or the word itself for any other."""
    return str(ProviderKind(provider).label) if provider in ProviderKind.values else provider


def spoken(value: Any) -> str:
    """Return a piece of a refusal's data as people read it."""
    for kind, speak in _SPEAKERS.items():
        if isinstance(value, kind):
            return speak(value)
    return str(value)


class _Spoken(dict[str, str]):
    """The data of a refusal in words; what the raiser left out is left out."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__({key: spoken(value) for key, value in refusal.data.items()})
        if type(refusal).__name__ == "FileTooLarge":  # the one refusal that speaks of bytes
            self.update({key: formats.megabytes(refusal.data[key]) for key in ("limit", "size")})

    def __missing__(self, key: str) -> str:
        return formats.NOTHING


def _list(values: Any) -> str:
    return _(", ").join(spoken(value) for value in values)


# In this order: a datetime is a date as well.
_SPEAKERS: dict[type, Callable[[Any], str]] = {
    datetime.datetime: formats.full_moment,
    datetime.date: formats.day,
    Decimal: formats.points,
    Reason: worded,
    dict: lambda held: _list(held.values()),
    list: _list,
    tuple: _list,
    set: _list,
}
