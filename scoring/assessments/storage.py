"""Files of evidence: staged, flushed to disk, renamed. The row is written after that."""

import os
import secrets
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from scoring.common.disk import full_disk_told

FILE_MODE = 0o640
FOLDER_MODE = 0o750


def root() -> Path:
    """Return the folder below which evidence lies, outside of everything the web serves."""
    return Path(settings.EVIDENCE_ROOT)


def place() -> str:
    """Return a fresh path below the root that says nothing about its content."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name[2:4]}/{name}"


def store(content: bytes) -> str:
    """Write a file for good and return its path below the root.

    A crash leaves a staged file or an unreferenced one, never half a file under a final name.

    Raises:
        StorageFull: the disk is full.
    """
    with full_disk_told():
        return _store(content)


def _store(content: bytes) -> str:
    path = place()
    target = root() / path
    target.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    staged = target.with_name(f".{target.name}.staged")
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(target)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return path


def locate(path: str) -> Path:
    """Return the file of a stored path. Raises ValueError for one that leaves the root."""
    target = (root() / path).resolve()
    if not path or not target.is_relative_to(root().resolve()):
        raise ValueError(f"outside_root: {path}")
    return target


def open_stored(path: str) -> BinaryIO:
    """Open a stored file for reading. Raises FileNotFoundError."""
    return locate(path).open("rb")


def discard(path: str) -> None:
    """Remove a stored file that no row names (its transaction failed)."""
    locate(path).unlink(missing_ok=True)
