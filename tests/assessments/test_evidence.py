"""Evidence: one file for many items, kept when removed, never half a file."""

import datetime
import os

import pytest

from scoring.assessments import storage
from scoring.assessments.actions import (
    EvidenceGone,
    ReferenceMissing,
    UnknownIndicator,
    attach_evidence,
    attach_reference,
    remove_evidence,
    restore_evidence,
    use_evidence,
)
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Evidence
from scoring.assessments.queries import evidence_by_indicator
from scoring.audit.models import Event
from scoring.common.disk import StorageFull
from scoring.common.refusals import NotAllowed, WrongState
from scoring.common.uploads import CONTENT_TYPES, check_upload
from tests.factories import NOW, World, assessment_at, evidence_file, make_world

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def own_root(settings, tmp_path):
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.EVIDENCE_ROOT


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def assessment(world) -> Assessment:
    return assessment_at(Status.FILLING, world)


def attach(world, assessment, indicators=("CO5-O1",), *, by=None, colour="white"):
    return attach_evidence(
        assessment=assessment,
        upload=check_upload(evidence_file(colour=colour)),
        indicators=indicators,
        dated_on=DAY,
        by=by or world.secretary,
        now=NOW,
    )


def files(root):
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def test_a_file_is_stored_byte_for_byte_and_shared_by_items(world, assessment, own_root):
    evidence = attach(world, assessment, ("CO5-O1", "CO5-O2"))
    content = evidence_file().read()
    with storage.open_stored(evidence.path) as file:
        assert file.read() == content
    assert evidence.size == len(content)
    assert evidence.content_type == "image/png"
    assert (evidence.dated_on, evidence.uploaded_by) == (DAY, world.secretary)
    assert evidence_by_indicator(assessment) == {"CO5-O1": [evidence], "CO5-O2": [evidence]}
    event = Event.objects.get(action="attach_evidence")
    assert event.detail["sha256"] == evidence.sha256
    assert evidence.name not in evidence.path


def test_stored_files_are_closed_to_others(world, assessment, own_root):
    path = storage.locate(attach(world, assessment).path)
    assert path.stat().st_mode & 0o777 & ~0o640 == 0
    assert path.parent.stat().st_mode & 0o007 == 0


def test_the_same_content_twice_is_one_file(world, assessment, own_root):
    first = attach(world, assessment, ("CO5-O1",))
    again = attach(world, assessment, ("CO5-O2", "CO5-O1"))
    assert again == first
    assert len(files(own_root)) == 1
    assert set(evidence_by_indicator(assessment)) == {"CO5-O1", "CO5-O2"}


def test_a_refused_attachment_leaves_no_file(world, assessment, own_root):
    with pytest.raises(UnknownIndicator) as refusal:
        attach(world, assessment, ("NO-SUCH",))
    assert refusal.value.indicator == "NO-SUCH"
    assert not Evidence.objects.exists()
    assert files(own_root) == []


def test_a_full_disk_leaves_neither_row_nor_file(world, assessment, own_root, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        attach(world, assessment)
    assert not Evidence.objects.exists()
    assert files(own_root) == []


@pytest.mark.parametrize("who", ["sibling_secretary", "reviewer", "office", "auditor"])
def test_only_the_branch_attaches(world, assessment, own_root, who):
    with pytest.raises(NotAllowed):
        attach(world, assessment, by=getattr(world, who))
    assert files(own_root) == []


def test_nothing_is_attached_while_the_reviewer_has_it(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    held = Evidence.objects.first()
    with pytest.raises(WrongState):
        attach(world, submitted)
    with pytest.raises(WrongState):
        remove_evidence(evidence=held, by=world.secretary, now=NOW)


def test_a_reference_stands_for_a_box_and_page(world, assessment):
    evidence = attach_reference(
        assessment=assessment,
        reference=" 组织生活档案盒\x00 第 12 页 ",
        indicators=["CO5-O1"],
        dated_on=None,
        by=world.filler,
        now=NOW,
    )
    assert (evidence.reference, evidence.path) == ("组织生活档案盒 第 12 页", "")
    with pytest.raises(ReferenceMissing):
        attach_reference(
            assessment=assessment,
            reference="  ",
            indicators=[],
            dated_on=None,
            by=world.filler,
            now=NOW,
        )


def test_uses_are_exactly_those_chosen(world, assessment):
    evidence = attach(world, assessment, ("CO5-O1", "CO5-O2"))
    other_day = datetime.date(2026, 4, 1)
    use_evidence(
        evidence=evidence,
        indicators=["CO5-O2", "CO5-O3"],
        dated_on=other_day,
        by=world.secretary,
        now=NOW,
    )
    assert set(evidence_by_indicator(assessment)) == {"CO5-O2", "CO5-O3"}
    evidence.refresh_from_db()
    assert evidence.dated_on == other_day


def test_removed_evidence_stays_on_record_and_can_come_back(world, assessment):
    evidence = attach(world, assessment)
    remove_evidence(evidence=evidence, by=world.secretary, now=NOW)
    assert evidence_by_indicator(assessment) == {}
    evidence.refresh_from_db()
    assert (evidence.removed_by, evidence.removed_at) == (world.secretary, NOW)
    assert storage.locate(evidence.path).exists()
    with pytest.raises(EvidenceGone):
        remove_evidence(evidence=evidence, by=world.secretary, now=NOW)
    restore_evidence(evidence=evidence, by=world.secretary, now=NOW)
    restore_evidence(evidence=evidence, by=world.secretary, now=NOW)
    assert set(evidence_by_indicator(assessment)) == {"CO5-O1"}
    assert Event.objects.filter(action="restore_evidence").count() == 1


@pytest.mark.parametrize("path", ["", "../secret_key", "/etc/passwd", "aa/../../x"])
def test_no_path_leads_out_of_the_root(own_root, path):
    with pytest.raises(ValueError, match="outside_root"):
        storage.locate(path)


def test_evidence_by_indicator_takes_two_queries(world, assessment, django_assert_num_queries):
    for colour in ("white", "red", "blue"):
        attach(world, assessment, ("CO5-O1", "CO5-O2"), colour=colour)
    with django_assert_num_queries(2):
        assert len(evidence_by_indicator(assessment)["CO5-O1"]) == 3


def test_every_kind_that_is_taken_has_room_for_its_type():
    column = Evidence._meta.get_field("content_type")
    assert max(len(one) for one in CONTENT_TYPES.values()) <= column.max_length
