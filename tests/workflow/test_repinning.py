"""A cycle that goes to a newer version: seen beforehand, done at once, answers carried over."""

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from scoring.assessments.actions import attach_reference
from scoring.assessments.enums import Status
from scoring.assessments.models import AnswerChange, Assessment, Cycle, EvidenceUse
from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed
from scoring.engine.vectors import pack, slots_of
from scoring.facts.models import FactChange
from scoring.rubrics.queries import rubric_of
from scoring.workflow.carrying import carry
from scoring.workflow.filling import save_entries
from scoring.workflow.repinning import (
    CycleClosed,
    CycleDeclared,
    MappingUnknown,
    VersionNotIssued,
    VersionNotNewer,
    preview_repin,
)
from scoring.workflow.scoring_state import load
from tests.factories import NOW, World, assessment_at, fill_perfectly, make_world
from tests.factories.filling import fresh
from tests.factories.versions import later_version
from tests.workflow.moving import RENAMES, changed, move, rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def filled(world) -> Assessment:
    assessment = assessment_at(Status.FILLING, world)
    fill_perfectly(world, assessment, now=NOW)
    attach_reference(
        assessment=assessment,
        indicators=["CO5-M6"],
        reference="3 号盒 12 页",
        dated_on=None,
        by=world.secretary,
        now=NOW,
    )
    return fresh(assessment)


def test_a_preview_says_what_would_change_and_writes_nothing(world, filled):
    version = later_version(world.version, changed)
    before, events = rows(), Event.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = preview_repin(cycle=filled.cycle, version=version, renames=RENAMES)
    assert not [one for one in queries if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert (rows(), Event.objects.count()) == (before, events)
    assert report.branches == 2
    assert dict(report.dropped) == {"item:CO5-P5": 1}
    assert dict(report.renamed) == {
        ("item:CO5-M6", "item:CO5-M60"): 1,
        ("item:CO5-M7", "item:CO5-M7"): 1,
    }
    assert set(report.vanished) == {
        "item:CO5-M6", "choice:CO5-M7/full", "choice:CO5-M7/good", "choice:CO5-M7/fair",
        "choice:CO5-P5/full",
    }  # fmt: skip
    assert not report.arrived  # both take old answers
    bare = preview_repin(cycle=filled.cycle, version=version, renames={})
    assert set(bare.arrived) == {"item:CO5-M60", "choice:CO5-M7/all"}
    assert (report.evidence_moved, report.evidence_loose) == (1, 0)
    (largest,) = report.largest
    assert largest.branch == world.branch.name
    assert (largest.total_before, largest.total_after) == (Decimal("100.00"), Decimal("99.00"))
    assert (report.raised, report.lowered) == (0, 0)
    assert largest.dropped == ("item:CO5-P5",)


def test_moving_does_what_the_preview_said(world, filled):
    version = later_version(world.version, changed)
    preview = preview_repin(cycle=filled.cycle, version=version, renames=RENAMES)
    report = move(world, filled, version)
    assert report.counts() == preview.counts()
    assert report.largest == preview.largest
    after = fresh(filled)
    assert after.cycle.rubric_version == version
    assert after.answer("item:CO5-M60") == "full"
    assert after.answer("item:CO5-M7") == "all"
    assert after.answer("item:CO5-P5") is None
    assert after.answer("part:CO5-O5/merit") is True
    assert after.star_applied == filled.star_applied
    standing = load(after)
    assert after.total == standing.sheet.total == Decimal("99.00")
    assert after.predicted_level == standing.decision.provisional
    assert bytes(after.packed) == pack(slots_of(rubric_of(version)), after.vector)
    assert "CO5-M60" in after.vector
    assert "CO5-M6" not in after.vector
    assert EvidenceUse.objects.get(evidence__reference__gt="").indicator == "CO5-M60"
    sibling = Assessment.objects.get(organization=world.sibling)
    assert set(sibling.vector) == set(after.vector)


def test_what_is_dropped_stays_in_the_history(world, filled):
    move(world, filled, later_version(world.version, changed))
    change = AnswerChange.objects.filter(assessment=filled, entry="item:CO5-P5").latest("version")
    assert (change.before, change.after, change.changed_by) == ("full", None, world.office)
    moved = AnswerChange.objects.get(assessment=filled, entry="item:CO5-M60")
    assert (moved.before, moved.after, moved.version) == (None, "full", 1)


def test_one_event_names_the_mapping_and_both_versions(world, filled):
    version = later_version(world.version, changed)
    facts = FactChange.objects.count()
    move(world, filled, version)
    event = Event.objects.get(action="repin_cycle")
    assert event.detail["renames"] == RENAMES
    assert event.detail["before"]["content_hash"] == world.version.content_hash
    assert event.detail["after"]["content_hash"] == version.content_hash
    assert (event.detail["branches"], event.detail["answers_dropped"]) == (2, 1)
    assert FactChange.objects.count() == facts


def test_moving_twice_does_nothing_the_second_time(world, filled):
    version = later_version(world.version, changed)
    move(world, filled, version)
    before = rows()
    report = move(world, filled, version)
    assert (report.branches, rows()) == (0, before)
    assert Event.objects.filter(action="repin_cycle").count() == 1


def test_the_branch_goes_on_under_the_new_version(world, filled):
    version = later_version(world.version, changed)
    move(world, filled, version)
    saved = save_entries(
        assessment=filled, changes={"item:CO5-P5": "good"}, seen={"item:CO5-P5": 2},
        by=world.secretary, now=NOW,
    )  # fmt: skip
    assert not saved.conflicts
    assert not saved.refused
    assert fresh(filled).total == saved.standing.sheet.total > Decimal("99.00")


def test_a_map_to_nothing_gives_answers_up(world, filled):
    version = later_version(world.version, changed)
    report = move(world, filled, version, {"item:CO5-M6": "", "choice:CO5-M7/full": ""})
    assert set(report.dropped) == {"item:CO5-M6", "item:CO5-M7", "item:CO5-P5"}
    assert report.evidence_loose == 1
    kept = EvidenceUse.objects.get(evidence__reference__gt="")
    assert kept.indicator == "CO5-M6"  # the link is kept as it was


def test_levels_and_gates_are_carried_too(world, filled):
    def change(document):
        document["levels"][2]["id"] = "top"
        document["levels"][0]["gates"] = [
            {**gate, "id": f"N-{gate['id']}"} for gate in document["levels"][0]["gates"]
        ]

    version = later_version(world.version, change)
    changes = {"star": "five"}
    save_entries(assessment=filled, changes=changes, seen={}, by=world.secretary, now=NOW)
    gates = [key for key in filled.answers if key.startswith("gate:G3")]
    assert gates
    renames = {"level:five": "level:top"} | {
        key: f"gate:N-{key.removeprefix('gate:')}" for key in gates
    }
    report = move(world, filled, version, renames)
    after = fresh(filled)
    assert after.star_applied == "top"
    assert all(after.answer(renames[key])["claimed"] for key in gates)
    assert report.lowered == 0
    assert not report.dropped


def test_nobody_is_moved_once_somebody_has_declared(world):
    declared = assessment_at(Status.SUBMITTED, world)
    version = later_version(world.version, changed)
    with pytest.raises(CycleDeclared):
        preview_repin(cycle=declared.cycle, version=version, renames={})
    with pytest.raises(CycleDeclared) as refused:
        move(world, declared, version, {})
    assert refused.value.count == 1
    assert Cycle.objects.get().rubric_version == world.version
    assert not Event.objects.filter(action="repin_cycle").exists()


@pytest.mark.parametrize("turned", [False, True])
def test_an_own_answer_goes_before_one_that_is_renamed_to_it(world, turned):
    rubric = rubric_of(world.version)
    answers = [("item:CO5-M6", "full"), ("item:CO5-M7", "half"), ("item:CO5-P5", "full")]
    held = dict(reversed(answers) if turned else answers)
    own = next(one.scoring.choices[-1].id for one in rubric.indicators if one.id == "CO5-M7")
    held["item:CO5-M7"] = own
    found = carry(held, rubric, {"item:CO5-M6": "item:CO5-M7", "item:CO5-P5": "item:CO5-M7"})
    assert found.answers == {"item:CO5-M7": own}
    assert sorted(found.dropped) == ["item:CO5-M6", "item:CO5-P5"]


def test_a_declaration_is_counted_over_the_whole_cycle_and_rows_stay_unread(world, filled):
    version = later_version(world.version, changed)
    Assessment.objects.update(status=Status.SUBMITTED)
    with CaptureQueriesContext(connection) as seen, pytest.raises(CycleDeclared) as refused:
        preview_repin(cycle=Cycle.objects.get(), version=version, renames={})
    assert refused.value.data["count"] == Assessment.objects.count()
    assert not any('"answers"' in one["sql"] for one in seen)


def test_only_a_newer_issued_version_of_the_same_rubric(world, filled):
    newer = later_version(world.version, changed)

    def missing(document):
        document["missing"] = ["something"]

    draft = later_version(world.version, missing, number="3.0")
    with pytest.raises(VersionNotIssued):
        move(world, filled, draft)
    other = type(newer).objects.get(rubric="corp-5std")
    with pytest.raises(VersionNotNewer):
        move(world, filled, other)
    move(world, filled, newer)
    older = later_version(
        world.version, lambda document: None, number="0.9", now=NOW.replace(year=2020)
    )
    with pytest.raises(VersionNotNewer):
        move(world, fresh(filled), older)


@pytest.mark.parametrize(
    "renames",
    [
        {"item:NO": "item:CO5-M60"}, {"item:CO5-M6": "item:NO"}, {"item:CO5-M6": "level:five"},
        {"CO5-M6": "x"},
    ],
)  # fmt: skip
def test_a_map_that_names_nothing_is_refused(world, filled, renames):
    version = later_version(world.version, changed)
    with pytest.raises(MappingUnknown):
        move(world, filled, version, renames)
    assert Cycle.objects.get().rubric_version == world.version


def test_only_the_office_moves_and_only_an_open_cycle(world, filled):
    version = later_version(world.version, changed)
    for stranger in (world.secretary, world.reviewer, world.foreign_office, world.auditor):
        with pytest.raises(NotAllowed):
            move(world, filled, version, by=stranger)
    Cycle.objects.update(closed_at=NOW, closed_by=world.office)
    with pytest.raises(CycleClosed):
        move(world, fresh(filled), version)


@pytest.mark.django_db(transaction=True)
def test_who_saves_meanwhile_is_scored_by_the_new_version(world, filled):
    version = later_version(world.version, changed)
    started = threading.Event()
    results: list[object] = []

    def save():
        started.wait(20)
        try:
            changes = {"part:CO5-O5/merit": False}
            results.append(
                save_entries(
                    assessment=filled,
                    changes=changes,
                    seen={"part:CO5-O5/merit": 1},
                    by=world.secretary,
                    now=NOW,
                )
            )
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results.append(error)
        finally:
            connections.close_all()

    world.secretary.roles()
    saver = threading.Thread(target=save)
    saver.start()
    started.set()
    move(world, filled, version)
    saver.join(60)
    assert len(results) == 1
    assert not isinstance(results[0], Exception), results
    after = fresh(filled)
    assert after.answer("part:CO5-O5/merit") is False
    assert after.total == load(after).sheet.total
    assert set(after.vector) == {item.id for item in rubric_of(version).indicators}
