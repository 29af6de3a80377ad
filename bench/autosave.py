"""Autosave: the product's save view beside a bare Django view that does one UPDATE."""

import contextlib
import dataclasses
import importlib
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.core.management import call_command
from django.http import HttpRequest, JsonResponse
from django.test import Client, override_settings
from django.urls import path, reverse
from django.utils import timezone

from bench.figures import Figure

SAVES = 100
ROUNDS = 5
WARM = 5
FACT = "fact:org.deputy_count"
VALUES = ("2", "1")  # in turn, so that every save changes something; it begins at 1
DIMENSION = 1
OK = 200
BARE_URL = "/bare/"
BARE_STACK = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


def measure(n: int = SAVES) -> list[Figure]:
    """Return ms of CPU per save: the view alone, what history and audit add, and both.

    One entry of a filled branch changes with every save. The bare view reads the session and
    the person, and makes one conditional UPDATE of the same document. Both run in turn in one
    process, on a database of their own.
    """
    with tempfile.TemporaryDirectory() as home, _installation(home):
        person, year = _branch()
        with _timed() as kept:
            ours, bare = _ours(person, year), _bare(person, year)
            rounds = [_round(ours, bare, kept, n) for _ in range(ROUNDS)]
    whole, price, plain = (statistics.median(each) for each in zip(*rounds, strict=True))
    return [
        Figure("save", whole - price, plain, "ms"),
        Figure("history-and-audit", price, plain, "ms"),
        Figure("whole", whole, plain, "ms"),
    ]


@contextlib.contextmanager
def _installation(home: str) -> Iterator[None]:
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{home}/bench.sqlite3")
    os.environ |= {"BRANCHSTD_HOME": home, "BRANCHSTD_DEMO": "1"}
    django.setup()
    with override_settings(ALLOWED_HOSTS=["*"], DEBUG=False):
        call_command("migrate", verbosity=0)
        call_command("load_rubrics", verbosity=0)
        yield


def _branch() -> tuple[Any, int]:
    """Return the secretary of a branch that has filled in everything, and the year."""
    plan = importlib.import_module("scoring.workflow.demonstration.plan")
    staging = importlib.import_module("scoring.workflow.demonstration.staging")
    now = timezone.localtime()
    year: int = plan.newest_year(now)
    cast = staging.stage(branches=1, year=year, seed=1, now=now, years=1)
    (person,) = cast.secretaries.values()
    return person, year


@contextlib.contextmanager
def _timed() -> Iterator[list[float]]:
    """Collect the CPU seconds that history rows and audit events cost, one entry per call."""
    filling: Any = importlib.import_module("scoring.workflow.filling")
    rows: Any = importlib.import_module("scoring.facts.rows")
    spent: list[float] = []

    def stopped(work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return work(*args, **named)
            finally:
                spent.append(time.process_time() - began)

        return timed

    manager = rows.FactChange.objects
    record, create = filling.record, manager.bulk_create
    filling.record = stopped(record)
    manager.bulk_create = stopped(create)
    try:
        yield spent
    finally:
        filling.record = record
        del manager.bulk_create


@dataclasses.dataclass
class Way:
    """One way of saving, with the settings it needs while it runs."""

    save: Callable[[], int]
    frame: Callable[[], contextlib.AbstractContextManager[Any]]

    def cpu(self, n: int) -> float:
        """Return ms of CPU per save over ``n`` saves, warm.

        Raises:
            SystemExit: a save was refused.
        """
        with self.frame():
            if {self.save() for _ in range(WARM)} != {OK}:
                raise SystemExit("a save was refused")
            began = time.process_time()
            for _ in range(n):
                self.save()
            return (time.process_time() - began) / n * 1000


def _ours(person: Any, year: int) -> Way:
    client = Client()
    client.force_login(person)
    url = reverse("selfassessment:autosave_dimension", args=[year, DIMENSION])
    values = itertools.cycle(VALUES)
    seen = itertools.count(_sheet(person, year).version_of(FACT.partition(":")[2]))

    def save() -> int:
        typed = {FACT: next(values), f"seen:{FACT}": next(seen)}
        return client.post(url, typed, headers={"accept": "application/json"}).status_code

    return Way(save, contextlib.nullcontext)


def _bare(person: Any, year: int) -> Way:
    """Return the bare way: a copy of the same document under another year."""
    client = Client()
    client.force_login(person)
    copy = _sheet(person, year)
    copy.pk, copy.year, copy.version = None, year + 1, 0
    copy.save()
    values, seen = itertools.cycle(VALUES), itertools.count()

    def save() -> int:
        typed = {"sheet": copy.pk, "value": next(values), "seen": next(seen)}
        return client.post(BARE_URL, typed).status_code

    return Way(save, lambda: override_settings(MIDDLEWARE=BARE_STACK, ROOT_URLCONF=__name__))


def bare_view(request: HttpRequest) -> JsonResponse:
    """Write one entry of a document for a signed-in person, if it is the version that was seen."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=403)
    sheets = importlib.import_module("scoring.facts.models").FactSheet.objects
    sheet = sheets.get(pk=request.POST["sheet"])
    seen = int(request.POST["seen"])
    entries = {**sheet.entries, FACT: {"value": request.POST["value"], "version": seen + 1}}
    changed = sheets.filter(pk=sheet.pk, version=seen).update(entries=entries, version=seen + 1)
    return JsonResponse({"version": seen + 1}, status=OK if changed else 409)


urlpatterns = [path(BARE_URL.strip("/") + "/", bare_view)]


def _sheet(person: Any, year: int) -> Any:
    sheets = importlib.import_module("scoring.facts.models").FactSheet.objects
    return sheets.get(organization__role_assignments__user=person, year=year)


def _round(ours: Way, bare: Way, kept: list[float], n: int) -> tuple[float, float, float]:
    """Return ms per save: the whole of ours, what history and audit take of it, the bare one."""
    kept.clear()
    whole = ours.cpu(n)
    price = sum(kept[-2 * n :]) / n * 1000
    return whole, price, bare.cpu(n)
