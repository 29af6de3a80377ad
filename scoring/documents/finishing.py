"""Adding drawings to a page that WeasyPrint has laid out, right before it is written.

Laying out and painting frames, stars and codes anew for every certificate costs as much as its
text. So a page of text gets what never changes as an underlay, painted once per process, and
what does change as a few commands.
"""

import dataclasses
import io
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pikepdf

MM = 72 / 25.4
"""Points of one millimetre."""

PIXEL = 25.4 / 96
"""Millimetres of one CSS pixel."""

LEVEL = 6
"""Of compression, from 1 to 9."""

Finisher = Callable[[Any, Any], None]
"""What ``write_pdf(finisher=...)`` takes: a function of the document and its PDF."""


@dataclasses.dataclass(frozen=True)
class Place:
    """Where an element with an id stands, in millimetres from the sheet's upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclasses.dataclass(frozen=True)
class Underlay:
    """The painted first page of a document, and the graphics states that it uses by name."""

    commands: bytes
    states: Mapping[str, Mapping[str, str]]


Drawing = Callable[[Mapping[str, Place]], bytes]
"""Returns PDF commands, in millimetres, from the places of the page's elements with an id."""


def underlay_of(pdf: bytes) -> Underlay:
    """Return the first page of a PDF without text, to lie under other pages of its size."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        states = {
            name.removeprefix("/"): {
                key.removeprefix("/"): str(value) for key, value in state.items()
            }
            for name, state in page.Resources.get("/ExtGState", {}).items()
        }
        return Underlay(page.Contents.read_bytes(), states)


def finisher(underlay: Underlay | None, drawing: Drawing | None) -> Finisher:
    """Return a finisher that lays ``underlay`` under the first page and ``drawing`` over it."""
    return finisher_of_pages([(underlay, drawing)])


def finisher_of_pages(arts: Sequence[tuple[Underlay | None, Drawing | None]]) -> Finisher:
    """Return a finisher that gives each page, from the first on, its underlay and drawing."""

    def finish(document: Any, pdf: Any) -> None:
        for number, (underlay, drawing) in enumerate(arts):
            page, resources = _page(pdf, number)
            if underlay is not None:
                page.stream.insert(0, b"q " + underlay.commands + b" Q")
                for name, state in underlay.states.items():
                    resources["ExtGState"].setdefault(name, type(resources)(state))
            if drawing is not None:
                commands = drawing(_places(document.pages[number]))
                # WeasyPrint leaves the page upside down, as CSS counts: only the unit changes.
                page.stream.append(f"q {MM:.6f} 0 0 {MM:.6f} 0 0 cm\n".encode() + commands + b"Q")
                # The ids were for us; nobody links to them.
                pdf.catalog.get("Names", {}).pop("Dests", None)
        for each in pdf.objects:
            _compress(each)

    return finish


def _compress(each: Any) -> None:
    """Compress a stream of one piece, a font above all, as tightly as it pays.

    WeasyPrint would do it at level 9: a third of its time for a hundredth of its size.
    """
    parts: list[object] = getattr(each, "stream", [])
    if getattr(each, "compress", False) and len(parts) == 1 and isinstance(parts[0], bytes):
        each.stream = [zlib.compress(parts[0], LEVEL)]
        each.extra["Filter"] = "/FlateDecode"
        each.compress = False


def _places(page: Any) -> dict[str, Place]:
    return {
        name: Place(left * PIXEL, top * PIXEL, (right - left) * PIXEL, (bottom - top) * PIXEL)
        for name, (left, top, right, bottom) in page.anchors.items()
    }


def _page(pdf: Any, number: int) -> tuple[Any, Any]:
    """Return a page's stream of commands and its dictionary of resources."""
    page = pdf.objects[_number(pdf.page_references[number])]
    return pdf.objects[_number(page["Contents"])], pdf.objects[_number(page["Resources"])]


def _number(reference: Any) -> int:
    return int(reference.split()[0])
