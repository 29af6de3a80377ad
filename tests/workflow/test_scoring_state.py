"""The standing: look-back, vetoes, findings, the frozen text."""

import datetime
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from types import SimpleNamespace

import pytest

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.common.canonical import canonical_json
from scoring.ratings.enums import VetoStatus
from scoring.ratings.models import VetoCase
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.workflow import scoring_state
from scoring.workflow.filling import save_provider_entries
from scoring.workflow.freezing import freeze
from scoring.workflow.scoring_state import claimed_sheet, load, refresh_all
from tests.factories import NOW, YEAR, World, assessment_at, fill_perfectly, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def filled(world) -> Assessment:
    return fill_perfectly(world, assessment_at(Status.FILLING, world))


def provide(world, year, **facts):
    save_provider_entries(
        organization=world.branch,
        year=year,
        changes={f"fact:{key.replace('__', '.')}": value for key, value in facts.items()},
        seen=None,
        by=world.provider,
        now=NOW,
    )


def test_a_perfect_branch_has_a_hundred_and_five_stars_in_sight(filled):
    standing = load(filled)
    assert standing.sheet.total == Decimal("100.00")
    assert standing.decision.provisional == "five"


@pytest.mark.parametrize("back", [0, 1, 2])
def test_a_case_in_the_window_or_the_two_before_it_costs_a_star(world, filled, back):
    provide(world, YEAR - back, disc__cases="1")
    assert load(filled).decision.provisional != "five"


def test_a_case_three_windows_ago_costs_nothing(world, filled):
    provide(world, YEAR - 3, disc__cases="1")
    assert load(filled).decision.provisional == "five"


def test_a_branch_younger_than_the_look_back_is_not_clean_for_it(world, filled):
    world.branch.founded_on = datetime.date(YEAR - 1, 3, 1)
    world.branch.save()
    fresh = Assessment.objects.get(pk=filled.pk)
    assert load(fresh).decision.provisional != "five"


def veto_case(world, happened_on, status=VetoStatus.CONFIRMED, veto="STB-V1"):
    return VetoCase.objects.create(
        organization=world.branch,
        veto=veto,
        happened_on=happened_on,
        reference=f"{veto}{happened_on}",
        reason="查实",
        status=status,
        recorded_at=NOW,
        recorded_by=world.office,
        confirmed_at=NOW,
        confirmed_by=world.second_office,
    )


@pytest.mark.parametrize(
    ("day", "status", "counts"),
    [
        (datetime.date(YEAR - 1, 9, 30), VetoStatus.CONFIRMED, False),  # before the window
        (datetime.date(YEAR - 1, 10, 1), VetoStatus.CONFIRMED, True),
        (datetime.date(YEAR, 12, 1), VetoStatus.CONFIRMED, True),  # after it, before confirmation
        (datetime.date(YEAR, 3, 1), VetoStatus.RECORDED, False),
        (datetime.date(YEAR, 3, 1), VetoStatus.WITHDRAWN, False),
    ],
)
def test_confirmed_vetoes_since_the_window_began_count(world, filled, day, status, counts):
    veto_case(world, day, status)
    standing = load(filled)
    assert standing.vetoes == (("STB-V1",) if counts else ())
    assert (standing.decision.provisional == "") is counts


def test_a_veto_that_the_rubric_does_not_know_is_left_out(world, filled):
    veto_case(world, datetime.date(YEAR, 3, 1), veto="OTHER")
    assert load(filled).vetoes == ()


def test_verified_points_replace_the_branchs_own(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    Finding.objects.filter(indicator="CO5-O1").update(
        status=FindingStatus.VERIFIED, verified=Decimal("1.50")
    )
    Finding.objects.filter(indicator="CO5-O2").update(status=FindingStatus.ON_SITE)
    standing = load(submitted)
    assert standing.findings == {"CO5-O1": Decimal("1.50")}
    assert standing.sheet.total == Decimal("97.50")
    assert claimed_sheet(standing).total == Decimal("100.00")


def test_refresh_all_keeps_each_assessment_apart(world, filled):
    standings = refresh_all([filled])
    assert standings[filled.pk].sheet.total == Decimal("100.00")


def test_the_frozen_text_is_canonical_and_says_the_same_twice(filled):
    text = freeze(load(filled), at=NOW)
    assert text == freeze(load(filled), at=NOW)
    content = json.loads(text)
    assert canonical_json(content) == text
    assert content["window"] == {"start": f"{YEAR - 1}-10-01", "end": f"{YEAR}-09-30"}
    assert content["facts"][str(YEAR)]["star.target_score"] == "90.00"
    assert sorted(content["facts"]) == [str(year) for year in range(YEAR - 3, YEAR + 1)]


def test_loading_takes_a_constant_number_of_queries(filled, django_assert_max_num_queries):
    row = Assessment.objects.select_related("cycle__rubric_version", "organization").get(
        pk=filled.pk
    )
    with django_assert_max_num_queries(6):
        load(row)


def test_unknown_keys_have_no_value_and_no_version(filled):
    standing = load(filled)
    for key in ("fact:none", f"fact:life.committee:{YEAR}-11", "item:none", ""):
        assert standing.value(key) is None
        assert standing.version(key) == 0


def test_threads_may_score_at_the_same_time(monkeypatch):
    monkeypatch.setattr(scoring_state, "evaluate", lambda *_, **__: object())
    monkeypatch.setattr(scoring_state, "_evaluations", {})

    def score_many(thread):
        for number in range(40_000):
            row = SimpleNamespace(pk=100_000 * thread + number)
            scoring_state._evaluate(row, None, None, {})

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(score_many, range(8))) == [None] * 8
    finally:
        sys.setswitchinterval(before)
    assert len(scoring_state._evaluations) <= scoring_state._MOST + 8
