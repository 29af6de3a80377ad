"""The pages about certificates: progress, retry, archive, print run, corrections."""

import io
import zipfile

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.audit.models import Event
from scoring.documents.models import Certificate, Correction, PrintFile
from scoring.jobs.actions import run_owed
from scoring.jobs.models import Job
from scoring.web.office.production_views import archive
from tests.documents.conftest import home
from tests.documents.test_batches import RARE, batch, poison
from tests.factories import World, make_world
from tests.factories.review import CONFIRMED

__all__ = ["batch", "home"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]


@pytest.fixture
def world(home) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(CONFIRMED, tick=True):
        yield


def signed_in(user) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def stick() -> None:
    """Let what failed have failed as often as it may."""
    Job.objects.filter(done_at__isnull=True).update(stuck_at=CONFIRMED, attempts=5)


def test_progress_names_branch_and_character_and_a_retry_is_offered(batch, world):
    poison(batch[1])
    client = signed_in(world.office)
    before = client.get(reverse("office:production"))
    assert before.context["progress"].owed == 4
    assert "data-poll" in before.content.decode()
    run_owed()
    stick()
    page = client.get(reverse("office:production"))
    text = page.content.decode()
    progress = page.context["progress"]
    assert (progress.done, progress.owed, progress.stuck) == (3, 0, 1)
    assert "已制作 3 张，共 4 张" in text
    assert batch[1].organization.name in text
    assert RARE in text
    assert "data-poll" not in text
    stuck = client.get(reverse("office:production"), {"state": "stuck"}).context["page"]
    assert [line.certificate.pk for line in stuck.object_list] == [batch[1].pk]
    assert RARE in stuck.object_list[0].why
    assert "U+313A0" in stuck.object_list[0].why
    answer = client.post(reverse("office:retry_certificates"), {"certificates": [batch[0].pk]})
    assert answer.status_code == 302
    assert Job.objects.stuck().count() == 1  # that one was not stuck
    client.post(reverse("office:retry_certificates"))
    assert Job.objects.stuck().count() == 0
    assert Event.objects.filter(action="certificate.retried").count() == 1


def test_the_fragment_stands_alone_and_reads_the_same(batch, world):
    run_owed()
    fragment = signed_in(world.auditor).get(reverse("office:production_progress")).content.decode()
    assert "<html" not in fragment
    assert 'id="production"' in fragment
    assert "已制作 4 张，共 4 张" in fragment
    assert 'method="post"' not in fragment  # the auditor only reads


def test_search_and_pages_cost_the_same_however_many_there_are(batch, world):
    client = signed_in(world.office)
    found = client.get(reverse("office:production"), {"q": batch[2].serial}).context["page"]
    assert [line.certificate.pk for line in found.object_list] == [batch[2].pk]
    none = client.get(reverse("office:production"), {"q": "没有这个"}).content.decode()
    assert "没有符合条件的证书" in none
    hostile = client.get(reverse("office:production"), {"q": f"\x00{batch[2].serial}"})
    assert [line.certificate.pk for line in hostile.context["page"].object_list] == [batch[2].pk]
    counts = []
    for q in (batch[0].serial, ""):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("office:production"), {"q": q})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_archive_comes_in_pieces_and_leaves_out_what_is_damaged(batch, world, home):
    run_owed()
    damaged = Certificate.objects.get(pk=batch[3].pk)
    (home / damaged.pdf_path).write_bytes(b"%PDF cut")
    answer = signed_in(world.office).get(reverse("office:certificates"))
    assert answer.streaming
    assert Event.objects.filter(action="export_certificates").count() == 1
    pieces = list(answer.streaming_content)
    assert len(pieces) == 4  # three files and the list at the end
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as found:
        assert found.testzip() is None
        assert len(found.namelist()) == 3
        assert batch[0].organization.name in found.namelist()[0]
    assert list(zipfile.ZipFile(io.BytesIO(b"".join(archive([])))).namelist()) == []


def test_a_name_with_slashes_opens_no_folder_in_the_archive(batch, world):
    run_owed()
    one = Certificate.objects.select_related("organization").get(pk=batch[0].pk)
    one.organization.name = "../../某县\\机关/支部"
    (name,) = zipfile.ZipFile(io.BytesIO(b"".join(archive([one])))).namelist()
    assert name == f"{one.serial} ..／..／某县＼机关／支部.pdf"


def test_a_print_run_is_asked_for_made_and_taken(batch, world):
    run_owed()
    client = signed_in(world.office)
    assert client.post(reverse("office:ask_print_run")).status_code == 302
    file = PrintFile.objects.get()
    address = reverse("office:print_file", args=[file.pk])
    early = client.get(address)
    assert early.status_code == 422
    assert "data-poll" in client.get(reverse("office:production")).content.decode()
    run_owed()
    taken = client.get(address)
    assert taken.status_code == 200
    assert taken.content.startswith(b"%PDF")
    assert Event.objects.filter(action="print_file.taken").count() == 1
    assert signed_in(world.foreign_office).get(address).status_code == 404
    Certificate.objects.filter(pk=batch[0].pk).update(
        status="voided", ended_at=CONFIRMED, ended_by=world.office
    )
    assert "其中 1 张证书此后已失效" in client.get(reverse("office:production")).content.decode()


def test_a_certificate_is_issued_anew_by_two_persons(batch, world):
    run_owed()
    first, second = signed_in(world.office), signed_in(world.second_office)
    one = batch[0]
    form = first.get(reverse("office:correct", args=[one.pk]))
    assert one.serial in form.content.decode()
    address = reverse("office:ask_correction", args=[one.pk])
    assert first.post(address, {"kind": "reissue", "reason": ""}).status_code == 422
    data = {"kind": "reissue", "reason": "名称变更"}
    asked = first.post(address, data)
    assert "名称变更" in asked.content.decode()
    assert not Correction.objects.exists()
    assert "名称变更" in first.post(address, data | {"change": "yes"}).content.decode()
    assert first.post(address, data | {"confirmed": "yes"}).status_code == 302
    correction = Correction.objects.get()
    confirm = reverse("office:confirm_correction", args=[correction.pk])
    own = first.post(confirm, {"confirmed": "yes"})
    assert own.status_code == 422
    assert "另一" in own.content.decode()
    again = second.post(confirm)
    assert "此操作不能撤销" in again.content.decode()
    assert Certificate.objects.get(pk=one.pk).status == "valid"
    assert second.post(confirm, {"confirmed": "yes"}).status_code == 302
    assert Certificate.objects.get(pk=one.pk).status == "voided"
    assert Certificate.objects.get(supersedes=one).status == "valid"


def test_what_was_asked_can_be_taken_back(batch, world):
    client = signed_in(world.office)
    data = {"kind": "void", "reason": "误操作", "confirmed": "yes"}
    client.post(reverse("office:ask_correction", args=[batch[0].pk]), data)
    address = reverse("office:withdraw_correction", args=[Correction.objects.get().pk])
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 422
    assert Certificate.objects.get(pk=batch[0].pk).status == "valid"
