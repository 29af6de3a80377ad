"""Move a whole cycle to a newer version of its rubric, while nobody in it has declared.

Never silently and never in part: what would change can be seen beforehand, and the act itself is
one transaction with one event.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet

from scoring.assessments.enums import Status
from scoring.assessments.models import AnswerChange, Assessment, Cycle, EvidenceUse
from scoring.assessments.queries import with_cycle
from scoring.assessments.rows import update_row
from scoring.audit.actions import record
from scoring.common.entries import version_of
from scoring.common.refusals import Refusal
from scoring.engine.rubric import Rubric
from scoring.facts.attesting import lock_places
from scoring.facts.mapping import book_years
from scoring.facts.models import FactSheet
from scoring.organizations.models import User
from scoring.organizations.permissions import check_can_run_office
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.workflow.carrying import Carried, Renames, carried_item, carry, unknown_renames
from scoring.workflow.fitness import check_counted
from scoring.workflow.repinning_report import Report, report_for
from scoring.workflow.scoring_state import load, refresh

AT_ONCE = 100
"""Assessments that are held in memory at a time."""


class CycleClosed(Refusal):
    """The cycle is closed."""


class CycleDeclared(Refusal):
    """Branches of the cycle have declared already. Data: ``count``."""


class VersionNotNewer(Refusal):
    """The version is not a newer one of the cycle's rubric. Data: ``version``."""


class VersionNotIssued(Refusal):
    """The version has not been issued. Data: ``version``."""


class MappingUnknown(Refusal):
    """A map of answers names what the versions do not have. Data: ``entry``."""


def newer_versions(cycle: Cycle) -> list[RubricVersion]:
    """Return the issued versions of the rubric newer than the cycle's own, newest first."""
    held = cycle.rubric_version
    later = Q(published_at__gt=held.published_at) | Q(
        published_at=held.published_at, pk__gt=held.pk
    )
    rows = RubricVersion.objects.published().filter(later, rubric=held.rubric, subject=held.subject)
    return list(rows.order_by("-published_at", "-pk"))


def preview_repin(*, cycle: Cycle, version: RubricVersion, renames: Renames) -> Report:
    """Return what moving a cycle would change; nothing is written and nothing locked.

    Raises:
        CycleClosed, CycleDeclared, VersionNotIssued, VersionNotNewer, MappingUnknown.
        NothingFromBelow: the version asks for what is not counted here.
    """
    if cycle.rubric_version_id == version.pk:
        return report_for(rubric_of(version), rubric_of(version), renames)
    before, after = _checked(cycle, version, renames)
    _check_undeclared(Assessment.objects.filter(cycle=cycle))
    report = report_for(before, after, renames)
    for keys in _slices(cycle):
        rows = with_cycle(Assessment.objects.filter(pk__in=keys))
        held = list(rows.order_by("organization_id", "pk"))
        organizations, years = {one.organization_id for one in held}, book_years(cycle.year)
        found = FactSheet.objects.filter(organization__in=organizations, year__in=years)
        sheets = {(one.organization_id, one.year): one for one in found}
        for assessment in held:
            carried = carry(assessment.plain_answers(), after, renames)
            assessment.cycle.rubric_version = version
            assessment.answers = {
                entry: {"value": value, "version": 1} for entry, value in carried.answers.items()
            }
            standing = load(assessment, sheets=_own(sheets, assessment))
            report.add(assessment, carried, standing.sheet.total, standing.decision.provisional)
        report.add_evidence(_uses(keys))
    return report


@transaction.atomic
def repin_cycle(
    *,
    cycle: Cycle,
    version: RubricVersion,
    renames: Renames,
    by: User,
    now: datetime.datetime,
) -> Report:
    """Move every assessment of a cycle to a newer version; return what that has changed.

    Locks the cycle, then slice by slice the sheets and the assessments in the order in which
    everybody takes them, and the head of the audit trail last. Whoever saves at the same time
    waits for the sheets, and then reads the cycle's new version. Moving to the version that the
    cycle has already does nothing.

    Raises:
        NotAllowed: the person does not run the office of the cycle.
        CycleClosed, CycleDeclared, VersionNotIssued, VersionNotNewer, MappingUnknown.
        StaleVersion: a row was changed although it was locked.
    """
    check_can_run_office(by, cycle.organization)
    held = (
        Cycle.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organization", "rubric_version")
        .get(pk=cycle.pk)
    )
    if held.rubric_version_id == version.pk:
        return report_for(rubric_of(version), rubric_of(version), renames)
    before, after = _checked(held, version, renames)
    old = held.rubric_version
    _check_undeclared(Assessment.objects.filter(cycle=held))
    report = report_for(before, after, renames)
    held.rubric_version = version
    held.save(update_fields=["rubric_version"])
    for keys in _slices(held):
        _move(keys, after, renames, report, by, now)
        report.add_evidence(_uses(keys))
        _move_evidence(keys, renames)
    detail = {
        "before": {"version": old.version, "content_hash": old.content_hash},
        "after": {"version": version.version, "content_hash": version.content_hash},
        "rubric": version.rubric,
        "renames": dict(renames),
        **report.counts(),
    }
    record(action="repin_cycle", about=("cycle", held.pk), by=by, now=now, detail=detail)
    return report


def _checked(cycle: Cycle, version: RubricVersion, renames: Renames) -> tuple[Rubric, Rubric]:
    """Return both rubrics, once it is clear that the cycle may go from one to the other."""
    old = cycle.rubric_version
    if cycle.closed_at is not None:
        raise CycleClosed()
    if version.published_at is None:
        raise VersionNotIssued(version=str(version))
    if version not in newer_versions(cycle):
        raise VersionNotNewer(version=str(version))
    check_counted(version)
    before, after = rubric_of(old), rubric_of(version)
    wrong = unknown_renames(renames, before, after)
    if wrong:
        raise MappingUnknown(entry=wrong[0])
    return before, after


def _check_undeclared(assessments: QuerySet[Assessment]) -> None:
    """Raise CycleDeclared when anybody is, or was, past filling in."""
    undeclared = Q(status=Status.FILLING, submitted_at__isnull=True)
    declared = assessments.exclude(undeclared).count()
    if declared:
        raise CycleDeclared(count=declared)


def _slices(cycle: Cycle) -> Iterator[list[int]]:
    """Yield the keys of a cycle's assessments, in the order in which sheets are locked."""
    keys = list(
        Assessment.objects.filter(cycle=cycle)
        .order_by("organization_id", "pk")
        .values_list("pk", flat=True)
    )
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _own(sheets: dict[tuple[int, int], FactSheet], assessment: Assessment) -> dict[int, FactSheet]:
    """Return the sheets of one branch by year; a year without one gets an empty sheet."""
    owner = assessment.organization
    return {
        year: sheets.get((owner.pk, year)) or FactSheet(organization=owner, year=year)
        for year in book_years(assessment.year)
    }


def _move(
    keys: list[int],
    rubric: Rubric,
    renames: Renames,
    report: Report,
    person: User,
    moment: datetime.datetime,
) -> None:
    rows = Assessment.objects.filter(pk__in=keys)
    places = rows.values_list("organization_id", "year")
    sheets = lock_places({(owner, one) for owner, year in places for one in book_years(year)})
    locked = with_cycle(rows).select_for_update(of=("self",), no_key=True)
    held = list(locked.order_by("organization_id", "pk"))
    _check_undeclared(rows)  # once more: somebody may have declared before the lock
    history: list[AnswerChange] = []
    for assessment in held:
        before = assessment.total, assessment.predicted_level
        carried = carry(assessment.plain_answers(), rubric, renames)
        history += _write(assessment, carried, person, moment)
        standing = refresh(
            assessment, standing=load(assessment, sheets=_own(dict(sheets), assessment))
        )
        total, level = standing.sheet.total, standing.decision.provisional
        assessment.total, assessment.predicted_level = before  # what the report compares with
        report.add(assessment, carried, total, level)
    AnswerChange.objects.bulk_create(history)


def _write(
    assessment: Assessment, carried: Carried, person: User, moment: datetime.datetime
) -> list[AnswerChange]:
    """Put the carried answers in the place of the old ones; return their history."""
    old = assessment.plain_answers()
    wanted = {entry: carried.answers.get(entry) for entry in {**old, **carried.answers}}
    changed = {entry: value for entry, value in wanted.items() if value != old.get(entry)}
    if not changed:
        return []
    answers, history = dict(assessment.answers), []
    for entry, value in changed.items():
        version = version_of(answers, entry) + 1
        answers[entry] = {"value": value, "version": version}
        history.append(
            AnswerChange(
                assessment=assessment,
                entry=entry,
                version=version,
                before=old.get(entry),
                after=value,
                changed_at=moment,
                changed_by=person,
            )
        )
    star = str((answers.get("star") or {}).get("value") or "")
    update_row(assessment, answers=answers, star_applied=star)
    return history


def _uses(keys: list[int]) -> list[str]:
    """Return the item of every link of kept evidence, in some assessments."""
    uses = EvidenceUse.objects.filter(
        evidence__assessment__in=keys, evidence__removed_at__isnull=True
    )
    return list(uses.values_list("indicator", flat=True))


def _move_evidence(keys: list[int], renames: Renames) -> None:
    """Hang evidence on the items that took the place of others; links to none stay as they are."""
    wanted = {
        key.partition(":")[2]: carried_item(key.partition(":")[2], renames)
        for key, target in renames.items()
        if key.startswith("item:") and target and target != key
    }
    uses = EvidenceUse.objects.filter(evidence__assessment__in=keys, indicator__in=wanted)
    moved = [(use.pk, use.evidence_id, wanted[use.indicator]) for use in uses]
    EvidenceUse.objects.filter(pk__in=[pk for pk, _, _ in moved]).delete()
    EvidenceUse.objects.bulk_create(
        [EvidenceUse(evidence_id=evidence, indicator=item) for _, evidence, item in moved],
        ignore_conflicts=True,  # the evidence may prove that item already
    )
