"""Facts about the branch, conditions, the check and handing in."""

import datetime
import json
import uuid

import pytest
import time_machine
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.rubrics.queries import rubric_of
from tests.factories import NOW, YEAR, assessment_at, fill_perfectly, open_cycle_for, review
from tests.factories.filling import fresh
from tests.web.secretary import (  # fixtures among them
    CONGRESS,
    assessment,
    autosave,
    october,
    secretary,
    signed_in,
    url,
    world,
)

__all__ = ["assessment", "october", "secretary", "world"]


pytestmark = pytest.mark.django_db


def test_change_links_of_the_check_return_there(secretary):
    page = secretary.get(url("check")).context["page"]
    assert "back=check" in page.sections[0].answers[0].url
    answer = secretary.post(url("save_dimension", 1), {"back": "check"})
    assert answer.url == url("check")


def test_facts_that_only_conditions_read_can_be_entered(secretary):
    page = secretary.get(url("gates")).context["page"]
    entries = {one.entry for one in page.controls} | {
        one.entry.partition(":2")[0] for periods in page.periods for one in periods.controls
    }
    assert "fact:org.quarterly_plans" in entries
    entry = f"fact:org.quarterly_plans:{YEAR}-1"
    answer = secretary.post(url("autosave"), {f"seen:{entry}": 0, entry: "1"})
    assert answer.json()["versions"] == {entry: 1}


def test_a_claim_is_kept_with_its_sentence_and_no_veto_is_chosen_beforehand(secretary):
    page = secretary.get(url("gates")).context["page"]
    assert not any(one.chosen for veto in page.declarations for one in veto.options)
    claim = page.levels[0].claims[0]
    form = {f"seen:{claim.entry}": 0, claim.entry: "true", f"{claim.entry}/sentence": "班子齐心。"}
    answer = secretary.post(url("save_gates"), form)
    assert answer.url == f"{url('gates')}#vetoes"  # the declarations are still open
    kept = secretary.get(url("gates")).context["page"].levels[0].claims[0]
    assert (kept.claimed, kept.sentence) == ("true", "班子齐心。")


def test_profile_offers_last_year_and_keeps_the_confirmation(secretary, assessment):
    entry = "fact:org.members_total"
    answer = secretary.post(
        reverse("selfassessment:save_profile"), {f"seen:{entry}": 0, entry: "32"}
    )
    assert answer.status_code == 302
    assessment.refresh_from_db()
    assert assessment.profile_confirmed_at is not None
    rows = secretary.get(reverse("selfassessment:profile")).context["rows"]
    assert {row.control.entry: row.control.value for row in rows}[entry] == "32"


def declaration(**change: str) -> dict[str, str]:
    return {
        "star": "five",
        "secretary_name": "张书记",
        "filler_name": "李填报",
        "submit_key": str(uuid.uuid4()),
    } | change


def test_handing_in_says_everything_that_is_missing(secretary, assessment):
    answer = secretary.post(url("submit"), declaration())
    assert answer.status_code == 422
    assert len(answer.context["faults"]) > 2
    assessment.refresh_from_db()
    assert assessment.status == Status.FILLING


def test_the_check_says_what_is_missing_before_anybody_hands_in(secretary):
    owed = secretary.get(url("check")).context["owed"]
    assert any("证明材料" in line for line in owed)
    assert not any("星级" in line and "选择" in line for line in owed)


def test_the_next_year_does_not_hide_the_open_one(world, secretary, assessment):
    cycle = open_cycle_for(world, year=YEAR + 1, now=NOW)
    later = Assessment.objects.get(cycle=cycle, organization=world.branch)
    assert secretary.get(reverse("selfassessment:home")).context["assessment"] == assessment
    shown = secretary.get(reverse("selfassessment:profile")).context
    assert shown["assessment"] == assessment
    Assessment.objects.filter(pk=assessment.pk).update(status=Status.SUBMITTED)
    assert secretary.get(reverse("selfassessment:home")).context["assessment"] == later
    stale = secretary.post(reverse("selfassessment:save_profile"), {"year": str(YEAR)})
    assert stale.status_code == 422  # the page of the year that is handed in, not the next year's
    later.refresh_from_db()
    assert later.profile_confirmed_at is None


def test_a_perfect_branch_hands_in_once_however_often_the_button_is_pressed(
    world, secretary, assessment
):
    fill_perfectly(world, assessment)
    form = declaration()
    for _press in range(2):
        assert secretary.post(url("submit"), form).url == url("submitted")
    assessment.refresh_from_db()
    assert assessment.status == Status.SUBMITTED
    assert assessment.submissions.count() == 1
    page = secretary.get(url("submitted")).content.decode()
    assert "总分 100.00，申报五星级" in page


def test_a_dimension_without_its_required_evidence_is_not_done(world, secretary, assessment):
    fill_perfectly(world, assessment)
    rows = secretary.get(url_home()).context["page"].dimensions
    assert {row.status for row in rows} == {"已完成"}
    assessment.evidence.all().delete()
    page = secretary.get(url_home()).context["page"]
    rubric = rubric_of(assessment.cycle.rubric_version)
    for row, dimension in zip(page.dimensions, rubric.dimensions, strict=True):
        owed = sum(one.evidence.need == "required" for one in dimension.indicators)
        expected = ("todo", f"还差 {owed} 项") if owed else ("done", "已完成")
        assert (row.state, row.status) == expected
    assert any(row.state == "todo" for row in page.dimensions)


def test_the_conditions_say_how_many_await_a_decision(world, secretary, assessment):
    fill_perfectly(world, assessment)
    levels = secretary.get(url("gates")).context["page"].levels
    assert any(level.awaiting for level in levels)
    for level in levels:
        assert level.awaiting >= len(level.claims)
        assert level.met + level.awaiting == level.total  # nothing is unmet at a perfect branch
    client = signed_in(world.secretary, "en")
    page = client.get(url("gates")).content.decode()
    first = levels[0]
    assert f"{first.met} met, {first.awaiting} awaiting a decision, {first.total} in all" in page


def test_names_are_asked_for(world, secretary, assessment):
    fill_perfectly(world, assessment)
    answer = secretary.post(url("submit"), declaration(secretary_name=" "))
    assert answer.status_code == 422
    assert assessment.submissions.count() == 0


def test_after_handing_in_nothing_can_be_written(world):
    assessment_at(Status.SUBMITTED, world)
    client = signed_in(world.secretary)
    answer = autosave(client, 2, CONGRESS, "9", 1)
    assert answer.status_code == 422
    assert json.loads(answer.content)["say"]
    assert "disabled" in client.get(url("dimension", 2)).content.decode()
    assert client.get(url("check")).url == url("submitted")


def test_after_the_deadline_the_page_is_read_only_and_says_whom_to_call(world, assessment):
    with time_machine.travel(assessment.deadline() + datetime.timedelta(seconds=1)):
        secretary = signed_in(world.secretary)  # the session of before has ended
        page = secretary.get(url("dimension", 2)).content.decode()
        assert "0000-1234567" in page
        answer = autosave(secretary, 2, CONGRESS, "1", 0)
        assert answer.status_code == 422
        assert "0000-1234567" in answer.json()["say"]
        home = secretary.get(reverse("selfassessment:home")).content.decode()
        assert "填报时间已过" in home


def test_after_the_deadline_a_form_without_script_is_shown_again_as_typed(world, assessment):
    with time_machine.travel(assessment.deadline() + datetime.timedelta(seconds=1)):
        secretary = signed_in(world.secretary)
        form = {f"seen:{CONGRESS}": 0, CONGRESS: "17"}
        late = secretary.post(url("save_dimension", 2), form)
        assert late.status_code == 422
        assert 'value="17"' in late.content.decode()
        entry = "fact:org.members_total"
        profile = secretary.post(
            reverse("selfassessment:save_profile"), {f"seen:{entry}": 0, entry: "37"}
        )
        assert profile.status_code == 422
        assert 'value="37"' in profile.content.decode()
        gates = secretary.get(url("gates")).context["page"].levels[0].claims
        claim = gates[0].entry
        words = {f"seen:{claim}": 0, claim: "true", f"{claim}/sentence": "有台账可查"}
        assert "有台账可查" in secretary.post(url("save_gates"), words).content.decode()
        check = secretary.get(url("check")).content.decode()
        assert "填报时间已过" in check
        assert "提交给机关党委审核" not in check


def test_a_returned_item_leads_the_way_and_everything_else_is_shut(world):
    returned = review.assessment_at(Status.RETURNED, world)
    with time_machine.travel(review.REVIEWED, tick=True):
        client = signed_in(world.secretary)
        home = client.get(reverse("selfassessment:home"))
        text = home.content.decode()
        assert "有 1 项退回补充" in text
        assert "请补充签到表。" in text
        task = home.context["page"].dimensions[0]
        assert (task.state, task.status) == ("warn", "退回 1 项")
        items = client.get(url("dimension", 1)).context["page"].items
        assert [item.editable for item in items] == [True] + [False] * (len(items) - 1)
        assert client.post(url("save_dimension", 1), {}).url.startswith(url("dimension", 1))
        answer = client.post(url("submit"), declaration())
        assert answer.url == url("submitted")
        returned.refresh_from_db()
        assert returned.status == Status.SUBMITTED
        assert returned.submissions.count() == 2


def test_the_branch_sees_its_own_points_while_the_reviewer_is_at_work(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    client = signed_in(world.secretary)
    before = client.get(url_home()).content.decode()
    assert "100.00" in before
    review.cut(world, assessment, "CO5-O2", "1.00")
    assert fresh(assessment).total < 100
    assert "100.00" in client.get(url_home()).content.decode()


def url_home():
    return reverse("selfassessment:home")
