"""The page before handing in, as plain data: every answer, its points, and the way back to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.engine.definitions import Column, FactType
from scoring.engine.results import Filled
from scoring.engine.rubric import Indicator
from scoring.web.below import counted_here, how_counted
from scoring.web.bonuses import Bonuses, bonuses_of
from scoring.web.errors import language
from scoring.web.selfassessment import wording
from scoring.web.selfassessment.answers import entry_text, predicted
from scoring.web.selfassessment.conditions import claimable
from scoring.web.selfassessment.controls import (
    column_label,
    fact_label,
    month_label,
    quarter_label,
    shown,
)
from scoring.web.selfassessment.gaps import facts_of_conditions
from scoring.web.selfassessment.items import DONE
from scoring.web.selfassessment.workbook import Workbook


@dataclass(frozen=True)
class Answer:
    """One line: what was asked, what was answered, and where to change it."""

    question: str
    lines: tuple[str, ...]
    url: str
    points: Decimal | None = None
    maximum: str = ""
    na: bool = False
    empty: bool = False


@dataclass(frozen=True)
class Section:
    """The answers of one dimension, or of the conditions."""

    name: str
    answers: tuple[Answer, ...]
    points: Decimal | None = None
    maximum: str = ""


@dataclass(frozen=True)
class CheckPage:
    """Everything the check page shows."""

    sections: tuple[Section, ...]
    total: Decimal
    level: str
    empty: int
    bonuses: Bonuses | None


def check_page(book: Workbook) -> CheckPage:
    """Lay out every answer of the assessment."""
    sections = [_dimension(book, number) for number in range(1, len(book.rubric.dimensions) + 1)]
    claims = _conditions(book)
    empty = sum(item.filled not in DONE for item in book.standing.sheet.items)
    return CheckPage(
        sections=(*sections, claims) if claims.answers else tuple(sections),
        total=book.standing.sheet.total,
        level=predicted(book),
        empty=empty,
        bonuses=bonuses_of(book.rubric, book.standing.sheet),
    )


def answer_lines(book: Workbook, indicator: Indicator) -> list[str]:
    """Return what was answered under an item, one line per fact or question that has a value."""
    lines = []
    for key in indicator.facts:
        text = _fact_text(book, key)
        counted = counted_here(book.standing, key)
        if counted is not None:
            text = f"{text}（{how_counted(counted)}）"
        if text:
            lines.append(said(fact_label(book.definitions[key]), text))
    choice = book.held(f"item:{indicator.id}").value
    if choice is not None:
        lines.append(entry_text(book, f"item:{indicator.id}", choice))
    for part in indicator.scoring.parts:
        entry = f"part:{indicator.id}/{part.id}"
        value = book.held(entry).value
        if value is not None:
            lines.append(said(part.name, entry_text(book, entry, value)))
    return lines


def said(name: str, value: str) -> str:
    """Return what stands under a name."""
    return _("%(name)s: %(value)s") % {"name": name, "value": value}


def _fact_text(book: Workbook, key: str) -> str:
    definition = book.definitions[key]
    if definition.type in (FactType.INT_BY_MONTH, FactType.INT_BY_QUARTER):
        named = month_label if definition.type == FactType.INT_BY_MONTH else _quarter
        return _(", ").join(
            f"{named(year, n)} {value}"
            for year, n, value in book.standing.book.periods(key)
            if isinstance(value, int)
        )
    value = book.standing.value(f"fact:{key}")
    if definition.type == FactType.TABLE and value:
        return _("; ").join(_row_text(definition.columns, row) for row in value)
    return shown(definition, value)


def _row_text(columns: Sequence[Column], row: Mapping[str, Any]) -> str:
    """Return a row in words: who signs the paper must see what stands in it."""
    words = {True: _("Yes"), False: _("No")}
    cells = [(column_label(one), row.get(one.key)) for one in columns]
    return _(", ").join(
        said(name, words[value] if isinstance(value, bool) else str(value))
        for name, value in cells
        if value is not None
    )


def _quarter(_year: int, quarter: int) -> str:
    return quarter_label(quarter)


def _dimension(book: Workbook, number: int) -> Section:
    dimension = book.rubric.dimensions[number - 1]
    score = next(one for one in book.standing.sheet.dimensions if one.id == dimension.id)
    return Section(
        name=dimension.name if language() == "zh" else dimension.name_en,
        answers=tuple(_answer(book, indicator, number) for indicator in dimension.indicators),
        points=score.points,
        maximum=wording.plain_points(dimension.weight),
    )


def _answer(book: Workbook, indicator: Indicator, number: int) -> Answer:
    score = book.standing.sheet.item(indicator.id)
    url = wording.dimension_url(book, number, at=indicator.id)
    return Answer(
        question=wording.cited(indicator),
        lines=tuple(answer_lines(book, indicator)),
        url=f"{url}&back=check#{wording.item_anchor(indicator.id)}",
        points=score.points,
        maximum=wording.plain_points(indicator.max),
        na=score.na,
        empty=score.filled == Filled.EMPTY,
    )


def _fact_answer(book: Workbook, key: str, url: str) -> Answer:
    text = _fact_text(book, key)
    lines = (text,) if text else ()
    return Answer(fact_label(book.definitions[key]), lines, url, empty=not text)


def _conditions(book: Workbook) -> Section:
    url = f"{reverse('selfassessment:gates', args=[book.term])}?back=check"
    rows = [(gate.name, f"gate:{gate.id}") for gate in claimable(book)]
    rows += [(veto.name, f"veto:{veto.id}") for veto in book.rubric.vetoes]
    answers = [_fact_answer(book, key, url) for key in facts_of_conditions(book)]
    for name, entry in rows:
        value = book.held(entry).value
        lines = () if value is None else (entry_text(book, entry, value),)
        answers.append(Answer(question=name, lines=lines, url=url, empty=value is None))
    return Section(name=_("Conditions and vetoes"), answers=tuple(answers))
