"""A province of invented branches with five years behind them, the same one in every run.

Only for a bench: rows as the lists read them, without answers, content and history.
"""

import datetime
import random
from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from scoring.assessments.counting import differences, shift
from scoring.assessments.models import Assessment, Cycle, Submission
from scoring.organizations.models import Organization, RoleAssignment, User
from scoring.reviews.models import Finding, Review, SiteVisit
from scoring.rubrics.models import RubricVersion

YEARS = 5
BRANCHES_PER_TOWN, TOWNS_PER_COUNTY, COUNTIES_PER_CITY = 20, 12, 10
ITEMS = 36
NOW = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)
STATES = {  # of the year that is running, in percent
    "filling": 10,
    "submitted": 30,
    "returned": 5,
    "concluded": 10,
    "approved": 10,
    "publicized": 15,
    "confirmed": 20,
}
REVIEWED_AS = {
    "submitted": "open",
    "returned": "returned",
    "concluded": "concluded",
    "approved": "approved",
    "publicized": "approved",
    "confirmed": "approved",
}
ROUTES = {"file": 60, "review": 30, "on_site": 10}


def build(n: int) -> dict[str, Any]:
    """Fill an empty database with ``n`` assessments; return a reviewer for each scope."""
    people = _people(_tree(max(n // YEARS, 20)))
    chance = random.Random(2026)  # noqa: S311  # data of a bench, no secrets
    branches = list(Organization.objects.branches().values_list("pk", "path"))
    clerk = people["province"]
    for year in range(2026, 2026 - YEARS, -1):
        _year(year, branches, clerk, chance)
    shift(differences())
    return people


def _tree(branches: int) -> dict[str, str]:
    """Store the organizations; return the path of the first one of each kind."""
    towns = -(-branches // BRANCHES_PER_TOWN)
    counties = -(-towns // TOWNS_PER_COUNTY)
    cities = -(-counties // COUNTIES_PER_CITY)
    counts = [1, cities, counties, towns, branches]
    per = [0, cities, COUNTIES_PER_CITY, TOWNS_PER_COUNTY, BRANCHES_PER_TOWN]
    levels: list[list[str]] = [[""]]
    for depth, (count, share) in enumerate(zip(counts, per, strict=True)):
        above = levels[-1]
        paths = [
            above[n // share if share else 0] + Organization._get_path("", 1, n % (share or 1) + 1)
            for n in range(count)
        ]
        levels.append(paths)
        kind = "branch" if depth == len(counts) - 1 else "party_committee"
        _store(
            Organization,
            (
                {
                    "path": path,
                    "depth": depth + 1,
                    "code": f"{depth}-{n}",
                    "name": f"{depth}-{n}",
                    "kind": kind,
                }
                for n, path in enumerate(paths)
            ),
        )
    scopes = ("province", "city", "county", "town")
    return {name: level[0] for name, level in zip(scopes, levels[1:], strict=False)}


def _people(paths: dict[str, str]) -> dict[str, Any]:
    found = {}
    for name, path in paths.items():
        person = User.objects.create(username=name, name=name)
        RoleAssignment.objects.create(
            user=person,
            organization=Organization.objects.get(path=path),
            role="reviewer",
            valid_from=datetime.date(2020, 1, 1),
        )
        found[name] = person
    return found


def _year(year: int, branches: list[tuple[int, str]], clerk: Any, chance: random.Random) -> None:
    cycle = _cycle(year, clerk)
    states = STATES if year == 2026 else {"confirmed": 97, "not_declared": 3}
    drawn = chance.choices(list(states), list(states.values()), k=len(branches))
    _store(
        Assessment,
        (
            {
                "cycle_id": cycle.pk,
                "organization_id": pk,
                "organization_path": path,
                "programme": cycle.programme,
                "year": year,
                "status": status,
                "star_applied": "four",
                "total": "86.50",
                "predicted_level": "four",
            }
            for (pk, path), status in zip(branches, drawn, strict=True)
        ),
    )
    rows = Assessment.objects.filter(cycle=cycle, status__in=REVIEWED_AS).order_by("pk")
    held = list(rows.values_list("pk", "organization_path", "status"))
    _submissions(held, clerk)
    _reviews(held, clerk, chance)
    if year == 2026:
        _visits(clerk)


def _cycle(year: int, clerk: Any) -> Any:
    version, _ = RubricVersion.objects.get_or_create(
        rubric="bench",
        version="1",
        defaults={"document": {}, "content_hash": "1", "structure_hash": "1", "loaded_at": NOW},
    )
    return Cycle.objects.create(
        organization=Organization.objects.get(depth=1),
        programme="bench",
        year=year,
        rubric_version=version,
        window_start=datetime.date(year - 1, 10, 1),
        window_end=datetime.date(year, 9, 30),
        declare_by=NOW,
        target_score=90,
        opened_at=NOW,
        opened_by=clerk,
    )


def _submissions(held: list[tuple[int, str, str]], clerk: Any) -> None:
    _store(
        Submission,
        (
            {
                "assessment_id": pk,
                "number": 1,
                "content": "{}",
                "sha256": "0" * 64,
                "total": "87.00",
                "submit_key": "1",
                "submitted_at": NOW,
                "submitted_by_id": clerk.pk,
            }
            for pk, _, _ in held
        ),
    )


def _reviews(held: list[tuple[int, str, str]], clerk: Any, chance: random.Random) -> None:
    keys = [pk for pk, _, _ in held]
    year = Submission.objects.filter(assessment__gte=keys[0], assessment__lte=keys[-1])
    submissions = dict(year.values_list("assessment_id", "pk"))
    routes = chance.choices(list(ROUTES), list(ROUTES.values()), k=len(held))
    _store(
        Review,
        (
            {
                "assessment_id": pk,
                "organization_path": path,
                "submission_id": submissions[pk],
                "route": route,
                "status": REVIEWED_AS[status],
                "opened_at": NOW,
                "handler_id": clerk.pk if n % 2 else None,
            }
            for n, ((pk, path, status), route) in enumerate(zip(held, routes, strict=True))
        ),
    )
    _findings(keys)


def _findings(keys: list[int]) -> None:
    waiting = Review.objects.filter(assessment_id__gte=keys[0], status="open")
    _store(
        Finding,
        (
            {
                "review_id": pk,
                "indicator": f"I{n}",
                "position": n,
                "maximum": 3,
                "claimed": 3,
                "computed": 3 if n % 5 else 2,
            }
            for pk in waiting.values_list("pk", flat=True)
            for n in range(1, ITEMS + 1)
        ),
    )


def _visits(clerk: Any) -> None:
    """Half of those that wait for a visit were visited."""
    due = Review.objects.filter(route="on_site", status="open")
    _store(
        SiteVisit,
        (
            {
                "review_id": pk,
                "visited_on": NOW.date(),
                "visitors": '["1", "2"]',
                "passed": True,
                "recorded_at": NOW,
                "recorded_by_id": clerk.pk,
            }
            for pk in due.values_list("pk", flat=True)
            if pk % 2
        ),
    )


def _store(model: type[models.Model], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows by COPY, which takes a tenth of the time of INSERT.

    A row names the columns that are its own; the others have the model's defaults.
    """
    fields = [one for one in model._meta.concrete_fields if not one.primary_key]
    places = {one.attname: n for n, one in enumerate(fields)}
    blank = model()
    plain = [one.get_db_prep_save(getattr(blank, one.attname), connection) for one in fields]
    names = ", ".join(f'"{one.column}"' for one in fields)
    into = f"COPY {model._meta.db_table} ({names}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            line = plain.copy()
            for name, value in row.items():
                line[places[name]] = value
            copy.write_row(line)
