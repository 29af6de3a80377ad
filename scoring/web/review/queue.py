"""The items of one review in the order of work, and where to go after each decision."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.web import formats
from scoring.web.review.dossier import Dossier
from scoring.workflow.findings import matching

TO_DECIDE = (FindingStatus.PENDING, FindingStatus.ON_SITE)


@dataclass(frozen=True)
class Entry:
    """One line of the queue. Kind: diff, waiting, on_site, aside, accepted, returned."""

    id: str
    text: str
    detail: str
    kind: str
    url: str
    current: bool = False
    keys: str = ""


@dataclass(frozen=True)
class Queue:
    """The items to look at, those that agree with the rules, and those decided."""

    manual: tuple[Entry, ...]
    matching: tuple[Entry, ...]
    decided: tuple[Entry, ...]
    shows_matching: bool  # the item on screen is one of them

    @property
    def everything(self) -> tuple[Entry, ...]:
        """Return all entries as they stand on screen."""
        return self.manual + self.matching + self.decided


def item_url(dossier: Dossier, identifier: str) -> str:
    """Return the address of one item."""
    return reverse("review:item", args=[dossier.assessment.pk, identifier])


def queue_of(dossier: Dossier, current: str, aside: Mapping[str, str]) -> Queue:
    """Sort the items into the three lists; the neighbours of ``current`` carry the keys J and K."""
    agreeing = [one.indicator for one in matching(dossier.review, dossier.rubric)]
    agreeing = [one for one in agreeing if one not in aside]
    lists: dict[str, list[Finding]] = {"manual": [], "matching": [], "decided": []}
    for finding in dossier.applying:
        lists[_list_of(finding, agreeing)].append(finding)
    walk = [*lists["manual"], *lists["matching"], *lists["decided"]]
    keys = _neighbours([one.indicator for one in walk], current)
    manual, agree, decided = (
        tuple(_entry(dossier, one, current, aside, keys) for one in lists[name]) for name in lists
    )
    return Queue(manual, agree, decided, shows_matching=current in agreeing)


def next_open(dossier: Dossier, current: str, aside: Mapping[str, str]) -> str:
    """Return the item to look at after ``current``, empty when none waits for a look."""
    agreeing = {one.indicator for one in matching(dossier.review, dossier.rubric)}
    # What was left to the visit can be decided once somebody went.
    ripe = TO_DECIDE if dossier.visit else (FindingStatus.PENDING,)
    waiting = [
        one.indicator
        for one in dossier.applying
        if one.status in ripe
        and one.indicator not in agreeing
        and one.indicator not in aside
        and one.indicator != current
    ]
    order = [one.indicator for one in dossier.findings]
    place = order.index(current) if current in order else -1
    behind = [one for one in waiting if order.index(one) > place]
    return next(iter(behind or waiting), "")


def onward_url(dossier: Dossier, current: str, aside: Mapping[str, str]) -> str:
    """Return where the work goes on: an item, the batch, the items to return, the conclusion."""
    pk = dossier.assessment.pk
    item = next_open(dossier, current, aside)
    if item:
        return item_url(dossier, item)
    left = {one.indicator for one in matching(dossier.review, dossier.rubric)} - set(aside)
    if left - {current}:
        return reverse("review:matching", args=[pk])
    if aside:
        return reverse("review:return_items", args=[pk])
    return reverse("review:conclude", args=[pk])


def _list_of(finding: Finding, agreeing: list[str]) -> str:
    if finding.indicator in agreeing:
        return "matching"
    return "manual" if finding.status in TO_DECIDE else "decided"


def _neighbours(order: list[str], current: str) -> dict[str, str]:
    if current not in order:
        return {order[0]: "KeyJ"} if order else {}
    place = order.index(current)
    keys = {}
    if place > 0:
        keys[order[place - 1]] = "KeyK"
    if place + 1 < len(order):
        keys[order[place + 1]] = "KeyJ"
    return keys


def _entry(
    dossier: Dossier,
    finding: Finding,
    current: str,
    aside: Mapping[str, str],
    keys: Mapping[str, str],
) -> Entry:
    indicator = dossier.indicator(finding.indicator)
    kind = "aside" if finding.indicator in aside else _kind(finding)
    return Entry(
        id=finding.indicator,
        text=f"{indicator.number} {indicator.name}",
        detail=_detail(finding, kind),
        kind=kind,
        url=item_url(dossier, finding.indicator),
        current=finding.indicator == current,
        keys=keys.get(finding.indicator, ""),
    )


def _kind(finding: Finding) -> str:
    if finding.status == FindingStatus.PENDING:
        return "diff" if differs(finding) else "waiting"
    return {
        FindingStatus.ON_SITE: "on_site",
        FindingStatus.RETURNED: "returned",
        FindingStatus.VERIFIED: "accepted",
    }[FindingStatus(finding.status)]


def differs(finding: Finding) -> bool:
    """Tell whether the rules give other points than the branch claimed."""
    return finding.computed is not None and finding.computed != finding.claimed


def _detail(finding: Finding, kind: str) -> str:
    claimed = formats.points(finding.claimed)
    if kind == "diff":
        return f"{claimed}→{formats.points(finding.computed)}"
    if kind == "accepted":
        return formats.points(finding.verified)
    return {"aside": _("to return"), "returned": _("sent back")}.get(kind, claimed)
