"""What an invented branch enters: a perfect year, then weaknesses up to a chosen loss."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from scoring.engine.definitions import FactDefinition
from scoring.engine.windows import Window

TERM = 3  # years between two elections of an invented committee


@cache
def names() -> dict[str, Any]:
    """Return the invented names and sentences."""
    return _read("names.yaml")


@cache
def _branch() -> dict[str, Any]:
    return _read("branch.yaml")


def _read(name: str) -> dict[str, Any]:
    path = Path(settings.BASE_DIR) / "fixtures" / "demo" / name
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


@dataclass(frozen=True)
class Profile:
    """One invented branch in one year. ``loss``: about how many points it falls short."""

    number: int
    year: int
    members: int
    loss: Decimal
    rank: int
    honoured: bool
    small: bool = False  # fewer than seven members: no committee, no groups

    @property
    def full_members(self) -> int:
        """Return the members less one probationary member."""
        return self.members - 1


def owned_values(profile: Profile, chance: random.Random) -> dict[str, Any]:
    """Return fact key -> value of everything the branch types, weaknesses included.

    A period value is one number for every period, or {"q2": 0, "m7": 0} for the exceptions.
    """
    values = {key: _value(raw, profile) for key, raw in _branch()["owned"].items()}
    fixed = set(_small()) if profile.small else set()
    if profile.small:
        values |= _small()
    weaknesses = [one for one in _branch()["weaknesses"] if not set(one[1]) & fixed]
    chance.shuffle(weaknesses)
    lost = Decimal(0)
    for cost, change in weaknesses:
        if lost + Decimal(str(cost)) > profile.loss:
            continue
        lost += Decimal(str(cost))
        values |= {key: _value(raw, profile) for key, raw in change.items()}
    return values


def provided_values(profile: Profile) -> dict[str, dict[str, Any]]:
    """Return provider kind -> fact key -> value of what other offices type about the branch."""
    return {
        kind: {key: _value(raw, profile) for key, raw in facts.items()}
        for kind, facts in _branch()["provided"].items()
    }


def entries(
    values: dict[str, Any], definitions: dict[str, FactDefinition], window: Window
) -> dict[str, Any]:
    """Turn values into changes as a form posts them: periodic facts month by month."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        kind = definitions[key].type
        if kind == "int_by_month":
            found |= dict(_periods(key, value, window.months(), "m"))
        elif kind == "int_by_quarter":
            found |= dict(_periods(key, value, window.quarters(), "q"))
        else:
            found[f"fact:{key}"] = value
    return found


def _periods(
    key: str, value: Any, periods: Iterable[tuple[int, int]], letter: str
) -> Iterator[tuple[str, Any]]:
    exceptions = value if isinstance(value, dict) else {}
    usual = 1 if isinstance(value, dict) else value
    for year, number in periods:
        yield f"fact:{key}:{year}-{number}", exceptions.get(f"{letter}{number}", usual)


def _small() -> dict[str, Any]:
    return {
        "org.has_committee": False,
        "org.committee_size": 0,
        "org.committee_posts": _branch()["owned"]["org.committee_posts"][:1],
        "org.deputy_count": 0,
        "org.has_groups": False,
        "org.groups": [],
        "edu.officers_total": 1,
        "edu.officers_ge56": 1,
        "life.committee": 0,
        "life.group": 0,
    }


def _value(raw: Any, profile: Profile) -> Any:
    if not isinstance(raw, str):
        return raw
    special = {
        "M": profile.members,
        "F": profile.full_members,
        "C": profile.members + 2,
        "ELECTED": f"{profile.year - profile.year % TERM}-03-12",
        "RANK": profile.rank,
        "SCORE": str(max(Decimal(70), Decimal(97) - profile.loss)),
        "GROUPS": _groups(profile),
        "INNOVATIONS": [names()["innovation"]],
        "HONOURS": _honours(profile),
        "APPROVAL": names()["approval"].format(year=profile.year - 6, number=profile.number),
    }
    if raw in special:
        return special[raw]
    letter, star, factor = raw.partition("*")
    if star and letter in ("M", "F", "C"):
        return int(special[letter] * Decimal(factor))
    return raw


def _groups(profile: Profile) -> list[dict[str, Any]]:
    half = profile.members // 2
    return [
        {
            "name": names()["group"].format(number=number),
            "members": size,
            "full_members": size - (number == 1),
            "leaders": 1,
        }
        for number, size in ((1, half), (2, profile.members - half))
    ]


def _honours(profile: Profile) -> list[dict[str, Any]]:
    if not profile.honoured:
        return []
    return [{**names()["honour"], "awarded": f"{profile.year}-06-28"}]
