"""Decide items one by one or many at once, and keep every decision."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from scoring.audit.actions import Entry, record_all
from scoring.common.refusals import StaleVersion
from scoring.organizations.models import User
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding, FindingChange

CENT = Decimal("0.01")


class ItemDecided(StaleVersion):
    """Somebody decided this item first.

    Data: ``indicator``, ``who`` (name), ``at``, ``status``, ``points``, ``version``.
    """


@dataclass(frozen=True)
class Verdict:
    """What is decided about one item; ``points`` only with status verified."""

    status: str
    points: Decimal | None = None
    reason_code: str = ""
    reason: str = ""
    by_batch: bool = False

    def matches(self, finding: Finding) -> bool:
        """Tell whether the finding says the same already."""
        return (
            finding.status == self.status
            and finding.verified == self.points
            and finding.reason_code == self.reason_code
            and finding.reason == self.reason
        )


@dataclass(frozen=True)
class Decided:
    """One decision of several. ``seen`` is the version that the person looked at."""

    finding: Finding
    verdict: Verdict
    seen: int


@transaction.atomic
def decide_finding(
    *, finding: Finding, verdict: Verdict, seen: int, by: User, now: datetime.datetime
) -> Finding:
    """Write one decision about one item, with its history and its event.

    ``seen`` is the version that the person looked at. The same decision by the same person
    twice is one decision. The finding passed in is brought up to date.

    Raises:
        ItemDecided: the item has been decided since; says by whom, when and what.
    """
    decide_findings(decisions=[Decided(finding, verdict, seen)], by=by, now=now)
    return finding


@transaction.atomic
def decide_findings(
    *, decisions: Sequence[Decided], by: User, now: datetime.datetime
) -> list[Finding]:
    """Write several decisions at once, each with its own history and event; all or none.

    Like ``decide_finding`` for each, in few statements. Every item occurs once.

    Raises:
        ItemDecided: one of the items has been decided since.
    """
    keys = [one.finding.pk for one in decisions]
    rows = Finding.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    held = {row.pk: row for row in rows}
    wanted = [one for one in decisions if not _is_repeat(one, held[one.finding.pk], by)]
    was = {one.finding.pk: state_of(held[one.finding.pk]) for one in wanted}
    for alike in _alike(wanted):
        _write(alike, held, by, now)
    for one in decisions:
        _copy(held[one.finding.pk], one.finding)
    findings = [one.finding for one in wanted]
    FindingChange.objects.bulk_create(
        _change(finding, was[finding.pk], by, now) for finding in findings
    )
    record_all(entries=[_event(finding) for finding in findings], by=by, now=now)
    return findings


def _is_repeat(decision: Decided, held: Finding, person: User) -> bool:
    return decision.verdict.matches(held) and held.decided_by_id == person.pk


def _alike(decisions: Sequence[Decided]) -> list[list[Decided]]:
    """Return the decisions grouped so that one statement writes each group."""
    groups: dict[tuple[Verdict, int], list[Decided]] = {}
    for one in decisions:
        groups.setdefault((one.verdict, one.seen), []).append(one)
    return list(groups.values())


def _write(
    alike: Sequence[Decided],
    held: Mapping[int, Finding],
    person: User,
    moment: datetime.datetime,
) -> None:
    """Write one group, only where the version is the one that was seen."""
    verdict, seen = alike[0].verdict, alike[0].seen
    keys = [one.finding.pk for one in alike]
    values: dict[str, Any] = {
        "status": verdict.status,
        "verified": None if verdict.points is None else verdict.points.quantize(CENT),
        "reason_code": verdict.reason_code,
        "reason": verdict.reason,
        "by_batch": verdict.by_batch,
        "decided_at": moment,
        "decided_by": person,
        "version": seen + 1,
    }
    changed = Finding.objects.filter(pk__in=keys, version=seen).update(**values)
    if changed != len(keys):
        first = (
            Finding.objects.filter(pk__in=keys)
            .exclude(version=seen)
            .exclude(version=seen + 1, decided_by=person, decided_at=moment)
        )
        raise _decided_first(first.order_by("position").values_list("pk", flat=True)[0])
    for key in keys:
        for name, value in values.items():
            setattr(held[key], name, value)


def _copy(source: Finding, target: Finding) -> None:
    """Bring a finding up to date with a row that was read."""
    for field in Finding._meta.concrete_fields:
        setattr(target, field.attname, getattr(source, field.attname))


def _decided_first(pk: int) -> ItemDecided:
    held = Finding.objects.select_related("decided_by").get(pk=pk)
    return ItemDecided(
        indicator=held.indicator,
        who=held.decided_by.get_full_name() if held.decided_by else "",
        at=held.decided_at,
        status=held.status,
        points=held.verified,
        version=held.version,
    )


def _event(finding: Finding) -> Entry:
    return Entry(
        _EVENTS[finding.status],
        ("finding", finding.pk),
        {"review": finding.review_id, "indicator": finding.indicator, **state_of(finding)},
    )


_EVENTS: Mapping[str, str] = {
    FindingStatus.VERIFIED: "verify_item",
    FindingStatus.PENDING: "undo_item",
    FindingStatus.RETURNED: "return_item",
    FindingStatus.ON_SITE: "mark_item_on_site",
}


def keep_change(*, finding: Finding, was: dict[str, Any], by: User, now: datetime.datetime) -> None:
    """Raise the version of an unsaved finding and keep what it said before."""
    finding.version += 1
    _change(finding, was, by, now).save()


def _change(
    finding: Finding, was: dict[str, Any], person: User, moment: datetime.datetime
) -> FindingChange:
    return FindingChange(
        finding=finding,
        version=finding.version,
        before=was,
        after=state_of(finding),
        changed_at=moment,
        changed_by=person,
    )


def state_of(finding: Finding) -> dict[str, Any]:
    """Return what a finding says, as history and events keep it."""
    return {
        "status": str(finding.status),
        "points": None if finding.verified is None else str(finding.verified),
        "reason_code": str(finding.reason_code),
        "reason": finding.reason,
        "by_batch": finding.by_batch,
    }
