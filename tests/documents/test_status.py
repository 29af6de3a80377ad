"""The signed status list: published by the worker, read by anybody, good for a week."""

import datetime
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from scoring.common.canonical import canonical_json
from scoring.documents.actions import PUBLISH_STATUS, revoke
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate
from scoring.documents.queries import status_text
from scoring.documents.signing import open_signer, read_ring
from scoring.documents.status import GOOD_FOR, Row, code_hash, read_keys, read_list, signed_list
from scoring.documents.storage import keys_folder, status_path
from scoring.documents.tasks import publish_status
from scoring.jobs.actions import run_owed
from scoring.jobs.models import Job
from tests.documents.papers import CODE, SITE
from tests.factories.review import CONFIRMED
from tests.factories.world import World

NOW = datetime.datetime(2027, 3, 1, 4, 0, tzinfo=datetime.UTC)
ROWS = [Row(CODE, "valid", "", "a" * 64), Row("X" * 26, "revoked", "2027-02-03", "b" * 64)]


def listed(folder: Path, now: datetime.datetime = NOW) -> str:
    return signed_list(ROWS, site=SITE, signer=open_signer(folder), now=now)


def test_list_reads_back_and_holds_no_code(tmp_path: Path) -> None:
    text = listed(tmp_path)
    assert CODE not in text
    found = read_list(text, ring=read_ring(tmp_path), now=NOW)
    assert found is not None
    assert found.certificates[code_hash(CODE)] == ["valid", "", "a" * 64]
    assert found.certificates[code_hash("X" * 26)] == ["revoked", "2027-02-03", "b" * 64]


def test_list_is_good_for_a_week(tmp_path: Path) -> None:
    text, ring = listed(tmp_path), read_ring(tmp_path)
    second = datetime.timedelta(seconds=1)
    assert read_list(text, ring=ring, now=NOW + GOOD_FOR - second)
    assert read_list(text, ring=ring, now=NOW + GOOD_FOR) is None
    assert read_list(text, ring=ring, now=NOW - datetime.timedelta(hours=23))  # a slow clock
    assert read_list(text, ring=ring, now=NOW - datetime.timedelta(days=2)) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("certificates", {}),
        ("next_update", "2099-01-01T00:00:00+00:00"),
        ("site", "https://elsewhere.example"),
        ("alg", "none"),
        ("kind", "something else"),
        ("taken_at", "never"),
        ("taken_at", None),
    ],
)
def test_altered_list_is_no_list(tmp_path: Path, key: str, value: object) -> None:
    said = json.loads(listed(tmp_path))
    said["list"][key] = value
    assert read_list(canonical_json(said), ring=read_ring(tmp_path), now=NOW) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"list":1,"signature":2}', "[" * 99999])
def test_rubbish_is_no_list(tmp_path: Path, text: str) -> None:
    assert read_list(text, ring=read_ring(tmp_path), now=NOW) is None


def test_a_stranger_s_list_is_no_list(tmp_path: Path) -> None:
    text = listed(tmp_path / "stranger")
    open_signer(tmp_path / "ours")
    assert read_list(text, ring=read_ring(tmp_path / "ours"), now=NOW) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys":1}', '{"keys":[1]}'])
def test_other_files_are_no_keys(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_keys(text)


@pytest.mark.django_db
def test_an_end_is_published_with_its_day(certificate: Certificate, world: World) -> None:
    run_owed()
    publish_status()
    certificate.refresh_from_db()
    key = code_hash(certificate.code)
    before = json.loads(status_text())["list"]["certificates"]
    assert before == {key: ["valid", "", certificate.pdf_sha256]}
    revoke(
        certificate=certificate,
        status=CertificateStatus.REVOKED,
        reason="一票否决",
        by=world.office,
        now=datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=-1),
    )
    Job.objects.filter(kind=PUBLISH_STATUS).update(
        payload={"since": "2099-01-01T00:00:00+00:00"}  # later than the list: it must be renewed
    )
    assert run_owed() == (1, 0)
    [status, ended_on, _] = json.loads(status_text())["list"]["certificates"][key]
    assert status == "revoked"
    assert datetime.date.fromisoformat(ended_on)


@pytest.mark.django_db
def test_one_list_pays_for_all_debts_before_it(certificate: Certificate) -> None:
    publish_status()
    stored = status_path().stat().st_mtime_ns
    publish_status(since=CONFIRMED.isoformat())
    assert status_path().stat().st_mtime_ns == stored
    publish_status()
    assert status_path().stat().st_mtime_ns != stored


@pytest.mark.django_db
def test_a_list_is_owed_every_hour(certificate: Certificate) -> None:
    call_command("run_jobs", "--once")
    call_command("run_jobs", "--once")
    assert Job.objects.filter(kind=PUBLISH_STATUS, done_at__isnull=False).count() in (1, 2)
    assert read_list(
        status_text(), ring=read_ring(keys_folder()), now=datetime.datetime.now(datetime.UTC)
    )


@pytest.mark.django_db
def test_everybody_may_download_list_and_keys(certificate: Certificate, client: Client) -> None:
    assert client.get("/v/status.json").status_code == 503
    publish_status()
    answer = client.get("/v/status.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    ring = read_keys(client.get("/v/keys.json").content.decode())
    assert ring == read_ring(keys_folder())
    now = datetime.datetime.now(datetime.UTC)
    assert read_list(answer.content.decode(), ring=ring, now=now)
    assert client.post("/v/status.json").status_code == 405
    assert client.post("/v/keys.json").status_code == 405
