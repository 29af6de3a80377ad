"""A second, naive scorer: straight from the documents, plain dicts and fractions, no reasons.

Written against the rules, not against the engine: nothing of ``scoring.engine`` is imported. An
answer is "yes", "no", "wait" (for others), "open" (not filled in by the branch) or "skip" (does
not arise).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tests.engine.naive_facts import NONE, ONE, ZERO, NaiveFacts, number
from tests.engine.naive_levels import decide, gates_of

SIGNS = {
    "at_least",
    "at_most",
    "above",
    "below",
    "equals",
    "includes",
    "one_of",
    "between",
    "odd",
    "filled",
}


class Naive(NaiveFacts):
    """One branch, asked conditions and given points."""

    # ---- conditions: "yes" "no" "wait" "skip", and "open" for entries the branch has not made

    def ask(self, node: dict[str, Any]) -> str:
        """The answer to a condition of the document, remembered by its place in it."""
        if id(node) not in self.memory:
            self.memory[id(node)] = self.think(node)
        return str(self.memory[id(node)])

    def think(self, node: dict[str, Any]) -> str:
        if "all" in node:
            answers = [self.ask(one) for one in node["all"]]
            return next(one for one in ("no", "open", "wait", "yes", "skip") if one in answers)
        if "any" in node:
            answers = [self.ask(one) for one in node["any"]]
            return next(one for one in ("yes", "wait", "open", "no", "skip") if one in answers)
        if "not" in node:
            inner = self.ask(node["not"])
            return {"yes": "no", "no": "yes"}.get(inner, inner)
        if "when" in node:
            first = self.ask(node["when"])
            if first == "yes":
                return self.ask(node["then"])
            return first if first in ("open", "wait") else "skip"
        return self.compare(node)

    def compare(self, node: dict[str, Any]) -> str:
        value, low, lacking = self.measure(node)
        sign, bar = next(((k, v) for k, v in node.items() if k in SIGNS), ("at_least", 1))
        if "periods_met" in node:
            sign, bar = "at_least", node.get("of_periods", 1)
        others: list[str] = []
        if isinstance(bar, dict):
            bar, _, others = self.measure(bar)
        if "0/0" in (value, bar):
            return "skip"
        if bar is NONE:
            return self.lack(others)
        if value is not NONE:
            return "yes" if self.holds(node, sign, value, bar) else "no"
        sure = low is not None and sign in ("at_least", "above")
        return "yes" if sure and self.holds(node, sign, low, bar) else self.lack(lacking)

    def lack(self, keys: list[str]) -> str:
        return "open" if any(self.owner(one) for one in keys) else "wait"

    def holds(self, node: dict[str, Any], sign: str, value: Any, bar: Any) -> bool:
        spec = self.facts.get(str(node.get("value")), {})
        if sign in ("includes", "filled", "one_of"):
            return self.member(sign, value, bar)
        if spec.get("type") == "enum" and sign != "equals":
            value, bar = spec["options"].index(value), spec["options"].index(bar)
        if spec.get("type") in ("text", "bool", "enum") and sign == "equals":
            return bool(value == bar)
        amount = number(value)
        if sign == "odd":
            return (amount % 2 == 1) == bar
        if sign == "between":
            return number(bar[0]) <= amount <= number(bar[1])
        bar = number(bar)
        told = {"at_least": amount >= bar, "at_most": amount <= bar, "equals": amount == bar}
        return {**told, "above": amount > bar, "below": amount < bar}[sign]

    def member(self, sign: str, value: Any, bar: Any) -> bool:
        if sign == "includes":
            return all(one in value for one in ([bar] if isinstance(bar, str) else bar))
        if sign == "filled":
            return (value not in ("", [])) == bar
        return str(value) in [str(one) for one in bar]

    # ---- points

    def item(self, spec: dict[str, Any], answers: dict[str, Any]) -> Any:
        """Share of the maximum, or None where the item does not apply."""
        without = spec.get("not_applicable_when")
        if without and self.ask(without) == "yes":
            return None
        how = spec["scoring"]
        return getattr(self, "by_" + how["kind"])(spec, how, answers)

    def by_judged(self, spec: Any, how: Any, answers: dict[str, Any]) -> Any:
        chosen = answers.get("item:" + spec["id"])
        return next((number(one["share"]) for one in how["choices"] if one["id"] == chosen), ZERO)

    def by_boolean(self, _spec: Any, how: Any, _answers: Any) -> Any:
        return {"yes": ONE, "skip": None}.get(self.ask(how["condition"]), ZERO)

    def by_tiered(self, _spec: Any, how: Any, _answers: Any) -> Any:
        told = [self.ask(tier["condition"]) for tier in how["tiers"]]
        if "yes" in told:
            return number(how["tiers"][told.index("yes")]["share"])
        return None if set(told) == {"skip"} else number(how.get("otherwise", 0))

    def by_checklist(self, spec: Any, how: Any, answers: dict[str, Any]) -> Any:
        got = whole = ZERO
        for part in how["parts"]:
            if part.get("judged"):
                told = "yes" if answers.get(f"part:{spec['id']}/{part['id']}") is True else "no"
            else:
                told = self.ask(part["condition"])
            weight = number(part.get("weight", 1))
            whole += weight if told != "skip" else 0
            got += weight if told == "yes" else 0
        return got / whole if whole else None

    def by_proportional(self, _spec: Any, how: Any, _answers: Any) -> Any:
        value, low, _ = self.measure(how["measure"])
        if value == "0/0":
            return None
        so_far = (low or ZERO) if value is NONE else number(value)
        return max(ZERO, min(ONE, so_far / number(how.get("target", 1))))

    def by_count_deduction(self, spec: Any, how: Any, _answers: Any) -> Any:
        value, _, _ = self.measure(how["measure"])
        if value in (NONE, "0/0"):
            return None if value == "0/0" else ZERO
        amount, whole = number(value), number(spec["max"])
        off = amount - number(how.get("free", 0))
        if "short_of" in how:
            off = number(how["short_of"]) - amount
        return max(ZERO, whole - max(ZERO, off) * number(how["each"])) / whole


def hundredths(amount: Fraction) -> Decimal:
    """Round half up to 0.01."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def points_of(
    document: dict[str, Any], branch: Naive, answers: dict[str, Any], findings: dict[str, Decimal]
) -> tuple[dict[str, Any], list[Decimal]]:
    """Points by item, None where it does not apply, and points of the dimensions."""
    points: dict[str, Any] = {}
    dimensions: list[Decimal] = []
    for dimension in document["dimensions"]:
        live = got = ZERO
        for spec in dimension["indicators"]:
            share = branch.item(spec, answers)
            if share is None:
                points[spec["id"]] = None
                continue
            mine = findings.get(spec["id"], hundredths(share * number(spec["max"])))
            points[spec["id"]] = mine
            got += Fraction(mine)
            live += number(spec["max"])
        # the rubrics compared have an item in every dimension that always applies
        dimensions.append(hundredths(got * number(dimension["weight"]) / live))
    return points, dimensions


def sheets_of(document: dict[str, Any], dimensions: list[Decimal]) -> dict[str, Decimal]:
    """Points of the part sheets."""
    by_id = {one["id"]: mine for one, mine in zip(document["dimensions"], dimensions, strict=True)}
    return {
        one["id"]: sum((by_id[key] for key in one["dimensions"]), Decimal(0))
        for one in document.get("sheets", ())
    }


def without_bonus(document: dict[str, Any], dimensions: list[Decimal]) -> Decimal:
    """The sum of the dimensions, or every sheet's share of its best, weighted, of the maximum."""
    if not document.get("sheets"):
        return sum(dimensions, Decimal(0))
    weight = {one["id"]: number(one["weight"]) for one in document["dimensions"]}
    mine, whole = sheets_of(document, dimensions), ZERO
    for one in document["sheets"]:
        best = sum((weight[key] for key in one["dimensions"]), ZERO)
        whole += number(one["weight"]) * Fraction(mine[one["id"]]) / best
    return hundredths(whole * number(document["max"]))


def bonus_of(document: dict[str, Any], branch: Naive, findings: dict[str, bool]) -> Decimal:
    """All bonuses together, under their cap."""
    given = Decimal(0)
    for one in document.get("bonuses", ()):
        if "measure" in one:
            value, _, _ = branch.measure(one["measure"])
            units = ZERO if value in (NONE, "0/0") else max(ZERO, number(value))
            given += hundredths(min(number(one["at_most"]), units * number(one["each"])))
        elif one.get("judged"):
            given += hundredths(number(one["points"])) if findings.get(one["id"]) else 0
        elif branch.ask(one["condition"]) == "yes":
            given += hundredths(number(one["points"]))
    return min(given, hundredths(number(document.get("bonus_cap", given))))


def reaches(level: dict[str, Any], document: dict[str, Any], total: Decimal, own: Any) -> bool:
    """Whether the lines of a level hold: its own, and those of further sheets."""
    mine = own[level["sheet"]] if level.get("sheet") else total
    further = level.get("sheet_lines", {})
    return bool(mine >= number(level["min_score"])) and all(
        own[key] >= number(line) for key, line in further.items()
    )


def rate(
    document: dict[str, Any],
    branch: Naive,
    answers: dict[str, Any],
    *,
    findings: dict[str, Decimal],
    gate_findings: dict[str, bool],
    vetoes: list[str],
    applied: str,
) -> dict[str, Any]:
    """Points by item and dimension, total, level, and the level if all that waits came out met."""
    points, dimensions = points_of(document, branch, answers, findings)
    total = without_bonus(document, dimensions)
    bonus = bonus_of(document, branch, gate_findings)
    total += bonus if document.get("bonus_counts") else 0
    own = sheets_of(document, dimensions)
    lines = {one["id"]: reaches(one, document, total, own) for one in document["levels"]}
    gates = gates_of(document, branch, answers, gate_findings)
    reached, hoped = decide(document, branch, gates, lines, vetoes, applied)
    return {
        "points": points,
        "dimensions": dimensions,
        "total": total,
        "sheets": own,
        "bonus": bonus,
        "level": reached,
        "provisional": hoped,
        "gates": {name: told for level in gates.values() for name, told in level.items()},
    }
