"""Facts of a committee that follow from the levels of the organizations below it.

``aggregates: [{fact, rubric, level, of: count | share, kinds}]``. Several entries with one fact
are added up: organizations that reached the level, or their share of all, over all the rubrics
named (A-16: one total over villages and stations).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from scoring.engine.definitions import FactDefinition, FactType
from scoring.engine.faults import Node, near

COUNT, SHARE = "count", "share"
_FITS = {
    COUNT: frozenset({FactType.INT, FactType.NUMBER}),
    SHARE: frozenset({FactType.RATIO, FactType.NUMBER}),
}
_PLACES = Decimal("0.0001")
RATED_ABOVE = ("committee", "organization")  # subjects that have organizations below them


@dataclass(frozen=True)
class Aggregate:
    """One source of one fact: the organizations below that another rubric rates.

    ``level`` is a level of that rubric; those at it or above are counted, and all that are rated
    where it is empty. ``of``: count or share. ``kinds`` of organizations, all where empty.
    """

    fact: str
    rubric: str
    of: str
    level: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """What one source found: organizations that count, that are rated, and still undecided."""

    reached: int
    rated: int
    undecided: int = 0


def value_of(of: str, tallies: Iterable[Tally]) -> str | int | None:
    """Return a fact's value from its sources, in the form in which sheets keep it.

    A count is whole. A share is that of all sources together, cut to four places, so that it
    never reaches a line that the exact share does not reach; None where nobody is rated.

    Source: A-16, GOV-05, GOV-06.
    """
    found = tuple(tallies)
    reached, rated = sum(one.reached for one in found), sum(one.rated for one in found)
    if of == COUNT:
        return reached
    if not rated:
        return None
    share = Fraction(reached, rated)
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return str(exact.quantize(_PLACES, ROUND_DOWN))


def read_aggregates(root: Node, definitions: Mapping[str, FactDefinition]) -> tuple[Aggregate, ...]:
    """Return the aggregates of a rubric document, noting what is wrong with them."""
    own = root.child("id").value
    if root.has("aggregates") and root.child("subject").value not in RATED_ABOVE:
        root.fault("aggregate_without_below", "aggregates")
    found: list[Aggregate] = []
    ways: dict[str, str] = {}
    for node in root.nodes("aggregates"):
        one = _read(node, definitions)
        if one.rubric and one.rubric == own:
            node.fault("aggregate_of_itself", "rubric", rubric=one.rubric)
        if ways.setdefault(one.fact, one.of) != one.of:
            node.fault("aggregate_mixed", "of", fact=one.fact)
        if any((one.fact, one.rubric, one.kinds) == (a.fact, a.rubric, a.kinds) for a in found):
            node.fault("aggregate_twice", "rubric", fact=one.fact, rubric=one.rubric)
        found.append(one)
    return tuple(found)


def _read(node: Node, definitions: Mapping[str, FactDefinition]) -> Aggregate:
    node.keys(("fact", "rubric", "of"), ("level", "kinds"))
    one = Aggregate(
        fact=node.text("fact"),
        rubric=node.text("rubric"),
        of=node.one_of("of", (COUNT, SHARE), COUNT),
        level=node.text("level"),
        kinds=node.texts("kinds"),
    )
    definition = definitions.get(one.fact)
    if definition is None:
        if one.fact:
            node.fault("fact_unknown", "fact", fact=one.fact, near=near(one.fact, definitions))
    elif definition.derivation is not None or definition.type not in _FITS[one.of]:
        node.fault("fact_type_unfit", "fact", fact=one.fact, type=str(definition.type))
    return one


def ring_through(rubric: str, feeds: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return the rubrics of a ring that leads back to ``rubric``, () where there is none.

    ``feeds`` maps each rubric to those whose levels it aggregates. The first and the last of the
    ring are ``rubric`` itself.
    """
    for trail in _trails(rubric, feeds):
        return trail
    return ()


def _trails(start: str, feeds: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    seen: set[str] = set()
    todo: list[tuple[str, ...]] = [(start,)]
    while todo:
        trail = todo.pop()
        for one in feeds.get(trail[-1], ()):
            if one == start:
                yield (*trail, one)
            elif one not in seen:
                seen.add(one)
                todo.append((*trail, one))
