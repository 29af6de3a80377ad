"""What the building blocks of pages are made from: plain data, and the geometry of drawings.

Drawings are SVG whose attributes are computed here: the content-security policy forbids
computed styles.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.forms import BaseForm

from scoring.web.formats import Number

FULL = Decimal(100)
STUB = Fraction(1, 50)  # of the gauge: a score below the scale still shows a trace
READABLE = Fraction(1, 16)  # width of a part that still holds a count of two digits
EDGE = Fraction(23, 25)  # beyond this the text of a tick would leave the drawing
FEWEST_STARS = 3  # below three stars none are drawn

Attributes = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Threshold:
    """One level's line on the gauge: points and the level's name."""

    points: Decimal
    name: str


@dataclass(frozen=True)
class Tick:
    """A threshold in the drawing: position, the points as text, name, text anchor."""

    x: str
    points: str
    name: str
    anchor: str


@dataclass(frozen=True)
class Gauge:
    """The drawing of a score: widths of what is earned and what can still be reached."""

    now: str
    reach: str
    floor: str
    ticks: tuple[Tick, ...]


@dataclass(frozen=True)
class GateRow:
    """One condition. State: met, unmet, closed (not this year any more), awaiting, not_arising."""

    state: str
    text: str
    detail: str = ""
    url: str = ""
    action: str = ""
    id: str = ""


@dataclass(frozen=True)
class Step:
    """One stage of the year. State: past, now, next."""

    name: str
    detail: str = ""
    state: str = "next"


@dataclass(frozen=True)
class EvidenceTile:
    """One piece of evidence. State: kept, error (``fault`` says why), removed (can be undone)."""

    id: str
    name: str
    detail: str = ""
    url: str = ""
    thumbnail: str = ""
    state: str = "kept"
    fault: str = ""
    date_name: str = ""
    date_value: str = ""
    remove_url: str = ""
    restore_url: str = ""


@dataclass(frozen=True)
class Fault:
    """One line of an error summary; ``field_id`` is the id of the input it leads to, or empty."""

    field_id: str
    text: str


@dataclass(frozen=True)
class Interruption:
    """A page that asks once more: what is about to happen, and the button that names it."""

    title: str
    text: str
    action: str
    back_url: str
    back: str = ""
    points: Sequence[str] = ()
    hidden: Sequence[tuple[str, str]] = ()
    url: str = ""
    barred: bool = False  # there is nothing to confirm: only the way back is offered
    keeps: bool = False  # going back posts the hidden pairs with ``change``: nothing typed is lost


@dataclass(frozen=True)
class Part:
    """One part of a stacked bar: colour kind, share of 0 to 1, name and count."""

    kind: str
    share: Number
    name: str = ""
    count: int = 0


@dataclass(frozen=True)
class Segment:
    """A part in the drawing: where it starts, how wide it is, where its text stands."""

    kind: str
    x: str
    width: str
    middle: str
    name: str
    count: int


def share_text(share: Number) -> str:
    """Return a share as an SVG length in per cent, cut to 0…100 and to two decimals."""
    bounded = min(max(Fraction(share), Fraction(0)), Fraction(1))
    hundredths = round(bounded * 10000)
    text = f"{hundredths // 100}.{hundredths % 100:02d}"
    return f"{text.rstrip('0').rstrip('.')}%"


def gauge_geometry(
    now: Number, reach: Number, thresholds: Sequence[Threshold], full: Number = FULL
) -> Gauge:
    """Return where the gauge's parts stand.

    The scale runs from half of ``full`` to ``full``; where a level begins below that, from 0.
    A score under the scale leaves a stub.
    """
    top = Fraction(full)
    lines = [Fraction(each.points) for each in thresholds]
    floor = top / 2 if all(line > top / 2 for line in lines) else Fraction(0)

    def position(value: Fraction) -> Fraction:
        return min((value - floor) / (top - floor), Fraction(1))  # a bonus may go beyond

    earned = max(position(Fraction(now)), STUB) if Fraction(now) > 0 else Fraction(0)
    ticks = tuple(
        Tick(
            x=share_text(position(line)),
            points=f"{each.points.normalize():f}",
            name=each.name,
            anchor="end" if position(line) > EDGE else "middle",
        )
        for line, each in zip(lines, thresholds, strict=True)
    )
    return Gauge(
        now=share_text(earned),
        reach=share_text(max(position(Fraction(reach)), earned)),
        floor=str(int(floor)),
        ticks=ticks,
    )


def gauge_updates(element: str, gauge: Gauge, label: str) -> Attributes:
    """Return the attributes that redraw the gauge with this id in an open page."""
    return {
        element: {"aria-label": label},
        f"{element}-now": {"width": gauge.now},
        f"{element}-may": {"width": gauge.reach},
    }


def stars_updates(element: str, count: int, label: str) -> Attributes:
    """Return the attributes that redraw a row of stars in an open page."""
    return {element: {"data-count": str(shown_stars(count)), "aria-label": label}}


def bar_updates(element: str, value: int, of: int) -> Attributes:
    """Return the attributes that redraw a progress bar in an open page."""
    return {
        element: {"aria-valuenow": str(value)},
        f"{element}-now": {"width": share_of(value, of)},
    }


def shown_stars(count: int) -> int:
    """Return how many stars are drawn: fewer than three are none."""
    return count if count >= FEWEST_STARS else 0


def share_of(value: int, of: int) -> str:
    """Return ``value`` of ``of`` as an SVG length; of nothing it is 0%."""
    return share_text(Fraction(value, of) if of else 0)


def segments(parts: Sequence[Part], least: Fraction = Fraction(0)) -> tuple[Segment, ...]:
    """Return the parts of a stacked bar side by side from the left; empty parts are left out.

    No part is narrower than ``least``, so that its count can be read; the others give way.
    """
    drawn = [part for part in parts if Fraction(part.share) > 0]
    widths = _at_least([Fraction(part.share) for part in drawn], least)
    found = []
    start = Fraction(0)
    for part, width in zip(drawn, widths, strict=True):
        found.append(
            Segment(
                kind=part.kind,
                x=share_text(start),
                width=share_text(width),
                middle=share_text(start + width / 2),
                name=part.name,
                count=part.count,
            )
        )
        start += width
    return tuple(found)


def _at_least(shares: list[Fraction], least: Fraction) -> list[Fraction]:
    wide = sum((share for share in shares if share >= least), Fraction(0))
    missing = sum((least - share for share in shares if share < least), Fraction(0))
    if not missing or wide <= missing:
        return shares
    return [least if share < least else share - missing * share / wide for share in shares]


def form_faults(form: BaseForm) -> list[Fault]:
    """Return every error of a bound form with the id of its input, in the order of the fields."""
    return [
        Fault("" if name == "__all__" else form[name].id_for_label, str(error))
        for name, errors in form.errors.items()
        for error in errors
    ]
