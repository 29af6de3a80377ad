"""What still keeps the branch from a star: lines and conditions as rows, with what to do."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.engine.results import GateVerdict, Shortfall, State
from scoring.web import formats
from scoring.web.components import GateRow
from scoring.web.errors import office, worded
from scoring.web.selfassessment.wording import (
    cited,
    item_of_facts,
    item_url,
    plain_points,
)
from scoring.web.selfassessment.workbook import Workbook

MOST_ITEMS = 3  # named as places where points can be had


def gap_rows(book: Workbook) -> list[GateRow]:
    """Return what is missing for the next star: mine to mend, waiting, then the rest in one."""
    level = book.standing.decision.next_level
    if not level:
        return []
    missing = book.standing.decision.shortfalls
    scores = [_score_row(book, one) for one in missing if one.kind in ("score", "floor")]
    return scores + condition_rows(book, level, collapse=True)


def condition_rows(book: Workbook, level: str, *, collapse: bool = False) -> list[GateRow]:
    """Return the conditions of a level in the order of who must act; met ones last.

    With ``collapse`` the met ones become a single line that leads to the page of conditions.
    """
    verdicts = book.standing.decision.gates_of(level)
    rows = [gate_row(book, verdict) for verdict in verdicts]
    order = ["unmet", "closed", "awaiting", "met", "not_arising"]
    rows.sort(key=lambda row: order.index(row.state))
    if not collapse:
        return rows
    open_rows = [row for row in rows if row.state in order[:3]]
    met = len(rows) - len(open_rows)
    return open_rows + ([_met_row(book, met)] if met else [])


def gate_row(book: Workbook, verdict: GateVerdict) -> GateRow:
    """Return one condition with what is missing, and the link to where it is mended."""
    fixable = verdict.state == State.UNMET and verdict.fixable
    item = item_of_facts(book, verdict.facts) if fixable else ""
    return GateRow(
        state=row_state(verdict),
        text=verdict.name,
        detail=gate_detail(verdict),
        url=item_url(book, item) if item else "",
        action=_("Add it") if item else "",
        id=f"gate-{verdict.level}-{verdict.id}",
    )


def row_state(verdict: GateVerdict) -> str:
    """Return met, not_arising, awaiting, unmet, or closed when this year cannot mend it."""
    if verdict.state == State.UNMET:
        return "unmet" if verdict.fixable else "closed"
    return str(verdict.state.value)


def gate_detail(verdict: GateVerdict) -> str:
    """Return why a condition is not met, or whose turn it is."""
    if verdict.state == State.AWAITING:
        names = awaited(verdict.awaits)
        return _("%(offices)s decides this; there is nothing for you to do") % {"offices": names}
    reasons = [worded(reason) for reason in verdict.why]
    return _("; ").join(dict.fromkeys(reasons))


def awaited(providers: Iterable[str]) -> str:
    """Return the names of the offices that owe a fact or a finding."""
    return _(", ").join(dict.fromkeys(map(office, providers)))


def _score_row(book: Workbook, shortfall: Shortfall) -> GateRow:
    items = shortfall.items[:MOST_ITEMS]
    named = []
    for item in items:
        indicator = book.dimension_of(item)[2]
        score = book.standing.sheet.item(item)
        named.append(
            _("%(item)s, %(points)s points")
            % {"item": cited(indicator), "points": plain_points(score.max - score.points)}
        )
    text = worded(shortfall.reason)
    if shortfall.kind == "score" and shortfall.points is not None:
        text = _("%(points)s more points") % {"points": formats.points(shortfall.points)}
    return GateRow(
        state="unmet",
        text=text,
        detail=_("To be had: %(items)s") % {"items": _("; ").join(named)} if named else "",
        url=item_url(book, items[0]) if items else "",
        action=_("Fill in") if items else "",
        id=f"gap-{shortfall.kind}",
    )


def _met_row(book: Workbook, count: int) -> GateRow:
    text = ngettext("%(count)s condition is met", "%(count)s conditions are met", count)
    return GateRow(
        state="met",
        text=text % {"count": count},
        url=reverse("selfassessment:gates", args=[book.assessment.year]),
        action=_("View"),
        id="gap-met",
    )
