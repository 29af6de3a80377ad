"""The annual close: reading, scoring, ranking and writing, beside a careful streaming loop.

Both ways work on the same invented county and write the same rows, compared one by one before
anything is timed. What the close does besides, scoring a sample again from frozen facts, is no
part of either. Each database has a process of its own.
"""

import importlib
import itertools
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

import django

from bench.county import NOW, decided_cycle
from bench.figures import Figure
from tests import postgres

BRANCHES = 20_000
TIMES = 5
"""The second county is so many times as large; time per branch may grow by the tolerated."""

TOLERATED = 1.3
ROUNDS = 3
HUNDREDTH = Decimal("0.01")


class DifferentRows(Exception):
    """The two ways do not write the same standings."""


def measure(n: int = BRANCHES) -> list[Figure]:
    """Return microseconds of CPU per branch on both databases, and how they grow.

    The work of the database server counts as far as this machine lets it be read.

    Raises:
        SystemExit: the two ways write different rows.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return [*_in_process("postgresql", given, n), *_in_process("sqlite", "", n)]
    server = postgres.start()
    try:
        return [*_in_process("postgresql", server.url, n), *_in_process("sqlite", "", n)]
    finally:
        server.stop()


def _in_process(name: str, url: str, n: int) -> list[Figure]:
    context = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(prefix="branchstd-bench-") as home,
        ProcessPoolExecutor(max_workers=1, mp_context=context) as pool,
    ):
        try:
            ours, baseline, growth = pool.submit(_measured, home, url, n).result()
        except DifferentRows as error:
            raise SystemExit(f"{name}: the two ways write different rows: {error}") from error
    return [
        Figure(name, ours, baseline, "µs"),
        Figure(f"{name}-growth", growth, TOLERATED, "times"),
    ]


def _measured(home: str, url: str, n: int) -> tuple[float, float, float]:
    """Return µs per branch of ours and of the baseline, and the growth of ours."""
    os.environ |= {"BRANCHSTD_HOME": home, "DATABASE_URL": url, "DATABASE_POOL": "0"}
    if not url:
        del os.environ["DATABASE_URL"]
    django.setup()
    connection = _part("django.db").connection
    # A database of our own: the one given may be somebody's, or that of a test run.
    connection.settings_dict["TEST"]["NAME"] = _database_name(connection, home)
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        county, larger = decided_cycle(n, 1), decided_cycle(n * TIMES, 2)
        _compare(county)
        return _timed(county, larger, n)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def _database_name(connection: Any, home: str) -> str:
    is_file = connection.vendor == "sqlite"
    return str(Path(home) / "bench.sqlite3") if is_file else f"bench_close_{os.getpid()}"


def _timed(county: Any, larger: Any, n: int) -> tuple[float, float, float]:
    ours, baseline, growth = [], [], []
    for _ in range(ROUNDS):
        ours.append(_cpu(lambda: _ours(county)) / n)
        baseline.append(_cpu(lambda: _streaming(county)) / n)
        growth.append(_cpu(lambda: _ours(larger)) / (n * TIMES))
    each = statistics.median(ours)
    return each * 1e6, statistics.median(baseline) * 1e6, statistics.median(growth) / each


def _part(name: str) -> Any:
    # Only after django.setup(): models need settings.
    return importlib.import_module(name)


def _ours(cycle: Any) -> None:
    standings = _part("scoring.ratings.standings")
    standings.write_standings(standings.standings_at(cycle, NOW))


def _streaming(cycle: Any) -> None:
    """Close as one would with care and no arrays: one stream of rows, decimals, bulk_create."""
    rubric = _part("scoring.rubrics.queries").rubric_of(cycle.rubric_version)
    assessments = _part("scoring.assessments.models").Assessment.objects.filter(cycle=cycle)
    standing = _part("scoring.ratings.models").Standing
    organizations = _part("scoring.organizations.models").Organization.objects
    names = ("pk", "organization_path", "vector", "rating__level", "rating__total")
    engine = _Decimals(rubric)
    scored = []
    for pk, path, vector, level, decided in assessments.values_list(*names).iterator(10_000):
        total = engine.total(vector)
        if total != decided or engine.rank[level] > engine.reached(total):
            raise DifferentRows(f"assessment {pk}")
        scored.append((pk, path[:-4], total, level))
    in_cycle, in_unit = _places(scored, lambda one: ""), _places(scored, itemgetter(1))
    units = dict(organizations.filter(numchild__gt=0).values_list("path", "pk"))
    standing.objects.bulk_create(
        (
            standing(
                assessment_id=pk,
                unit_id=units[unit],
                total=total,
                level=level,
                rank_in_unit=in_unit[pk],
                rank_in_cycle=in_cycle[pk],
            )
            for pk, unit, total, level in scored
        ),
        batch_size=10_000,
    )


class _Decimals:
    """Points of items to a total with Decimal, as short as it can be written."""

    def __init__(self, rubric: Any) -> None:
        self.dimensions = [
            ([(item.id, item.max) for item in one.indicators], one.weight)
            for one in rubric.dimensions
        ]
        self.rank = {one.id: n for n, one in enumerate(rubric.levels, 1)} | {"": 0}
        self.lines = [one.min_score for one in rubric.levels]

    def total(self, vector: dict[str, str | None]) -> Decimal:
        """Return the total; no dimension of the county is wholly without items that apply."""
        found = Decimal(0)
        for items, weight in self.dimensions:
            raw = applicable = Decimal(0)
            for item, most in items:
                points = vector[item]
                if points is not None:
                    raw += Decimal(points)
                    applicable += most
            if applicable != weight:
                raw = (raw * weight / applicable).quantize(HUNDREDTH, ROUND_HALF_UP)
            found += raw
        return found

    def reached(self, total: Decimal) -> int:
        """Return the rank of the level whose line is reached."""
        return sum(total >= line for line in self.lines)


def _places(rows: list[Any], group: Callable[[Any], str]) -> dict[int, int]:
    """Return the place of every row within its group, 1, 1, 3."""
    found: dict[int, int] = {}
    ordered = sorted(rows, key=lambda one: (group(one), -one[2]))
    for _, members in itertools.groupby(ordered, key=group):
        place, before = 0, None
        for n, row in enumerate(members, 1):
            if row[2] != before:
                place, before = n, row[2]
            found[row[0]] = place
    return found


def _compare(cycle: Any) -> None:
    columns = _part("scoring.ratings.standings").COLUMNS
    stored = _part("scoring.ratings.models").Standing.objects.order_by("pk")
    written = []
    for way in (_ours, _streaming):
        way(cycle)
        written.append(list(stored.values_list(*columns)))
        stored.all().delete()
    if not written[0]:
        raise DifferentRows("none at all")
    for one, other in itertools.zip_longest(*written):
        if one != other:
            raise DifferentRows(f"{one} and {other}")


def _cpu(work: Callable[[], None]) -> float:
    """Return the CPU seconds of one committed run, here and in the database's own process."""
    database = _part("django.db")
    server = _server_clock(database.connection)
    began = time.process_time() + server()
    with database.transaction.atomic():
        work()
    spent = time.process_time() + server() - began
    with database.connection.cursor() as cursor:
        table = _part("scoring.ratings.models").Standing._meta.db_table
        is_file = database.connection.vendor == "sqlite"
        cursor.execute(f"DELETE FROM {table}" if is_file else f"TRUNCATE {table}")  # noqa: S608  # our own table
    return spent


def _server_clock(connection: Any) -> Callable[[], float]:
    """Return a reading of the CPU seconds of the server process behind this connection."""
    if connection.vendor != "postgresql":
        return lambda: 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    clock = Path(f"/proc/{pid}/schedstat")  # nanoseconds; a distant server has none here
    host = str(connection.get_connection_params().get("host", ""))
    if not host.startswith("/") or not clock.exists():
        return lambda: 0.0
    return lambda: int(clock.read_text(encoding="ascii").split()[0]) / 1e9
