"""The years of a programme as plain data, and what a new one starts from."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from scoring.assessments.enums import EDITABLE, Status
from scoring.assessments.models import Assessment, Cycle, DeadlineExtension
from scoring.engine.facts import default_window
from scoring.organizations.models import Organization, User
from scoring.reports.queries import DEFAULT_PROGRAMME
from scoring.rubrics.models import RubricVersion
from scoring.web import formats
from scoring.web.standards import told_apart
from scoring.web.subjects import NAMES, counted, subject_name

DEADLINE = datetime.time(17, 30)
DAYS, YEARS, TARGET = 5, 1, "80.00"


@dataclass(frozen=True)
class CycleLine:
    """One year of a programme."""

    cycle: Cycle
    branches: int
    filling: int
    decided: int

    @property
    def rated(self) -> str:
        """Return how many are rated, in words: 12 Party committees."""
        return counted(self.cycle.rubric_version.subject, self.branches)


def cycle_lines(below: Organization, user: User) -> list[CycleLine]:
    """Return the cycles that have branches of the organization, latest first."""
    counts = {
        row["cycle"]: row
        for row in Assessment.objects.below(below)
        .values("cycle")
        .annotate(
            branches=Count("pk"),
            filling=Count("pk", filter=Q(status__in=EDITABLE)),
            decided=Count("pk", filter=Q(status=Status.CONFIRMED)),
        )
    }
    cycles = (
        Cycle.objects.visible_to(user)
        .filter(pk__in=list(counts))
        .select_related("rubric_version")
        .order_by("-year", "-round", "pk")
    )
    return [_line(cycle, counts[cycle.pk]) for cycle in cycles]


def _line(cycle: Cycle, counts: Mapping[str, Any]) -> CycleLine:
    return CycleLine(cycle, counts["branches"], counts["filling"], counts["decided"])


def still_filling(below: Organization, cycle: Cycle | None) -> list[tuple[int, str]]:
    """Return (assessment, branch with its deadline) of those that may still declare."""
    found = Assessment.objects.below(below).editable().filter(cycle=cycle)
    return [
        (one.pk, f"{one.organization.name}（{formats.moment(one.deadline())}）")
        for one in found.select_related("organization", "cycle").order_by("organization_path")
    ]


def extensions_of(below: Organization, cycle: Cycle | None) -> list[DeadlineExtension]:
    """Return the extensions granted in a cycle, latest first."""
    return list(
        DeadlineExtension.objects.filter(
            assessment__cycle=cycle, assessment__in=Assessment.objects.below(below)
        )
        .select_related("assessment__organization", "granted_by")
        .order_by("-granted_at", "-pk")
    )


Standards = list[tuple[str, list[tuple[int, str]]]]


def standards() -> Standards:
    """Return, by what they rate, (version, name) of the standards that a year may be opened by.

    Within a group the default programme stands first, then the latest.
    """
    held = RubricVersion.objects.for_cycles().defer("document").order_by("-published_at", "name")
    ordered = sorted(held, key=lambda one: one.rubric != DEFAULT_PROGRAMME)  # stable
    names = dict(told_apart(ordered))
    groups = [
        (
            subject_name(subject),
            [(one.pk, names[one.pk]) for one in ordered if one.subject == subject],
        )
        for subject in NAMES
    ]
    return [(name, versions) for name, versions in groups if versions]


def next_year(lines: list[CycleLine], this_year: int) -> int:
    """Return the year to open: this one, or the one after the latest."""
    return max(this_year, max((line.cycle.year + 1 for line in lines), default=this_year))


def suggestion(organization: Organization, latest: Cycle | None, year: int) -> dict[str, Any]:
    """Return what the form of a new cycle shows at first: last year's, moved on."""
    window = default_window(year)
    found = {
        "year": year,
        "window_start": formats.day(window.start),
        "window_end": formats.day(window.end),
        "declare_on": formats.day(datetime.date(year, 10, 31)),
        "declare_at": DEADLINE.strftime("%H:%M"),
        "target_score": TARGET,
        "publicity_days": DAYS,
        "validity_years": YEARS,
        "issuer_name": organization.name,
        "contact_name": organization.contact_name,
        "contact_phone": organization.contact_phone,
    }
    if latest is not None:
        kept = ("publicity_days", "validity_years", "issuer_name", "contact_name", "contact_phone")
        found |= {name: getattr(latest, name) for name in kept}
        found |= {
            "standard": latest.rubric_version_id,
            "target_score": formats.points(latest.target_score),
        }
    return found
