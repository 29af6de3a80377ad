"""Before the conclusion: what is still missing, and the decision that follows."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.engine.cutoffs import final_cutoff
from scoring.engine.results import Decision
from scoring.reviews.enums import ON_SITE, FindingStatus
from scoring.reviews.models import Finding
from scoring.web import formats
from scoring.web.bonuses import Bonuses, bonuses_of
from scoring.web.components import GateRow
from scoring.web.errors import office, worded
from scoring.web.review.dossier import Dossier, citations
from scoring.web.review.gates import fact_rows
from scoring.web.review.queue import item_url
from scoring.web.review.words import level_name, level_stars
from scoring.workflow.judging import open_gates
from scoring.workflow.owing import owed_by
from scoring.workflow.scoring_state import Standing, load

NAMED = 5  # items named in a line; the rest are dots


@dataclass(frozen=True)
class Change:
    """An item whose points were changed, with the reason."""

    text: str
    url: str
    claimed: Decimal
    verified: Decimal | None
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What follows from the findings as they stand."""

    level: str
    stars: int
    applied: str
    claimed: Decimal
    total: Decimal
    dimensions: tuple[tuple[str, Decimal, Decimal], ...]  # name, points, maximum
    shortfalls: tuple[str, ...]
    gates: tuple[tuple[str, list[GateRow]], ...]
    changes: tuple[Change, ...]
    vetoes: tuple[str, ...]
    bonuses: Bonuses | None


def missing_rows(dossier: Dossier, standing: Standing) -> list[GateRow]:
    """Return what is still owed before the conclusion, each with a way to it; none: complete."""
    rows = [_pending_row(dossier), _gates_row(dossier, standing), _awaiting_row(standing)]
    rows.append(_visit_row(dossier, standing))
    return [row for row in rows if row is not None]


def outcome_of(dossier: Dossier, standing: Standing | None = None) -> Outcome:
    """Return points, star, conditions and changed items of a review."""
    standing = standing or load(dossier.assessment)
    decision, rubric = standing.decision, dossier.rubric
    level = decision.provisional
    upto = rubric.rank(dossier.assessment.star_applied) or len(rubric.levels)
    points = {one.id: one for one in standing.sheet.dimensions}
    return Outcome(
        level=level_name(rubric, level),
        stars=level_stars(rubric, level),
        applied=level_name(rubric, dossier.assessment.star_applied),
        claimed=dossier.review.submission.total,
        total=standing.sheet.total,
        dimensions=tuple(
            (one.name, points[one.id].points, one.weight) for one in rubric.dimensions
        ),
        shortfalls=_shortfalls(decision, dossier),
        gates=tuple(
            (level_name(rubric, one.id), _rows(dossier, standing, one.id))
            for one in rubric.levels[:upto]
        ),
        changes=changes_of(dossier),
        vetoes=tuple(one.name for one in decision.vetoes if one.applies),
        bonuses=bonuses_of(rubric, standing.sheet),
    )


def changes_of(dossier: Dossier) -> tuple[Change, ...]:
    """Return the items whose verified points are other than claimed."""
    return tuple(
        Change(
            text=f"{indicator.number} {indicator.name}",
            url=item_url(dossier, one.indicator),
            claimed=one.claimed,
            verified=one.verified,
            reason=spoken(one),
        )
        for one in dossier.applying
        if one.status == FindingStatus.VERIFIED and one.verified != one.claimed
        for indicator in [dossier.indicator(one.indicator)]
    )


def spoken(finding: Finding) -> str:
    """Return why an item was changed: the stored reason and the remark."""
    parts = [str(finding.get_reason_code_display()) if finding.reason_code else "", finding.reason]
    return _("; ").join(part for part in parts if part)


def _shortfalls(decision: Decision, dossier: Dossier) -> tuple[str, ...]:
    """Return what keeps the branch from the star it applied for; nothing when it has it."""
    rubric = dossier.rubric
    if rubric.rank(decision.provisional) >= rubric.rank(dossier.assessment.star_applied):
        return ()
    return tuple(worded(one.reason) for one in decision.shortfalls)


def _rows(dossier: Dossier, standing: Standing, level: str) -> list[GateRow]:
    held = dossier.review.gate_findings
    judged = [
        GateRow(_state(held.get(gate.id)), gate.name, held.get(gate.id, {}).get("reason", ""))
        for gate in dossier.rubric.level(level).gates
        if gate.condition is None
    ]
    order = ["unmet", "awaiting", "met", "not_arising"]
    return sorted(judged + fact_rows(standing, level), key=lambda row: order.index(row.state))


def _state(held: dict[str, object] | None) -> str:
    if held is None:
        return "awaiting"
    return "met" if held["met"] else "unmet"


def _pending_row(dossier: Dossier) -> GateRow | None:
    waiting = [one for one in dossier.applying if one.status != FindingStatus.VERIFIED]
    if not waiting:
        return None
    count = len(waiting)
    said = ngettext("%(count)s item is not verified", "%(count)s items are not verified", count)
    names = citations(dossier, [one.indicator for one in waiting])
    return GateRow(
        state="unmet",
        text=said % {"count": count},
        detail=_(", ").join(names[:NAMED]) + (" …" if count > NAMED else ""),
        url=item_url(dossier, waiting[0].indicator),
        action=_("Go there"),
    )


def cutoff_row(standing: Standing, today: datetime.date) -> GateRow | None:
    """Return that the data of the year are not final yet, None once they are."""
    day = final_cutoff(standing.rubric, standing.assessment.year)
    if day is None or today >= day:
        return None
    return GateRow(
        state="awaiting",
        text=_("The data of the year are final from %(day)s") % {"day": formats.day(day)},
        detail=_("Items of the year's end are provisional until then"),
    )


def _gates_row(dossier: Dossier, standing: Standing) -> GateRow | None:
    asked = open_gates(standing, dossier.review, dossier.assessment.star_applied)
    if not asked:
        return None
    count = len(asked)
    said = ngettext(
        "%(count)s condition is not judged", "%(count)s conditions are not judged", count
    )
    return GateRow(
        state="unmet",
        text=said % {"count": count},
        detail=_(", ").join(gate.name for gate in asked),
        url=reverse("review:gates", args=[dossier.assessment.pk]),
        action=_("Judge"),
    )


def _awaiting_row(standing: Standing) -> GateRow | None:
    owed = owed_by(standing, standing.decision)
    if not owed:
        return None
    return GateRow(
        state="awaiting",
        text=_("Facts of other offices are missing"),
        detail=_(", ").join(office(one) for one in owed),
    )


def _visit_row(dossier: Dossier, standing: Standing) -> GateRow | None:
    reached = standing.decision.provisional
    if not reached or dossier.rubric.level(reached).route != ON_SITE:
        return None
    visit = dossier.visit
    if visit is None:
        return GateRow(
            state="unmet",
            text=_("Five stars need an on-site visit; none is recorded"),
            url=reverse("review:visit", args=[dossier.assessment.pk]),
            action=_("Record the visit"),
        )
    if visit.passed:
        return None
    return GateRow(
        state="closed",
        text=_("The visit was not passed; the level below is the highest"),
        detail=_("%(day)s: %(note)s") % {"day": formats.day(visit.visited_on), "note": visit.note},
    )
