"""Values of a rubric document in words: fields, choices, conditions, how points are earned."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.engine.faults import Faults, FaultsFound, Node, as_decimal
from scoring.engine.in_words import asked, scoring_asked
from scoring.engine.level_rules import CANCEL
from scoring.engine.measures import Definitions
from scoring.engine.numbers import percent
from scoring.engine.reading_conditions import read_condition
from scoring.engine.reading_scoring import read_scoring
from scoring.engine.results import Reason
from scoring.engine.rubric import Scoring
from scoring.engine.wording import LANGUAGES, wording

_SHARES = ("share", "otherwise", "dimension_floor", "reinspection_rate")
_LEVELS = ("level", "reinspection_from")  # name a level by its id
_WORDED = ("effect", "level", "kind", "basis")  # whose values are words, not numbers
_OF_BRANCHES = ("quotas", "goals")  # whose share is one of branches, not of points
_TEXTS = ("name", "requirement", "trigger", "claim")
_NAMED = (
    "max", "weight", "min_score", "year", "effect", "level", "kind", "share", "count", "basis",
)  # fmt: skip
_CONDITIONS = ("condition", "not_applicable_when")
_LONGEST = 400  # signs of a part that is shown as it is written


@dataclass(frozen=True)
class Known:
    """What the words of a document are looked up in: its facts, and its levels, id -> name."""

    definitions: Definitions
    levels: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Mapping[str, Any], definitions: Definitions) -> Known:
        """Return the words of a document, which may have faults."""
        levels = document.get("levels")
        entries = levels if isinstance(levels, list) else []
        maps = [one for one in entries if isinstance(one, Mapping)]
        return cls(definitions, {str(one.get("id")): str(one.get("name")) for one in maps})


def label(kind: str, key: str) -> dict[str, str]:
    """Return the word for a key in both languages; the key itself where there is none."""
    words = {one: wording(one)["terms"]["compared"][kind] for one in LANGUAGES}
    return {one: str(words[one].get(key, key)) for one in LANGUAGES}


def field_label(key: str, section: str) -> dict[str, str]:
    """Return the word for a key of an entry in a section, such as a share in the quotas."""
    of_branches = key == "share" and section in _OF_BRANCHES
    return label("fields", "share_of_branches" if of_branches else key)


def value_in_words(key: str, value: Any, known: Known) -> Any:
    """Return what stands under a key as text, reason or label; as written where it has faults."""
    if isinstance(value, bool):
        return Reason("yes" if value else "no")
    if key in _CONDITIONS:
        return _condition(value, known.definitions)
    if key == "scoring":
        return _scoring(value, known.definitions)
    if isinstance(value, str) and (named := _named(key, value, known)):
        return named
    if key in _SHARES:
        number = as_decimal(value)
        return str(value) if number is None else percent(number)
    if isinstance(value, Mapping):
        return _part(key, value, known)
    if isinstance(value, list):
        return [_entry(key, one, known) for one in value] or Reason("nothing_there")
    return Reason("nothing_there") if value in (None, "") else str(value)


def _named(key: str, value: str, known: Known) -> Any:
    """Return the name of a level or an option; nothing where the key takes neither."""
    if key in _LEVELS:
        return known.levels.get(value, value)
    options = wording(LANGUAGES[0])["terms"]["compared"]["options"]
    return _option(key, value) if key in options else None


def _entry(key: str, value: Any, known: Known) -> Any:
    if key == "facts" and isinstance(value, str) and value in known.definitions:
        return known.definitions[value].label
    if isinstance(value, Mapping):
        return _part(key, value, known)
    return str(value)


def _part(section: str, value: Mapping[str, Any], known: Known) -> Any:
    """Return a whole part: its name or requirement, its points, how it earns them."""
    if section == "vetoes":
        value = {"effect": CANCEL, **value}
    said: list[Any] = [value[key] for key in _TEXTS if isinstance(value.get(key), str)]
    for key in _NAMED:
        if key in value:
            shown = value_in_words(key, value[key], known)
            data = {"what": field_label(key, section), "value": shown}
            said.append(Reason("field_is" if key in _WORDED else "named", data))
    rules = [key for key in ("condition", "scoring") if key in value]
    said += [value_in_words(key, value[key], known) for key in rules]
    return said or _as_written(value)


def _condition(value: Any, definitions: Definitions) -> Any:
    faults = Faults()
    condition = read_condition(Node(value, "", faults), definitions)
    if condition is None or _faulty(faults):
        return _as_written(value)
    return asked(condition, definitions)


def _scoring(value: Any, definitions: Definitions) -> Any:
    faults = Faults()
    scoring = read_scoring(Node(value, "", faults), definitions)
    if _faulty(faults):
        return _as_written(value)
    said: list[Any] = [_option("kind", scoring.kind), *scoring_asked(scoring, definitions)]
    return [*said, *_lines(scoring, definitions)]


def _faulty(faults: Faults) -> bool:
    try:
        faults.check()
    except FaultsFound:
        return True
    return False


def _lines(scoring: Scoring, definitions: Definitions) -> list[Any]:
    """Return the tiers, parts or answers of a scoring, one each."""
    found: list[Any] = []
    for tier in scoring.tiers:
        what = tier.name or asked(tier.condition, definitions)
        found.append(Reason("named", {"what": what, "value": percent(Fraction(tier.share))}))
    found += [part.name for part in scoring.parts]
    for choice in scoring.choices:
        value = percent(Fraction(choice.share))
        found.append(Reason("named", {"what": choice.name, "value": value}))
    return found


def _option(key: str, value: str) -> dict[str, str]:
    words = {one: wording(one)["terms"]["compared"]["options"][key] for one in LANGUAGES}
    return {one: str(words[one].get(value, value)) for one in LANGUAGES}


def _as_written(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
