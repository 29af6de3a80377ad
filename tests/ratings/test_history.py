"""Levels held before a year: decided here, or attested from before."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from scoring.ratings.history_queries import (
    level_held_before,
    levels_held,
    levels_held_by,
    past_ratings_of,
)
from scoring.ratings.models import HistoryImport, PastRating
from tests.factories import NOW, World, make_world

pytestmark = pytest.mark.django_db
PROGRAMME = "star-standardization"


@pytest.fixture
def world() -> World:
    return make_world()


def past(world: World, year: int, level: str, **changed: object) -> PastRating:
    batch = HistoryImport.objects.create(
        organization=world.department,
        file_name="历史认定.xlsx",
        sha256="0" * 64,
        imported_at=NOW,
        imported_by=world.office,
    )
    values = {
        "organization": world.branch,
        "programme": PROGRAMME,
        "name": level or "未定星级",
        "decided_on": datetime.date(year, 12, 1),
        "reference": f"某组发〔{year}〕3号",
    }
    return PastRating.objects.create(batch=batch, year=year, level=level, **(values | changed))


def test_levels_held_names_each_rated_year_before_the_asked_one(world: World) -> None:
    past(world, 2023, "three")
    past(world, 2024, "")
    past(world, 2025, "four")
    past(world, 2025, "five", programme="other")
    past(world, 2025, "five", organization=world.sibling)
    assert levels_held(world.branch.pk, PROGRAMME, 2026) == {2023: "three", 2024: "", 2025: "four"}
    assert levels_held(world.branch.pk, PROGRAMME, 2025) == {2023: "three", 2024: ""}
    assert level_held_before(world.branch.pk, PROGRAMME, 2026) == "four"
    assert level_held_before(world.branch.pk, PROGRAMME, 2025) == ""
    assert level_held_before(world.foreign.pk, PROGRAMME, 2026) == ""


def test_a_withdrawn_rating_is_held_no_more_and_makes_room(world: World) -> None:
    row = past(world, 2025, "four")
    with pytest.raises(IntegrityError), transaction.atomic():
        past(world, 2025, "five")
    PastRating.objects.filter(pk=row.pk).update(withdrawn_at=NOW)
    assert levels_held(world.branch.pk, PROGRAMME, 2026) == {}
    past(world, 2025, "five")
    assert [one.level for one in past_ratings_of(world.branch)] == ["five"]


def test_a_past_rating_needs_its_proof(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        past(world, 2025, "four", reference="")


def test_levels_of_many_take_two_queries(world: World, django_assert_num_queries) -> None:
    past(world, 2025, "four")
    past(world, 2025, "three", organization=world.sibling)
    with django_assert_num_queries(2):
        held = levels_held_by([world.branch.pk, world.sibling.pk], PROGRAMME, 2026)
    assert held == {world.branch.pk: {2025: "four"}, world.sibling.pk: {2025: "three"}}
