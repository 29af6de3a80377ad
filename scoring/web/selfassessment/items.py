"""The items of a dimension's page as plain data: inputs, questions, points and reasons."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.engine.definitions import FactType
from scoring.engine.results import Filled, ItemScore, Reason
from scoring.engine.rubric import Dimension, Indicator
from scoring.web import formats
from scoring.web.cutoffs import provisional_note
from scoring.web.selfassessment.controls import (
    Clash,
    Control,
    Option,
    Troubles,
    WithFault,
    fact_controls,
    fact_label,
    input_id,
    shown,
)
from scoring.web.selfassessment.kept import kept_elsewhere
from scoring.web.selfassessment.sharing import also_used
from scoring.web.selfassessment.wording import item_anchor, lost, plain_points, short_level
from scoring.web.selfassessment.workbook import Workbook

DONE = (Filled.FULL, Filled.NOT_APPLICABLE)


@dataclass(frozen=True)
class Periods:
    """One fact with an input per month or quarter."""

    name: str
    unit: str
    controls: tuple[Control, ...]
    monthly: bool
    also: str = ""  # where else the fact counts


@dataclass(frozen=True)
class Question(WithFault):
    """A judged entry with worded answers: a whole item, or one line of its checklist."""

    entry: str
    id: str
    label: str
    version: int
    options: tuple[Option, ...]
    brief: bool  # yes or no, side by side
    fault: str = ""
    clash: Clash | None = None


@dataclass(frozen=True)
class Item:
    """One item of the page."""

    id: str
    anchor: str
    number: str
    name: str
    requirement: str
    points: Decimal
    maximum: str
    cut: bool
    filled: bool
    na: bool
    why: str
    gate: str  # levels whose conditions read this item's facts
    editable: bool
    note: str  # why the reviewer returned it
    controls: tuple[Control, ...]
    periods: tuple[Periods, ...]
    questions: tuple[Question, ...]
    provisional: str = ""  # until when the points are not final
    also: str = ""  # where else all its facts count; else the single inputs say it
    kept: str = ""  # which declared programmes its changed facts do not reach

    @property
    def points_text(self) -> str:
        """Return the points, or that the item does not apply."""
        return _("N/A") if self.na else formats.points(self.points)


def items_of(book: Workbook, dimension: Dimension, troubles: Troubles) -> Iterator[Item]:
    """Yield the items of a dimension; a fact asked for twice has its input at the first."""
    asked: dict[str, str] = {}  # fact -> number of the item that has its input
    for indicator in dimension.indicators:
        yield _item(book, indicator, troubles, asked)


def _item(book: Workbook, indicator: Indicator, troubles: Troubles, asked: dict[str, str]) -> Item:
    score = book.standing.sheet.item(indicator.id)
    periods, controls = fact_inputs(book, indicator.facts, troubles, asked)
    for fact in indicator.facts:
        asked.setdefault(fact, indicator.number)
    also = _also_of_all(book, indicator)
    if also:
        periods = [replace(one, also="") for one in periods]
        controls = [replace(one, also="") for one in controls]
    return Item(
        also=also,
        kept=kept_elsewhere(book, indicator.facts),
        id=indicator.id,
        anchor=item_anchor(indicator.id),
        number=indicator.number,
        name=indicator.name,
        requirement=indicator.requirement,
        points=score.points,
        maximum=plain_points(indicator.max),
        cut=_cut(score),
        filled=score.filled in DONE,
        na=score.na,
        why=lost(score),
        gate=_gate_levels(book, indicator),
        editable=book.assessment.is_editable and book.may_edit(indicator.id),
        note=book.returned.get(indicator.id, ""),
        controls=tuple(controls),
        periods=tuple(periods),
        questions=tuple(_questions(book, indicator, troubles)),
        provisional=provisional_note(book.rubric, indicator.id, book.assessment.year),
    )


def left_to_branch(book: Workbook, indicator: Indicator) -> bool:
    """Tell whether an open item lacks something of the branch's own, not of others alone."""
    questions = _questions(book, indicator, Troubles())
    if any(book.held(question.entry).value is None for question in questions):
        return True
    score = book.standing.sheet.item(indicator.id)
    codes = set(_codes((*score.why, *(why for part in score.parts for why in part.why))))
    return "awaiting_fact" not in codes or "not_filled" in codes


def _codes(reasons: Iterable[Reason]) -> Iterator[str]:
    """Yield the codes of reasons and of the reasons inside them."""
    for one in reasons:
        yield one.code
        yield from _codes(one.data.get("because", ()))


def _also_of_all(book: Workbook, indicator: Indicator) -> str:
    """Return where else the facts of an item count, if that is true of all that are typed."""
    known = book.definitions
    typed = [one for one in indicator.facts if known[one].branch_owned and not known[one].computed]
    if not all(fact in book.used_elsewhere for fact in typed):
        return ""
    return also_used(book.used_elsewhere, typed)


def _cut(score: ItemScore) -> bool:
    return not score.na and score.points < score.max


def fact_inputs(
    book: Workbook, keys: Iterable[str], troubles: Troubles, asked: dict[str, str] | None = None
) -> tuple[list[Periods], list[Control]]:
    """Return the inputs of facts: those with months or quarters, and the single ones.

    ``asked`` maps facts that have their input further up to the number of the item there.
    """
    above = asked or {}
    periods: list[Periods] = []
    single: list[Control] = []
    for key in keys:
        made = fact_controls(book, key, troubles)
        if made[0].kind == "locked":
            single += made
        elif key in above:
            single.append(_repeated(book, made[0], key, above[key]))
        elif made[0].kind == "period":
            definition = book.definitions[key]
            monthly = definition.type == FactType.INT_BY_MONTH
            name = fact_label(definition)
            also = also_used(book.used_elsewhere, [key])
            periods.append(Periods(name, definition.unit, tuple(made), monthly, also))
        else:
            single += [replace(one, also=also_used(book.used_elsewhere, [key])) for one in made]
    return periods, single


def _repeated(book: Workbook, control: Control, key: str, number: str) -> Control:
    definition = book.definitions[key]
    value = shown(definition, book.held(f"fact:{key}").value)
    return replace(control, kind="repeat", repeat=number, value=value, unit="")


def _questions(book: Workbook, indicator: Indicator, troubles: Troubles) -> Iterator[Question]:
    if indicator.scoring.kind == "judged":
        pairs = [
            (choice.id, choice.name, formats.points(indicator.max * choice.share))
            for choice in indicator.scoring.choices
        ]
        yield _question(book, f"item:{indicator.id}", indicator.name, pairs, troubles)
    for part in indicator.scoring.parts:
        if part.condition is None:
            entry = f"part:{indicator.id}/{part.id}"
            pairs = [("true", _("Yes"), ""), ("false", _("No"), "")]
            yield _question(book, entry, part.name, pairs, troubles)


def _question(
    book: Workbook, entry: str, label: str, pairs: list[tuple[str, str, str]], troubles: Troubles
) -> Question:
    held = book.held(entry)
    chosen = troubles.typed.get(entry, held.value)
    said = str(chosen).lower() if isinstance(chosen, bool) else chosen
    identifier = input_id(entry)
    return Question(
        entry=entry,
        id=identifier,
        label=label,
        version=held.version,
        options=tuple(
            Option(value, text, said == value, f"{identifier}-{value}", detail)
            for value, text, detail in pairs
        ),
        brief=entry.startswith("part:"),
        fault=troubles.faults.get(entry, ""),
        clash=troubles.clashes.get(entry),
    )


def _gate_levels(book: Workbook, indicator: Indicator) -> str:
    facts = set(indicator.facts)
    levels = [
        short_level(level)
        for level in book.rubric.levels
        if any(facts & set(gate.facts) for gate in level.gates)
    ]
    return _(", ").join(levels)
