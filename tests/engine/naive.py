"""A second, naive scorer: straight from the documents, plain dicts and fractions, no reasons.

Written against the rules, not against the engine: nothing of ``scoring.engine`` is imported. An
answer is a triple (state, value, doubt); states are "yes", "no", "wait" and "skip".
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

OWN = {"secretary", "org_member", "publicity_member", "discipline_member"}
NONE = object()
ZERO, ONE = Fraction(0), Fraction(1)
Told = tuple[Any, Any, list[str]]


@cache
def number(value: Any) -> Fraction:
    """An exact number out of anything a document writes as one."""
    return Fraction(str(value))


class Naive:
    """One branch: facts document, sheets by year, window as two dates, founding date."""

    def __init__(
        self,
        facts: list[dict[str, Any]],
        sheets: dict[int, dict[str, Any]],
        year: int,
        founded: date | None,
        incidents: list[tuple[str, date]],
    ) -> None:
        self.facts = {one["key"]: one for one in facts}
        self.sheets = sheets
        self.year = year
        self.founded = founded
        self.incidents = incidents
        self.memory: dict[Any, Any] = {}

    # ---- facts

    def fact(self, key: str) -> Any:
        """The value, NONE when nobody has entered it, "0/0" for a share of nothing."""
        spec = self.facts[key]
        if spec.get("derived"):
            ((form, arg),) = spec["derived"].items()
            return self.derive(form, arg)
        if spec["type"] == "count_by_year":
            return self.count(key, 0)
        return self.sheets.get(self.year, {}).get(key, NONE)

    def derive(self, form: str, arg: Any) -> Any:
        if form == "sum":
            parts = [self.fact(one) for one in arg]
            return NONE if NONE in parts else sum(number(one) for one in parts)
        if form == "ratio":
            return self.share([arg[0]], [arg[1]])
        if form == "years_free_of":
            clean, sure = self.clean(arg)
            return clean if sure else NONE
        rows = self.fact(arg if form == "count_rows" else arg[0])
        return NONE if rows is NONE else self.tally(form, arg, rows)

    def tally(self, form: str, arg: Any, rows: list[Any]) -> Any:
        if form == "count_rows":
            return len(rows)
        cells = [row[arg[1]] for row in rows if arg[1] in row]
        if form == "min_of":
            return min(map(number, cells)) if cells else NONE
        return len([one for one in cells if fits(one, arg[2])])

    def count(self, key: str, back: int) -> Any:
        first, last = date(self.year - back - 1, 10, 1), date(self.year - back, 9, 30)
        dated = len([1 for name, day in self.incidents if name == key and first <= day <= last])
        typed = self.sheets.get(self.year - back, {}).get(key)
        if typed is None and not dated:
            return NONE
        return max(typed or 0, dated)

    def clean(self, key: str) -> tuple[int, bool]:
        for back in range(5):
            if self.founded and self.founded > date(self.year - back - 1, 10, 1):
                return back, True
            count = self.count(key, back)
            if count is NONE:
                return back, False
            if count > 0:
                return back, True
        return 5, True

    def series(self, key: str, every: str) -> list[Any]:
        monthly = self.facts[key]["type"] == "int_by_month"
        months = [(self.year - 1, m) for m in (10, 11, 12)] + [(self.year, m) for m in range(1, 10)]
        quarters = [(self.year - 1, 4), (self.year, 1), (self.year, 2), (self.year, 3)]

        def got(year: int, n: int) -> Any:
            return self.sheets.get(year, {}).get(key, {}).get(str(n), NONE)

        if not monthly:
            return [(n, got(y, n)) for y, n in quarters]
        if every == "month":
            return [(n, got(y, n)) for y, n in months]
        out = []
        for y, q in quarters:
            three = [got(y, m) for m in (3 * q - 2, 3 * q - 1, 3 * q)]
            known = [one for one in three if one is not NONE]
            out.append((q, sum(known) if known else NONE))
        return out

    def owner(self, key: str) -> bool:
        """Whether the branch owes a missing fact, or one behind it."""
        rule = self.facts[key].get("derived")
        if not rule:
            return self.facts[key]["provider"] in OWN
        ((form, arg),) = rule.items()
        if form in ("min_of", "count_where"):
            arg = [arg[0]]
        behind = [arg] if isinstance(arg, str) else arg
        whole = form in ("min_of", "years_free_of")
        return any(self.owner(one) for one in behind if whole or self.fact(one) is NONE)

    def share(self, over: list[str], under: list[str]) -> Any:
        down = [self.fact(one) for one in under]
        if NONE not in down and sum(number(one) for one in down) == 0:
            return "0/0"
        up = [self.fact(one) for one in over]
        if NONE in up or NONE in down:
            return NONE
        return sum(number(one) for one in up) / sum(number(one) for one in down)

    # ---- measures: value, smallest possible value, keys lacking

    def measure(self, node: dict[str, Any]) -> Told:
        name = next(one for one in node if one in MEASURES)
        told: Told = getattr(self, "of_" + name)(node[name], node)
        return told

    def of_value(self, key: str, _node: Any) -> Told:
        value = self.fact(key)
        return value, None, [key] if value is NONE else []

    of_rank = of_value

    def of_ratio(self, arg: list[Any], _node: Any) -> Told:
        over, under = ([one] if isinstance(one, str) else one for one in arg)
        value = self.share(over, under)
        if value is not NONE:
            return value, None, []
        return NONE, None, [key for key in over + under if self.fact(key) is NONE]

    def of_periods_met(self, key: str, node: dict[str, Any]) -> Told:
        series = [value for _, value in self.series(key, node["every"])]
        bar = number(node.get("at_least", 1))
        rate = Fraction(len([v for v in series if v is not NONE and v >= bar]), len(series))
        return (NONE, rate, [key]) if NONE in series else (rate, None, [])

    def of_period(self, key: str, node: dict[str, Any]) -> Told:
        every = "quarter" if "quarter" in node else "month"
        hits = [value for n, value in self.series(key, every) if n == node[every]]
        return hits[-1], None, [key] if hits[-1] is NONE else []

    def of_count(self, key: str, node: dict[str, Any]) -> Told:
        entries = self.fact(key)
        if entries is NONE:
            return NONE, None, [key]
        if "of" in node:
            return len([one for one in node["of"] if one in entries]), None, []
        if "where" in node:
            column, test = node["where"]
            rows = [row for row in entries if column in row and fits(row[column], test)]
            return len(rows), None, []
        return len(entries), None, []

    def over(self, how: Any, arg: Any, bounded: bool) -> Told:
        keys = [arg] if isinstance(arg, str) else arg
        values: list[Any] = []
        for key in keys:
            if self.facts[key]["type"].startswith("int_by"):
                values += [value for _, value in self.series(key, "month")]
            else:
                values.append(self.fact(key))
        known = [number(value) for value in values if value is not NONE]
        if len(known) == len(values):
            return how(known), None, []
        return NONE, how(known) if known and bounded else None, list(keys)

    def of_min(self, arg: Any, _node: Any) -> Told:
        return self.over(min, arg, bounded=False)

    def of_max(self, arg: Any, _node: Any) -> Told:
        return self.over(max, arg, bounded=True)

    def of_sum(self, arg: Any, _node: Any) -> Told:
        return self.over(sum, arg, bounded=True)

    def of_years_free_of(self, key: str, _node: Any) -> Told:
        clean, sure = self.clean(key)
        return (clean, None, []) if sure else (NONE, clean, [key])

    def of_difference(self, arg: list[str], _node: Any) -> Told:
        first, second = (self.fact(one) for one in arg)
        if NONE in (first, second):
            return NONE, None, [one for one in arg if self.fact(one) is NONE]
        return number(first) - number(second), None, []

    def of_years_since(self, key: str, _node: Any) -> Told:
        value = self.fact(key)
        if value is NONE:
            return NONE, None, [key]
        day = date.fromisoformat(value)
        birthday_to_come = (day.month, day.day) > (9, 30)
        return self.year - day.year - (1 if birthday_to_come else 0), None, []

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


MEASURES = {
    "value",
    "rank",
    "ratio",
    "periods_met",
    "period",
    "count",
    "min",
    "max",
    "sum",
    "years_free_of",
    "difference",
    "years_since",
}
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


def fits(cell: Any, test: dict[str, Any]) -> bool:
    if "at_least" in test:
        return number(cell) >= number(test["at_least"])
    return bool(cell == test["equals"])


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
        # the shipped rubric has an item in every dimension that always applies
        dimensions.append(hundredths(got * number(dimension["weight"]) / live))
    return points, dimensions


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
    total = sum(dimensions, Decimal(0))
    gates: dict[str, str] = {}
    order, reached, hoped = [""], "", ""
    for level in document["levels"]:
        order.append(level["id"])
        told = {gate["id"]: ask_gate(gate, branch, gate_findings) for gate in level["gates"]}
        gates.update(told)
        if total < number(level["min_score"]) or vetoes:
            continue
        if set(told.values()) <= {"yes", "skip"}:
            reached = level["id"]
        if set(told.values()) <= {"yes", "skip", "wait"}:
            hoped = level["id"]
    if applied:
        reached, hoped = (min(one, applied, key=order.index) for one in (reached, hoped))
    return {
        "points": points,
        "dimensions": dimensions,
        "total": total,
        "level": reached,
        "provisional": hoped,
        "gates": gates,
    }


def ask_gate(gate: dict[str, Any], branch: Naive, findings: dict[str, bool]) -> str:
    if gate.get("judged"):
        return {True: "yes", False: "no", None: "wait"}[findings.get(gate["id"])]
    told = branch.ask(gate["condition"])
    return "no" if told == "open" else told
