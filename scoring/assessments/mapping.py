"""What an answer may be, by the rubric that asks for it; facts as they were declared."""

from collections.abc import Callable, Mapping
from typing import Any

from scoring.engine.results import Reason
from scoring.engine.rubric import Rubric

SENTENCE = 500  # characters of a claim
DECLARATIONS = ("none", "present")


class AnswerError(ValueError):
    """An answer that the rubric does not know; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        """Keep the reason."""
        super().__init__(reason.code)
        self.reason = reason


def check_answer(rubric: Rubric, entry: str, raw: Any) -> Any:
    """Return the value to store for an answer; nothing typed gives None, which clears it.

    ``item:<indicator>`` is a choice, ``part:<indicator>/<part>`` yes or no, ``gate:<gate>`` a
    claim with a sentence, ``veto:<veto>`` none or present, ``star`` a level.

    Raises:
        AnswerError: the rubric asks no such question, or knows no such answer.
    """
    kind, _, identifier = entry.partition(":")
    check = _CHECKS.get(kind)
    if check is None:
        raise _unknown(entry)
    return check(rubric, identifier, entry, raw)


def _unknown(entry: str) -> AnswerError:
    return AnswerError(Reason("entry_unknown", {"entry": entry[:60]}))


def _option(raw: Any, options: tuple[str, ...]) -> str | None:
    if raw is None or raw == "":
        return None
    if str(raw) not in options:
        raise AnswerError(Reason("answer_unknown", {"text": str(raw)[:40]}))
    return str(raw)


def _flag(raw: Any) -> bool | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, bool):
        return raw
    word = _option(raw, ("true", "false"))
    return word == "true"


def _item(rubric: Rubric, identifier: str, entry: str, raw: Any) -> Any:
    for item in rubric.indicators:
        if item.id == identifier and item.scoring.kind == "judged":
            return _option(raw, tuple(choice.id for choice in item.scoring.choices))
    raise _unknown(entry)


def _part(rubric: Rubric, identifier: str, entry: str, raw: Any) -> Any:
    indicator, _, part = identifier.partition("/")
    for item in rubric.indicators:
        if item.id == indicator and any(
            one.id == part and one.condition is None for one in item.scoring.parts
        ):
            return _flag(raw)
    raise _unknown(entry)


def _gate(rubric: Rubric, identifier: str, entry: str, raw: Any) -> Any:
    if not any(gate.id == identifier for gate in rubric.claimable):
        raise _unknown(entry)
    if raw is None or raw == "":
        return None
    if not isinstance(raw, dict) or not set(raw) <= {"claimed", "sentence"}:
        raise AnswerError(Reason("claim_malformed", {}))
    claimed = _flag(raw.get("claimed"))
    sentence = str(raw.get("sentence") or "").strip()
    if len(sentence) > SENTENCE:
        raise AnswerError(Reason("claim_too_long", {"limit": SENTENCE}))
    if claimed is None and not sentence:
        return None
    return {"claimed": bool(claimed), "sentence": sentence}


def _veto(rubric: Rubric, identifier: str, entry: str, raw: Any) -> Any:
    if not any(veto.id == identifier for veto in rubric.vetoes):
        raise _unknown(entry)
    return _option(raw, DECLARATIONS)


def _star(rubric: Rubric, identifier: str, entry: str, raw: Any) -> Any:
    if identifier:
        raise _unknown(entry)
    return _option(raw, tuple(level.id for level in rubric.levels))


_CHECKS: dict[str, Callable[[Rubric, str, str, Any], Any]] = {
    "item": _item,
    "part": _part,
    "gate": _gate,
    "veto": _veto,
    "star": _star,
}


def declared_key(year: int, entry: str) -> str:
    """Return under which key a declared fact is kept beside its declaration."""
    return f"{year}/{entry}"


def as_declared(
    values: Mapping[int, dict[str, Any]], declared: Mapping[str, Any]
) -> dict[int, dict[str, Any]]:
    """Return calendar year -> fact -> value with the declared values in the place of later ones.

    ``values`` is what the sheets hold now; months and quarters stand in a dict of their own.
    """
    found = {year: dict(facts) for year, facts in values.items()} if declared else dict(values)
    for place, value in declared.items():
        year, _slash, entry = place.partition("/")
        key, _colon, period = entry.partition(":")
        facts = found.setdefault(int(year), {})
        if period:
            facts[key] = _without_none({**facts.get(key, {}), period: value})
        else:
            facts[key] = value
        if facts[key] in (None, {}):
            del facts[key]
    return found


def _without_none(periods: Mapping[str, Any]) -> dict[str, Any]:
    return {period: value for period, value in periods.items() if value is not None}
