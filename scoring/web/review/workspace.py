"""The page of one item: queue, evidence, and what is to be decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.engine.rubric import Indicator
from scoring.organizations.models import User
from scoring.reviews.enums import FindingStatus, ReasonCode
from scoring.reviews.models import Finding
from scoring.web import formats
from scoring.web.cutoffs import provisional_note
from scoring.web.errors import worded
from scoring.web.review.dossier import Dossier
from scoring.web.review.forms import SeenForm
from scoring.web.review.queue import differs, item_url, next_open
from scoring.web.review.words import decision_line, plain_points
from scoring.web.selfassessment.checking import answer_lines
from scoring.web.selfassessment.workbook import Workbook
from scoring.workflow.scoring_state import claimed_sheet, load


@dataclass(frozen=True)
class Option:
    """One stored reason, or one worded choice with its points."""

    value: str
    text: str
    key: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Undo:
    """The decision that Z takes back."""

    url: str
    seen: int
    name: str


@dataclass(frozen=True)
class Pane:
    """What is known about one item, and the inputs of the decision."""

    id: str
    title: str
    maximum: str
    requirement: str
    answers: tuple[str, ...]
    why: tuple[str, ...]
    choices: tuple[Option, ...]
    claimed: Decimal
    computed: Decimal | None
    verified: Decimal | None
    differs: bool
    cut: bool  # the rules give less than the maximum
    judged: bool
    state: str  # of the finding; "na" where the item does not apply, "aside" when set aside
    line: str  # who decided what
    told: str  # the reason given to the branch
    open: bool  # this person may decide it now
    points: str  # shown in the input
    reasons: tuple[Option, ...]
    reason: str
    seen: int
    skip: str
    undo: Undo | None
    on_site: str  # the verdict of the visit, or empty


def pane_of(
    dossier: Dossier,
    finding: Finding,
    *,
    by: User,
    aside: Mapping[str, str],
    form: SeenForm | None = None,
) -> Pane:
    """Lay out one item. A bound form brings what was typed back."""
    indicator = dossier.indicator(finding.indicator)
    book = Workbook(dossier.assessment, load(dossier.assessment))
    score = claimed_sheet(book.standing).item(finding.indicator)
    parts = [reason for part in score.parts for reason in part.why]
    onward = next_open(dossier, finding.indicator, aside)
    typed = form.data if form is not None else {}
    year = dossier.assessment.year
    provisional = provisional_note(dossier.rubric, finding.indicator, year)
    why = dict.fromkeys(worded(reason) for reason in (*score.why, *parts))
    return Pane(
        id=finding.indicator,
        title=f"{indicator.number} {indicator.name}",
        maximum=plain_points(finding.maximum),
        requirement=indicator.requirement,
        answers=tuple(answer_lines(book, indicator)),
        why=(*([provisional] if provisional else []), *why),
        choices=_choices(indicator),
        claimed=finding.claimed,
        computed=finding.computed,
        verified=finding.verified,
        differs=differs(finding),
        cut=finding.computed is not None and finding.computed < finding.maximum,
        judged=is_judged(indicator),
        state=_state(finding, aside),
        line=decision_line(finding),
        told=aside.get(finding.indicator, finding.reason),
        open=dossier.editable and decidable(finding),
        points=typed.get("points", proposed(finding, indicator)),
        reasons=_reasons(typed.get("reason_code", finding.reason_code)),
        reason=typed.get("reason", finding.reason),
        seen=finding.version,
        skip=item_url(dossier, onward) if onward else "",
        undo=undo_of(dossier, finding, by=by, aside=aside),
        on_site=_seen_on_site(dossier, finding),
    )


def proposed(finding: Finding, indicator: Indicator) -> str:
    """Return the points to start from: decided ones, else the rules'; judged items start empty.

    Source: ux.md 3.3, the verified field.
    """
    if finding.status == FindingStatus.VERIFIED:
        return formats.points(finding.verified)
    if is_judged(indicator) or finding.computed is None:
        return ""
    return formats.points(finding.computed)


def is_judged(indicator: Indicator) -> bool:
    """Tell whether people, not rules, give the points of an item or of a part of it."""
    scoring = indicator.scoring
    return scoring.kind == "judged" or any(part.condition is None for part in scoring.parts)


def decidable(finding: Finding) -> bool:
    """Tell whether the item may be decided: it applies, and does not lie with the branch."""
    return not finding.not_applicable and finding.status != FindingStatus.RETURNED


def undo_of(
    dossier: Dossier, finding: Finding, *, by: User, aside: Mapping[str, str]
) -> Undo | None:
    """Return what Z takes back: the decision on screen, else the person's latest one."""
    if not dossier.editable:
        return None
    made = (FindingStatus.VERIFIED, FindingStatus.ON_SITE)
    if finding.indicator in aside or (decidable(finding) and finding.status in made):
        return _undo(dossier, finding)
    mine = [
        one
        for one in dossier.applying
        if one.decided_by_id == by.pk and one.status in made and not one.by_batch
    ]
    latest = max(mine, key=lambda one: (one.decided_at, one.position), default=None)
    return _undo(dossier, latest) if latest else None


def _undo(dossier: Dossier, finding: Finding) -> Undo:
    indicator = dossier.indicator(finding.indicator)
    return Undo(
        url=reverse("review:undo", args=[dossier.assessment.pk, finding.indicator]),
        seen=finding.version,
        name=f"{indicator.number} {indicator.name}",
    )


def _seen_on_site(dossier: Dossier, finding: Finding) -> str:
    verdict = dossier.visit.verdicts.get(finding.indicator) if dossier.visit else None
    if verdict is None:
        return ""
    said = _("in order") if verdict["met"] else _("not in order")
    return f"{said}. {verdict['note']}".strip()


def _state(finding: Finding, aside: Mapping[str, str]) -> str:
    if finding.not_applicable:
        return "na"
    return "aside" if finding.indicator in aside else str(finding.status)


def _choices(indicator: Indicator) -> tuple[Option, ...]:
    """Return the worded choices of a judged item with their points."""
    return tuple(
        Option(formats.points(indicator.max * choice.share), choice.name)
        for choice in indicator.scoring.choices
    )


def _reasons(chosen: str) -> tuple[Option, ...]:
    return tuple(
        Option(value, str(label), f"Digit{number}", chosen=value == chosen)
        for number, (value, label) in enumerate(ReasonCode.choices, 1)
    )
