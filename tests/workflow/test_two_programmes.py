"""One fact sheet, many rubrics: each fact is typed once, each programme scores and decides."""

import datetime
import json
from decimal import Decimal

import pytest

from scoring.assessments import storage
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Submission
from scoring.assessments.queries import evidence_of
from scoring.common.refusals import WrongState
from scoring.common.uploads import check_upload
from scoring.engine.levels import level
from scoring.engine.scoring import score
from scoring.facts.models import FactChange
from scoring.reports.recompute import replay, stored_differences
from scoring.rubrics.queries import rubric_of
from scoring.workflow.filling import PastDeadline, confirm_profile, save_entries
from scoring.workflow.proving import attach_evidence, remove_evidence
from scoring.workflow.review import return_items
from scoring.workflow.scoring_state import load
from scoring.workflow.submission import submit_assessment
from tests.factories import NOW, YEAR, World, make_world
from tests.factories.filling import (
    answers,
    assessment_at,
    evidence_file,
    fill_perfectly,
    fresh,
    prove,
)
from tests.factories.programmes import LATER, assessment_in, second_programme
from tests.factories.review import review_of

pytestmark = pytest.mark.django_db

MEETINGS = f"fact:life.congress:{YEAR}-1"
AFTER = datetime.timedelta(days=15)  # behind the first deadline, before the second


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def first(world: World) -> Assessment:
    """The county's programme."""
    return assessment_at(Status.FILLING, world)


@pytest.fixture
def second(world: World, first: Assessment) -> Assessment:
    """The committee's programme, opened for the same branch."""
    return assessment_in(second_programme(world), world.branch)


def save_all(world, assessment, entries, now=NOW):
    held = load(fresh(assessment))
    return save_entries(
        assessment=fresh(assessment),
        changes=entries,
        seen={entry: held.version(entry) for entry in entries},
        by=world.secretary,
        now=now,
    )


def declare(world: World, assessment: Assessment, star: str, now: datetime.datetime = NOW):
    return submit_assessment(
        assessment=fresh(assessment),
        star=star,
        secretary_name="张书记",
        filler_name="李填报",
        submit_key=f"key-{assessment.pk}",
        by=world.secretary,
        now=now,
    )


def top_level(assessment: Assessment) -> str:
    return rubric_of(assessment.cycle.rubric_version).levels[-1].id


def test_a_fact_typed_for_one_programme_counts_for_both(world, first, second):
    result = save_all(world, first, {MEETINGS: "1"})
    first, second = fresh(first), fresh(second)
    assert FactChange.objects.filter(entry="life.congress:1").count() == 1
    assert first.total == second.total == Decimal("0.50")  # both read CO5-L1
    assert [(one.assessment.pk, one.before, one.after) for one in result.also] == [
        (second.pk, Decimal("0.00"), Decimal("0.50"))
    ]


def test_both_totals_are_what_the_engine_gives_alone(world, first, second):
    fill_perfectly(world, first)
    for assessment in (fresh(first), fresh(second)):
        standing = load(assessment)
        alone = score(standing.rubric, standing.book, standing.answers, {})
        assert assessment.total == alone.total > 50
        assert (
            assessment.predicted_level
            == level(standing.rubric, alone, standing.book, answers=standing.answers).provisional
        )
        assert not stored_differences(assessment)


def test_what_is_known_already_counts_as_filled_when_the_second_programme_opens(world, first):
    fill_perfectly(world, first)
    second = assessment_in(second_programme(world), world.branch)
    standing = load(second)
    left = {one.id for one in standing.sheet.items if one.filled not in ("full", "na")}
    assert second.items_filled == second.items_total - len(left) > 30
    assert second.total == standing.sheet.total > 50
    asks_more = {  # what no fact tells: judged items, and judged lines of a list
        one.id
        for one in standing.rubric.indicators
        if one.scoring.kind == "judged" or any(p.condition is None for p in one.scoring.parts)
    }
    assert left <= asks_more


def declared_first(world, first, second):
    fill_perfectly(world, first)
    declare(world, first, "five")
    return fresh(first), fresh(second)


def test_a_change_for_the_other_programme_leaves_a_declared_one_as_it_was_declared(
    world, first, second
):
    first, second = declared_first(world, first, second)
    frozen = Submission.objects.get(assessment=first)
    total, before = first.total, second.total
    result = save_all(world, second, {MEETINGS: "0"})
    first, second = fresh(first), fresh(second)
    assert second.total < before
    assert first.total == total
    assert result.also == ()
    assert first.declared_facts == {f"{YEAR}/life.congress:1": 1}
    assert load(first).value(MEETINGS) == 1
    assert load(second).value(MEETINGS) == 0
    assert Submission.objects.get(assessment=first).content == frozen.content
    assert not replay(frozen.content)
    assert not stored_differences(first)


def test_the_value_kept_is_the_declared_one_however_often_it_changes(world, first, second):
    first, second = declared_first(world, first, second)
    for value in ("0", "3", "0"):
        save_all(world, second, {MEETINGS: value})
    assert load(fresh(first)).value(MEETINGS) == 1


def test_a_returned_item_follows_the_sheet_again_and_others_do_not(world, first, second):
    first, second = declared_first(world, first, second)
    other = f"fact:life.congress:{YEAR}-2"
    save_all(world, second, {MEETINGS: "0"})
    shared = "org.members_total"
    held = load(first).value(f"fact:{shared}")
    save_all(world, second, {f"fact:{shared}": str(held + 1)})
    return_items(
        review=review_of(first),
        items={"CO5-L1": "请核对会议次数"},
        due=NOW + AFTER,
        by=world.reviewer,
        now=NOW,
    )
    first = fresh(first)
    assert load(first).value(MEETINGS) == 0  # the branch is asked about it: one value for both
    assert load(first).value(f"fact:{shared}") == held
    save_all(world, first, {other: "2"})
    assert load(fresh(second)).value(other) == 2
    assert not stored_differences(fresh(first))


def test_while_items_are_returned_the_other_programme_keeps_what_is_not(world, first, second):
    first, second = declared_first(world, first, second)
    return_items(
        review=review_of(first),
        items={"CO5-L1": "请核对会议次数"},
        due=NOW + AFTER,
        by=world.reviewer,
        now=NOW,
    )
    held = load(fresh(first)).value("fact:org.members_total")
    save_all(world, second, {MEETINGS: "0", "fact:org.members_total": str(held + 1)})
    first = fresh(first)
    assert first.declared_facts == {f"{YEAR}/org.members_total": held}
    assert load(first).value(MEETINGS) == 0


def test_each_deadline_binds_its_own_declaration_only(world, first, second):
    late = LATER - AFTER
    with pytest.raises(PastDeadline):
        save_all(world, first, {MEETINGS: "1"}, late)
    assert load(fresh(first)).value(MEETINGS) is None
    save_all(world, second, {MEETINGS: "1"}, late)  # still open: the sheet is the branch's
    assert load(fresh(second)).value(MEETINGS) == 1
    with pytest.raises(PastDeadline):
        declare(world, first, "three", late)


def test_both_are_declared_each_in_its_own_time_and_frozen_apart(world, first, second):
    first, second = declared_first(world, first, second)
    late = LATER - AFTER
    save_all(world, second, {MEETINGS: "0", **answers(second)}, late)
    confirm_profile(assessment=second, by=world.secretary, now=late)
    prove(second, world.secretary, late)
    declare(world, second, top_level(second), late)
    one, two = (Submission.objects.get(assessment=each) for each in (first, second))
    assert _congress(one) == 1
    assert _congress(two) == 0
    assert one.content != two.content
    assert not replay(one.content)
    assert not replay(two.content)
    with pytest.raises(WrongState):
        save_all(world, second, {MEETINGS: "1"}, late)


def _congress(submission: Submission) -> int:
    facts = json.loads(submission.content)["facts"]
    return int(facts[str(YEAR)]["life.congress"].get("1", 0))


def test_opening_a_second_programme_changes_nothing_declared(world, first):
    fill_perfectly(world, first)
    declare(world, first, "five")
    total = fresh(first).total
    second_programme(world)
    assert fresh(first).total == total
    assert not stored_differences(fresh(first))


def test_the_same_proof_for_both_programmes_is_one_file_linked_to_each(world, first, second):
    one, two = (
        attach_evidence(
            assessment=assessment,
            upload=check_upload(evidence_file()),
            indicators=["CO5-L1"],
            dated_on=None,
            by=world.secretary,
            now=NOW,
        )
        for assessment in (first, second)
    )
    assert one.pk != two.pk
    assert one.path == two.path
    assert [path for path in storage.root().rglob("*") if path.name == one.path[6:]] == [
        storage.locate(one.path)
    ]
    remove_evidence(evidence=one, by=world.secretary, now=NOW)
    assert list(evidence_of(fresh(second))) == [two]
    assert storage.locate(two.path).is_file()
