"""A demonstration year of many branches: scored again without a difference, every row in order."""

import datetime

import pytest
from django.core.management import call_command

from scoring.assessments.models import Assessment, Submission
from scoring.ratings.models import Rating
from scoring.workflow.demonstration.staging import stage
from tests.factories.world import CHINA
from tests.workflow.test_demo import make_world_with_rubric_only

pytestmark = [pytest.mark.django_db, pytest.mark.long]

NOW = datetime.datetime(2026, 11, 21, 9, 0, tzinfo=CHINA)
BRANCHES = 200


def test_a_year_of_many_branches_holds_together(capsys):
    make_world_with_rubric_only()
    stage(branches=BRANCHES, year=2026, seed=1, now=NOW, years=1)
    assert Assessment.objects.count() == BRANCHES
    count = Submission.objects.count() + Rating.objects.count()
    assert count > BRANCHES
    call_command("replay", "2026")
    assert f"2026 年度 {count} 份快照重算结果全部一致" in capsys.readouterr().out
    call_command("check_invariants")
    assert "全部不变量成立。" in capsys.readouterr().out
    call_command("verify_audit")
