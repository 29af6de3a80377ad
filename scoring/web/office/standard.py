"""A rubric as a readable, printable standard."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from scoring.engine.conditions import Condition
from scoring.engine.in_words import asked, scoring_asked
from scoring.engine.measures import Definitions
from scoring.engine.rubric import (
    Bonus,
    Dimension,
    Gate,
    Indicator,
    Level,
    Placement,
    Quota,
    Rubric,
    Scoring,
    SubSheet,
    Veto,
)
from scoring.rubrics.yaml_files import yaml_value
from scoring.web import formats
from scoring.web.errors import worded

KINDS = {
    "boolean": gettext_noop("all or nothing"),
    "tiered": gettext_noop("by tiers"),
    "proportional": gettext_noop("in proportion"),
    "count_deduction": gettext_noop("deducted per case"),
    "checklist": gettext_noop("by points of a list"),
    "judged": gettext_noop("judged by the reviewer"),
}
NEEDS = {
    "none": gettext_noop("no evidence"),
    "on_request": gettext_noop("evidence on request"),
    "required": gettext_noop("evidence required"),
}
ROUTES = {
    "file": gettext_noop("filed for the record"),
    "review": gettext_noop("reviewed"),
    "on_site": gettext_noop("reviewed and accepted on site"),
}
QUOTAS = {
    "floor": gettext_noop("at least"),
    "cap": gettext_noop("at most"),
    "target": gettext_noop("goal"),
}
EFFECTS = {
    "cancel": gettext_noop("the star in force goes"),
    "disqualify_year": gettext_noop("no star this year"),
    "cap": gettext_noop("at most the level named"),
    "freeze": gettext_noop("at most the level held before"),
}


@dataclass(frozen=True)
class Line:
    """One tier, part or answer: its words, what it is worth, what it asks for."""

    words: str
    worth: str
    asks: str = ""


@dataclass(frozen=True)
class ItemLine:
    """One item of the standard."""

    item: Indicator
    kind: str
    asks: str  # what the whole item asks for, where it has no lines
    lines: tuple[Line, ...]
    evidence: str
    clauses: str
    not_applicable: str


@dataclass(frozen=True)
class DimensionPart:
    """One dimension with its items."""

    dimension: Dimension
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class GateLine:
    """One condition of a level: how it is decided."""

    gate: Gate
    asks: str


@dataclass(frozen=True)
class LevelPart:
    """One level with its route in words and its conditions."""

    level: Level
    route: str
    floor: str
    gates: tuple[GateLine, ...]


@dataclass(frozen=True)
class RuleLine:
    """A veto, share, bonus, placement or part sheet: its name, what holds, its clause."""

    name: str
    text: str
    clause: str = ""


@dataclass(frozen=True)
class Section:
    """Several rules of one kind."""

    title: str
    lines: tuple[RuleLine, ...]


@dataclass(frozen=True)
class StandardPage:
    """The whole standard."""

    rubric: Rubric
    parts: tuple[DimensionPart, ...]
    levels: tuple[LevelPart, ...]  # highest first
    sections: tuple[Section, ...]
    remarks: tuple[tuple[str, str], ...]  # source, legal basis, notes


def standard_page(
    rubric: Rubric, definitions: Definitions, document: Mapping[str, Any]
) -> StandardPage:
    """Lay out a rubric for reading; ``document`` is what it was read from."""
    return StandardPage(
        rubric=rubric,
        parts=tuple(
            DimensionPart(one, tuple(_item(item, definitions) for item in one.indicators))
            for one in rubric.dimensions
        ),
        levels=tuple(_level(one, definitions) for one in reversed(rubric.levels)),
        sections=tuple(_sections(rubric, definitions)),
        remarks=tuple(_remarks(document)),
    )


def _remarks(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    labels = {"source": _("Source"), "legal_basis": _("Legal basis"), "notes": _("Notes")}
    return [(label, _plainly(document[key])) for key, label in labels.items() if document.get(key)]


def _plainly(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "；".join(value)
    return value if isinstance(value, str) else yaml_value(value)


def _level(level: Level, definitions: Definitions) -> LevelPart:
    floor = level.dimension_floor
    return LevelPart(
        level=level,
        route=_(ROUTES[level.route]),
        floor="" if floor is None else formats.percent(floor),
        gates=tuple(GateLine(gate, _gate(gate, definitions)) for gate in level.gates),
    )


def _gate(gate: Gate, definitions: Definitions) -> str:
    if gate.condition is None:
        return _("judged by the reviewer")
    return worded(asked(gate.condition, definitions))


def _item(item: Indicator, definitions: Definitions) -> ItemLine:
    return ItemLine(
        item=item,
        kind=_(KINDS[item.scoring.kind]),
        asks="；".join(worded(one) for one in scoring_asked(item.scoring, definitions)),
        lines=tuple(_lines(item.scoring, item.max, definitions)),
        evidence=_evidence(item),
        clauses=_(", ").join(item.rules),
        not_applicable=_asks(item.not_applicable_when, definitions),
    )


def _evidence(item: Indicator) -> str:
    text = _(NEEDS[item.evidence.need])
    if item.evidence.documents:
        text = f"{text}：{'、'.join(item.evidence.documents)}"
    return f"{text}（{item.evidence.reason}）" if item.evidence.reason else text


def _asks(condition: Condition | None, definitions: Definitions) -> str:
    return worded(asked(condition, definitions)) if condition else ""


def _lines(scoring: Scoring, maximum: Decimal, definitions: Definitions) -> list[Line]:
    if scoring.parts:
        whole = sum((Fraction(part.weight) for part in scoring.parts), Fraction(0))
        return [
            Line(
                part.name,
                _worth(Fraction(part.weight) / whole, maximum),
                _asks(part.condition, definitions) or _("judged by the reviewer"),
            )
            for part in scoring.parts
        ]
    if scoring.choices:
        return [Line(one.name, _worth(Fraction(one.share), maximum)) for one in scoring.choices]
    return [
        Line(tier.name, _worth(Fraction(tier.share), maximum), _asks(tier.condition, definitions))
        for tier in scoring.tiers
    ]


def _worth(share: Fraction, maximum: Decimal) -> str:
    """Return the points of a share; as a fraction where hundredths would not add up again."""
    points = share * Fraction(maximum)
    if (points * 100).denominator == 1:
        return formats.points(Decimal(points.numerator) / points.denominator)
    return f"{share.numerator}/{share.denominator}"


def _sections(rubric: Rubric, definitions: Definitions) -> list[Section]:
    names = {level.id: level.name for level in rubric.levels}
    found = [
        (_("Vetoes"), [_veto(one, names, definitions) for one in rubric.vetoes]),
        (_("Shares"), [_quota(one, names) for one in rubric.quotas]),
        (_("Bonuses"), [_bonus(one, definitions) for one in rubric.bonuses]),
        (
            _("Direct placements"),
            [_placement(one, names, definitions) for one in rubric.placements],
        ),
        (_("Part sheets"), [_sheet(one, rubric) for one in rubric.sheets]),
    ]
    return [Section(title, tuple(lines)) for title, lines in found if lines]


def _joined(*texts: str) -> str:
    return "；".join(text for text in texts if text)


def _veto(veto: Veto, names: Mapping[str, str], definitions: Definitions) -> RuleLine:
    effect = _(EFFECTS.get(veto.effect, veto.effect))
    if veto.level:
        effect = f"{effect}：{names.get(veto.level, veto.level)}"
    text = _joined(veto.trigger, effect, _asks(veto.condition, definitions), veto.basis)
    return RuleLine(veto.name, text, veto.rule)


def _quota(quota: Quota, names: Mapping[str, str]) -> RuleLine:
    amount = str(quota.count) if quota.count is not None else formats.percent(quota.share)
    level = names.get(quota.level, quota.level)
    return RuleLine(quota.name, f"{level}：{_(QUOTAS[quota.kind])} {amount}", quota.rule)


def _bonus(bonus: Bonus, definitions: Definitions) -> RuleLine:
    points = _("%(points)s points at most") % {"points": formats.points(bonus.points)}
    how = _("judged by the reviewer") if bonus.judged else _asks(bonus.condition, definitions)
    return RuleLine(bonus.name, _joined(bonus.trigger, points, how), bonus.rule)


def _placement(
    placement: Placement, names: Mapping[str, str], definitions: Definitions
) -> RuleLine:
    level = names.get(placement.level, "") or _("takes part without a level")
    return RuleLine(
        placement.name, _joined(level, _asks(placement.condition, definitions)), placement.rule
    )


def _sheet(sheet: SubSheet, rubric: Rubric) -> RuleLine:
    names = [one.name for one in rubric.dimensions if one.id in sheet.dimensions]
    return RuleLine(sheet.name, f"{formats.percent(sheet.weight)}：{'、'.join(names)}")
