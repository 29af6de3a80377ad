"""The decided branches of a cycle, and as much of their frozen decisions as a trial needs.

A frozen decision is some sixty kilobytes of canonical JSON, mostly reasons in words. Taking all
of it apart costs a millisecond; the states of the gates, or the facts, cost a fifth of that.
"""

import bisect
import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.audit.models import Event
from scoring.engine.cases import Case
from scoring.engine.definitions import FactDefinition
from scoring.engine.results import State
from scoring.engine.rubric import Rubric
from scoring.engine.trial import UNKNOWN
from scoring.facts.mapping import LOADED, definitions_at
from scoring.organizations.models import Organization
from scoring.ratings.models import Rating
from scoring.rubrics.frozen import frozen_case

SLICE = 500
"""Frozen decisions that are in memory together."""

# Keys of canonical JSON stand in order, and a quotation mark inside a text is escaped: what
# matches is a key or a whole value. Only verdicts on gates have an id, a level, a name, a state.
_GATE = re.compile(
    r'"id":"(?P<id>[^"\\]*)","level":"[^"\\]*","name":"(?:[^"\\]|\\.)*","state":"(?P<state>\w+)"'
)
_DECISION, _BEHIND_DECISION = ',"decision":{', ',"evidence":['
_SHEET, _BEHIND_SHEET = ',"sheet":{', ',"vetoes":['
_APPLIED = re.compile(r'"decision":\{"applied":("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True)
class Branch:
    """Which branch it is; ``rating`` is the key of its decision."""

    rating: int
    assessment: int
    organization: int
    path: str
    code: str
    name: str

    @property
    def unit(self) -> str:
        """Return the path of the organization right above."""
        return self.path[: -Organization.steplen]


@dataclass(frozen=True)
class Frozen:
    """What was read of one frozen decision."""

    states: tuple[int, ...]  # by gate of the rubric: 1 holds, 0 does not, or UNKNOWN
    vetoed: bool


def read_frozen(content: str, gates: Sequence[str]) -> Frozen:
    """Return the states of the gates named, in that order, and whether a veto was confirmed."""
    start = content.find(_DECISION)
    end = content.find(_BEHIND_DECISION, start)
    held = {
        one["id"]: int(State(one["state"]).holds)
        for one in _GATE.finditer(content, max(start, 0), max(end, 0))
    }
    states = tuple(held.get(gate, UNKNOWN) for gate in gates)
    behind = content.rfind(_BEHIND_SHEET)
    vetoed = behind >= 0 and not content.startswith(f"{_BEHIND_SHEET}]", behind)
    return Frozen(states, vetoed)


def decided_points(content: str) -> dict[str, str | None]:
    """Return item id -> points as they were decided, None for not applicable."""
    items = json.loads(content)["sheet"]["items"]
    return {one["id"]: None if one["na"] else one["points"] for one in items}


def without_words(content: str) -> dict[str, Any]:
    """Return a frozen decision without its sheet, and of the decision the level applied for."""
    cut, found = _cut(content), _APPLIED.search(content)
    if cut is None or found is None:
        whole: dict[str, Any] = json.loads(content)
        return whole
    slim: dict[str, Any] = json.loads(cut)
    return slim | {"decision": {"applied": json.loads(found[1])}}


def _cut(content: str) -> str | None:
    marks, at = [], 0
    for mark in (_DECISION, _BEHIND_DECISION, _SHEET, _BEHIND_SHEET):
        at = content.find(mark, at)
        if at < 0:
            return None
        marks.append(at)
    first, second, third, fourth = marks
    return content[:first] + content[second:third] + content[fourth:]


class Definitions:
    """The definitions of facts at the moments of freezing, read once for each load."""

    def __init__(self) -> None:
        """Ask when definitions were loaded."""
        loads = Event.objects.filter(action=LOADED).order_by("happened_at")
        self._loads = list(loads.values_list("happened_at", flat=True))
        self._known: dict[int, Mapping[str, FactDefinition]] = {}

    def at(self, moment: str) -> Mapping[str, FactDefinition]:
        """Return the definitions that held at a moment."""
        when = datetime.datetime.fromisoformat(moment)
        later = bisect.bisect_right(self._loads, when)
        if later not in self._known:
            self._known[later] = definitions_at(when)
        return self._known[later]


def case_of(content: str, rubric: Rubric, definitions: Definitions) -> Case:
    """Return what a decision was made from, under the rubric it was made by."""
    slim = without_words(content)
    return frozen_case(slim, rubric, definitions.at(slim["frozen_at"]))


def contents(ratings: Sequence[int]) -> Iterator[list[str]]:
    """Yield the frozen decisions of ratings in the order given, a slice at a time."""
    for first in range(0, len(ratings), SLICE):
        few = ratings[first : first + SLICE]
        rows = dict(Rating.objects.filter(pk__in=few).values_list("pk", "content"))
        yield [rows[one] for one in few]
