"""Evidence of the own branch: one file for many items, refusals, dates, undo."""

import datetime

import pytest

from scoring.assessments.models import Evidence
from tests.factories import evidence_file
from tests.web.secretary import (  # fixtures among them
    assessment,
    october,
    secretary,
    url,
    world,
)

__all__ = ["assessment", "october", "secretary", "world"]


pytestmark = pytest.mark.django_db


def test_one_upload_proves_four_items_and_is_one_file(secretary, assessment):
    items = ["CO5-L1", "CO5-L2", "CO5-L3", "CO5-L4"]
    query = "&".join(f"item={one}" for one in items)
    answer = secretary.post(f"{url('upload')}?{query}", {"file": evidence_file()})
    assert answer.status_code == 200
    assert "用于 4 项" in answer.content.decode()
    (piece,) = Evidence.objects.filter(assessment=assessment)
    assert piece.uses.count() == 4


def test_a_refused_file_comes_back_as_a_tile_with_its_sentence(secretary):
    file = evidence_file("台账.tif")
    answer = secretary.post(f"{url('upload')}?item=CO5-L1", {"file": file})
    assert answer.status_code == 422
    assert "不支持此格式（tif）" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_without_script_file_and_reference_come_with_the_form(secretary, assessment):
    form = {
        "file:CO5-L1": evidence_file(),
        "reference:CO5-L1": "3 号盒第 12 页",
        "stay": "card-CO5-L1",
    }
    answer = secretary.post(url("save_dimension", 2), form)
    assert answer.url.endswith("#card-CO5-L1")
    assert {one.name for one in assessment.evidence.all()} == {"会议记录.png", "3 号盒第 12 页"}


def test_evidence_takes_a_date_other_items_and_can_be_removed_and_put_back(secretary, assessment):
    secretary.post(f"{url('upload')}?item=CO5-L1", {"file": evidence_file()})
    piece = assessment.evidence.get()
    form = {"dated_on": "2026年1月23日", "items": ["CO5-L2", "CO5-L3"]}
    assert secretary.post(url("save_evidence", piece.pk), form).status_code == 302
    piece.refresh_from_db()
    assert piece.dated_on == datetime.date(2026, 1, 23)
    assert set(piece.uses.values_list("indicator", flat=True)) == {"CO5-L2", "CO5-L3"}
    bad = secretary.post(url("save_evidence", piece.pk), form | {"dated_on": "某日"})
    assert bad.status_code == 422
    secretary.post(url("remove_evidence", piece.pk))
    assert not assessment.evidence.kept().exists()
    secretary.post(url("remove_evidence", piece.pk), {"undo": "1"})
    assert assessment.evidence.kept().exists()
