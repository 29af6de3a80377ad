"""The demonstration: every state, three years, the same for the same seed."""

import datetime
import re
from collections import Counter
from itertools import islice
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.documents.models import Certificate, Notice
from scoring.organizations.models import Organization, User
from scoring.workflow.demonstration.people import PASSWORD, _people
from scoring.workflow.demonstration.plan import newest_year
from scoring.workflow.demonstration.staging import stage
from tests.factories.world import CHINA, make_world

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 21, 9, 0, tzinfo=CHINA)
BRANCHES = 10


def _picture() -> list[tuple[Any, ...]]:
    rows = Assessment.objects.order_by("year", "organization_path").values_list(
        "year", "organization__code", "status", "star_applied", "total", "predicted_level"
    )
    return list(rows)


def test_the_demonstration_shows_every_state_over_three_years() -> None:
    make_world_with_rubric_only()
    stage(branches=BRANCHES, year=2026, seed=1, now=NOW)
    years = Counter(Assessment.objects.values_list("year", flat=True))
    assert years == {2024: BRANCHES, 2025: BRANCHES, 2026: BRANCHES}
    now = set(Assessment.objects.filter(year=2026).values_list("status", flat=True))
    assert now == set(Status.values) - {Status.NOT_DECLARED}
    assert set(Notice.objects.values_list("kind", flat=True)) == {"downgrade", "cancellation"}
    held = set(Certificate.objects.values_list("status", flat=True))
    assert held == {"valid", "downgraded", "revoked"}
    assert User.objects.get(username="secretary").check_password(PASSWORD)
    assert set(User.objects.values_list("is_demo", flat=True)) == {True}


def test_the_same_seed_gives_the_same_data(db: None) -> None:
    make_world_with_rubric_only()
    stage(branches=2, year=2026, seed=7, now=NOW)
    first = _picture()
    again = _names_and_states_of_a_second_run()
    assert [row[2:] for row in first] == [row[2:] for row in again]


def _names_and_states_of_a_second_run() -> list[tuple[Any, ...]]:
    """Stage once more beside the first tree, under other codes, and return what is new."""
    before = set(Assessment.objects.values_list("pk", flat=True))
    for one in Organization.objects.all():
        Organization.objects.filter(pk=one.pk).update(code=f"old-{one.code}")
    for person in User.objects.all():
        User.objects.filter(pk=person.pk).update(username=f"old-{person.username}")
    stage(branches=2, year=2026, seed=7, now=NOW)
    rows = (
        Assessment.objects.exclude(pk__in=before)
        .order_by("year", "organization_path")
        .values_list(
            "year", "organization__code", "status", "star_applied", "total", "predicted_level"
        )
    )
    return list(rows)


@pytest.mark.parametrize(
    ("now", "year"),
    [
        ((2026, 11, 21), 2026),
        ((2026, 11, 11), 2026),  # 41 days after 1 October
        ((2026, 11, 10), 2025),
        ((2027, 1, 5), 2026),
        ((2027, 2, 20), 2026),
    ],
)
def test_the_last_year_is_one_whose_window_was_over_at_the_declaration(
    now: tuple[int, int, int], year: int
) -> None:
    assert newest_year(datetime.datetime(*now, 9, 0, tzinfo=CHINA)) == year


def test_the_command_wants_demo_mode_and_an_empty_installation(settings: Any) -> None:
    settings.BRANCHSTD_DEMO = False
    with pytest.raises(CommandError, match="BRANCHSTD_DEMO=1"):
        call_command("demo")
    settings.BRANCHSTD_DEMO = True
    make_world()
    with pytest.raises(CommandError, match="已经有组织数据"):
        call_command("demo")


def make_world_with_rubric_only() -> None:
    """Load the default programme and leave no organization behind."""
    world = make_world()
    world.load()
    for one in Organization.objects.order_by("-depth"):
        Organization.objects.filter(pk=one.pk).delete()


def test_hundreds_of_people_have_names_of_their_own() -> None:
    first, other = list(islice(_people(1), 300)), list(islice(_people(2), 300))
    assert len(set(first)) == len(first)
    assert first == list(islice(_people(1), 300)) != other
    assert len({name[0] for name in first[:12]}) > 8  # neighbours are no family


def test_the_stage_says_in_chinese_which_years_are_there() -> None:
    make_world_with_rubric_only()
    said: list[str] = []
    stage(branches=1, year=2026, seed=1, now=NOW, say=said.append)
    assert [re.findall(r"[0-9]+|[A-Za-z]+", line) for line in said] == [
        ["2024"],
        ["2025"],
        ["2026"],
    ]
    assert all(line not in {"2024", "2025", "2026"} for line in said)


def test_a_year_whose_window_has_just_ended_is_staged_in_a_hurry() -> None:
    make_world_with_rubric_only()
    stage(branches=9, year=2026, seed=1, now=NOW.replace(month=10, day=20))
    states = set(Assessment.objects.filter(year=2026).values_list("status", flat=True))
    assert {Status.SUBMITTED, Status.PUBLICIZED, Status.CONFIRMED} <= states
