"""Rubrics as YAML files: written so that they load again to the same content, and read.

The reader of this project takes a number with a decimal point as the text that was written, so
such texts stand without quotes; every other text that YAML would take for something else has them.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from scoring.engine.document import compose
from scoring.engine.facts import FactDefinition
from scoring.engine.faults import Fault, FaultsFound
from scoring.rubrics.checking import read_checked
from scoring.rubrics.lined_yaml import Place, YamlFaults, read_yaml_with_lines

LARGEST = 1024 * 1024
"""Bytes of a file; the largest scheme that ships has 40,000."""

_FLOW = 96  # signs of a map that still stands on one line
_SPELT = re.compile("_(x[0-9A-Fa-f]{4}_)")
_QUOTED = ("number", "version")  # look like numbers and are none
_BEFORE = (
    "format", "id", "number", "version", "name", "name_en", "subject", "source", "legal_basis",
    "requirement", "weight", "max", "kind", "level", "trigger", "claim", "stars", "min_score",
    "effect", "rule", "when", "then", "value", "ratio", "periods_met", "count", "min",
    "sum", "period", "years_free_of", "change_from_prior", "rank", "difference", "years_since",
    "share_below", "every", "of", "where", "need",
)  # fmt: skip
_AFTER = (
    "judged", "points", "share", "condition", "measure", "target", "each", "free", "short_of",
    "facts", "rules", "evidence", "on_site", "not_applicable_when", "scoring", "tiers", "parts",
    "choices", "otherwise", "notes", "settings", "missing", "sheets", "dimensions", "indicators",
    "levels", "gates", "vetoes", "quotas", "bonuses",
)  # fmt: skip
_PLACES = {key: n for n, key in enumerate(_BEFORE)} | {
    key: 1000 + n for n, key in enumerate(_AFTER)
}


class YamlRefused(ValueError):
    """A file that makes no rubric: every fault with its line."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        """Keep every fault."""
        super().__init__(f"{len(places)} faults")
        self.places = places


def yaml_text(document: Mapping[str, Any]) -> str:
    """Return a document as YAML text that ``read_yaml`` takes back to the same content hash."""
    node = _Writer().represent_data(ordered(document))
    return str(yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=_FLOW + 4))


def yaml_value(value: Any) -> str:
    """Return one part of a document as YAML on as few lines as it takes."""
    node = _Writer(flow=True).represent_data(ordered(value))
    text = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=10**6)
    text = _SPELT.sub(r"\\x5f\1", str(text))  # workbooks take it for the sign that it spells
    return text.removesuffix("\n").removesuffix("...").removesuffix("\n")


def parse_value(text: str) -> Any:
    """Return what one YAML value says.

    Raises:
        YamlFaults: it is not plain YAML.
    """
    return _parsed(Path("value"), text.encode()).data


def read_yaml(
    content: bytes,
    library: Mapping[str, Mapping[str, Any]],
    definitions: Mapping[str, FactDefinition],
) -> dict[str, Any]:
    """Return the self-contained document of a YAML file, without fault.

    ``library`` holds the documents that the file may be composed of, by the id of the rubric.

    Raises:
        YamlRefused: with every fault that can be told, each with its line.
    """
    if len(content) > LARGEST:
        raise YamlRefused((Place("", 1, "yaml_too_large", {"limit": LARGEST // 1024}),))
    try:
        source = _parsed(Path("file"), content)
    except YamlFaults as found:
        raise YamlRefused(found.places) from found
    name = source.data.get("id") if isinstance(source.data, dict) else None
    if not isinstance(name, str):
        raise YamlRefused((Place("", 1, "rubric_without_id"),))
    try:
        document = compose({**library, name: source.data}, name)
        read_checked(document, definitions)
    except FaultsFound as found:
        places = [_place(fault, source.line(fault.path)) for fault in found.faults]
        raise YamlRefused(tuple(sorted(places, key=lambda place: place.line))) from found
    return document


def _parsed(path: Path, content: bytes) -> Any:
    try:
        return read_yaml_with_lines(path, content)
    except RecursionError as error:  # thousands of brackets in a row
        raise YamlFaults([Place("", 1, "yaml_too_deep")]) from error


def _place(fault: Fault, line: int) -> Place:
    return Place(fault.path, line, fault.code, fault.data)


def ordered(value: Any) -> Any:
    """Return a value with its keys in the order in which people read them.

    A database may keep the keys of a map in an order of its own. What stands in no list comes in
    the middle, by name.
    """
    if isinstance(value, Mapping):
        return {key: ordered(value[key]) for key in sorted(value, key=_rank)}
    return [ordered(one) for one in value] if isinstance(value, (list, tuple)) else value


def _rank(key: Any) -> tuple[int, int, str]:
    return _PLACES.get(key, 500), len(_PLACES), str(key)


class _Dumper(yaml.SafeDumper):
    """Writes plain what our reader takes as text."""


_FLOAT = "tag:yaml.org,2002:float"
_Dumper.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if tag != _FLOAT]
    for sign, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


class _Writer:
    """Turns plain data into the nodes of a YAML file."""

    def __init__(self, *, flow: bool = False) -> None:
        self._flow = flow

    def represent_data(self, value: Any, key: str = "") -> yaml.Node:
        """Return the node of a value that stands under a key."""
        if isinstance(value, Mapping):
            return self._map(value, top=not key)
        if isinstance(value, list):
            return self._list(value, key)
        return _scalar(value, key)

    def _map(self, value: Mapping[str, Any], *, top: bool) -> yaml.Node:
        pairs = [
            (_scalar(str(name), ""), self.represent_data(one, str(name)))
            for name, one in value.items()
        ]
        flow = self._flow or (not top and bool(pairs) and _fits(value))
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=flow or not pairs)

    def _list(self, value: list[Any], key: str) -> yaml.Node:
        entries = [self.represent_data(one, key or "-") for one in value]
        plain = not any(isinstance(one, (Mapping, list)) for one in value)
        flow = self._flow or not entries or (plain and key != "missing")
        return yaml.SequenceNode("tag:yaml.org,2002:seq", entries, flow_style=flow)


def _fits(value: Mapping[str, Any]) -> bool:
    """Tell whether a map is short and flat enough for one line."""
    signs = sum(_width(sign) for sign in _texts(value))
    return signs <= _FLOW


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text) + 2


def _texts(value: Any) -> Iterator[str]:
    """Yield every text that a value writes."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield str(key)
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    else:
        yield str(value)


def _scalar(value: Any, key: str) -> yaml.ScalarNode:
    if value is None:
        return yaml.ScalarNode("tag:yaml.org,2002:null", "null")
    if isinstance(value, bool):
        return yaml.ScalarNode("tag:yaml.org,2002:bool", "true" if value else "false")
    if isinstance(value, int):
        return yaml.ScalarNode("tag:yaml.org,2002:int", str(value))
    if isinstance(value, float):
        return yaml.ScalarNode("tag:yaml.org,2002:str", f"{Decimal(repr(value)).normalize():f}")
    text = str(value)
    quoted = key in _QUOTED or "\n" in text or _SPELT.search(text)
    style = '"' if quoted else None
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)
