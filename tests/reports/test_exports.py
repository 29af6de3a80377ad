"""Workbooks that are asked for: built once, given up in time, never for who may not have them."""

import datetime
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from scoring.assessments.enums import Status
from scoring.audit.models import Event, Head
from scoring.common.refusals import NotAllowed, WrongState
from scoring.documents.actions.exports import (
    BUILD_EXPORT,
    SILENCE,
    ExportCancelled,
    ask_export,
    begin_export,
    cancel_export,
    complete_export,
    note_progress,
)
from scoring.documents.exports import (
    EXPORT_TRANSITIONS,
    Export,
    ExportDamaged,
    ExportNotReady,
    ExportState,
    file_of,
    sha256_of_file,
)
from scoring.jobs.actions import MAX_ATTEMPTS, claim, run_owed
from scoring.jobs.models import Job
from scoring.organizations.models import RoleAssignment, User
from scoring.reports import tasks
from scoring.reports.queries import DEFAULT_PROGRAMME, count_rows, rating_rows, rating_slices
from scoring.reports.workbook import yearly
from scoring.reports.workbook.tables import TableBook
from tests.factories.review import assessment_at
from tests.factories.world import NOW, YEAR, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> World:
    """Return a world with one star, and a home folder of its own."""
    settings.BRANCHSTD_HOME = tmp_path
    world = make_world()
    assessment_at(Status.CONFIRMED, world)
    Job.objects.all().delete()  # certificates are somebody else's work
    return world


def asked(world: World, by: User | None = None) -> Export:
    return ask_export(
        organization=world.department,
        year=YEAR,
        programme=DEFAULT_PROGRAMME,
        version=world.version,
        by=by or world.office,
        now=NOW,
    )


def files(home: Path) -> list[Path]:
    return [one for one in (home / "exports").rglob("*") if one.is_file()]


def test_a_workbook_is_built_kept_and_noted(world: World, tmp_path: Path) -> None:
    export = asked(world)
    head = Head.objects.get(pk=1)
    assert run_owed() == (1, 0)
    export.refresh_from_db()
    assert (export.state, export.rows_done, export.rows_total) == (ExportState.DONE, 2, 2)
    path = file_of(export)
    assert files(tmp_path) == [path]
    assert (export.size, export.sha256) == (path.stat().st_size, sha256_of_file(path))
    assert (export.audit_sequence, export.audit_hash) == (head.last_sequence, head.last_hash)
    words = [row[1].value for row in openpyxl.load_workbook(path)["填表说明"].iter_rows(min_row=3)]
    assert any(export.audit_hash in str(word) for word in words)
    trail = list(Event.objects.about("export", export.pk).order_by("sequence"))
    assert [one.action for one in trail] == ["export.asked", "export.built"]
    assert trail[0].actor == str(world.office)
    assert trail[1].detail["sha256"] == export.sha256


def test_asking_again_before_it_is_ready_owes_nothing_more(world: World) -> None:
    first = asked(world)
    assert asked(world) == first
    assert Job.objects.filter(kind=BUILD_EXPORT).count() == 1
    assert asked(world, by=world.auditor) != first
    run_owed()
    assert asked(world) != first


def test_the_database_holds_one_unfinished_workbook_for_each_person(world: World) -> None:
    export = asked(world)
    export.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        export.save(force_insert=True)


def test_the_job_is_safe_to_run_twice(world: World, tmp_path: Path) -> None:
    export = asked(world)
    tasks.build_export(export.pk)
    before = Export.objects.values().get(pk=export.pk)
    tasks.build_export(export.pk)
    assert Export.objects.values().get(pk=export.pk) == before
    assert len(files(tmp_path)) == 1


def test_after_a_crash_the_next_run_begins_anew_and_clears_up(world: World, tmp_path: Path) -> None:
    export = asked(world)
    begin_export(export=export, rows_total=2, by="worker", now=NOW)
    left = tmp_path / "exports" / str(export.pk) / "left.xlsx"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    long_ago = left.stat().st_mtime - 2 * tasks.LEASE.total_seconds()
    os.utime(left, (long_ago, long_ago))
    tasks.build_export(export.pk)
    assert not left.exists()
    export.refresh_from_db()
    assert file_of(export).exists()


def test_of_two_workers_the_first_wins_and_the_other_leaves_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = asked(world)
    build = yearly.write_yearly_summary

    def overtaken(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(tasks, "write_yearly_summary", build)
        tasks.build_export(export.pk)
        named["progress"] = lambda rows: None
        return build(*given, **named)

    monkeypatch.setattr(tasks, "write_yearly_summary", overtaken)
    tasks.build_export(export.pk)
    export.refresh_from_db()
    assert files(tmp_path) == [file_of(export)]
    assert Event.objects.filter(action="export.built").count() == 1


def test_a_cancelled_workbook_is_not_built(world: World, tmp_path: Path) -> None:
    export = asked(world)
    cancel_export(export=export, by=world.second_office, now=NOW)
    assert run_owed() == (1, 0)
    export.refresh_from_db()
    assert export.state == ExportState.CANCELLED
    assert files(tmp_path) == []
    with pytest.raises(ExportNotReady):
        file_of(export)
    with pytest.raises(WrongState):
        cancel_export(export=export, by=world.office, now=NOW)
    assert Event.objects.about("export", export.pk).filter(action="export.cancelled").count() == 1


def test_a_workbook_cancelled_while_it_is_built_stops_at_the_next_step(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = asked(world)
    written = []

    def slices(*given: Any, **named: Any) -> Any:
        for rows in rating_slices(*given, **named, size=1):
            written.append(rows)
            if len(written) == 1:
                cancel_export(export=Export.objects.get(), by=world.office, now=NOW)
            yield rows

    monkeypatch.setattr(yearly, "rating_slices", slices)
    tasks.build_export(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.CANCELLED
    assert len(written) == 1
    assert files(tmp_path) == []


def test_who_lost_the_role_meanwhile_gets_nothing(world: World, tmp_path: Path) -> None:
    export = asked(world)
    RoleAssignment.objects.filter(user=world.office).update(valid_to=datetime.date(YEAR - 1, 1, 1))
    assert run_owed() == (1, 0)
    export.refresh_from_db()
    assert export.state == ExportState.FAILED
    assert files(tmp_path) == []
    assert Event.objects.filter(action="export.refused").count() == 1


def test_whose_account_was_closed_meanwhile_gets_nothing(world: World) -> None:
    export = asked(world)
    User.objects.filter(pk=world.office.pk).update(is_active=False)
    run_owed()
    export.refresh_from_db()
    assert export.state == ExportState.FAILED


@pytest.mark.parametrize("who", ["secretary", "reviewer", "approver", "foreign_office", "system"])
def test_who_does_not_read_the_year_as_a_whole_may_not_ask_nor_cancel(
    world: World, who: str
) -> None:
    stranger = getattr(world, who)
    with pytest.raises(NotAllowed):
        asked(world, by=stranger)
    export = asked(world)
    with pytest.raises(NotAllowed):
        cancel_export(export=export, by=stranger, now=NOW)
    assert not Export.objects.visible_to(stranger).exists()


def test_a_disk_that_fails_leaves_no_file_and_the_work_is_owed_on(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = asked(world)

    def full(*given: Any, **named: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(TableBook, "save", full)
        for _ in range(MAX_ATTEMPTS):
            Job.objects.update(lease_until=None)  # the pause before the next attempt is over
            assert run_owed() == (0, 1)
    assert files(tmp_path) == []
    job = Job.objects.get(key=export.job_key)
    assert job.stuck_at is not None
    assert asked(world) == export  # asking again revives it
    assert run_owed() == (1, 0)
    export.refresh_from_db()
    assert export.state == ExportState.DONE


def test_a_changed_or_missing_file_is_never_handed_out(world: World) -> None:
    export = asked(world)
    run_owed()
    export.refresh_from_db()
    path = file_of(export)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(ExportDamaged):
        file_of(export)
    path.unlink()
    with pytest.raises(ExportDamaged):
        file_of(export)
    path.write_bytes(whole)
    assert file_of(export) == path


def test_final_states_stay(world: World) -> None:
    final = [state for state, steps in EXPORT_TRANSITIONS.items() if not steps]
    assert final == [ExportState.DONE, ExportState.CANCELLED, ExportState.FAILED]
    export = asked(world)
    run_owed()
    with pytest.raises(ExportCancelled):
        begin_export(export=export, rows_total=1, by="worker", now=NOW)
    with pytest.raises(ExportCancelled):
        note_progress(export=export, rows=1, by="worker", now=NOW)
    late: Any = {"path": "exports/x.xlsx", "sha256": "0" * 64, "size": 1, "audit_end": (0, "")}
    assert not complete_export(export=export, **late, by="worker", now=NOW)


def test_work_that_reports_progress_is_taken_over_soon_after_its_worker_died(world: World) -> None:
    export = asked(world)
    job = claim(now=NOW)
    assert job is not None
    assert job.lease_until == NOW + tasks.LEASE
    begin_export(export=export, rows_total=2, by="worker", now=NOW)
    note_progress(export=export, rows=1, by="worker", now=NOW)
    job.refresh_from_db()
    assert job.lease_until == NOW + SILENCE
    assert claim(now=NOW + SILENCE) is None
    taken_over = claim(now=NOW + SILENCE + datetime.timedelta(seconds=1))
    assert taken_over == job


@pytest.mark.parametrize("size", [1, 2, 3])
def test_slices_are_the_rows_whatever_their_size(world: World, size: int) -> None:
    rows = rating_rows(world.department, YEAR)
    slices = list(rating_slices(world.department, YEAR, size=size))
    assert [row for one in slices for row in one] == rows
    assert all(len(one) <= size for one in slices)
    assert count_rows(world.department, YEAR) == len(rows) == 2
