"""Tampered, downgraded, revoked, expired, forged: told apart online, offline and stand-alone."""

import datetime
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from scoring.common.canonical import canonical_json
from scoring.documents.actions import revoke
from scoring.documents.embedding import FACTS_NAME, SIGNATURE_NAME
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate
from scoring.documents.queries import pdf_of
from scoring.documents.signing import open_signer
from scoring.documents.storage import keys_folder
from scoring.documents.tasks import deliver_certificate, publish_status
from tests.documents.conftest import home as home
from tests.documents.conftest import issued
from tests.documents.conftest import world as world
from tests.factories.review import CONFIRMED
from tests.factories.world import World

pytestmark = pytest.mark.django_db
PROGRAM = Path(__file__).parents[2] / "verifier" / "verify.py"
STATUS_UNKNOWN = "status unknown"


class Table(NamedTuple):
    """A delivered certificate, as file and row, and a folder with what was downloaded."""

    folder: Path
    certificate: Certificate

    @property
    def pdf(self) -> Path:
        return self.folder / "certificate.pdf"

    def download(self) -> None:
        """Publish the list anew and fetch both files over HTTP."""
        publish_status()
        for name in ("status.json", "keys.json"):
            (self.folder / name).write_bytes(Client().get(f"/v/{name}").content)

    def rewrite(self, facts: dict[str, object] | None = None, signature: str = "") -> None:
        """Alter the enclosures of the file, or only the sheet around them."""
        with pikepdf.open(io.BytesIO(pdf_of(self.certificate))) as document:
            if facts is not None:
                document.attachments[FACTS_NAME] = canonical_json(facts).encode()
            if signature:
                document.attachments[SIGNATURE_NAME] = signature.encode()
            document.docinfo["/Title"] = "altered"
            document.save(self.pdf)

    @property
    def facts(self) -> dict[str, object]:
        said: dict[str, object] = json.loads(self.certificate.content)
        return said


@pytest.fixture
def table(world: World, tmp_path: Path) -> Table:
    certificate = issued(world)
    deliver_certificate(certificate=certificate.pk)
    certificate.refresh_from_db()
    folder = tmp_path / "table"
    folder.mkdir()
    found = Table(folder, certificate)
    found.pdf.write_bytes(pdf_of(certificate))
    found.download()
    return found


def online(table: Table) -> dict[str, object]:
    return command(table)


def offline(table: Table) -> dict[str, object]:
    keys, status = table.folder / "keys.json", table.folder / "status.json"
    options = ["--offline", "--keys", str(keys)]
    return command(table, *options, *(["--status", str(status)] if status.exists() else []))


def command(table: Table, *options: str) -> dict[str, object]:
    output, code = io.StringIO(), 0
    try:
        call_command("verify_certificate", str(table.pdf), "--json", *options, stdout=output)
    except SystemExit as end:
        code = int(end.code or 0)
    said: dict[str, object] = json.loads(output.getvalue())
    assert (code == 0) == (said["outcome"] == "valid")
    if said["outcome"] == "unavailable":
        said["outcome"] = STATUS_UNKNOWN
    return said


def stand_alone(table: Table, *options: str) -> dict[str, object]:
    """Run the program where neither Django nor our code can be imported."""
    status = table.folder / "status.json"
    given = ["--status", str(status)] if status.exists() else []
    # -I: neither the folder at hand nor the environment adds anything to the path.
    call = [sys.executable, "-I", str(PROGRAM), str(table.pdf), "--json"]
    call += ["--keys", str(table.folder / "keys.json"), *given, *options]
    ended = subprocess.run(call, capture_output=True, text=True, cwd=table.folder, check=False)
    assert ended.stderr == ""
    said: dict[str, object] = json.loads(ended.stdout)
    assert (ended.returncode == 0) == (said["outcome"] == "valid")
    return said


def agree(table: Table, outcome: str, *failed: str) -> None:
    """Assert that all three ways say ``outcome``, and that exactly these checks failed."""
    said = [online(table), offline(table), stand_alone(table)]
    assert [each["outcome"] for each in said] == [outcome] * 3
    assert said[1]["checks"] == said[2]["checks"]
    for each in said[1:]:
        checks = each["checks"]
        assert isinstance(checks, dict)
        assert {name for name, passed in checks.items() if passed is False} == set(failed)


def end(table: Table, world: World, status: CertificateStatus) -> None:
    revoke(
        certificate=table.certificate,
        status=status,
        reason="复检不合格",
        by=world.office,
        now=CONFIRMED + datetime.timedelta(days=3),
    )
    table.download()


def test_a_good_certificate_is_valid_on_all_ways(table: Table) -> None:
    agree(table, "valid")


# WeasyPrint leaves the closing of its colour profile to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_archival_certificate_is_checked_likewise(table: Table, settings: Settings) -> None:
    settings.CERTIFICATE_PDF_A = True
    Certificate.objects.filter(pk=table.certificate.pk).update(pdf_sha256="", pdf_path="")
    deliver_certificate(certificate=table.certificate.pk)
    table.certificate.refresh_from_db()
    table.pdf.write_bytes(pdf_of(table.certificate))
    table.download()
    with pikepdf.open(table.pdf) as document:
        assert not list(document.attachments)
        assert document.open_metadata().pdfa_status == "2B"
    agree(table, "valid")


def test_a_tampered_sheet_is_forged(table: Table) -> None:
    table.rewrite()
    agree(table, "forged", "file")


def test_tampered_facts_are_forged(table: Table) -> None:
    table.rewrite(table.facts | {"stars": 6})
    agree(table, "forged", "signature", "file")


def test_a_stranger_s_certificate_is_forged(table: Table, tmp_path: Path) -> None:
    stranger = open_signer(tmp_path / "stranger")
    facts = table.facts | {"key_id": stranger.key_id}
    table.rewrite(facts, stranger.sign(canonical_json(facts).encode()))
    agree(table, "forged", "key", "signature", "file")


@pytest.mark.parametrize(
    "status", [CertificateStatus.DOWNGRADED, CertificateStatus.REVOKED, CertificateStatus.VOIDED]
)
def test_an_ended_certificate_says_how(
    table: Table, world: World, status: CertificateStatus
) -> None:
    end(table, world, status)
    agree(table, str(status), "status")


def test_an_expired_certificate_says_so(table: Table) -> None:
    """Its facts say until when; both offline ways are asked about the day after."""
    expired = table.facts | {"valid_until": "2020-12-31"}
    content = canonical_json(expired)
    signature = open_signer(keys_folder()).sign(content.encode())
    Certificate.objects.filter(pk=table.certificate.pk).update(
        content=content, signature=signature, valid_until=datetime.date(2020, 12, 31), pdf_sha256=""
    )
    deliver_certificate(certificate=table.certificate.pk)
    table.certificate.refresh_from_db()
    table.pdf.write_bytes(pdf_of(table.certificate))
    table.download()
    agree(table, "expired", "term")


def test_the_last_day_counts(table: Table) -> None:
    assert stand_alone(table, "--on", "2027-12-31")["outcome"] == "valid"
    assert stand_alone(table, "--on", "2028-01-01")["outcome"] == "expired"


def test_well_signed_but_never_registered_is_unknown(table: Table) -> None:
    Certificate.objects.all().delete()
    table.download()
    agree(table, "unknown", "register")


@pytest.mark.parametrize("how", ["none", "old", "altered", "elsewhere", "before its issue"])
def test_without_a_good_list_the_status_is_unknown(table: Table, how: str) -> None:
    path = table.folder / "status.json"
    said = json.loads(path.read_text())
    if how == "none":
        path.unlink()
    elif how == "altered":
        said["list"]["certificates"] = {}
        path.write_text(canonical_json(said))
    else:
        changes: dict[str, dict[str, object]] = {
            "old": {"next_update": "2020-01-01T00:00:00+00:00"},
            "elsewhere": {"site": "https://elsewhere.example"},
            "before its issue": {"certificates": {}, "taken_at": "2026-01-01T00:00:00+00:00"},
        }
        said["list"] |= changes[how]
        message = canonical_json(said["list"]).encode()
        said["signature"] = open_signer(keys_folder()).sign(message)
        path.write_text(canonical_json(said))
    said_offline, said_alone = offline(table), stand_alone(table)
    assert said_offline["outcome"] == said_alone["outcome"] == STATUS_UNKNOWN
    assert said_offline["checks"] == said_alone["checks"]


def test_a_list_that_does_not_know_the_file_yet_vouches_for_nothing(table: Table) -> None:
    path = table.folder / "status.json"
    said = json.loads(path.read_text())
    for row in said["list"]["certificates"].values():
        row[2] = ""
    said["signature"] = open_signer(keys_folder()).sign(canonical_json(said["list"]).encode())
    path.write_text(canonical_json(said))
    table.rewrite()
    assert offline(table)["outcome"] == stand_alone(table)["outcome"] == STATUS_UNKNOWN


@pytest.mark.parametrize("content", [b"", b"no PDF", b"%PDF-1.7\n%%EOF"])
def test_other_files_are_unknown(table: Table, content: bytes) -> None:
    table.pdf.write_bytes(content)
    assert online(table)["outcome"] == stand_alone(table)["outcome"] == "unknown"


@pytest.mark.parametrize(
    "enclosed", [b"{", b"[]", b"null", b'{"a":1.5}', b'{"a":NaN}', b"\xff\xfe", b"[" * 60000]
)
def test_rubbish_inside_breaks_nothing(table: Table, enclosed: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(table.certificate))) as document:
        document.attachments[FACTS_NAME] = enclosed
        document.save(table.pdf)
    said = stand_alone(table)
    assert said["outcome"] == offline(table)["outcome"]
    assert said["outcome"] in {"forged", "unknown"}


def test_the_program_speaks_in_lines_too(table: Table) -> None:
    call = [sys.executable, "-I", str(PROGRAM), str(table.pdf)]
    call += ["--keys", str(table.folder / "keys.json")]
    ended = subprocess.run(call, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "[ok] the signature is by that key over these facts" in ended.stdout
    assert "[not checked] neither lowered nor revoked" in ended.stdout
    assert ended.stdout.endswith("Result: status unknown\n")


def test_the_program_imports_nothing_of_ours() -> None:
    lines = PROGRAM.read_text().splitlines()
    imported = {
        line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))
    }
    strangers = imported - set(sys.stdlib_module_names)
    assert strangers == {"cryptography", "pikepdf"}
