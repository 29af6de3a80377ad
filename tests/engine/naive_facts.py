"""A second, naive reading of facts and measures: plain dicts and fractions, no reasons.

Written against the rules, not against the engine: nothing of ``scoring.engine`` is imported. An
answer is a triple (state, value, doubt); states are "yes", "no", "wait" and "skip".
"""

from __future__ import annotations

from datetime import date
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


class NaiveFacts:
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
        self.held: dict[int, str] = {}  # year of assessment -> level
        self.terms: dict[str, int] = {}  # level -> years in force; the keys are lowest first

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

    def of_level_held(self, _arg: Any, _node: Any) -> Told:
        return self.rank_before(self.year), None, []

    def of_years_held(self, level: str, _node: Any) -> Told:
        wanted, years = list(self.terms).index(level) + 1, 0
        while self.rank_before(self.year - years) >= wanted:
            years += 1
        return years, None, []

    def rank_before(self, year: int) -> int:
        given = [
            one
            for one in self.held
            if one < year and year - one <= self.terms.get(self.held[one], 0)
        ]
        return list(self.terms).index(self.held[max(given)]) + 1 if given else 0


MEASURES = {
    "level_held",
    "years_held",
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


def fits(cell: Any, test: dict[str, Any]) -> bool:
    if "at_least" in test:
        return number(cell) >= number(test["at_least"])
    return bool(cell == test["equals"])
