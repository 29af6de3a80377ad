"""Words that the pages of one assessment share: levels, reasons, links to items."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.engine.results import Filled, ItemScore, State
from scoring.engine.rubric import Indicator, Level, Rubric
from scoring.web import formats
from scoring.web.components import Threshold
from scoring.web.errors import language, worded
from scoring.web.selfassessment.workbook import Workbook


def level_name(rubric: Rubric, identifier: str) -> str:
    """Return a level's name; words for no level at all."""
    if not identifier:
        return _("no star level")
    level = rubric.level(identifier)
    return level.name if language() == "zh" else level.name_en or level.name


def level_stars(rubric: Rubric, identifier: str) -> int:
    """Return the number of stars of a level, 0 for no level."""
    return rubric.level(identifier).stars if identifier else 0


def short_level(level: Level) -> str:
    """Return a level's name as the gauge writes it."""
    words = {3: _("3 stars"), 4: _("4 stars"), 5: _("5 stars")}
    return words.get(level.stars) or (level.name if language() == "zh" else level.name_en)


def thresholds(rubric: Rubric) -> list[Threshold]:
    """Return the lines of all levels for the gauge, lowest first."""
    return [Threshold(level.min_score, short_level(level)) for level in rubric.levels]


def gauge_label(book: Workbook) -> str:
    """Return the sentence that says what the gauge draws."""
    sheet = book.standing.sheet
    lines = _(", ").join(
        _("%(level)s at %(points)s")
        % {"level": level_name(book.rubric, level.id), "points": f"{level.min_score:f}"}
        for level in book.rubric.levels
    )
    return _("%(now)s points so far; %(reach)s if every open item gets full points. %(lines)s.") % {
        "now": formats.points(sheet.total),
        "reach": formats.points(sheet.reachable),
        "lines": lines,
    }


def item_url(book: Workbook, item: str) -> str:
    """Return the address of one item on its dimension's page."""
    number, _dimension, _indicator = book.dimension_of(item)
    return f"{dimension_url(book, number, at=item)}#{item_anchor(item)}"


def dimension_url(book: Workbook, number: int, at: str = "") -> str:
    """Return the address of the page of dimension ``number``, counted from 1."""
    url = reverse("selfassessment:dimension", args=[book.term, number])
    return f"{url}?at={at}" if at else url


def item_anchor(item: str) -> str:
    """Return the id of an item's place on its page."""
    return f"i-{item}"


def item_of_facts(book: Workbook, facts: tuple[str, ...]) -> str:
    """Return the first item that asks for one of the facts; empty when none does."""
    wanted = set(facts)
    return next((one.id for one in book.rubric.indicators if wanted & set(one.facts)), "")


def cited(indicator: Indicator) -> str:
    """Return number and name of an item as people cite it."""
    return f"{indicator.number} {indicator.name}"


def lost(item: ItemScore) -> str:
    """Return why an item has less than full points: its first reason, or the first part's.

    An item that nobody has looked at needs no reason: its number in the index says so.
    """
    if item.filled == Filled.EMPTY:
        return ""
    if item.na or item.points == item.max:
        return worded(item.why[0]) if item.na and item.why else ""
    reasons = item.why or tuple(
        reason for part in item.parts if part.state == State.UNMET for reason in part.why
    )
    return worded(reasons[0]) if reasons else ""


def plain_points(value: Decimal) -> str:
    """Return a maximum without needless zeros: 3, 2.5."""
    return f"{value.normalize():f}"
