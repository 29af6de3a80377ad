"""Aggregates over several rubrics: whom they name, and that they never form a ring."""

from collections.abc import Iterable, Iterator, Mapping

from scoring.engine.aggregates import ring_through
from scoring.engine.faults import Fault, near
from scoring.engine.rubric import Rubric
from scoring.rubrics.versions import RubricVersion


def aggregate_faults(rubric: Rubric, beside: Iterable[Rubric] = ()) -> Iterator[Fault]:
    """Yield what is wrong with the aggregates of a rubric among those issued and those ``beside``.

    A rubric that nobody knows, a level it does not have, and a ring: a committee that waits for
    organizations below whose own standard waits for the committee is never concluded.
    """
    if not rubric.aggregates:
        return
    others = {one.id: one for one in beside if one.id != rubric.id}
    levels = _levels() | {name: {one.id for one in held.levels} for name, held in others.items()}
    feeds = _feeds() | {name: _named(held) for name, held in others.items()}
    feeds[rubric.id] = _named(rubric)
    for n, one in enumerate(rubric.aggregates):
        place = f"/aggregates/{n}"
        known = levels.get(one.rubric)
        if known is None:
            data = {"rubric": one.rubric, "near": near(one.rubric, levels)}
            yield Fault(f"{place}/rubric", 0, "rubric_unknown", data)
        elif one.level and one.level not in known:
            choice = {"key": "level", "value": one.level, "options": sorted(known)}
            yield Fault(f"{place}/level", 0, "choice_unknown", choice)
        elif trail := _ring(rubric.id, one.rubric, feeds):
            yield Fault(f"{place}/rubric", 0, "aggregate_ring", {"trail": " → ".join(trail)})


def _named(rubric: Rubric) -> list[str]:
    return list(dict.fromkeys(one.rubric for one in rubric.aggregates))


def _ring(own: str, through: str, feeds: Mapping[str, list[str]]) -> tuple[str, ...]:
    return ring_through(own, {**feeds, own: [through]})


def _levels() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    held = RubricVersion.objects.values_list("rubric", "levels__identifier")
    for name, level in held:
        found.setdefault(name, set()).update({level} if level else ())
    return found


def _feeds() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    held = RubricVersion.objects.published().filter(document__has_key="aggregates")
    for name, entries in held.values_list("rubric", "document__aggregates"):
        found.setdefault(name, []).extend(one["rubric"] for one in entries)
    return found
