"""Reasons in words. Codes and data come from the engine, sentences from zh.yaml and en.yaml."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from scoring.engine.results import Reason

LANGUAGES = ("zh", "en")
_HERE = Path(__file__).parent
_CJK = "\u3400-\u9fff"
_SIGNS = "，。；：、！？“”（）《》"  # take no space beside them
_NEEDLESS = re.compile(f"(?<=[{_CJK}]) +(?=[{_CJK}])|(?<=[{_SIGNS}]) +| +(?=[{_SIGNS}])")


@lru_cache(maxsize=len(LANGUAGES))
def wording(language: str) -> Mapping[str, Any]:
    """Return terms and sentences of a language, read once.

    Raises:
        KeyError: a language without wording.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    text = (_HERE / f"{language}.yaml").read_text(encoding="utf-8")
    document: Mapping[str, Any] = yaml.safe_load(text)
    return document


def say(reason: Reason | Mapping[str, Any], language: str = "zh") -> str:
    """Return the sentence of a reason, given as Reason or as its stored ``{code, data}``.

    Languages other than Chinese and English (``zh-hans`` counts as Chinese) raise.

    Raises:
        KeyError: an unknown code or language, or data that the sentence needs and lacks.
    """
    language = language.split("-")[0].split("_")[0]
    code, data = _parts(reason)
    words = wording(language)
    values = {key: _render(key, value, data, language) for key, value in data.items()}
    text: str = words["sentences"][code].format_map(values)
    return _NEEDLESS.sub("", text) if language == "zh" else text


def in_both(reason: Reason) -> dict[str, str]:
    """Return the sentence in both languages."""
    return {language: say(reason, language) for language in LANGUAGES}


def provider_name(provider: str, language: str = "zh") -> str:
    """Return what a provider kind is called; an unknown kind by its own key."""
    providers: Mapping[str, str] = wording(language.split("-")[0])["terms"]["providers"]
    return providers.get(provider, provider)


def _parts(reason: Reason | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if isinstance(reason, Reason):
        return reason.code, reason.data
    return reason["code"], reason["data"]


def _is_reason(value: Any) -> bool:
    if isinstance(value, Reason):
        return True
    return isinstance(value, Mapping) and set(value) == {"code", "data"}


def _render(key: str, value: Any, data: Mapping[str, Any], language: str) -> str:
    if key in _SPECIAL:
        return _SPECIAL[key](value, data, language)
    if _is_reason(value):
        return say(value, language)
    if isinstance(value, Mapping):
        return str(value[language])
    if isinstance(value, (list, tuple)):
        return _joined(key, value, data, language)
    return "" if value is None else str(value)


def _joined(key: str, values: Sequence[Any], data: Mapping[str, Any], language: str) -> str:
    separators = wording(language)["terms"]["separators"]
    sentences = key == "because"
    parts = [_render("", value, data, language) for value in values]
    return str(separators["sentences" if sentences else "words"]).join(dict.fromkeys(parts))


def _near(value: Any, _data: Mapping[str, Any], language: str) -> str:
    return say(Reason("did_you_mean", {"word": value}), language) if value else ""


def _providers(value: Any, _data: Mapping[str, Any], language: str) -> str:
    separator: str = wording(language)["terms"]["separators"]["words"]
    return separator.join(provider_name(one, language) for one in value)


def _periods(value: Any, data: Mapping[str, Any], language: str) -> str:
    separator: str = wording(language)["terms"]["separators"]["words"]
    years = [name.partition("-")[0] for name in value]
    before = [str(data.get("year")), *years]
    plainly = set(before) == {before[0]}
    return separator.join(
        _period(name, language, with_year=not plainly and (n == 0 or years[n - 1] != years[n]))
        for n, name in enumerate(value)
    )


def _period(name: str, language: str, *, with_year: bool) -> str:
    """Return "2026-Q2" as a name; the year is said where it is not the year before in the list."""
    terms = wording(language)["terms"]
    year, _, part = name.partition("-")
    quarter = part.startswith("Q")
    period = terms["quarters"][int(part[1:]) - 1] if quarter else terms["months"][int(part) - 1]
    if not with_year:
        return str(period)
    return str(terms["period_of_year"]).format(year=year, period=period)


def _day(value: Any, _data: Mapping[str, Any], language: str) -> str:
    day = date.fromisoformat(value)
    form: str = wording(language)["terms"]["date"]
    return form.format(year=day.year, month=day.month, day=day.day)


_SPECIAL: dict[str, Callable[[Any, Mapping[str, Any], str], str]] = {
    "near": _near,
    "providers": _providers,
    "periods": _periods,
    "from": _day,
    "until": _day,
}
