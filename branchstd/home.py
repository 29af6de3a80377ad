"""The one folder that holds everything an installation writes (``BRANCHSTD_HOME``)."""

import os
import secrets
from pathlib import Path


def prepare(home: Path) -> Path:
    """Create the folder, closed to other users of the machine, and return it."""
    home.mkdir(mode=0o750, parents=True, exist_ok=True)
    return home


def secret_key(home: Path) -> str:
    """Return the installation's secret, made on first start and readable by its owner only.

    Several processes may start at once: the first link wins, and all of them read that one.
    """
    path = home / "secret_key"
    if not path.exists():
        draft = home / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def broker_url(redis_url: str) -> str:
    """Return the address of a Redis as Celery spells it; only unix sockets differ."""
    scheme = "unix://"
    if redis_url.startswith(scheme):
        return f"redis+socket://{redis_url.removeprefix(scheme)}?virtual_host=0"
    return redis_url
