"""Saving what a request brings: the same rule for the script's requests and for plain forms."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from scoring.assessments.models import AnswerChange
from scoring.common.refusals import Refusal
from scoring.facts.models import FactChange
from scoring.web import formats
from scoring.web.arrival import arrived_at
from scoring.web.desk import person
from scoring.web.errors import sentence
from scoring.web.selfassessment.answers import autosave_answer
from scoring.web.selfassessment.controls import Troubles
from scoring.web.selfassessment.dimension import dimension_page
from scoring.web.selfassessment.posting import posted_changes, seen_versions
from scoring.web.selfassessment.sharing import also_sentences
from scoring.web.selfassessment.workbook import Workbook, open_workbook
from scoring.workflow.entries import FACT, Place, place_of
from scoring.workflow.filling import SaveResult, save_entries

CONFLICT = 409
UNPROCESSABLE = 422


def save_posted(request: HttpRequest, book: Workbook) -> tuple[SaveResult, dict[str, Any]]:
    """Save the entries of a request; return what became of them, and what was typed.

    Raises:
        Refusal: nothing was saved: the deadline is past, or the form has been handed in.
    """
    typed, seen = posted_changes(book, request.POST)
    changes = without_untouched(book, typed, seen)
    result = save_entries(
        assessment=book.assessment,
        changes=changes,
        seen=seen,
        by=person(request),
        now=arrived_at(request),
    )
    return result, changes


def typed_again(request: HttpRequest, book: Workbook) -> Troubles:
    """Return what a refused request carried, so that the page shows it instead of losing it."""
    return Troubles(typed=posted_changes(book, request.POST)[0])


def autosaved(request: HttpRequest, book: Workbook, number: int | None) -> HttpResponse:
    """Save an autosave request and answer in the script's terms.

    ``number`` is the dimension on screen; None on pages without items.
    """
    try:
        result, _changes = save_posted(request, book)
    except Refusal as refusal:
        return JsonResponse({"say": sentence(refusal)}, status=UNPROCESSABLE)
    after = reopened(book, result)
    page = dimension_page(after, number, ()) if number else None
    answer = autosave_answer(after, result, page, formats.clock(timezone.now()))
    answer["versions"] = _versions(request, after, result)
    return JsonResponse(answer, status=CONFLICT if result.conflicts else 200)


def say_also(request: HttpRequest, result: SaveResult) -> None:
    """Tell on the next page what a saved form changed in the branch's other programmes."""
    for text in also_sentences(result.also):
        messages.info(request, text)


def reopened(book: Workbook, result: SaveResult) -> Workbook:
    """Return the workbook as it stands after a save."""
    moved = {one.pk: one for one in (*result.kept, *(also.assessment for also in result.also))}
    others = tuple(moved.get(one.pk, one) for one in book.others)
    return open_workbook(result.standing.assessment, result.standing, others)


def _versions(request: HttpRequest, book: Workbook, result: SaveResult) -> dict[str, int]:
    """Return the version of every entry that is settled, those that did not change included."""
    unsettled = {*result.conflicts, *result.refused}
    return {
        entry: book.held(entry).version
        for entry in seen_versions(request.POST)
        if entry not in unsettled
    }


def without_untouched(
    book: Workbook, changes: dict[str, Any], seen: dict[str, int]
) -> dict[str, Any]:
    """Drop stale entries that the sender left as they saw them.

    A form without script sends every field. A field that somebody else changed meanwhile, and
    that this person did not touch, is no clash.
    """
    late = [entry for entry in changes if book.held(entry).version != seen[entry]]
    return {
        entry: value
        for entry, value in changes.items()
        if entry not in late or not _as_seen(book, entry, value, seen[entry])
    }


def _as_seen(book: Workbook, entry: str, value: Any, version: int) -> bool:
    """Tell whether a value is the one that stood at a version; unknown versions: no."""
    changes: QuerySet[AnswerChange] | QuerySet[FactChange]
    if entry.startswith(FACT):
        standing = book.standing
        place = place_of(entry, book.assessment.year, book.definitions, standing.window)
        if not isinstance(place, Place) or place.year not in standing.sheets:
            return False
        changes = standing.sheets[place.year].changes.filter(entry=place.entry)
    else:
        changes = book.assessment.changes.filter(entry=entry)
    found = changes.filter(version=version).first()
    return found is not None and _text(found.after) == _text(value)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
