"""A province's workbook: 20,000 ratings, read back by three programs that did not write it."""

import contextlib
import csv
import io
import os
import shutil
import signal
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2 as pdfium
import pytest
from python_calamine import CalamineWorkbook

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle, Submission
from scoring.documents.actions.exports import ask_export
from scoring.documents.exports import Export, ExportState, file_of
from scoring.jobs.actions import run_owed
from scoring.jobs.models import Job
from scoring.organizations.models import Organization
from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import Rating
from scoring.reports.dashboards import overview
from scoring.rubrics.queries import rubric_of
from tests.factories.review import CONFIRMED, assessment_at
from tests.factories.world import NOW, World, make_world

pytestmark = [pytest.mark.django_db, pytest.mark.long]

MANY = 20_000
YEAR = 2026
LEVELS = ("five", "four", "three", "")
PER_UNIT = 100
CSV_OF_RATINGS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
FIRST_PAGES = 'pdf:calc_pdf_Export:{"PageRange":{"type":"string","value":"1-12"}}'


def province(world: World, count: int) -> None:
    """Store ``count`` decided branches below units of a hundred: what the workbook reads."""
    pattern = assessment_at(Status.SUBMITTED, world)
    cycle: Cycle = pattern.cycle
    dimensions = rubric_of(world.version).dimensions
    steplen = Organization.steplen
    for start in range(0, count, PER_UNIT):
        number = start // PER_UNIT
        world.department.refresh_from_db()
        kind, name = world.committee.kind, f"第{number}县直属机关工委"
        unit = Organization.objects.add_child(
            world.department, {"code": f"U{number}", "name": name, "kind": kind}
        )
        names = ["=A1", "+1", "@x", "某县档案局党支部"]
        branches = Organization.objects.bulk_create(
            Organization(
                path=unit.path + f"{place + 1:0{steplen}d}",
                depth=unit.depth + 1,
                code=f"B{start + place}",
                name=f"{names[place % 4]} {start + place}",
                kind=world.branch.kind,
            )
            for place in range(min(PER_UNIT, count - start))
        )
        Organization.objects.filter(pk=unit.pk).update(numchild=len(branches))
        assessments = Assessment.objects.bulk_create(
            Assessment(
                cycle=cycle,
                organization=branch,
                organization_path=branch.path,
                programme=cycle.programme,
                year=YEAR,
                status=Status.CONFIRMED,
                star_applied="five",
                total=Decimal(8000 + branch.pk % 2000) / 100,
                dimension_points={one.id: str(one.weight) for one in dimensions},
            )
            for branch in branches
        )
        Submission.objects.bulk_create(
            Submission(
                assessment=one,
                number=1,
                submit_key=f"many-{one.pk}",
                content="{}",
                sha256="0" * 64,
                total=one.total,
                submitted_at=NOW,
                submitted_by=world.secretary,
            )
            for one in assessments
        )
        Rating.objects.bulk_create(_rating(one, world) for one in assessments)


def _rating(assessment: Assessment, world: World) -> Rating:
    level = LEVELS[assessment.organization_id % 4]
    gate = {"level": "five", "name": "条件", "state": "unmet", "value": "1", "why": []}
    content = str({"decision": {"gates": [gate]}}).replace("'", '"')
    return Rating(
        assessment=assessment,
        status=RatingStatus.CONFIRMED,
        proposed_level=level,
        level=level,
        total=assessment.total,
        content=content,
        sha256="0" * 64,
        proposed_at=NOW,
        proposed_by=world.reviewer,
        confirmed_at=CONFIRMED,
        confirmed_by=world.office,
    )


def _run(call: list[str | Path]) -> str:
    """Run a program to its end; return its complaints. Nothing it started outlives the test."""
    pipe = subprocess.PIPE
    with subprocess.Popen(call, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as run:
        try:
            _said, complaints = run.communicate(timeout=600)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == 0, complaints
    return complaints


def test_twenty_thousand_ratings_are_built_read_back_and_converted(
    tmp_path: Path, settings: Any
) -> None:
    settings.BRANCHSTD_HOME = tmp_path
    world = make_world()
    province(world, MANY)
    Job.objects.all().delete()
    ask_export(
        organization=world.department,
        year=YEAR,
        programme=world.version.rubric,
        version=world.version,
        by=world.office,
        now=NOW,
    )
    assert run_owed() == (1, 0)
    export = Export.objects.get()
    assert (export.state, export.rows_done) == (ExportState.DONE, MANY + 2)
    path = file_of(export)
    found = overview(world.department, YEAR, world.version).distributions[0]

    book = openpyxl.load_workbook(path, read_only=True)
    sheet = book["评定汇总"]
    rows = list(sheet.iter_rows(min_row=5, max_row=4 + MANY + 2, values_only=True))
    assert [row[0] for row in rows] == list(range(1, MANY + 3))
    years = book["较上年变化"]
    words = [row[3] for row in years.iter_rows(min_row=5, values_only=True)]
    for level in rubric_of(world.version).levels:
        shown = words.count(level.name) + words.count(f"预计{level.name}")
        assert shown == found.counts.get(level.id, 0)

    other = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("评定汇总").to_python()[4:]
    assert len(other) >= len(rows) > MANY
    for row, read in zip(rows, other, strict=False):  # the last line names who made it
        assert tuple("" if value is None else value for value in row) == tuple(read)
    assert book["未达到的条件"].max_row == 4 + MANY * 3 // 4 + 2
    book.close()

    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine")
    # Every row of the ratings as text, and the first pages as paper: all of them take minutes.
    for wanted in (CSV_OF_RATINGS, FIRST_PAGES):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        call: list[str | Path] = [
            office,
            profile,
            "--headless",
            "--convert-to",
            wanted,
            "--outdir",
            tmp_path,
            path,
        ]
        said = _run(call)
        assert "rror" not in said
    (listed,) = tmp_path.glob("*.csv")
    lines = list(csv.reader(io.StringIO(listed.read_text(encoding="utf-8"))))
    assert [line[3] for line in lines[4 : 4 + len(rows)]] == [row[3] for row in rows]
    with pdfium.PdfDocument(tmp_path / path.with_suffix(".pdf").name) as pages:
        assert len(pages) == 12
        assert "星级党支部评定汇总表" in pages[1].get_textpage().get_text_bounded()
