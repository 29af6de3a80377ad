"""Exceptions, effects of vetoes, quotas, higher approval and cut-offs, as the pages say them."""

import pytest
import time_machine
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.organizations.enums import Role
from scoring.ratings.enums import RatingStatus
from scoring.workflow.vetoes import record_veto
from tests.factories import NOW, YEAR, fill_perfectly, make_user, make_world
from tests.factories.filling import assessment_at as filling_at
from tests.factories.review import (
    APPROVED,
    CONFIRMED,
    DAY,
    REVIEWED,
    assessment_at,
    rating_of,
    review_of,
    verify_all,
)
from tests.factories.ruled import under, with_level, with_veto
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db

PROMOTION = {"steps": 1, "exception": "成绩特别突出的可以越级。"}
GATE = "gate:PROMOTION-four"


@pytest.fixture
def world(tmp_path, settings):
    settings.BRANCHSTD_HOME = tmp_path
    return make_world()


def page_of(answer):
    return answer.content.decode()


def test_an_exception_is_claimed_by_the_branch_and_decided_by_the_reviewer(world):
    under(world, promotion=PROMOTION)
    assessment = filling_at(Status.FILLING, world)
    fill_perfectly(world, assessment)
    secretary, reviewer = signed_in(world.secretary), signed_in(world.reviewer)
    with time_machine.travel(NOW, tick=False):
        shown = secretary.get(reverse("selfassessment:gates", args=[YEAR]))
        claims = {one.entry: one for level in shown.context["page"].levels for one in level.claims}
        assert claims[GATE].exception == "成绩特别突出的可以越级。"
        assert "本年度以前的等级为无等级，应不低于三星级" in page_of(shown)
        form = {f"seen:{GATE}": 0, GATE: "true", f"{GATE}/sentence": "全国先进。"}
        secretary.post(reverse("selfassessment:save_gates", args=[YEAR]), form)
        again = secretary.get(reverse("selfassessment:gates", args=[YEAR]))
        assert "等待审核" in page_of(again) or "全国先进" in page_of(again)
    assessment = assessment_at(Status.SUBMITTED, world)
    with time_machine.travel(REVIEWED, tick=False):
        judged = page_of(reviewer.get(reverse("review:gates", args=[assessment.pk])))
        assert "同意例外" in judged
        assert "全国先进。" in judged
        owed = page_of(reviewer.get(reverse("review:conclude", args=[assessment.pk])))
        assert "原有等级不低于三星级" in owed
        verdict = {"met:PROMOTION-four": "yes", "seen:PROMOTION-four": ""}
        reviewer.post(reverse("review:judge", args=[assessment.pk]), verdict)
    assert review_of(assessment).gate_findings["PROMOTION-four"]["met"] is True


def test_vetoes_by_facts_are_told_and_not_asked(world):
    fact = {"condition": {"value": "disc.criticisms", "above": 0}, "effect": "disqualify_year"}
    under(world, vetoes=lambda held: [{**held[0], **fact, "basis": "条例第九条"}])
    filling_at(Status.FILLING, world)
    with time_machine.travel(NOW, tick=False):
        answer = signed_in(world.secretary).get(reverse("selfassessment:gates", args=[YEAR]))
    page = answer.context["page"]
    assert page.declarations == ()
    (row,) = page.facts_veto
    assert row.state == "awaiting"
    assert "由事实判定的否决事项" in page_of(answer)


def test_the_office_reads_what_a_veto_does_before_it_confirms(world):
    more = {"effect": "cap", "level": "four", "basis": "条例第九条", "expires_after_years": 2}
    under(world, vetoes=with_veto(**more))
    assessment_at(Status.CONFIRMED, world)
    later = CONFIRMED + DAY
    case = record_veto(
        organization=world.branch, veto="STB-V1", happened_on=NOW.date(), reference="某纪〔1〕号",
        reason="党员被立案。", by=world.office, now=later,
    )  # fmt: skip
    client = signed_in(world.second_office)
    with time_machine.travel(later, tick=False):
        listed = page_of(client.get(reverse("office:vetoes")))
        asked = page_of(client.post(reverse("office:confirm_veto", args=[case.pk])))
    for page in (listed, asked):
        assert "本年度最高评为四星级；记录后 2 年内有效" in page
        assert "依据：条例第九条" in page
    assert "证书随即失效" not in asked
    assert "2026年度的星级" not in asked  # the star in force runs on


def test_the_list_of_proposals_says_who_is_beyond_the_cut(world):
    cap = {"id": "Q", "name": "五星不超过三成", "kind": "cap", "level": "five", "share": "0.3"}
    under(world, quotas=[cap])
    assessment = assessment_at(Status.APPROVED, world)
    with time_machine.travel(APPROVED, tick=False):
        answer = signed_in(world.office).get(reverse("office:publish"))
    (line,) = answer.context["page"].quotas
    assert (line.holds, line.numbers) == (False, "名额 0 个，已用 1 个，剩余 0 个")
    total = f"{rating_of(assessment).total:.2f}"
    assert f"超出名额：{world.branch.name}（{total} 分）" in page_of(answer)


def test_a_star_without_publicity_is_confirmed_from_the_page(world):
    under(world, levels=with_level("three", approval={"publicity": False}))
    assessment = assessment_at(Status.APPROVED, world, star="three")
    client = signed_in(world.office)
    with time_machine.travel(APPROVED, tick=False):
        page = client.get(reverse("office:publish")).context["page"]
        assert (len(page.proposals), len(page.due)) == (0, 1)
        posted = {"ratings": rating_of(assessment).pk, "confirmed": "yes"}
        client.post(reverse("office:confirm"), posted)
    assert rating_of(assessment).status == RatingStatus.CONFIRMED


def test_the_approver_reads_that_somebody_higher_approves(world):
    under(world, levels=with_level("five", approval={"higher": True}))
    assessment = assessment_at(Status.CONCLUDED, world)
    address = reverse("review:approval", args=[assessment.pk])
    with time_machine.travel(APPROVED, tick=False):
        mine = page_of(signed_in(world.approver).get(address))
        refused = signed_in(world.approver).post(reverse("review:approve", args=[assessment.pk]))
        above = make_user("钱审批", (Role.APPROVER, world.department))
        theirs = page_of(signed_in(above).get(address))
    sentence = f"这一等级由{world.committee.name}的上级审批"
    assert sentence in mine
    assert reverse("review:approve", args=[assessment.pk]) not in mine
    assert refused.status_code == 422
    assert sentence not in theirs
    assert reverse("review:approve", args=[assessment.pk]) in theirs


def test_items_of_the_years_end_are_provisional_until_the_cutoff(world):
    def late(dimensions):
        dimensions[0]["indicators"][0]["year_end"] = True
        return dimensions

    under(world, dimensions=late, settings=lambda held: {**held, "final_cutoff": "12-31"})
    assessment = assessment_at(Status.SUBMITTED, world)
    verify_all(world, assessment)
    note = "暂计：数据在2026年12月31日最终确定"
    reviewer = signed_in(world.reviewer)
    with time_machine.travel(REVIEWED, tick=False):
        secretary = signed_in(world.secretary)
        mine = page_of(secretary.get(reverse("selfassessment:dimension", args=[YEAR, 1])))
        assert note in mine
        owed = page_of(reviewer.get(reverse("review:conclude", args=[assessment.pk])))
        assert "本年度数据在2026年12月31日最终确定" in owed
        answer = reviewer.post(reverse("review:finish", args=[assessment.pk]), {"conclusion": ""})
        assert answer.status_code == 422
        assert "请届时再形成结论" in page_of(answer)
    with time_machine.travel(REVIEWED.replace(month=12, day=31), tick=False):
        mine = page_of(signed_in(world.secretary).get(
            reverse("selfassessment:dimension", args=[YEAR, 1])
        ))  # fmt: skip
        assert note not in mine
