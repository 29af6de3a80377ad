"""Two people at the same moment: one certificate, and never a star beside a veto."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.common.refusals import Refusal
from scoring.documents.models import Certificate
from scoring.ratings.queries import stars_in_force
from scoring.reports.invariants import breaches
from scoring.workflow.conclusion import ProposalOutdated
from scoring.workflow.rating import confirm_rating
from scoring.workflow.vetoes import confirm_veto, record_veto
from tests.factories import make_world
from tests.factories.review import CONFIRMED, PUBLISHED, assessment_at, rating_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*steps: Callable[[], object]) -> list[str]:
    """Run the steps in threads that start together; return what each came to."""
    start = threading.Barrier(len(steps))
    outcomes = [""] * len(steps)

    def run(n: int, step: Callable[[], object]) -> None:
        start.wait()
        try:
            step()
            outcomes[n] = "done"
        except Refusal as refusal:
            outcomes[n] = type(refusal).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_confirmations_issue_one_certificate():
    world = make_world()
    rating = rating_of(assessment_at(Status.PUBLICIZED, world))
    people = [world.office, world.second_office]
    outcomes = at_once(
        *(lambda one=one: confirm_rating(rating=rating, by=one, now=CONFIRMED) for one in people)
    )
    assert outcomes == ["done", "done"]
    assert Certificate.objects.count() == 1
    assert Event.objects.filter(action="confirm_assessment").count() == 1


def test_a_veto_and_a_confirmation_never_leave_a_star():
    world = make_world()
    rating = rating_of(assessment_at(Status.PUBLICIZED, world))
    case = record_veto(
        organization=world.branch,
        veto="STB-V1",
        happened_on=PUBLISHED.date(),
        reference="某纪立〔2026〕3号",
        reason="党员被立案。",
        by=world.office,
        now=PUBLISHED,
    )
    office, second = world.office, world.second_office
    confirmed, vetoed = at_once(
        lambda: confirm_rating(rating=rating, by=office, now=CONFIRMED),
        lambda: confirm_veto(case=case, by=second, now=CONFIRMED),
    )
    assert vetoed == "done"
    assert confirmed in ("done", ProposalOutdated.__name__)
    assert not stars_in_force(world.branch, CONFIRMED.date()).exists()
    assert not Certificate.objects.valid().exists()
    assert breaches() == []
