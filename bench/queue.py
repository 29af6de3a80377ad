"""The bell: CPU of publishing and consuming one message per batch, beside that of a certificate.

Broker and worker are real: a Valkey of its own, and a Celery worker with nothing else to do.
"""

import itertools
import multiprocessing
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import worker_ready

from bench import certificates
from bench.figures import Figure
from branchstd import valkey
from branchstd.celery import look_for_work
from branchstd.family import dies_with_me

CHUNK = 50
"""Certificates for one ring: what is confirmed together, and what a worker claims together."""

ROUNDS = 3
PATIENCE = 60.0  # seconds
BELL = "bench.bell"


def measure(n: int = 200) -> list[Figure]:
    """Return the CPU per certificate of ``n`` rings, in chunks and one by one.

    The baseline is the CPU of one certificate, set in the same run.
    """
    certificates._set_up()
    papers = list(itertools.islice(certificates._papers(), CHUNK))
    certificates._ours(papers[:5])  # warm
    rings, pages = [], []
    with tempfile.TemporaryDirectory() as folder, _broker(Path(folder)) as url, _worker(url) as ear:
        _rings(url, ear, 5)
        for _ in range(ROUNDS):
            pages.append(certificates._cpu(lambda: certificates._ours(papers)) / CHUNK)
            rings.append(_rings(url, ear, n) / n)
    page, ring = statistics.median(pages) * 1000, statistics.median(rings) * 1000
    return [Figure("chunk", ring / CHUNK, page, "ms"), Figure("single", ring, page, "ms")]


def _rings(url: str, ear: Any, n: int) -> float:
    """Return the seconds of CPU, here and in the worker, that ``n`` rings cost."""
    process, heard = ear
    app = _app(url)
    before, began, wanted = _cpu_of(process.pid), time.process_time(), heard.value + n
    for _ in range(n):
        app.send_task(BELL, retry=False, ignore_result=True)
    ours = time.process_time() - began
    deadline = time.monotonic() + PATIENCE
    while heard.value < wanted:
        if time.monotonic() > deadline:
            raise SystemExit(f"{wanted - heard.value} of {n} rings were not heard")
        time.sleep(0.01)
    return ours + _cpu_of(process.pid) - before


def _cpu_of(pid: int) -> float:
    """Return the seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _app(url: str) -> Celery:
    app = Celery("bench", broker=url)
    app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False)
    return app


@contextmanager
def _broker(home: Path) -> Iterator[str]:
    """Run a Valkey of our own; yield its address."""
    socket = valkey.socket_path(home)
    process = subprocess.Popen(  # noqa: S603 - our own command line
        valkey.command(home=home, socket=socket),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        preexec_fn=dies_with_me(),
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not valkey.answers(socket):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("Valkey did not answer")
            time.sleep(0.05)
        yield f"redis+socket://{socket}"
    finally:
        process.terminate()
        process.wait(timeout=10)


@contextmanager
def _worker(url: str) -> Iterator[Any]:
    """Run a worker in a process of its own; yield the process and the count of rings heard."""
    context = multiprocessing.get_context("spawn")
    heard = context.Value("L", 0)
    process = context.Process(target=_listen, args=(url, heard), daemon=True)
    process.start()
    try:
        yield process, heard
    finally:
        process.terminate()
        process.join(10)


def _listen(url: str, heard: Any) -> None:
    app = _app(url)
    worker_ready.disconnect(look_for_work)  # the product's worker rings when it wakes

    def bell() -> None:
        heard.value += 1

    app.task(name=BELL)(bell)
    quiet = {
        "quiet": True,
        "without_gossip": True,
        "without_mingle": True,
        "without_heartbeat": True,
    }
    app.Worker(pool="solo", loglevel="ERROR", **quiet).start()
