"""Judged answers, claims and declarations: only what the rubric asks, in words it knows."""

import datetime

import pytest

from scoring.assessments.enums import Status
from scoring.assessments.models import AnswerChange, Assessment, LateEntry
from scoring.engine.wording import say
from scoring.workflow.filling import PastDeadline, save_entries
from tests.factories import NOW, World, assessment_at, make_world
from tests.factories.world import DECLARE_BY

pytestmark = pytest.mark.django_db
LATE = DECLARE_BY + datetime.timedelta(seconds=1)


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def assessment(world: World) -> Assessment:
    return assessment_at(Status.FILLING, world)


def save(world, assessment, changes, seen=None, now=NOW):
    return save_entries(
        assessment=assessment, changes=changes, seen=seen or {}, by=world.secretary, now=now
    )


def test_a_gate_claim_is_one_entry(world, assessment):
    gate = next(
        gate.id
        for level in save(world, assessment, {}).standing.rubric.levels
        for gate in level.gates
        if gate.condition is None
    )
    key = f"gate:{gate}"
    result = save(world, assessment, {key: {"claimed": "true", "sentence": " 已做到。 "}})
    assert result.standing.answers[key] == {"claimed": True, "sentence": "已做到。"}
    refused = save(world, assessment, {key: {"claimed": "true", "sentence": "长" * 501}}, {key: 1})
    assert say(refused.refused[key], "zh")
    refused = save(world, assessment, {key: ["x"]}, {key: 1})
    assert refused.refused[key].code == "claim_malformed"


@pytest.mark.parametrize(
    ("key", "typed"),
    [("item:CO5-M6", "splendid"), ("part:CO5-O5/merit", "maybe"), ("star", "seven")],
)
def test_answers_that_the_rubric_does_not_know_are_refused(world, assessment, key, typed):
    result = save(world, assessment, {key: typed})
    assert result.refused[key].code == "answer_unknown"
    assert not AnswerChange.objects.exists()


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\ud800"])
def test_signs_that_nobody_types_are_left_out(world, assessment, sign):
    gate = "gate:G5-12"
    save(world, assessment, {gate: {"claimed": True, "sentence": f"已\n做到{sign}。"}})
    assessment.refresh_from_db()
    assert assessment.answer(gate)["sentence"] == "已\n做到。"
    with pytest.raises(PastDeadline):
        save(world, assessment, {f"fact:x{sign}": [f"a{sign}", {"b": f"{sign}c"}]}, now=LATE)
    assert LateEntry.objects.get().content == {"fact:x": ["a", {"b": "c"}]}
