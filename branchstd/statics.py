"""Whether the collected static files are still those of the source."""

import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders


def need_collecting(home: Path) -> bool:
    """Say whether a file appeared, went or changed since the last collection."""
    mark = _mark(home)
    return not mark.exists() or mark.read_text(encoding="ascii") != _fingerprint()


def mark_collected(home: Path) -> None:
    """Remember what was collected."""
    _mark(home).write_text(_fingerprint(), encoding="ascii")


def _mark(home: Path) -> Path:
    return home / "static.fingerprint"


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
