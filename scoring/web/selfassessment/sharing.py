"""What several programmes of one branch and year share: facts typed once, points in each."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from scoring.assessments.models import Assessment
from scoring.engine.definitions import FactDefinition, roots
from scoring.engine.rubric import Rubric
from scoring.facts.mapping import split_entry
from scoring.rubrics.queries import rubric_of
from scoring.web import formats
from scoring.web.programmes import cycle_name
from scoring.workflow.filling import Also

MOST_NUMBERS = 4  # items of another programme that are named in one place


def typed_facts(rubric: Rubric, definitions: Mapping[str, FactDefinition]) -> set[str]:
    """Return the facts that a branch types for a rubric, those of its conditions included."""
    read = {fact for item in rubric.indicators for fact in item.facts}
    for level in rubric.levels:
        for gate in level.gates:
            read.update(roots(gate.facts, definitions))
    read.update(roots(rubric.rule_facts(), definitions))
    return {
        fact for fact in read if definitions[fact].branch_owned and not definitions[fact].computed
    }


Uses = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Fact -> name of another programme -> numbers of its items that read it; none: conditions."""


def uses_of(
    assessments: Iterable[Assessment], definitions: Mapping[str, FactDefinition]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return where else each fact counts, of those programmes that the branch may still change.

    A programme that was declared keeps the facts as they were declared, so it is left out.
    """
    places: dict[str, dict[str, tuple[str, ...]]] = {}
    for one in assessments:
        if not one.is_editable:
            continue
        rubric = rubric_of(one.cycle.rubric_version)
        kept = {split_entry(place.partition("/")[2])[0] for place in one.declared_facts}
        for fact in typed_facts(rubric, definitions) - kept:
            numbers = tuple(item.number for item in rubric.indicators if fact in item.facts)
            places.setdefault(fact, {})[cycle_name(one.cycle)] = numbers
    return places


def also_used(uses: Uses, facts: Iterable[str]) -> str:
    """Return one sentence about where some facts count as well; empty when nowhere."""
    merged: dict[str, list[str]] = {}
    for fact in facts:
        for name, numbers in uses.get(fact, {}).items():
            merged.setdefault(name, []).extend(numbers)
    if not merged:
        return ""
    places = [_place(name, list(dict.fromkeys(numbers))) for name, numbers in merged.items()]
    return _("Also used for: %(places)s") % {"places": _("; ").join(places)}


def _place(name: str, numbers: list[str]) -> str:
    shown = _(", ").join(numbers[:MOST_NUMBERS]) or _("conditions")
    if len(numbers) > MOST_NUMBERS:
        shown += "…"
    return f"{name} {shown}"


def also_sentences(moved: Iterable[Also]) -> list[str]:
    """Return what a save did to the points of the other programmes, one sentence each."""
    return [
        _("Also counted in %(name)s: %(before)s → %(after)s")
        % {
            "name": cycle_name(one.assessment.cycle),
            "before": formats.points(one.before),
            "after": formats.points(one.after),
        }
        for one in moved
    ]


def totals_line(assessments: Iterable[Assessment]) -> str:
    """Return where the other programmes stand that read the same facts; empty without any."""
    return _("; ").join(
        _("%(name)s: %(value)s")
        % {"name": cycle_name(one.cycle), "value": formats.points(one.total)}
        for one in assessments
        if one.is_editable
    )
