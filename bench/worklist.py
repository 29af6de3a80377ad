"""The reviewer's list: SQL time of a page of 50 with its numbers, in a town and in a province."""

import contextlib
import importlib
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench.figures import Figure

FULL = 250_000  # assessments
SHARE = 12.5  # the smaller size is this much smaller: 20,000 of 250,000
ROUNDS = 61
LIMIT = 1.0  # ms
SCOPES = ("town", "county", "city", "province")


def measure(n: int = FULL) -> list[Figure]:
    """Return ms of SQL per scope at ``n`` and at a twelfth of it, and the number of queries.

    One figure is a page of what waits for review (50 rows and their items) and the numbers of
    every state; the other adds what no counter holds: visits due and declarations to file, each
    counted up to a thousand. All by the product's own functions, on PostgreSQL.
    """
    with _database():
        small = _measure(max(int(n / SHARE), 500))
        large = _measure(n)
    if {q for _, q in small.values()} != {q for _, q in large.values()}:
        raise SystemExit(f"the number of queries depends on the size: {small} {large}")
    sizes = (("small", small), ("large", large))
    return [
        *(
            Figure(f"{part}-{scope}-{size}", found[scope, part][0], LIMIT, "ms")
            for size, found in sizes
            for part in ("page", "whole")
            for scope in SCOPES
        ),
        *(
            Figure(f"queries-{part}", large["province", part][1], small["town", part][1], "")
            for part in ("page", "whole")
        ),
    ]


@contextlib.contextmanager
def _database() -> Iterator[None]:
    """Use the PostgreSQL of DATABASE_URL, else an embedded one that ends with the bench."""
    server = None
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        server = importlib.import_module("tests.postgres").start()
        os.environ["DATABASE_URL"] = server.url
    try:
        django.setup()
        if connection.vendor != "postgresql" or settings.DEBUG:
            raise SystemExit("this bench wants PostgreSQL, and DEBUG off")
        yield
    finally:
        connection.close()
        if server:
            server.stop()


def _measure(n: int) -> dict[tuple[str, str], tuple[float, int]]:
    """Return (scope, part) -> (ms, queries) over ``n`` assessments."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    people = importlib.import_module("bench.province").build(n)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    found = {}
    for scope in SCOPES:
        person = people[scope]
        person.roles()  # what every page reads first, whatever it lists
        _compare(person)
        found[scope, "page"] = _timed(_page, person)
        found[scope, "whole"] = _timed(_whole, person)
    return found


def _page(person: Any) -> tuple[list[Any], Any]:
    """Run what the list asks the database: numbers of states, fifty reviews, their items."""
    lists = importlib.import_module("scoring.web.review.worklist")
    rows = importlib.import_module("scoring.web.review.rows")
    queries = importlib.import_module("scoring.reviews.queries")
    filters = lists.Filters(lists.WAITING, "", "", "")
    numbers = lists.numbers_of(person)
    found = queries.for_rows(lists.listed(person, filters, ""))
    page = rows.page_of(found, None, lists.length_of(filters, numbers))
    reviews = list(page)
    queries.item_numbers(reviews)
    return reviews, numbers


def _whole(person: Any) -> None:
    lists = importlib.import_module("scoring.web.review.worklist")
    rows = importlib.import_module("scoring.web.review.rows")
    queries = importlib.import_module("scoring.reviews.queries")
    _, numbers = _page(person)
    lists.tabs_of(person, lists.Filters(lists.WAITING, "", "", ""), numbers)
    rows.tally(queries.to_file(person))


def _compare(person: Any) -> None:
    """Refuse to time a page or numbers that differ from what the rows say in the plain way.

    Raises:
        SystemExit: they differ.
    """
    reviews, numbers = _page(person)
    path = person.scope_paths()[0]
    review = importlib.import_module("scoring.reviews.models").Review
    below = review.objects.filter(assessment__organization__path__startswith=path)
    plain = below.filter(assessment__status="submitted")
    first = plain.order_by("assessment__organization__path", "pk")[: len(reviews)]
    if [one.pk for one in reviews] != [one.pk for one in first]:
        raise SystemExit(f"{person}: another page than the plain query gives")
    wanted = {
        "waiting": plain.count(),
        "returned": below.filter(assessment__status="returned").count(),
        "star": below.filter(assessment__status="concluded").count(),
        "done": below.filter(
            assessment__status__in=("approved", "publicized", "confirmed")
        ).count(),
    }
    if dict(numbers) != wanted:
        raise SystemExit(f"{person}: counters say {dict(numbers)}, the rows {wanted}")


def _timed(work: Callable[[Any], object], person: Any) -> tuple[float, int]:
    """Return the time that the database takes, in ms, and the number of queries.

    The server's own clock: planning and running each statement, the least of many times. What
    else the machine does can only add to it, and the way to the server does not count.
    """
    asked: list[tuple[str, Any]] = []

    def kept(execute: Any, sql: str, parameters: Any, *call: Any) -> Any:
        asked.append((sql, parameters))
        return execute(sql, parameters, *call)

    with connection.execute_wrapper(kept):
        work(person)
    return sum(_least(*each) for each in asked), len(asked)


def _least(sql: str, parameters: Any) -> float:
    times: list[float] = []
    with connection.cursor() as cursor:
        for _ in range(ROUNDS):
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY, FORMAT JSON) {sql}", parameters)
            plan = cursor.fetchone()[0]
            plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]
            times.append(plan["Planning Time"] + plan["Execution Time"])
    return min(times)
