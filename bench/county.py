"""An invented cycle in which every branch is decided, the same in every run."""

import datetime
import importlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np

UNIT = 20  # branches below one unit
SEED = 2026
AT_ONCE = 2_000
AWAY = 0.01
"""Share of items that do not apply."""

NOW = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
PROGRAMME = "star-standardization"


def decided_cycle(n: int, number: int) -> Any:
    """Return a cycle of ``n`` branches with points, levels and ratings, below a root of its own.

    ``number``, from 1, tells several counties in one database apart. Needs ``django.setup()``
    and the tables.
    """
    if number == 1:
        _part("django.core.management").call_command("load_rubrics", verbosity=0)
    person = _part("scoring.organizations.models").User.objects.create(username=f"bench{number}")
    root, units, branches = _paths(n, number)
    keys = _organizations([root, *units, *branches])
    cycle = _part("scoring.assessments.models").Cycle.objects.create(
        organization_id=keys[root],
        programme=PROGRAMME,
        year=NOW.year,
        rubric_version=_part("scoring.rubrics.queries").latest_published(PROGRAMME),
        window_start=datetime.date(NOW.year - 1, 10, 1),
        window_end=datetime.date(NOW.year, 9, 30),
        declare_by=NOW,
        target_score=90,
        opened_at=NOW,
        opened_by=person,
    )
    _decide(cycle, {path: keys[path] for path in branches}, person)
    return cycle


def _part(name: str) -> Any:
    # Only after django.setup(): models need settings.
    return importlib.import_module(name)


def _paths(n: int, number: int) -> tuple[str, list[str], list[str]]:
    root = f"{number:04}"
    units = [f"{root}{unit:04}" for unit in range(-(-n // UNIT))]
    return root, units, [f"{units[one // UNIT]}{one % UNIT:04}" for one in range(n)]


def _organizations(paths: list[str]) -> dict[str, int]:
    model = _part("scoring.organizations.models").Organization
    deepest = len(paths[-1])
    rows = (
        model(
            path=path,
            depth=len(path) // model.steplen,
            numchild=0 if len(path) == deepest else UNIT,
            code=path,
            name=path,
            kind="branch" if len(path) == deepest else "organ_committee",
        )
        for path in paths
    )
    model.objects.bulk_create(rows, batch_size=AT_ONCE)
    return dict(model.objects.filter(path__startswith=paths[0]).values_list("path", "pk"))


def _decide(cycle: Any, branches: dict[str, int], person: Any) -> None:
    """Store an assessment and a rating for each branch, with all levels among them."""
    arrays = _part("scoring.engine.arrays")
    scheme = arrays.scheme_of(_part("scoring.rubrics.queries").rubric_of(cycle.rubric_version))
    points = _points(scheme, len(branches), cycle.pk)
    scored = arrays.totals(scheme, points)
    names = ["", *(one.id for one in scheme.rubric.levels)]
    levels = [names[rank] for rank in arrays.levels(scheme, scored).tolist()]
    totals = [Decimal(one).scaleb(-2) for one in scored.total.tolist()]
    assessment = _part("scoring.assessments.models").Assessment
    rating = _part("scoring.ratings.models").Rating
    rows = _assessments(cycle, scheme.slots, points, branches)
    stored = [assessment(total=total, **row) for total, row in zip(totals, rows, strict=True)]
    assessment.objects.bulk_create(stored, batch_size=AT_ONCE)
    ratings = (
        rating(
            assessment=one,
            status="confirmed",
            level=level,
            proposed_level=level,
            total=one.total,
            content="{}",
            proposed_at=NOW,
            proposed_by=person,
        )
        for one, level in zip(stored, levels, strict=True)
    )
    rating.objects.bulk_create(ratings, batch_size=AT_ONCE)
    with _part("django.db").connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _points(scheme: Any, n: int, salt: int) -> Any:
    """Return points of items: branches differ in how much they miss, items in how often."""
    chance = np.random.default_rng([SEED, salt])
    care = chance.uniform(0.0, 0.6, size=(n, 1))
    lost = chance.random((n, len(scheme.maxima))) < care
    share = np.where(lost, chance.random(lost.shape), 1.0)
    points = np.floor(scheme.maxima * share).astype("<i2")
    points[chance.random(points.shape) < AWAY] = -1
    points[:, scheme.starts] = np.maximum(points[:, scheme.starts], 0)  # no dimension falls away
    return points


def _assessments(
    cycle: Any, slots: Any, points: Any, branches: dict[str, int]
) -> Iterator[dict[str, Any]]:
    written = [None if one < 0 else f"{one // 100}.{one % 100:02d}" for one in range(-1, 32_768)]
    for row, (path, organization) in zip(points, branches.items(), strict=True):
        vector = {
            item: written[one + 1] for item, one in zip(slots.items, row.tolist(), strict=True)
        }
        yield {
            "cycle": cycle,
            "organization_id": organization,
            "organization_path": path,
            "programme": PROGRAMME,
            "year": cycle.year,
            "status": "confirmed",
            "vector": vector,
            "packed": row.tobytes(),
        }
