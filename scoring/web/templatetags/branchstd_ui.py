"""The building blocks of pages as template tags; ``docs/design.md`` shows each in use."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import QueryDict
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from scoring.web import components, formats
from scoring.web.components import EvidenceTile, Fault, GateRow, Part, Step, Threshold
from scoring.web.formats import Number

register = template.Library()

for _format in (
    formats.points,
    formats.average,
    formats.percent,
    formats.rate,
    formats.day,
    formats.month_day,
    formats.moment,
    formats.full_moment,
    formats.clock,
    formats.megabytes,
):
    register.filter(_format.__name__, _format)

CHIP_ICONS = {"done": "check-lg", "lock": "lock"}
NOTICE_ICONS = {
    "info": "info-circle",
    "warn": "exclamation-triangle-fill",
    "stop": "exclamation-triangle-fill",
    "ok": "check-lg",
}
HEAT_STEPS = (Fraction(70, 100), Fraction(78, 100), Fraction(84, 100), Fraction(90, 100))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one icon of the sprite; without a label it is decoration."""
    href = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="ic" role="img" aria-label="{}"><use href="{}"/></svg>', label, href
        )
    return format_html(
        '<svg class="ic" aria-hidden="true" focusable="false"><use href="{}"/></svg>', href
    )


@register.inclusion_tag("_components/chip.html")
def chip(state: str, text: str, id: str = "") -> dict[str, Any]:  # noqa: A002 - HTML says id
    """Show a status in at most six characters."""
    return {"state": state, "text": text, "id": id, "icon": CHIP_ICONS.get(state, "")}


@register.inclusion_tag("_components/stars.html")
def stars(count: int, label: str, id: str = "", of: int = 5) -> dict[str, Any]:  # noqa: A002 - HTML says id
    """Draw a row of ``of`` stars with ``count`` in gold; fewer than three: no stars at all."""
    shown = components.shown_stars(count)
    return {"count": shown, "label": label, "id": id, "places": range(of)}


@register.inclusion_tag("_components/gauge.html")
def gauge(
    now: Number,
    reach: Number,
    thresholds: Sequence[Threshold],
    label: str,
    id: str = "gauge",  # noqa: A002 - HTML says id
    full: Number = components.FULL,
) -> dict[str, Any]:
    """Draw the score: earned, still reachable, and the levels' lines."""
    drawing = components.gauge_geometry(now, reach, thresholds, full)
    return {"gauge": drawing, "label": label, "id": id}


@register.inclusion_tag("_components/bar.html")
def bar(value: int, of: int, label: str, id: str = "", kind: str = "done") -> dict[str, Any]:  # noqa: A002 - HTML says id
    """Draw a thin progress bar."""
    width = components.share_of(value, of)
    return {"value": value, "of": of, "label": label, "id": id, "kind": kind, "width": width}


@register.inclusion_tag("_components/bar_parts.html")
def bar_parts(parts: Sequence[Part], label: str) -> dict[str, Any]:
    """Draw a thin bar of several parts."""
    return {"segments": components.segments(parts), "label": label}


@register.inclusion_tag("_components/distribution.html")
def distribution(parts: Sequence[Part], label: str, big: bool = False) -> dict[str, Any]:
    """Draw a stacked bar with the count in each part."""
    drawn = components.segments(parts, components.READABLE)
    return {"segments": drawn, "label": label, "big": big}


@register.inclusion_tag("_components/meter.html")
def meter(
    value: Number, label: str, mark: Number | None = None, kind: str = "gold"
) -> dict[str, Any]:
    """Draw a share against a marked limit; both are shares of 0 to 1."""
    return {
        "width": components.share_text(value),
        "mark": "" if mark is None else components.share_text(mark),
        "label": label,
        "kind": kind,
    }


@register.inclusion_tag("_components/gates.html")
def gates(rows: Sequence[GateRow]) -> dict[str, Any]:
    """List conditions with their state and what to do about them."""
    return {"rows": rows}


@register.inclusion_tag("_components/timeline.html")
def timeline(steps: Sequence[Step]) -> dict[str, Any]:
    """Show the stages of the year and where we are."""
    return {"steps": steps}


@register.inclusion_tag("_components/evidence.html")
def evidence(tile: EvidenceTile, form_id: str = "evidence-form") -> dict[str, Any]:
    """Show one piece of evidence; its buttons belong to the form with ``form_id``."""
    return {"tile": tile, "form_id": form_id}


@register.inclusion_tag("_components/evidence_add.html")
def evidence_add(
    url: str,
    name: str,
    id: str,  # noqa: A002 - HTML says id
    label: str = "",
    camera: bool = True,
) -> dict[str, Any]:
    """Offer to add evidence: by script one file at a time to ``url``, else with the form."""
    return {"url": url, "name": name, "id": id, "label": label, "camera": camera}


@register.inclusion_tag("_components/notice.html")
def notice(kind: str, title: str, text: str = "") -> dict[str, Any]:
    """Say something in a box. Kinds: info, warn, stop, ok."""
    return {"kind": kind, "title": title, "text": text, "icon": NOTICE_ICONS[kind]}


@register.inclusion_tag("_components/error_summary.html")
def error_summary(faults: BaseForm | Sequence[Fault] | None) -> dict[str, Any]:
    """List what needs correcting, each line leading to its field; nothing when all is well."""
    if isinstance(faults, BaseForm):
        return {"faults": components.form_faults(faults)}
    return {"faults": faults or []}


@register.inclusion_tag("_components/empty.html")
def empty(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """Say that there is nothing here, and what comes next."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("_components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Lead to the other pages of a list, keeping the filters of the address."""
    query = context["request"].GET
    elided = page.paginator.get_elided_page_range(page.number)
    numbers = [
        (number, _address(query, "page", number) if isinstance(number, int) else "")
        for number in elided
    ]
    previous = _address(query, "page", page.number - 1) if page.has_previous() else ""
    following = _address(query, "page", page.number + 1) if page.has_next() else ""
    return {"page": page, "numbers": numbers, "previous": previous, "following": following}


@register.inclusion_tag("_components/sort_head.html", takes_context=True)
def sort_head(context: Context, key: str, text: str, numeric: bool = False) -> dict[str, Any]:
    """Make a table head that sorts by a link; the sort key stands in the address."""
    query = context["request"].GET
    now = query.get("sort", "")
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    url = _address(query, "sort", f"-{key}" if order == "ascending" else key)
    return {"text": text, "numeric": numeric, "order": order, "url": url}


@register.inclusion_tag("_components/language_switch.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    """Offer the other languages; the answer comes back to this page."""
    return {"request": context.get("request"), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("_components/saved_badge.html")
def saved_badge() -> dict[str, Any]:
    """Say how far saving has come; the script fills it with the words given here."""
    return {}


@register.inclusion_tag("_components/autosave_parts.html")
def autosave_parts() -> dict[str, Any]:
    """Give the script its live region and the form of a conflict."""
    return {}


@register.filter
def heat(share: Number | None) -> str:
    """Return the heat-map class of a share of 0 to 1; none for nothing."""
    if share is None:
        return ""
    return f"heat-{1 + sum(Fraction(share) >= step for step in HEAT_STEPS)}"


@register.filter
def rise(difference: Number | None) -> str | SafeString:
    """Write a difference as arrow and number, counts without decimals; never in red or green."""
    if difference is None:
        return formats.NOTHING
    size = (
        str(abs(difference))
        if isinstance(difference, int)
        else formats.average(abs(Fraction(difference)))
    )
    if Fraction(difference) == 0:
        return size
    name, arrow, word = (
        ("up", "▲", _("up")) if Fraction(difference) > 0 else ("down", "▼", _("down"))
    )
    return format_html(
        '<span class="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{} </span>{}</span>',
        name,
        arrow,
        word,
        size,
    )


def _address(query: QueryDict, key: str, value: int | str) -> str:
    changed = query.copy()
    changed[key] = str(value)
    if key == "sort":
        changed.pop("page", None)
    return f"?{changed.urlencode()}"
