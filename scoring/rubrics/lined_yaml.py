"""YAML as plain data, with the line of every part, so that a fault can name its place.

Only what a rubric needs is read: maps, lists, texts, whole numbers, true, false and null. A number
with a decimal point stays the text that was written, since a float has no place in points. A key
given twice or an alias is a fault and not a silent choice.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,99})\Z")  # longer ones stay texts, and are no numbers
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True)
class Place:
    """One fault of a file: ``line`` counts from 1, ``path`` is a JSON pointer."""

    path: str
    line: int
    code: str
    data: dict[str, Any] = field(default_factory=dict)


class YamlFaults(ValueError):
    """A file that is no plain YAML, with every fault found."""

    def __init__(self, places: list[Place]) -> None:
        """Keep every fault."""
        super().__init__(f"{len(places)} faults")
        self.places = tuple(places)


@dataclass(frozen=True)
class LinedDocument:
    """A document and the line of each of its JSON pointers; ``""`` is the document itself."""

    path: Path
    data: Any
    lines: dict[str, int]

    def line(self, pointer: str) -> int:
        """Return the line of a pointer, or of the nearest part above it that has one."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer, 1)


def load_yaml_with_lines(path: Path) -> LinedDocument:
    """Return the data of a YAML file and the line of every part.

    Raises:
        YamlFaults: the file cannot be read, or is not plain YAML.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise YamlFaults([Place("", 0, "file_missing", {"why": error.strerror})]) from error
    return read_yaml_with_lines(path, content)


def read_yaml_with_lines(path: Path, content: bytes) -> LinedDocument:
    """Return the data of YAML that is at hand; ``path`` only names it.

    Raises:
        YamlFaults: the content is not plain YAML.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise YamlFaults([Place("", line, "file_not_utf8")]) from error
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise YamlFaults([_broken(error)]) from error
    if node is None:
        raise YamlFaults([Place("", 1, "file_empty")])
    reader = _Reader()
    data = reader.read(node, "")
    if reader.places:
        raise YamlFaults(reader.places)
    return LinedDocument(path, data, reader.lines)


def _broken(error: yaml.YAMLError) -> Place:
    mark = getattr(error, "problem_mark", None)  # what the parser says of it is for programmers
    return Place("", mark.line + 1 if mark else 1, "yaml_broken")


class _Reader:
    """Walks the nodes of one document and notes lines and faults."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.places: list[Place] = []
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, pointer: str) -> Any:
        """Return the plain data of a node."""
        line = node.start_mark.line + 1
        self.lines.setdefault(pointer, line)
        if id(node) in self._seen:
            self.places.append(Place(pointer, line, "yaml_alias"))
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._map(node, pointer)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(entry, f"{pointer}/{n}") for n, entry in enumerate(node.value)]
        return _scalar(node) if isinstance(node, yaml.ScalarNode) else None

    def _map(self, node: yaml.MappingNode, pointer: str) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in data:
                self.places.append(Place(f"{pointer}/{key}", line, "key_twice", {"key": key}))
            self.lines[f"{pointer}/{key}"] = line
            data[key] = self.read(value_node, f"{pointer}/{key}")
        return data


def _scalar(node: yaml.ScalarNode) -> Any:
    text = str(node.value)
    if node.style is not None:  # quoted or a block: a text whatever it looks like
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.match(text) else text
