"""The secretary's home as plain data: the task list, the score, what is missing, the year."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.engine.rubric import Dimension, Indicator
from scoring.ratings.enums import ChangeKind
from scoring.ratings.models import RatingChange
from scoring.web import formats
from scoring.web.components import GateRow, Step, Threshold
from scoring.web.errors import language
from scoring.web.selfassessment import wording
from scoring.web.selfassessment.conditions import open_declarations
from scoring.web.selfassessment.dimension import is_open
from scoring.web.selfassessment.gaps import gap_rows
from scoring.web.selfassessment.items import DONE
from scoring.web.selfassessment.timeline import timeline
from scoring.web.selfassessment.workbook import Workbook
from scoring.workflow.submission import unproven_items


@dataclass(frozen=True)
class Task:
    """One row of the task list; without ``url`` it is not open yet."""

    name: str
    detail: str
    url: str
    state: str  # kind of chip
    status: str
    points: str = ""
    next: bool = False


@dataclass(frozen=True)
class Banner:
    """Something that happened and matters now."""

    kind: str
    title: str
    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overview:
    """Everything the home page shows."""

    filled: int
    count: int
    profile: Task
    dimensions: tuple[Task, ...]
    closing: tuple[Task, ...]
    total: Decimal
    reachable: Decimal
    full: Decimal
    thresholds: list[Threshold]
    gauge_label: str
    level: str
    stars: int
    open_items: int
    next_level: str
    gaps: list[GateRow]
    steps: list[Step]
    banners: list[Banner]
    continue_url: str = ""
    days_left: int | None = None
    deadline: datetime.datetime | None = None
    tasks_open: bool = field(default=True)


def overview(book: Workbook, *, now: datetime.datetime) -> Overview:
    """Lay out the home page of one assessment."""
    sheet = book.standing.sheet
    decision = book.standing.decision
    filled = sum(item.filled in DONE for item in sheet.items)
    dimensions = list(_dimension_tasks(book))
    profile = _profile_task(book)
    closing = _closing_tasks(book)
    editable = book.assessment.is_editable
    deadline = book.assessment.deadline()
    return Overview(
        filled=filled,
        count=len(sheet.items),
        profile=profile,
        dimensions=tuple(dimensions),
        closing=closing,
        total=sheet.total,
        reachable=sheet.reachable,
        full=book.rubric.max,
        thresholds=wording.thresholds(book.rubric),
        gauge_label=wording.gauge_label(book),
        level=wording.level_name(book.rubric, decision.provisional),
        stars=wording.level_stars(book.rubric, decision.provisional),
        open_items=len(sheet.items) - filled,
        next_level=(
            wording.level_name(book.rubric, decision.next_level) if decision.next_level else ""
        ),
        gaps=gap_rows(book),
        steps=timeline(book.assessment),
        banners=list(banners(book, now=now)),
        continue_url=_continue(profile, dimensions, closing) if editable else "",
        days_left=days_left(deadline, now) if editable and now <= deadline else None,
        deadline=deadline,
        tasks_open=editable,
    )


def days_left(deadline: datetime.datetime, now: datetime.datetime) -> int:
    """Return how many calendar days lie between today and the deadline, in local time."""
    return (timezone.localdate(deadline) - timezone.localdate(now)).days


def _profile_task(book: Workbook) -> Task:
    done = book.assessment.profile_confirmed_at is not None
    return Task(
        name=_("Check the facts about the branch and its members"),
        detail=_("Last year's facts are carried over; you only need to check them"),
        url=reverse("selfassessment:profile_of", args=[book.term]),
        state="done" if done else "todo",
        status=_("Done") if done else _("To check"),
    )


def _dimension_tasks(book: Workbook) -> Iterator[Task]:
    unseen = True
    owed = _unproven(book)
    for number, dimension in enumerate(book.rubric.dimensions, 1):
        waiting = [one for one in dimension.indicators if is_open(book, one.id) or one.id in owed]
        upcoming = unseen and bool(waiting)
        unseen = unseen and not upcoming
        items = [book.standing.sheet.item(one.id) for one in dimension.indicators]
        filled = sum(item.filled in DONE for item in items)
        state, status = _dimension_state(
            book, len(waiting), started=upcoming and 0 < filled < len(items)
        )
        named = upcoming and (filled > 0 or bool(book.returned))
        yield Task(
            name=dimension.name if language() == "zh" else dimension.name_en,
            detail=_dimension_detail(filled, len(items), waiting[0] if named else None),
            url=_dimension_url(book, number, waiting),
            state=state,
            status=status,
            points=_("%(points)s / %(maximum)s points")
            % {
                "points": formats.points(_points(book, dimension)),
                "maximum": wording.plain_points(dimension.weight),
            },
            next=named,
        )


def _dimension_url(book: Workbook, number: int, waiting: list[Indicator]) -> str:
    if book.returned and waiting:
        return wording.item_url(book, waiting[0].id)
    return wording.dimension_url(book, number)


def _points(book: Workbook, dimension: Dimension) -> Decimal:
    return next(one.points for one in book.standing.sheet.dimensions if one.id == dimension.id)


def _dimension_detail(filled: int, count: int, following: Indicator | None) -> str:
    text = _("%(filled)s / %(count)s items") % {"filled": filled, "count": count}
    if following is not None:
        text += _(", next: %(item)s") % {"item": wording.cited(following)}
    return text


def _unproven(book: Workbook) -> set[str]:
    """Return the items that lack required evidence; after a return only returned ones count."""
    if book.returned:
        return set()
    return {one.id for one in unproven_items(book.assessment, book.standing)}


def _dimension_state(book: Workbook, waiting: int, *, started: bool) -> tuple[str, str]:
    if not waiting:
        return "done", _("Done")
    if book.returned:
        return "warn", _("%(count)s returned") % {"count": waiting}
    if started:
        return "doing", _("In progress")
    return "todo", _("%(count)s to go") % {"count": waiting}


def _closing_tasks(book: Workbook) -> tuple[Task, Task]:
    term = book.term
    left = open_declarations(book)
    gates = [gate for level in book.rubric.levels for gate in level.gates]
    automatic = sum(gate.condition is not None for gate in gates)
    conditions = Task(
        name=_("Confirm the conditions and the vetoes"),
        detail=_("%(count)s conditions, %(automatic)s of them decided by the system")
        % {"count": len(gates), "automatic": automatic},
        url=reverse("selfassessment:gates", args=[term]),
        state="todo" if left else "done",
        status=_("%(count)s open") % {"count": left} if left else _("Done"),
    )
    ready = not left and book.assessment.profile_confirmed_at is not None
    check = Task(
        name=_("Check everything and submit"),
        detail="" if ready else _("Opens when the tasks above are done"),
        url=reverse("selfassessment:check", args=[term]) if ready else "",
        state="todo" if ready else "lock",
        status=_("Submit") if ready else _("Not yet"),
    )
    return conditions, check


def _continue(profile: Task, dimensions: list[Task], closing: tuple[Task, ...]) -> str:
    rows = [profile, *dimensions, *closing]
    return next((task.url for task in rows if task.state != "done" and task.url), "")


def banners(book: Workbook, *, now: datetime.datetime) -> Iterator[Banner]:
    """Yield what the branch must know first: returned items, a missed deadline, a lower star."""
    assessment = book.assessment
    if assessment.status == Status.RETURNED:
        yield _returned(book)
    if assessment.is_editable and now > assessment.deadline():
        yield _overdue(assessment)
    changes = RatingChange.objects.filter(rating__assessment__organization=assessment.organization)
    lowered = (
        changes.exclude(kind=ChangeKind.CONFIRMED)
        .filter(
            rating__assessment__year__gte=assessment.year - 1,
            rating__assessment__programme=assessment.programme,
        )
        .order_by("-decided_at", "-pk")
        .first()
    )
    if lowered is not None and lowered.kind != ChangeKind.RESTORED:
        title = ChangeKind(lowered.kind).label
        date = formats.day(lowered.effective_on)
        yield Banner("stop", _("Star %(change)s") % {"change": title}, f"{date} {lowered.reason}")


def _returned(book: Workbook) -> Banner:
    count = len(book.returned)
    title = ngettext(
        "%(count)s item was returned for more", "%(count)s items were returned for more", count
    )
    due = book.assessment.return_due
    points = tuple(
        _("%(name)s: %(value)s")
        % {"name": wording.cited(book.dimension_of(item)[2]), "value": reason}
        for item, reason in book.returned.items()
    )
    text = _("Please complete them by %(moment)s.") % {"moment": formats.moment(due)} if due else ""
    return Banner("warn", title % {"count": count}, text, points)


def _overdue(assessment: Assessment) -> Banner:
    cycle = assessment.cycle
    return Banner(
        "stop",
        _("The deadline has passed"),
        _("This page can only be read now. To hand in later, please call %(name)s, %(phone)s.")
        % {"name": cycle.contact_name, "phone": cycle.contact_phone},
    )
