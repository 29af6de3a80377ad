"""What still keeps the branch from a star: lines and conditions as rows, with what to do."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.engine.definitions import roots
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

# Who must act: the branch, nobody any more, others; then what holds.
ORDER = ("unmet", "closed", "awaiting", "met", "not_arising")
MOST_WAITING = 3  # listed one by one; more of them are one line
MOST_ITEMS = 3  # named as places where points can be had


def gap_rows(book: Workbook) -> list[GateRow]:
    """Return what is missing for the next star: mine to mend, waiting, then the rest in one."""
    level = book.standing.decision.next_level
    if not level:
        return []
    missing = book.standing.decision.shortfalls
    vetoes = [_veto_row(book, one) for one in missing if one.kind == "veto"]
    scores = [_score_row(book, one) for one in missing if one.kind in ("score", "floor")]
    return vetoes + scores + condition_rows(book, level, collapse=True)


def condition_rows(book: Workbook, level: str, *, collapse: bool = False) -> list[GateRow]:
    """Return the conditions of a level in the order of who must act; met ones last.

    With ``collapse`` the met ones become a single line that leads to the page of conditions.
    """
    verdicts = book.standing.decision.gates_of(level)
    rows = [gate_row(book, verdict) for verdict in verdicts]
    rows.sort(key=lambda row: ORDER.index(row.state))
    return _collapsed(book, rows, verdicts) if collapse else rows


def _collapsed(
    book: Workbook, rows: list[GateRow], verdicts: Iterable[GateVerdict]
) -> list[GateRow]:
    mine = [row for row in rows if row.state in ("unmet", "closed")]
    waiting = [row for row in rows if row.state == "awaiting"]
    met = len(rows) - len(mine) - len(waiting)
    if len(waiting) > MOST_WAITING:
        waiting = [_waiting_row(book, len(waiting), verdicts)]
    return mine + waiting + ([_met_row(book, met)] if met else [])


def gate_row(book: Workbook, verdict: GateVerdict) -> GateRow:
    """Return one condition with what is missing, and the link to where it is mended."""
    editable = book.assessment.is_editable
    fixable = editable and verdict.state == State.UNMET and verdict.fixable
    url = place_of_facts(book, verdict.facts) if fixable else ""
    return GateRow(
        state=row_state(verdict),
        text=verdict.name,
        detail=gate_detail(verdict),
        url=url,
        action=_("Add it") if url else "",
        id=f"gate-{verdict.level}-{verdict.id}",
    )


def facts_of_conditions(book: Workbook) -> list[str]:
    """Return the facts of the branch that conditions read and no item asks for, in order."""
    asked = {fact for item in book.rubric.indicators for fact in item.facts}
    wanted: dict[str, None] = {}
    for level in book.rubric.levels:
        for gate in level.gates:
            wanted.update(dict.fromkeys(roots(gate.facts, book.definitions)))
    wanted.update(dict.fromkeys(roots(book.rubric.rule_facts(), book.definitions)))
    own = (book.definitions[fact] for fact in wanted if fact not in asked)
    return [one.key for one in own if one.branch_owned and not one.computed]


def place_of_facts(book: Workbook, facts: tuple[str, ...]) -> str:
    """Return the address where the first of some facts is entered; empty when nowhere."""
    item = item_of_facts(book, facts)
    if item:
        return item_url(book, item)
    here = set(facts_of_conditions(book)) & set(roots(facts, book.definitions))
    address = reverse("selfassessment:gates", args=[book.term])
    return f"{address}#facts" if here else ""


def row_state(verdict: GateVerdict) -> str:
    """Return met, not_arising, awaiting, unmet, or closed when this year cannot mend it."""
    if verdict.state == State.UNMET:
        return "unmet" if verdict.fixable else "closed"
    return str(verdict.state.value)


def gate_detail(verdict: GateVerdict) -> str:
    """Return why a condition is not met, or whose turn it is."""
    if verdict.state == State.AWAITING and not verdict.fixable:
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
    url = item_url(book, items[0]) if items and book.assessment.is_editable else ""
    return GateRow(
        state="unmet",
        text=text,
        detail=_("To be had: %(items)s") % {"items": _("; ").join(named)} if named else "",
        url=url,
        action=_("Fill in") if url else "",
        id=f"gap-{shortfall.kind}",
    )


def _veto_row(book: Workbook, shortfall: Shortfall) -> GateRow:
    """Return the veto that bars every star: points and conditions do not matter beside it."""
    url = f"{reverse('selfassessment:gates', args=[book.term])}#vetoes"
    return GateRow(
        state="closed",
        text=worded(shortfall.reason),
        detail=(
            _("It bounds the star of this year, whatever the points")
            if book.standing.decision.provisional
            else _("No star can be had while it holds, whatever the points")
        ),
        url=url,
        action=_("View"),
        id="gap-veto",
    )


def _waiting_row(book: Workbook, count: int, verdicts: Iterable[GateVerdict]) -> GateRow:
    offices = [one for verdict in verdicts for one in verdict.awaits]
    text = ngettext(
        "%(count)s condition waits for a decision",
        "%(count)s conditions wait for a decision",
        count,
    )
    return GateRow(
        state="awaiting",
        text=text % {"count": count},
        detail=_("By %(offices)s; there is nothing for you to do") % {"offices": awaited(offices)},
        url=reverse("selfassessment:gates", args=[book.term]),
        action=_("View"),
        id="gap-waiting",
    )


def _met_row(book: Workbook, count: int) -> GateRow:
    text = ngettext("%(count)s condition is met", "%(count)s conditions are met", count)
    return GateRow(
        state="met",
        text=text % {"count": count},
        url=reverse("selfassessment:gates", args=[book.term]),
        action=_("View"),
        id="gap-met",
    )
