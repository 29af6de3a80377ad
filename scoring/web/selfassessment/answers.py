"""What the server says after a save: JSON for the script, troubles for a page without script."""

from typing import Any

from django.utils.translation import gettext as _

from scoring.common.entries import Conflict
from scoring.engine.definitions import FactDefinition
from scoring.web import components, formats
from scoring.web.components import Fault
from scoring.web.errors import worded
from scoring.web.selfassessment import wording
from scoring.web.selfassessment.controls import (
    Clash,
    Troubles,
    fact_label,
    input_id,
    period_label,
    shown,
)
from scoring.web.selfassessment.dimension import DimensionPage
from scoring.web.selfassessment.gaps import gap_rows
from scoring.web.selfassessment.sharing import also_sentences, totals_line
from scoring.web.selfassessment.workbook import Workbook
from scoring.workflow.filling import SaveResult


def autosave_answer(
    book: Workbook, result: SaveResult, page: DimensionPage | None, time: str
) -> dict[str, Any]:
    """Return the JSON answer to an autosave; ``page`` is the dimension on screen, if one is."""
    return {
        "versions": result.versions,
        "time": time,
        "out": _texts(book, page) | _also(book, result),
        "svg": _drawings(book, page),
        "say": _said(book, result),
        "faults": {entry: worded(reason) for entry, reason in result.refused.items()},
        "conflicts": [
            _conflict(book, entry, conflict) for entry, conflict in result.conflicts.items()
        ],
    }


def _said(book: Workbook, result: SaveResult) -> str:
    total = _("Total %(total)s, predicted %(level)s") % {
        "total": formats.points(book.standing.sheet.total),
        "level": predicted(book),
    }
    return _("; ").join([total, *also_sentences(result.also)])


def predicted(book: Workbook) -> str:
    """Return the name of the star the branch would have as things stand."""
    return wording.level_name(book.rubric, book.standing.decision.provisional)


def foot_sum(book: Workbook) -> str:
    """Return the total and the star as the phone's foot bar writes them."""
    total = formats.points(book.standing.sheet.total)
    return _("Total %(total)s · %(level)s") % {"total": total, "level": predicted(book)}


def troubles_of(book: Workbook, result: SaveResult, changes: dict[str, Any]) -> Troubles:
    """Return what a page without script must show again: faults, typed values, clashes."""
    return Troubles(
        faults={entry: worded(reason) for entry, reason in result.refused.items()},
        typed={entry: changes[entry] for entry in result.refused if entry in changes},
        clashes={
            entry: Clash(
                mine=entry_text(book, entry, conflict.yours),
                theirs=entry_text(book, entry, conflict.value),
                who=who(conflict),
            )
            for entry, conflict in result.conflicts.items()
        },
    )


def summary(book: Workbook, result: SaveResult) -> list[Fault]:
    """Return the lines of the error summary, each leading to its input."""
    faults = [Fault(input_id(entry), worded(reason)) for entry, reason in result.refused.items()]
    return faults + [
        Fault(
            input_id(entry),
            _("%(entry)s was changed elsewhere meanwhile; please choose")
            % {"entry": entry_label(book, entry)},
        )
        for entry in result.conflicts
    ]


def who(conflict: Conflict) -> str:
    """Return who wrote the other value, and when."""
    if conflict.at is None:
        return conflict.by
    return _("%(name)s, %(moment)s") % {
        "name": conflict.by,
        "moment": formats.moment(conflict.at),
    }


def entry_label(book: Workbook, entry: str) -> str:
    """Return what an entry is called on its page."""
    definition = definition_of(book, entry)
    if definition is not None:
        year, dash, number = entry.removeprefix("fact:").partition(":")[2].partition("-")
        period = period_label(definition, int(year), int(number)) if dash else ""
        return f"{fact_label(definition)} {period}".strip()
    identifier = entry.partition(":")[2].partition("/")[0]
    names = {one.id: wording.cited(one) for one in book.rubric.indicators}
    names |= {gate.id: gate.name for level in book.rubric.levels for gate in level.gates}
    names |= {bonus.id: bonus.name for bonus in book.rubric.bonuses}
    names |= {veto.id: veto.name for veto in book.rubric.vetoes}
    return names.get(identifier, _("Star applied for"))


def definition_of(book: Workbook, entry: str) -> FactDefinition | None:
    """Return the definition behind a ``fact:`` entry, None for answers."""
    if not entry.startswith("fact:"):
        return None
    return book.definitions.get(entry.removeprefix("fact:").partition(":")[0])


def entry_text(book: Workbook, entry: str, value: Any) -> str:
    """Return a value as people read it: options by their names, claims as sentences."""
    definition = definition_of(book, entry)
    if value is None:
        return _("(empty)")
    if definition is not None:
        whole = definition.type.startswith("int_by_")
        return f"{value} {definition.unit}".strip() if whole else shown(definition, value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        claim = _("claimed") if value.get("claimed") else _("not claimed")
        sentence = value.get("sentence", "")
        if not sentence:
            return claim
        return _("%(name)s: %(value)s") % {"name": claim, "value": sentence}
    return _choice_names(book).get((entry, value), str(value))


def _choice_names(book: Workbook) -> dict[tuple[str, str], str]:
    names = {
        (f"item:{one.id}", choice.id): choice.name
        for one in book.rubric.indicators
        for choice in one.scoring.choices
    }
    for veto in book.rubric.vetoes:
        names[f"veto:{veto.id}", "none"] = _("This has not happened")
        names[f"veto:{veto.id}", "present"] = _("This has happened")
    names |= {
        ("star", level.id): wording.level_name(book.rubric, level.id)
        for level in book.rubric.levels
    }
    return names


def _conflict(book: Workbook, entry: str, conflict: Conflict) -> dict[str, Any]:
    return {
        "entry": entry,
        "version": conflict.version,
        "mine": entry_text(book, entry, conflict.yours),
        "theirs": entry_text(book, entry, conflict.value),
        "who": who(conflict),
        "label": entry_label(book, entry),
        "values": control_values(entry, conflict.value),
    }


def control_values(entry: str, value: Any) -> list[list[str]]:
    """Return (control name, value) pairs that show a stored value in the entry's inputs."""
    if value is None:
        return [[entry, ""]]
    if isinstance(value, bool):
        return [[entry, str(value).lower()]]
    if isinstance(value, dict):
        claimed = str(value.get("claimed", "")).lower()
        return [[entry, claimed], [f"{entry}/sentence", value.get("sentence", "")]]
    if not isinstance(value, list):
        return [[entry, str(value)]]
    pairs = []
    for number, one in enumerate(value, 1):
        if isinstance(one, dict):
            pairs += [[f"{entry}/{number}/{key}", str(cell)] for key, cell in one.items()]
        else:
            pairs.append([entry, str(one)])
    return pairs


def _texts(book: Workbook, page: DimensionPage | None) -> dict[str, str]:
    texts = {
        "total": formats.points(book.standing.sheet.total),
        "predicted": predicted(book),
        "foot-sum": foot_sum(book),
        "gap-count": str(len([row for row in gap_rows(book) if row.state == "unmet"])),
    }
    if page is not None:
        texts["dim-points"] = texts["foot-points"] = formats.points(page.score.points)
        texts["dim-filled"] = str(page.filled)
        for card in page.cards:
            texts[f"pts-{card.id}"] = formats.points(card.points)
            for item in card.items:
                texts[f"pts-{item.id}"] = item.points_text
                texts[f"why-{item.id}"] = item.why
                if book.others:
                    texts[f"kept-{item.id}"] = item.kept
    return texts


def _also(book: Workbook, result: SaveResult) -> dict[str, str]:
    """Return the line about the other programmes, which only pages of such a branch have."""
    if not book.others:
        return {}
    text = _("; ").join(also_sentences(result.also)) or totals_line(book.others)
    return {"also": text, "also-foot": text}


def _drawings(book: Workbook, page: DimensionPage | None) -> dict[str, dict[str, str]]:
    sheet = book.standing.sheet
    geometry = components.gauge_geometry(
        sheet.total, sheet.reachable, wording.thresholds(book.rubric), book.rubric.max
    )
    drawings = components.gauge_updates("gauge", geometry, wording.gauge_label(book))
    for card in page.cards if page else ():
        drawings[f"box-{card.id}"] = {"data-state": "cut" if card.cut else "full"}
        for item in card.items:
            drawings[f"box-{item.id}"] = {"data-state": "cut" if item.cut else "full"}
            drawings[f"index-{item.id}"] = {"data-state": "done" if item.filled else "todo"}
    return drawings
