"""Conditions: one measure compared, or a tree of them; the verdict explains itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from scoring.engine.book import FactBook
from scoring.engine.definitions import FactDefinition
from scoring.engine.measures import Measure, Missing, NotArising
from scoring.engine.period_measures import PeriodsMet
from scoring.engine.results import Reason, State
from scoring.engine.saying import said, shown

Operand = Fraction | str | bool | tuple[str, ...] | tuple[Fraction, ...] | Measure

_LOWER_BOUND = ("at_least", "above", "of_periods")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "at_least": lambda value, bar: value >= bar,
    "of_periods": lambda value, bar: value >= bar,
    "at_most": lambda value, bar: value <= bar,
    "above": lambda value, bar: value > bar,
    "below": lambda value, bar: value < bar,
    "equals": lambda value, bar: value == bar,
    "includes": lambda value, bar: set(bar) <= value,
    "one_of": lambda value, bar: value in bar,
    "between": lambda value, bar: bar[0] <= value <= bar[1],
    "odd": lambda value, bar: (value.denominator == 1 and value.numerator % 2 == 1) is bar,
    "filled": lambda value, bar: _is_filled(value) is bar,
}
OPERATORS = frozenset(_COMPARE)


def _is_filled(value: Any) -> bool:
    return bool(value) or value is False


@dataclass(frozen=True)
class Verdict:
    """Answer to a condition.

    ``open`` tells of an unmet verdict that only rests on entries the branch has not made.
    ``blocking`` names the facts of the parts that do not hold; ``missing`` those without value.
    """

    state: State
    value: str = ""
    awaits: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    why: tuple[Reason, ...] = ()
    open: bool = False
    blocking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """What must hold. Subclasses are a comparison and the trees."""

    def facts(self) -> tuple[str, ...]:
        """Return the keys of the facts read, each once, in order."""
        return tuple(dict.fromkeys(key for part in self._parts() for key in part.facts()))

    def evaluate(self, book: FactBook) -> Verdict:
        """Return the verdict on this condition with its reasons."""
        raise NotImplementedError

    def _parts(self) -> tuple[Condition, ...]:
        return ()


@dataclass(frozen=True)
class Compare(Condition):
    """One measure, one operator, and what it is compared with."""

    measure: Measure
    operator: str
    operand: Operand

    def facts(self) -> tuple[str, ...]:
        """Return the facts of both sides."""
        other = self.operand.facts() if isinstance(self.operand, Measure) else ()
        return tuple(dict.fromkeys(self.measure.facts() + other))

    def evaluate(self, book: FactBook) -> Verdict:
        """Return met or unmet; who owes what when a value is missing; or not arising."""
        value = self.measure.compute(book)
        bar: Any = self.operand
        if isinstance(bar, Measure):
            bar = bar.compute(book)
        for side in (value, bar):
            if isinstance(side, NotArising):
                return Verdict(State.NOT_ARISING, why=(side.reason,))
        if isinstance(bar, Missing):
            return _owed(self, book, bar)
        if isinstance(value, Missing):
            if not self._certain(value, bar):
                return _owed(self, book, value)
            value = value.low or Fraction(0)
        return self._compared(book, value, bar)

    def _certain(self, value: Missing, bar: Any) -> bool:
        if value.low is None or self.operator not in _LOWER_BOUND:
            return False
        return _COMPARE[self.operator](value.low, bar)

    def _compared(self, book: FactBook, value: Any, bar: Any) -> Verdict:
        left, right = self._ordered(book, value), bar
        if left is not value:
            right = self._ordered(book, bar)
        holds = _COMPARE[self.operator](left, right)
        why: tuple[Reason, ...] = (self._reason(book, value, bar, holds),)
        if not holds:
            why += self.measure.explain(book)
        return Verdict(
            State.MET if holds else State.UNMET,
            value=shown(self.measure, book, value),
            why=why,
            blocking=() if holds else self.facts(),
        )

    def _reason(self, book: FactBook, value: Any, bar: Any, holds: bool) -> Reason:
        data = {"what": self.measure.label(book)}
        if self.operator == "includes":
            lacking = [option for option in bar if option not in value]
            data["options"] = list(bar) if holds else lacking
            return Reason("selection_met" if holds else "selection_unmet", data)
        data["value"] = said(self.measure, book, value, itself=True)
        data["requirement"] = self.requirement(book, bar)
        return Reason("condition_met" if holds else "condition_unmet", data)

    def _ordered(self, book: FactBook, value: Any) -> Any:
        """Return the rank of an enum's option, so that options compare by their order."""
        if not isinstance(value, str) or self.operator not in (
            "at_least", "at_most", "above", "below",
        ):  # fmt: skip
            return value
        return book.definitions[self.measure.facts()[0]].options.index(value)

    def requirement(self, book: FactBook, bar: Any) -> Reason:
        """Return what is asked for, as a reason such as "at least 80%"."""
        if isinstance(self.measure, PeriodsMet):
            count = self.measure.count(bar, book)
            return Reason(f"require_{self.measure.every}s", {"count": count})
        if isinstance(bar, bool):
            return Reason(f"require_{self.operator}_{'yes' if bar else 'no'}")
        if isinstance(bar, tuple):
            wanted = [said(self.measure, book, one) for one in bar]
            if self.operator == "between":
                return Reason("require_between", {"low": wanted[0], "high": wanted[1]})
            return Reason(f"require_{self.operator}", {"wanted": wanted})
        wanted_one: Any = said(self.measure, book, bar)
        if isinstance(self.operand, Measure):
            wanted_one = Reason("named", {"what": self.operand.label(book), "value": wanted_one})
        return Reason(f"require_{self.operator}", {"wanted": wanted_one})


def _owed(condition: Compare, book: FactBook, absent: Missing) -> Verdict:
    """Return the verdict while facts are missing: unmet by the branch, or awaiting others."""
    definitions = [book.definitions[key] for key in absent.keys]
    own = [one for one in definitions if one.branch_owned]
    arithmetic = condition.measure.explain(book)
    if own:
        why = (Reason("not_filled", {"facts": _names(own)}), *arithmetic)
        return Verdict(
            State.UNMET,
            missing=absent.keys,
            why=why,
            open=True,
            blocking=tuple(one.key for one in own),
        )
    data = {"facts": _names(definitions), "providers": list(absent.providers)}
    return Verdict(
        State.AWAITING,
        awaits=absent.providers,
        missing=absent.keys,
        why=(Reason("awaiting_fact", data), *arithmetic),
    )


def _names(definitions: list[FactDefinition]) -> list[dict[str, str]]:
    return [one.label for one in definitions]


def _merged(state: State, verdicts: list[Verdict], deciding: list[Verdict]) -> Verdict:
    """Return one verdict out of many; those that decide give the value and the reasons."""

    def gather(name: str, source: list[Verdict]) -> tuple[Any, ...]:
        entries = [entry for verdict in source for entry in getattr(verdict, name)]
        return tuple(dict.fromkeys(entries)) if name != "why" else tuple(entries)

    return Verdict(
        state,
        value="；".join(dict.fromkeys(one.value for one in deciding if one.value)),
        awaits=gather("awaits", verdicts) if state == State.AWAITING else (),
        missing=gather("missing", verdicts) if not state.holds else (),
        why=gather("why", deciding),
        open=state == State.UNMET and all(one.open for one in deciding),
        blocking=gather("blocking", deciding) if not state.holds else (),
    )


@dataclass(frozen=True)
class All(Condition):
    """``{all: [...]}``: unmet before awaiting before met before not arising."""

    conditions: tuple[Condition, ...]

    def evaluate(self, book: FactBook) -> Verdict:
        """Return the worst verdict; entries not made count after what is certainly unmet."""
        verdicts = [condition.evaluate(book) for condition in self.conditions]
        for wanted in (State.UNMET, State.AWAITING, State.MET):
            hits = [verdict for verdict in verdicts if verdict.state == wanted]
            if hits:
                certain = [verdict for verdict in hits if not verdict.open]
                merged = _merged(wanted, verdicts, hits)
                return replace(merged, open=wanted == State.UNMET and not certain)
        return _merged(State.NOT_ARISING, verdicts, verdicts)

    def _parts(self) -> tuple[Condition, ...]:
        return self.conditions


@dataclass(frozen=True)
class AnyOf(Condition):
    """``{any: [...]}``: met before awaiting before unmet; what does not arise drops out."""

    conditions: tuple[Condition, ...]

    def evaluate(self, book: FactBook) -> Verdict:
        """Return the best verdict of the branches that arise."""
        verdicts = [condition.evaluate(book) for condition in self.conditions]
        arising = [verdict for verdict in verdicts if verdict.state != State.NOT_ARISING]
        if not arising:
            return _merged(State.NOT_ARISING, verdicts, verdicts)
        for wanted in (State.MET, State.AWAITING):
            hits = [verdict for verdict in arising if verdict.state == wanted]
            if hits:
                return _merged(wanted, arising, hits)
        merged = _merged(State.UNMET, arising, arising)
        still_open = any(verdict.open for verdict in arising)
        why = (Reason("one_is_enough", {"count": len(arising)}), *merged.why)
        return replace(merged, open=still_open, why=why)

    def _parts(self) -> tuple[Condition, ...]:
        return self.conditions


_OPPOSITE = {State.MET: State.UNMET, State.UNMET: State.MET}


@dataclass(frozen=True)
class Not(Condition):
    """``{not: c}``: met and unmet change places; what is missing stays missing."""

    condition: Condition

    def evaluate(self, book: FactBook) -> Verdict:
        """Return the opposite verdict."""
        inner = self.condition.evaluate(book)
        if inner.open or inner.state not in _OPPOSITE:
            return inner
        state = _OPPOSITE[inner.state]
        return Verdict(
            state,
            value=inner.value,
            why=(Reason("opposite_of", {"because": list(inner.why)}),),
            blocking=() if state.holds else self.facts(),
        )

    def _parts(self) -> tuple[Condition, ...]:
        return (self.condition,)


@dataclass(frozen=True)
class When(Condition):
    """``{when: c, then: c}``: asks only where the first holds; does not arise elsewhere."""

    condition: Condition
    then: Condition

    def evaluate(self, book: FactBook) -> Verdict:
        """Return the verdict of ``then`` where ``when`` holds."""
        first = self.condition.evaluate(book)
        if first.state == State.MET:
            return self.then.evaluate(book)
        if first.open or first.state == State.AWAITING:
            return first
        return Verdict(State.NOT_ARISING, why=(Reason("not_asked", {"because": list(first.why)}),))

    def _parts(self) -> tuple[Condition, ...]:
        return (self.condition, self.then)
