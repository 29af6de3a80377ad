"""Facts of other offices on which level or total depends are waited for, and named."""

from decimal import Decimal

import pytest
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.workflow.conclusion import (
    ProposalOutdated,
    ReviewIncomplete,
    approve_review,
    conclude_review,
)
from scoring.workflow.filling import save_provider_entries
from scoring.workflow.owing import owed_by
from scoring.workflow.scoring_state import load
from tests.factories import YEAR, make_world
from tests.factories.filling import assessment_at, fresh
from tests.factories.review import APPROVED, REVIEWED, judge_all, review_of, verify_all, visit
from tests.factories.ruled import under
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db

FACT = "org.extension_months"  # of the superior committee; no item asks for it
BONUS = {
    "id": "B1",
    "name": "延期",
    "trigger": "经批准延期",
    "measure": {"value": FACT},
    "each": "0.5",
    "at_most": 2,
}
BLANK = {**BONUS, "id": "B2", "name": "服务", "measure": {"value": "mem.volunteers"}}
VETO = {
    "id": "X1",
    "name": "延期过久",
    "trigger": "延期过久",
    "effect": "cap",
    "level": "three",
    "condition": {"value": FACT, "above": 12},
}
PLACED = {
    "id": "P1",
    "name": "延期支部",
    "level": "none",
    "how": "exactly",
    "condition": {"value": FACT, "above": 24},
}


@pytest.fixture
def world():
    return make_world()


def reviewed(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    verify_all(world, assessment)
    judge_all(world, assessment)
    visit(world, assessment)
    return fresh(assessment)


def finish(world, assessment):
    return conclude_review(
        review=review_of(assessment), conclusion="同意。", by=world.reviewer, now=REVIEWED
    )


def give(world, assessment, months):
    saved = save_provider_entries(
        organization=assessment.organization, year=YEAR, changes={f"fact:{FACT}": months},
        seen=None, by=world.provider, now=REVIEWED,
    )  # fmt: skip
    assert saved.clean, saved


@pytest.mark.parametrize(
    "rules",
    [
        {"bonuses": [BONUS, BLANK], "bonus_counts": True},
        {"vetoes": lambda held: [*held, VETO]},
        {"placements": [PLACED]},
    ],
)
def test_the_conclusion_waits_for_the_office_and_names_it(world, rules):
    under(world, **rules)
    assessment = reviewed(world)
    page = signed_in(world.reviewer).get(reverse("review:conclude", args=[assessment.pk]))
    assert "还缺其他部门提供的数据" in page.content.decode()
    with pytest.raises(ReviewIncomplete) as refused:
        finish(world, assessment)
    assert refused.value.data["awaiting"] == ["party_committee"]
    give(world, assessment, "2")
    total = Decimal("101.00") if "bonuses" in rules else Decimal("100.00")
    assert finish(world, assessment).total == total


@pytest.mark.parametrize(
    "rules",
    [
        {"bonuses": [BONUS]},  # shown only
        {"bonuses": [BLANK], "bonus_counts": True},  # the branch's own blank
        {"vetoes": lambda held: [*held, {**VETO, "level": "five"}]},  # takes nothing away
    ],
)
def test_what_changes_nothing_is_not_waited_for(world, rules):
    under(world, **rules)
    standing = load(reviewed(world))
    assert owed_by(standing, standing.decision) == []


def test_a_bonus_that_moves_after_the_conclusion_outdates_the_proposal(world):
    under(world, bonuses=[BONUS], bonus_counts=True)
    assessment = reviewed(world)
    give(world, assessment, "2")
    finish(world, assessment)
    give(world, assessment, "3")
    with pytest.raises(ProposalOutdated):
        approve_review(review=review_of(assessment), by=world.approver, now=APPROVED)
