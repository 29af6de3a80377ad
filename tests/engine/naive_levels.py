"""A second, naive way from lines and answers to the level: plain dicts, no reasons.

Written against the rules, not against the engine: nothing of ``scoring.engine`` is imported.
"""

from __future__ import annotations

from typing import Any, Protocol


class Asked(Protocol):
    """A branch that answers conditions and knows what it held before."""

    year: int
    held: dict[int, str]
    terms: dict[str, int]

    def ask(self, node: dict[str, Any]) -> str: ...


def held_before(branch: Asked, order: list[str]) -> str:
    """The newest star whose term reaches into the year; of the levels in ``order``."""
    for back in range(1, 12):
        level = branch.held.get(branch.year - back, "")
        if level in order and back <= branch.terms.get(level, 1):
            return level
    return ""


def gates_of(
    document: dict[str, Any], branch: Asked, answers: dict[str, Any], findings: dict[str, bool]
) -> dict[str, dict[str, str]]:
    """By level, the answer of every gate; the steps of a promotion are gates like others."""
    found: dict[str, dict[str, str]] = {}
    promotion = document.get("promotion")
    order = [level["id"] for level in document["levels"]]
    had = held_before(branch, order)
    for place, level in enumerate(document["levels"]):
        told = {
            gate["id"]: answer(gate, branch, answers, findings) for gate in level.get("gates", ())
        }
        if promotion and place >= promotion["steps"]:
            name = "PROMOTION-" + level["id"]
            near = had != "" and order.index(had) >= place - promotion["steps"]
            told[name] = excused(promotion, name, "yes" if near else "no", answers, findings)
        found[level["id"]] = told
    return found


def answer(
    gate: dict[str, Any], branch: Asked, answers: dict[str, Any], findings: dict[str, bool]
) -> str:
    if gate.get("judged"):
        return {True: "yes", False: "no", None: "wait"}[findings.get(gate["id"])]
    told = branch.ask(gate["condition"])
    plain = "no" if told == "open" else told
    return excused(gate, gate["id"], plain, answers, findings)


def excused(
    rule: dict[str, Any], name: str, told: str, answers: dict[str, Any], findings: dict[str, bool]
) -> str:
    """What an exception makes of a gate that is not met."""
    if told != "no" or "exception" not in rule:
        return told
    if name in findings:
        return "yes" if findings[name] else "no"
    claim = answers.get("gate:" + name) or {}
    return "wait" if claim.get("claimed") is True else "no"


def bound(document: dict[str, Any], branch: Asked, confirmed: list[str]) -> str | None:
    """The most that the vetoes leave: a level, "" for none, None for no bound."""
    order = ["", *(level["id"] for level in document["levels"])]
    least: str | None = None
    for veto in document.get("vetoes", ()):
        if not (veto["id"] in confirmed or told_by_facts(veto, branch)):
            continue
        leaves = {"cap": veto.get("level", ""), "freeze": held_before(branch, order[1:])}
        mine = leaves.get(veto.get("effect", "cancel"), "")
        least = mine if least is None else min(least, mine, key=order.index)
    return least


def told_by_facts(veto: dict[str, Any], branch: Asked) -> bool:
    if "condition" in veto:
        return branch.ask(veto["condition"]) == "yes"
    if "equals" in veto:
        veto.setdefault("_asked", {"value": veto["fact"], "equals": veto["equals"]})
        return branch.ask(veto["_asked"]) == "yes"
    return False


def placed(document: dict[str, Any], branch: Asked) -> tuple[str, str] | None:
    """How and where the first placement that fits puts the branch."""
    for rule in document.get("placements", ()):
        if branch.ask(rule["condition"]) == "yes":
            return rule["how"], "" if rule["level"] == "none" else rule["level"]
    return None


def decide(
    document: dict[str, Any],
    branch: Asked,
    gates: dict[str, dict[str, str]],
    lines: dict[str, bool],
    confirmed: list[str],
    applied: str,
) -> tuple[str, str]:
    """The level that holds, and the one if all that waits came out met."""
    order = ["", *(level["id"] for level in document["levels"])]
    most, place = bound(document, branch, confirmed), placed(document, branch)
    if place is not None:
        most = place[1] if most is None else min(most, place[1], key=order.index)
    results = []
    for good in ({"yes", "skip"}, {"yes", "skip", "wait"}):
        if place is not None and place[0] == "exactly":
            reached = most or ""
        else:
            reached = ""
            for level in order[1:]:
                allowed = most is None or order.index(level) <= order.index(most)
                if allowed and lines[level] and set(gates[level].values()) <= good:
                    reached = level
        results.append(min(reached, applied, key=order.index) if applied else reached)
    return results[0], results[1]
