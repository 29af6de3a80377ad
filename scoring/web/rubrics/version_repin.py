"""The page of a cycle that changes its version, as plain data."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from scoring.assessments.models import Cycle
from scoring.engine.rubric import Rubric
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.web.rubrics.version_forms import RenamesForm
from scoring.workflow.carrying import questions, vanished
from scoring.workflow.repinning_report import Report


@dataclass(frozen=True)
class Counted:
    """A question and how many answers."""

    name: str
    count: int


@dataclass(frozen=True)
class MovedLine:
    """One branch that moves. Levels in words, empty for none."""

    branch: str
    before: Decimal
    after: Decimal
    by: Decimal
    level_before: str
    level_after: str
    dropped: tuple[str, ...]


@dataclass(frozen=True)
class ReportLines:
    """A report in words."""

    report: Report
    dropped: tuple[Counted, ...]
    renamed: tuple[Counted, ...]
    largest: tuple[MovedLine, ...]


@dataclass(frozen=True)
class RepinPage:
    """Everything the page shows."""

    cycle: Cycle
    versions: list[RubricVersion]
    version: RubricVersion | None
    form: RenamesForm | None = None
    lines: ReportLines | None = None

    def of(self, form: RenamesForm) -> "RepinPage":
        """Return the page with the form of what vanished."""
        return replace(self, form=form)

    def told(self, lines: ReportLines) -> "RepinPage":
        """Return the page with what would change."""
        return replace(self, lines=lines)


def question_forms(cycle: Cycle, version: RubricVersion, data: Any) -> RenamesForm:
    """Return the form of the questions that the newer version no longer asks."""
    before, after = rubric_of(cycle.rubric_version), rubric_of(version)
    return RenamesForm(vanished(before, after), questions(after), data)


def preview_lines(report: Report) -> ReportLines:
    """Return a report with names instead of keys."""
    names = report.names()
    return ReportLines(
        report=report,
        dropped=_counted((names, entry, count) for entry, count in report.dropped.most_common()),
        renamed=_counted(
            (names, entry, count) for (_old, entry), count in report.renamed.most_common()
        ),
        largest=tuple(
            MovedLine(
                branch=one.branch,
                before=one.total_before,
                after=one.total_after,
                by=one.by,
                level_before=_level(report.before, one.level_before),
                level_after=_level(report.after, one.level_after),
                dropped=tuple(names.get(entry, entry) for entry in one.dropped),
            )
            for one in report.largest
        ),
    )


def _counted(found: Iterable[tuple[dict[str, str], str, int]]) -> tuple[Counted, ...]:
    return tuple(Counted(names.get(entry, entry), count) for names, entry, count in found)


def _level(rubric: Rubric, identifier: str) -> str:
    return next((one.name for one in rubric.levels if one.id == identifier), "")
