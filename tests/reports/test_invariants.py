"""Each invariant holds on real data, and sees the one fault that is planted."""

import datetime
import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from scoring.assessments.actions import recount
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Evidence, Submission
from scoring.assessments.storage import locate
from scoring.audit.actions import record
from scoring.audit.models import Head
from scoring.documents.models import Certificate, NumberSeries
from scoring.facts.models import FactSheet
from scoring.jobs.models import Job
from scoring.organizations.actions import move_organization
from scoring.organizations.models import RoleAssignment
from scoring.ratings.models import Rating, RatingChange
from scoring.reports.breach import Breach
from scoring.reports.deciders import audited_states, entitled_deciders
from scoring.reports.invariants import breaches
from scoring.reviews.models import Review
from scoring.rubrics.guard import GUARD
from scoring.rubrics.models import RubricVersion
from tests.factories import NOW, YEAR, make_world
from tests.factories.review import CONFIRMED, assessment_at, rating_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def confirmed(world):
    return assessment_at(Status.CONFIRMED, world)


@pytest.fixture
def submitted(world):
    return assessment_at(Status.SUBMITTED, world)


def found(invariant: str) -> list[Breach]:
    """Return the breaches, which must all be of one invariant."""
    seen = breaches(YEAR)
    assert {one.invariant for one in seen} == {invariant}, seen
    return seen


def test_everything_holds_on_the_real_way(confirmed):
    assert breaches() == []
    assert breaches(YEAR) == []


def test_i1_an_answer_without_history(submitted):
    submitted.changes.order_by("pk").last().delete()
    assert found("I1")[0].about == f"assessment:{submitted.pk}"


def test_i3_a_number_without_certificate(confirmed):
    NumberSeries.objects.filter(kind="certificate").update(last=F("last") + 1)
    assert "2 numbers given out, 1 certificates" in found("I3")[0].what


def test_i4_a_certificate_of_another_level(confirmed):
    Certificate.objects.update(level="four")
    assert "says four, the rating five" in found("I4")[0].what


def test_i4_a_term_prolonged_beside_the_signature(confirmed):
    Certificate.objects.update(valid_until=datetime.date(2099, 12, 31))
    what = "certificate/valid_until: 2099-12-31, signed was 2027-12-31"
    assert [one.what for one in found("I4")] == [what]


def test_i4_a_star_without_file_that_nobody_owes(confirmed):
    Job.objects.all().delete()
    assert found("I4")[0].what == "no file, and none is owed"


def test_i5_a_fact_changed_behind_the_score(submitted, world):
    sheet = FactSheet.objects.get(organization=world.branch, year=YEAR)
    sheet.entries["star.rank"]["value"] = 9
    sheet.save(update_fields=["entries"])
    assert "predicted_level: stored five" in found("I5")[0].what


def test_i5_a_total_changed_by_hand(submitted):
    Assessment.objects.filter(pk=submitted.pk).update(total="99.00")
    assert "total: stored 99.00, computed 100.00" in found("I5")[0].what


def test_i5_a_level_without_history(confirmed):
    RatingChange.objects.all().delete()
    assert found("I5")[0].about == f"rating:{rating_of(confirmed).pk}"


@pytest.mark.parametrize(("column", "forged"), [("total", "77.00"), ("proposed_level", "three")])
def test_i5_a_column_beside_the_frozen_decision(confirmed, column, forged):
    Rating.objects.update(**{column: forged})
    assert f"rating/{column}: stored {forged}" in found("I5")[0].what


def test_i5_points_of_a_confirmed_branch(confirmed):
    points = {**confirmed.dimension_points, "D1": "1.00"}
    Assessment.objects.filter(pk=confirmed.pk).update(total="77.00", dimension_points=points)
    what = [one.what for one in found("I5")]
    assert "assessment/total: stored 77.00, computed 100.00" in what
    assert any(one.startswith("assessment/dimensions/D1: stored 1.00") for one in what)


def test_i6_a_state_without_event(submitted):
    Assessment.objects.filter(pk=submitted.pk).update(status=Status.CONCLUDED)
    recount(by="test", now=NOW)  # the counters are I11's matter
    assert "is concluded, its events say submitted" in found("I6")[0].what


def test_i6_a_head_that_is_not_the_last_link(submitted):
    Head.objects.update(last_hash="0" * 64)
    assert found("I6")[0].what == "the chain breaks here: head"


def test_i7_a_file_changed_or_gone(submitted):
    evidence = Evidence.objects.exclude(path="")[0]
    file: Path = locate(evidence.path)
    content = file.read_bytes()
    file.write_bytes(b"something else")
    assert found("I7")[0].what == "the file was changed"
    file.unlink()
    assert found("I7")[0].what == "the file is missing"
    file.write_bytes(content)


def test_i8_a_snapshot_changed(submitted):
    submission = Submission.objects.get(assessment=submitted)
    Submission.objects.filter(pk=submission.pk).update(content=submission.content + " ")
    assert found("I8")[0].about == f"submission:{submission.pk}"


def test_i9_a_step_that_was_not_open(submitted):
    record(action="confirm_assessment", about=("assessment", submitted.pk), by="test", now=NOW)
    assert found("I9")[0].what == "confirm_assessment was not open"


def test_i9_a_decider_without_the_role(confirmed, world):
    RoleAssignment.objects.filter(user=world.approver).delete()
    review = Review.objects.get(assessment=confirmed)
    assert found("I9")[0].about == f"review:{review.pk}"


def test_a_branch_that_moved_later_was_decided_by_those_above_it_then(confirmed, world):
    after = CONFIRMED + datetime.timedelta(days=1)
    move_organization(
        organization=world.branch,
        parent=world.stranger,
        effective_on=after.date(),
        by=world.system,
        now=after,
    )
    assert breaches() == []
    Rating.objects.update(confirmed_by=world.foreign_office)
    assert found("I9")[0].about == f"rating:{rating_of(confirmed).pk}"


def test_who_decided_what_is_checked_without_reading_answers_or_snapshots(confirmed):
    with CaptureQueriesContext(connection) as queries:
        assert [*audited_states(None), *entitled_deciders(YEAR)] == []
    long = re.compile(r'"(answers|vector|content|document|gate_findings)"')
    assert [one["sql"] for one in queries if long.search(one["sql"])] == []
    assert len(queries) < 30


def test_i10_a_rubric_changed_after_it_was_loaded(submitted, world):
    GUARD.remove(connection)  # as somebody would who may do everything; rolled back with the test
    version = RubricVersion.objects.get(pk=world.version.pk)
    version.document["name"] = "另一个名称"
    version.save(update_fields=["document"])
    assert "not what was loaded" in found("I10")[0].what


def test_the_command_prints_every_row_and_fails(submitted, capsys):
    call_command("check_invariants", "--year", str(YEAR))
    assert "全部不变量成立。" in capsys.readouterr().out
    Assessment.objects.filter(pk=submitted.pk).update(total="99.00")
    with pytest.raises(CommandError, match="发现 1 处不符") as failed:
        call_command("check_invariants")
    assert failed.value.returncode == 1
    row = f"I5 {submitted.organization.name}，{YEAR} 年度，自评（assessment:{submitted.pk}）"
    assert f"{row}: 总分：存储为 99.00，重算为 100.00" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("check_invariants", "--json")
    assert json.loads(capsys.readouterr().out)["breaches"][0]["invariant"] == "I5"
