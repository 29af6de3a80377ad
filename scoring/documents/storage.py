"""Issued files: written whole or not at all, under a name made of their content."""

import contextlib
import os
import secrets
from pathlib import Path

from django.conf import settings

from scoring.common.canonical import sha256_of
from scoring.common.disk import full_disk_told
from scoring.common.refusals import Refusal

FOLDER = "documents"


class PdfNotReady(Refusal):
    """The document is issued, its PDF is still being made. Data: ``number``."""


class PdfDamaged(Refusal):
    """The stored file is missing or not what was stored. Data: ``number``, ``path``."""


def home() -> Path:
    """Return the folder that holds everything an installation writes."""
    return Path(settings.BRANCHSTD_HOME)


def keys_folder() -> Path:
    """Return the folder of the signing key and the key ring."""
    return home() / "keys"


def write_pdf(pdf: bytes, *, kind: str) -> tuple[str, str]:
    """Store the bytes; return their path below the home folder and their SHA-256.

    The path is made of the hash: writing the same bytes twice gives the same file.
    """
    digest = sha256_of(pdf)
    path = Path(FOLDER) / kind / digest[:2] / f"{digest}.pdf"
    _write_whole(home() / path, pdf, mode=0o640)
    return path.as_posix(), digest


def write_status(text: str) -> None:
    """Store the status list where the web finds it, in place of the one before."""
    _write_whole(status_path(), text.encode(), mode=0o644)


def status_path() -> Path:
    """Return where the status list lies."""
    return home() / "status" / "status.json"


def drop_pdf(path: str) -> None:
    """Remove a file that no row refers to."""
    with contextlib.suppress(FileNotFoundError):
        (home() / path).unlink()


def read_pdf(*, path: str, sha256: str, number: str) -> bytes:
    """Return the stored bytes, checked against their hash.

    Raises:
        PdfNotReady: nothing is stored yet.
        PdfDamaged: the file is missing or was changed.
    """
    if not path:
        raise PdfNotReady(number=number)
    try:
        pdf = (home() / path).read_bytes()
    except OSError as error:
        raise PdfDamaged(number=number, path=path) from error
    if sha256_of(pdf) != sha256:
        raise PdfDamaged(number=number, path=path)
    return pdf


def _write_whole(target: Path, data: bytes, *, mode: int) -> None:
    with full_disk_told():
        _write_and_rename(target, data, mode)


def _write_and_rename(target: Path, data: bytes, mode: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    _settle(target.parent)


def _settle(folder: Path) -> None:
    # The rename is only safe on disk once the folder is.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
