"""Rows and differences in words, for people who read a terminal."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.assessments.models import Assessment, Submission
from scoring.documents.models import Certificate
from scoring.engine.rubric import Rubric
from scoring.organizations.models import Organization
from scoring.ratings.models import Rating
from scoring.reports.breach import Breach
from scoring.reports.recompute import Difference
from scoring.reviews.models import Review
from scoring.rubrics.queries import rubric_of

LONGEST = 80  # signs of a value in a sentence

# Kinds of rows that belong to one branch: model, where its assessment is, what to call it.
_OF_BRANCH: dict[str, tuple[Any, str, Any]] = {
    "assessment": (Assessment, "", gettext_lazy("self-assessment")),
    "submission": (Submission, "assessment", gettext_lazy("declaration")),
    "review": (Review, "assessment", gettext_lazy("review")),
    "rating": (Rating, "assessment", gettext_lazy("rating")),
    "certificate": (Certificate, "rating.assessment", gettext_lazy("certificate")),
}
_PARTS = {
    "total": gettext_lazy("total"),
    "reachable": gettext_lazy("points within reach"),
    "points": gettext_lazy("points given"),
    "raw": gettext_lazy("points before rounding"),
    "computed": gettext_lazy("points by the rules"),
    "verified": gettext_lazy("points verified"),
    "na": gettext_lazy("whether it applies"),
    "filled": gettext_lazy("how far it is filled in"),
    "state": gettext_lazy("verdict"),
    "why": gettext_lazy("reasons"),
    "level": gettext_lazy("level"),
    "provisional": gettext_lazy("predicted level"),
    "predicted_level": gettext_lazy("predicted level"),
    "proposed_level": gettext_lazy("proposed level"),
    "rubric": gettext_lazy("version of the rules"),
}


def row_in_words(about: str) -> str:
    """Return which row ``kind:id`` is: the branch, the year and the kind, with the key beside."""
    kind, _colon, key = about.partition(":")
    assessment = _assessment_of(kind, key)
    if assessment is not None:
        data = {
            "branch": assessment.organization.name,
            "year": assessment.year,
            "kind": _OF_BRANCH[kind][2],
            "key": about,
        }
        return _("%(branch)s, %(year)s, %(kind)s (%(key)s)") % data
    if kind == "organization" and key.isdigit():
        organization = Organization.objects.filter(pk=int(key)).first()
        return f"{organization.name} ({about})" if organization else about
    return about


def _assessment_of(kind: str, key: str) -> Assessment | None:
    if kind not in _OF_BRANCH or not key.isdigit():
        return None
    model, path, _word = _OF_BRANCH[kind]
    row = model._default_manager.filter(pk=int(key)).first()
    for step in path.split(".") if path else ():
        row = getattr(row, step, None)
    return row if isinstance(row, Assessment) else None


def rubric_behind(about: str) -> Rubric | None:
    """Return the rubric by which a row ``kind:id`` is scored, None for rows without one."""
    kind, _colon, key = about.partition(":")
    assessment = _assessment_of(kind, key)
    return rubric_of(assessment.cycle.rubric_version) if assessment is not None else None


def breach_in_words(breach: Breach) -> str:
    """Return what is wrong with which row, in the active language."""
    data = dict(breach.data)
    if "where" in data:
        data = _spoken(data, rubric_behind(breach.about))
    template = _(breach.template)
    sentence = template % data if data else template
    return f"{breach.invariant} {row_in_words(breach.about)}: {sentence}"


def difference_in_words(difference: Difference, rubric: Rubric | None) -> str:
    """Return one difference as a sentence: which item, what was stored, what comes out now."""
    data = {
        "where": difference.where,
        "stored": difference.stored,
        "computed": difference.computed,
    }
    return _("%(where)s: stored %(stored)s, computed %(computed)s") % _spoken(data, rubric)


def _spoken(data: dict[str, Any], rubric: Rubric | None) -> dict[str, Any]:
    values = {key: _value(data[key]) for key in ("stored", "computed")}
    return data | values | {"where": place_in_words(data["where"], rubric)}


def _value(text: str) -> str:
    if text in ("", "None"):
        return _("nothing")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def place_in_words(where: str, rubric: Rubric | None) -> str:
    """Return a path such as ``sheet/items/2.4/points`` as people cite it.

    Whatever has no name here stays as it is written.
    """
    group, _slash, rest = where.partition("/")
    kind, _slash, rest = rest.partition("/")
    if kind in _NAMERS and rest:
        key, _slash, part = rest.partition("/")
        return f"{_NAMERS[kind](key, rubric)}{_part(part)}"
    return str(_PARTS.get(kind or group, where))


def _part(path: str) -> str:
    if not path:
        return ""
    first, _slash, rest = path.partition("/")
    word = str(_PARTS.get(first, first))
    return f" · {word}" + (f" ({rest})" if rest else "")


def _item(key: str, rubric: Rubric | None) -> str:
    items = rubric.indicators if rubric else ()
    named = next((f"{one.number} {one.name}" for one in items if one.id == key), key)
    return _("item %(item)s") % {"item": named}


def _dimension(key: str, rubric: Rubric | None) -> str:
    dimensions = rubric.dimensions if rubric else ()
    named = next((one.name for one in dimensions if one.id == key), key)
    return _("dimension %(name)s") % {"name": named}


def _gate(key: str, rubric: Rubric | None) -> str:
    gates = [gate for level in rubric.levels for gate in level.gates] if rubric else []
    gates += rubric.claimed_bonuses if rubric else ()
    named = next((one.name for one in gates if one.id == key), key)
    return _("condition %(name)s") % {"name": named}


_NAMERS: dict[str, Callable[[str, Rubric | None], str]] = {
    "items": _item,
    "vector": _item,
    "dimensions": _dimension,
    "gates": _gate,
}
