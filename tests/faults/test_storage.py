"""F15 and F16: the disk is full. Nothing is half there, and it is said in words."""

import io
import os
import re
import resource
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Evidence
from scoring.documents.models import Certificate
from scoring.documents.queries import pdf_of
from scoring.documents.storage import PdfDamaged, PdfNotReady, write_pdf
from scoring.jobs.actions import run_owed
from scoring.jobs.models import Job
from scoring.reports.invariants import breaches
from tests.factories import NOW, YEAR
from tests.factories.review import CONFIRMED, DAY, assessment_at
from tests.factories.world import World
from tests.faults.front import Front
from tests.faults.house import House
from tests.faults.oracle import assert_invariants

ROOM = 8 * 1024 * 1024  # bytes that fit into one file; more than the database of a test needs
LARGE = ROOM + 1024 * 1024
ENTRY = f"fact:life.congress:{YEAR}-1"
WRITER = "scoring.documents.actions.files.write_pdf"
FULL = "存储空间不足，文件未保存"


def large_document() -> bytes:
    """Return a real .docx that is larger than the room left."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        archive.writestr("word/media/scan.bin", os.urandom(LARGE))
    return content.getvalue()


@contextmanager
def room(size: int) -> Iterator[None]:
    """Let the kernel cut every write of this process off at ``size`` bytes of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def address(name: str, *rest: object) -> str:
    return reverse(f"selfassessment:{name}", args=[YEAR, *rest])


# --- F15 ---------------------------------------------------------------------------------------


@pytest.fixture
def secretary(world: World, settings: Settings) -> Iterator[Client]:
    """Return the branch's secretary in October; files reach the store in one piece."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * LARGE
    assessment_at(Status.FILLING, world)
    with time_machine.travel(NOW, tick=True):
        client = Client()
        client.force_login(world.secretary)
        yield client


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("会议记录.docx", large_document())


@pytest.mark.django_db
def test_an_upload_that_finds_no_room_leaves_nothing(secretary: Client, home: Path) -> None:
    with room(ROOM):
        answer = secretary.post(f"{address('upload')}?item=CO5-L1", {"file": scan()})
    assert answer.status_code == 507
    assert FULL in answer.content.decode()
    assert not Evidence.objects.exists()
    assert files_below(home / "evidence") == []
    assert_invariants()
    again = secretary.post(f"{address('upload')}?item=CO5-L1", {"file": scan()})
    assert again.status_code == 200
    assert Evidence.objects.get().size > LARGE
    assert_invariants()


@pytest.mark.django_db
def test_what_was_typed_beside_a_file_without_room_is_kept(secretary: Client, home: Path) -> None:
    form = {f"seen:{ENTRY}": "0", ENTRY: "4", "file:CO5-L1": scan(), "stay": "card-CO5-L1"}
    with room(ROOM):
        page = secretary.post(address("save_dimension", 2), form)
    assert page.status_code == 422
    text = page.content.decode()
    assert FULL in text
    assert re.search(rf'name="{ENTRY}"\s+value="4"', text)
    assert not Evidence.objects.exists()
    assert files_below(home / "evidence") == []
    assert_invariants()


@pytest.mark.django_db(transaction=True)
@pytest.mark.processes
def test_a_server_without_room_even_to_take_a_file_in_says_so(
    house: House, world: World, home: Path
) -> None:
    """A large upload is spooled before any view begins: that disk may be the full one."""
    assessment = assessment_at(Status.FILLING, world)
    spool = home / "spool"
    spool.mkdir()
    front = Front(house, NOW, extra={"TMPDIR": str(spool)}).start()
    browser = front.signed_in(world.secretary)
    form = browser.form(address("dimension", 2))
    send = f"{address('upload')}?item=CO5-L1"
    token = {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"]}
    [worker] = front.workers()
    before = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (ROOM, before[1]))
    refused = browser.send_file(send, token, "scan.docx", large_document())
    assert refused.status == 507
    assert FULL in refused.text
    assert not Evidence.objects.filter(assessment=assessment).exists()
    assert files_below(home / "evidence") == files_below(spool) == []
    assert_invariants()
    resource.prlimit(worker, resource.RLIMIT_FSIZE, before)
    taken = browser.send_file(send, token, "scan.docx", large_document())
    assert taken.status == 200, taken.text
    assert Evidence.objects.get(assessment=assessment).size > LARGE
    assert_invariants()


# --- F16 ---------------------------------------------------------------------------------------


@pytest.fixture
def confirmed(world: World) -> Assessment:
    """Return a branch with a confirmed star: its certificate is issued and owed."""
    return assessment_at(Status.CONFIRMED, world)


@pytest.fixture
def no_room_for_papers(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Cut the writing of papers off at 4 kB; return what makes room again.

    Only that: the database of a test may lie in a file of this very process.
    """

    def cut_off(pdf: bytes, *, kind: str) -> tuple[str, str]:
        with room(4096):
            return write_pdf(pdf, kind=kind)

    monkeypatch.setattr(WRITER, cut_off)
    return lambda: monkeypatch.setattr(WRITER, write_pdf)


def download(world: World, certificate: Certificate) -> tuple[int, bytes]:
    """Ask for the file as the branch does."""
    with time_machine.travel(CONFIRMED + DAY, tick=True):
        client = Client()
        client.force_login(world.secretary)
        answer = client.get(reverse("record:certificate", args=[certificate.pk]))
    return answer.status_code, b"".join(answer)


@pytest.mark.django_db
def test_a_certificate_without_room_stays_issued_and_is_printed_later(
    world: World, home: Path, confirmed: Assessment, no_room_for_papers: Callable[[], None]
) -> None:
    certificate = Certificate.objects.get()
    job = Job.objects.get(kind="render-certificate")
    began = timezone.now()
    for attempt in (1, 2):
        with time_machine.travel(began + attempt * DAY):  # a failed job pauses
            run_owed()
        job.refresh_from_db()
        assert (job.done_at, job.stuck_at, job.attempts) == (None, None, attempt)
        assert job.last_error.startswith("StorageFull")
        certificate.refresh_from_db()
        assert (certificate.status, certificate.pdf_path) == ("valid", "")
        assert files_below(home / "documents") == []  # neither cut off nor staged
        with pytest.raises(PdfNotReady):
            pdf_of(certificate)
        status, body = download(world, certificate)
        assert status == 404
        assert b"%PDF" not in body
        assert_invariants()
    no_room_for_papers()
    with time_machine.travel(began + 3 * DAY):
        assert run_owed()[1] == 0
    certificate.refresh_from_db()
    assert pdf_of(certificate).endswith(b"%%EOF\n")
    assert download(world, certificate) == (200, pdf_of(certificate))
    assert_invariants()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda pdf: pdf[: len(pdf) // 2],
    "last byte gone": lambda pdf: pdf[:-1],
    "one bit": lambda pdf: pdf[:5000] + bytes([pdf[5000] ^ 1]) + pdf[5001:],
    "emptied": lambda pdf: b"",
}


@pytest.mark.django_db
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_never_served(
    world: World, home: Path, confirmed: Assessment, damage: str
) -> None:
    run_owed()
    certificate = Certificate.objects.get()
    stored = home / certificate.pdf_path
    whole = stored.read_bytes()
    stored.write_bytes(DAMAGES[damage](whole))
    with pytest.raises(PdfDamaged):
        pdf_of(certificate)
    status, body = download(world, certificate)
    assert status == 500
    assert "已损坏" in body.decode()
    assert [(one.invariant, one.about) for one in breaches()] == [
        ("I4", f"certificate:{certificate.pk}")
    ]
    stored.write_bytes(whole)
    assert download(world, certificate) == (200, whole)
    assert_invariants()
