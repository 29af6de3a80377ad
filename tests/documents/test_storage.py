"""Issued files: whole or not at all."""

import stat
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from scoring.common.disk import StorageFull
from scoring.documents.storage import PdfDamaged, PdfNotReady, drop_pdf, read_pdf, write_pdf


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.BRANCHSTD_HOME = tmp_path
    return tmp_path


def test_a_file_is_found_under_its_hash(home: Path) -> None:
    path, digest = write_pdf(b"%PDF-x", kind="certificate")
    assert path == f"documents/certificate/{digest[:2]}/{digest}.pdf"
    assert read_pdf(path=path, sha256=digest, number="1") == b"%PDF-x"
    assert stat.S_IMODE((home / path).stat().st_mode) == 0o640


def test_writing_twice_is_harmless_and_leaves_no_drafts(home: Path) -> None:
    first = write_pdf(b"%PDF-x", kind="notice")
    assert write_pdf(b"%PDF-x", kind="notice") == first
    assert [path.name for path in (home / first[0]).parent.iterdir()] == [f"{first[1]}.pdf"]


def test_a_failed_write_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("scoring.documents.storage.os.fsync", full)
    with pytest.raises(StorageFull):
        write_pdf(b"%PDF-x", kind="certificate")
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_nothing_stored_yet() -> None:
    with pytest.raises(PdfNotReady):
        read_pdf(path="", sha256="", number="1")


def test_a_flipped_byte_is_seen(home: Path) -> None:
    path, digest = write_pdf(b"%PDF-x", kind="certificate")
    (home / path).write_bytes(b"%PDF-y")
    with pytest.raises(PdfDamaged):
        read_pdf(path=path, sha256=digest, number="1")


def test_a_lost_file_is_seen() -> None:
    path, digest = write_pdf(b"%PDF-x", kind="certificate")
    drop_pdf(path)
    drop_pdf(path)
    with pytest.raises(PdfDamaged):
        read_pdf(path=path, sha256=digest, number="1")
