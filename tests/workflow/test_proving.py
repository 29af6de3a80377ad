"""Evidence: nothing is taken after the deadline, or for items that were not returned."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.assessments.models import Evidence
from scoring.audit.models import Event
from scoring.common.refusals import WrongState
from scoring.common.uploads import check_upload
from scoring.workflow.proving import (
    EvidenceLate,
    ItemNotReturned,
    attach_evidence,
    attach_reference,
    remove_evidence,
    restore_evidence,
    use_evidence,
)
from tests.factories import NOW, World, evidence_file, make_world
from tests.factories.review import REVIEWED, assessment_at, finding_of
from tests.factories.world import DECLARE_BY

pytestmark = pytest.mark.django_db
LATE = DECLARE_BY + datetime.timedelta(seconds=1)


@pytest.fixture
def world() -> World:
    return make_world()


def upload(world, assessment, indicators, *, colour="red", now=REVIEWED):
    return attach_evidence(
        assessment=assessment,
        upload=check_upload(evidence_file(colour=colour)),
        indicators=indicators,
        dated_on=None,
        by=world.secretary,
        now=now,
    )


def two_items(assessment):
    """Return the returned item and one that stays closed."""
    findings = assessment.review.findings.order_by("position")
    back = findings.get(status="returned").indicator
    return back, findings.exclude(status="returned").order_by("position")[0].indicator


def test_the_deadline_closes_evidence_too(world):
    assessment = assessment_at(Status.FILLING, world)
    kept = upload(world, assessment, ["CO5-M6"], now=DECLARE_BY)
    steps = (
        lambda: upload(world, assessment, ["CO5-M6"], colour="blue", now=LATE),
        lambda: remove_evidence(evidence=kept, by=world.secretary, now=LATE),
        lambda: use_evidence(evidence=kept, indicators=[], by=world.secretary, now=LATE),
    )
    events = Event.objects.count()
    for step in steps:
        with pytest.raises(EvidenceLate) as refusal:
            step()
        assert refusal.value.deadline == DECLARE_BY
    assert list(Evidence.objects.kept()) == [kept]
    assert Event.objects.count() == events


def test_after_a_return_a_shared_card_takes_a_file_for_the_returned_item_only(world):
    assessment = assessment_at(Status.RETURNED, world)
    back, closed = two_items(assessment)
    made = upload(world, assessment, [closed, back])
    assert [use.indicator for use in made.uses.all()] == [back]
    with pytest.raises(ItemNotReturned) as refusal:
        upload(world, assessment, [closed], colour="blue")
    assert refusal.value.indicators == [closed]
    with pytest.raises(ItemNotReturned):
        attach_reference(
            assessment=assessment,
            reference="3号盒第2页",
            indicators=[closed],
            dated_on=None,
            by=world.secretary,
            now=REVIEWED,
        )


def test_after_a_return_the_proof_of_other_items_stays(world):
    assessment = assessment_at(Status.RETURNED, world)
    back, closed = two_items(assessment)
    shared = Evidence.objects.kept().filter(uses__isnull=False)[0]
    uses = {use.indicator for use in shared.uses.all()}
    for step in (remove_evidence, restore_evidence):
        with pytest.raises(ItemNotReturned):
            step(evidence=shared, by=world.secretary, now=REVIEWED)
    with pytest.raises(ItemNotReturned):
        use_evidence(evidence=shared, indicators=uses ^ {closed}, by=world.secretary, now=REVIEWED)
    use_evidence(evidence=shared, indicators=uses ^ {back}, by=world.secretary, now=REVIEWED)
    assert {use.indicator for use in shared.uses.all()} == uses ^ {back}


def test_own_evidence_of_a_returned_item_goes_and_comes_back(world):
    assessment = assessment_at(Status.RETURNED, world)
    back, _ = two_items(assessment)
    made = upload(world, assessment, [back])
    assert remove_evidence(evidence=made, by=world.secretary, now=REVIEWED).removed_at == REVIEWED
    assert restore_evidence(evidence=made, by=world.secretary, now=REVIEWED).removed_at is None


def test_the_reviewer_has_it_and_nothing_changes(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    item = finding_of(assessment).indicator
    with pytest.raises(WrongState):
        upload(world, assessment, [item], now=NOW)
