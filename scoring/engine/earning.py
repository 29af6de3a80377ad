"""How an item earns its share of the maximum: the six scoring kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

from scoring.engine.book import FactBook
from scoring.engine.conditions import Verdict
from scoring.engine.measures import Measure, Missing, NotArising
from scoring.engine.numbers import exact, percent, plain, round_points
from scoring.engine.results import PartScore, Reason, State
from scoring.engine.rubric import Indicator, Part
from scoring.engine.saying import said

T = TypeVar("T")
ONE, NOUGHT = Fraction(1), Fraction(0)


@dataclass(frozen=True)
class Earned:
    """Share of the maximum, 0 to 1; None when the item does not arise.

    ``open`` tells that entries are missing, ``answered`` that something has been judged,
    ``unanswered`` that the item is judged and has no answer.
    """

    share: Fraction | None
    why: tuple[Reason, ...] = ()
    parts: tuple[PartScore, ...] = ()
    open: bool = False
    answered: bool = False
    unanswered: bool = False


def earn(indicator: Indicator, book: FactBook, answers: Mapping[str, Any]) -> Earned:
    """Return what one item earns, before findings."""
    return _KINDS[indicator.scoring.kind](indicator, book, answers)


def _boolean(indicator: Indicator, book: FactBook, _answers: Mapping[str, Any]) -> Earned:
    condition = _given(indicator.scoring.condition)
    verdict = condition.evaluate(book)
    share = {State.MET: ONE, State.NOT_ARISING: None}.get(verdict.state, NOUGHT)
    return Earned(share, verdict.why, open=bool(verdict.missing))


def _tiered(indicator: Indicator, book: FactBook, _answers: Mapping[str, Any]) -> Earned:
    scoring = indicator.scoring
    parts: list[PartScore] = []
    missed: list[Reason] = []
    open_ = False
    for n, tier in enumerate(scoring.tiers, 1):
        verdict = tier.condition.evaluate(book)
        share = exact(tier.share)
        parts.append(PartScore(str(n), tier.name, share, verdict.state, verdict.why))
        if verdict.state == State.MET:
            why = (
                *missed,
                Reason(
                    "tier_reached", {"tier": tier.name or percent(share), "share": percent(share)}
                ),
            )
            return Earned(share, why, tuple(parts), open_)
        open_ = open_ or bool(verdict.missing)
        missed = missed or list(verdict.why)  # the best tier missed says the most
    if all(part.state == State.NOT_ARISING for part in parts):
        return Earned(None, tuple(missed), tuple(parts))
    return Earned(exact(scoring.otherwise), tuple(missed), tuple(parts), open_)


def _number(measure: Measure, book: FactBook) -> tuple[Fraction | NotArising, Reason | None]:
    """Return the number so far, and what is missing for it."""
    value = measure.compute(book)
    if isinstance(value, Missing):
        definitions = [book.definitions[key] for key in value.keys]
        data: dict[str, Any] = {"facts": [one.label for one in definitions]}
        if any(one.branch_owned for one in definitions):
            return value.low or NOUGHT, Reason("not_filled", data)
        data["providers"] = list(value.providers)
        return value.low or NOUGHT, Reason("awaiting_fact", data)
    if isinstance(value, NotArising):
        return value, None
    return Fraction(value), None  # type: ignore[arg-type]  # reading admits numeric measures only


def _proportional(indicator: Indicator, book: FactBook, _answers: Mapping[str, Any]) -> Earned:
    scoring = indicator.scoring
    measure = _given(scoring.measure)
    value, missing = _number(measure, book)
    if isinstance(value, NotArising):
        return Earned(None, (value.reason,))
    share = max(NOUGHT, min(ONE, value / exact(scoring.target)))
    why: tuple[Reason, ...] = (missing,) if missing else ()
    if share < ONE:
        why += measure.explain(book)
        if not missing:
            why += (_in_proportion(indicator, measure, book, value, share),)
    return Earned(share, why, open=missing is not None)


def _in_proportion(
    indicator: Indicator, measure: Measure, book: FactBook, value: Fraction, share: Fraction
) -> Reason:
    data = {
        "what": measure.label(book),
        "value": said(measure, book, value, itself=True),
        "target": said(measure, book, exact(indicator.scoring.target)),
        **_cut(indicator, share),
    }
    return Reason("in_proportion", data)


def _cut(indicator: Indicator, share: Fraction) -> dict[str, str]:
    points = round_points(share * exact(indicator.max))
    return {
        "points": str(points),
        "max": str(round_points(indicator.max)),
        "cut": str(round_points(indicator.max) - points),
    }


def _deduction(indicator: Indicator, book: FactBook, _answers: Mapping[str, Any]) -> Earned:
    scoring = indicator.scoring
    measure = _given(scoring.measure)
    value, missing = _number(measure, book)
    if isinstance(value, NotArising):
        return Earned(None, (value.reason,))
    if missing:
        return Earned(NOUGHT, (missing,), open=True)
    if scoring.short_of is None:
        units = max(NOUGHT, value - exact(scoring.free))
    else:
        units = max(NOUGHT, exact(scoring.short_of) - value)
    whole = exact(indicator.max)
    share = max(NOUGHT, whole - units * exact(scoring.each)) / whole
    why: tuple[Reason, ...] = ()
    if units:
        code = "deducted_over" if scoring.short_of is None else "deducted_short"
        data = {
            "what": measure.label(book),
            "value": said(measure, book, value),
            "units": plain(units),
            "each": str(scoring.each),
            **_cut(indicator, share),
        }
        why = (Reason(code, data),)
    return Earned(share, why)


def _checklist(indicator: Indicator, book: FactBook, answers: Mapping[str, Any]) -> Earned:
    parts = indicator.scoring.parts
    verdicts = [_part(indicator, part, book, answers) for part in parts]
    pairs = list(zip(parts, verdicts, strict=True))
    whole = _weight(pairs, without=State.NOT_ARISING)
    scores = tuple(
        PartScore(
            part.id,
            part.name,
            NOUGHT if verdict.state == State.NOT_ARISING else _portion(part.weight, whole),
            verdict.state,
            verdict.why,
        )
        for part, verdict in pairs
    )
    if not whole:
        return Earned(None, tuple(r for one in verdicts for r in one.why), scores)
    met = [(part, verdict) for part, verdict in pairs if verdict.state == State.MET]
    share = _portion(_weight(met), whole)
    judged = [f"part:{indicator.id}/{part.id}" in answers for part in parts if not part.condition]
    return Earned(
        share,
        _lost(indicator, scores),
        scores,
        open=any(verdict.missing for verdict in verdicts) or not all(judged),
        answered=any(judged),
    )


def _weight(pairs: list[tuple[Part, Verdict]], without: State | None = None) -> Decimal:
    return sum((part.weight for part, one in pairs if one.state != without), Decimal(0))


@lru_cache(maxsize=4096)
def _portion(weight: Decimal, whole: Decimal) -> Fraction:
    """Return a weight's share of the whole; remembered, for there are few."""
    return Fraction(weight) / Fraction(whole)


def _lost(indicator: Indicator, scores: tuple[PartScore, ...]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            "part_lost",
            {
                "part": part.name,
                "because": list(part.why),
                "cut": str(round_points(part.share * exact(indicator.max))),
            },
        )
        for part in scores
        if part.state in (State.UNMET, State.AWAITING)
    )


def _part(indicator: Indicator, part: Part, book: FactBook, answers: Mapping[str, Any]) -> Verdict:
    if part.condition is not None:
        return part.condition.evaluate(book)
    answer = answers.get(f"part:{indicator.id}/{part.id}")
    if answer is None:
        return Verdict(State.UNMET, why=(Reason("no_answer"),), open=True)
    if answer is True:
        return Verdict(State.MET, value="✓", why=(Reason("answered_yes"),))
    return Verdict(State.UNMET, value="✗", why=(Reason("answered_no"),))


def _judged(indicator: Indicator, _book: FactBook, answers: Mapping[str, Any]) -> Earned:
    answer = answers.get(f"item:{indicator.id}")
    choice = next((one for one in indicator.scoring.choices if one.id == answer), None)
    if choice is None:
        return Earned(NOUGHT, (Reason("no_answer"),), open=True, unanswered=True)
    share = exact(choice.share)
    why = (Reason("answer_is", {"choice": choice.name, **_cut(indicator, share)}),)
    return Earned(share, why, answered=True)


def _given(part: T | None) -> T:
    if part is None:  # reading refuses such a rubric
        raise ValueError("scoring_incomplete")
    return part


_KINDS: dict[str, Callable[[Indicator, FactBook, Mapping[str, Any]], Earned]] = {
    "boolean": _boolean,
    "tiered": _tiered,
    "proportional": _proportional,
    "count_deduction": _deduction,
    "checklist": _checklist,
    "judged": _judged,
}
