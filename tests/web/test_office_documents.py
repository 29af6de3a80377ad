"""Official documents over HTTP: drafted, written, previewed, issued, withdrawn; and the seal."""

import re

import pytest
import time_machine
from django.urls import reverse

from scoring.assessments.enums import Status
from scoring.audit.models import Event
from scoring.documents.enums import DocumentKind, DocumentStatus
from scoring.documents.models import NumberPattern, OfficialDocument
from scoring.documents.tasks import deliver_document
from scoring.ratings.models import Publicity
from scoring.web import formats
from scoring.workflow.conclusion import approve_review
from scoring.workflow.rating import confirm_rating
from scoring.workflow.reinspection import record_reinspection
from tests.documents import official
from tests.documents import pdf as reading
from tests.factories import YEAR, World, assessment_at, make_world, review
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db

SEEN = re.compile(r'name="seen" value="(\w+)"')


@pytest.fixture
def world(tmp_path, settings) -> World:
    settings.BRANCHSTD_HOME = tmp_path
    return make_world()


@pytest.fixture
def year(world) -> World:
    official.named_year(world)
    return world


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(official.LATER, tick=True):
        yield


def address(name: str, *rest: object) -> str:
    return reverse(f"office:{name}", args=rest) + f"?year={YEAR}"


def words(pdf: bytes) -> str:
    pages = range(reading.page_count(pdf))
    return re.sub(r"\s", "", "".join(reading.text_of(pdf, page) for page in pages))


def begin(client, kind: str = "naming", **more: object) -> OfficialDocument:
    answer = client.post(address("draft_document"), {"kind": kind, **more})
    assert answer.status_code == 302, answer.content.decode()
    return OfficialDocument.objects.latest("pk")


def previewed(client, document: OfficialDocument) -> str:
    answer = client.get(address("preview_document", document.pk))
    assert answer.status_code == 200
    return words(answer.content)


def asked_again(client, document: OfficialDocument) -> str:
    answer = client.post(address("issue_document", document.pk))
    assert answer.status_code == 200
    return answer.content.decode()


def confirmed(client, document: OfficialDocument, **more: str):
    (seen,) = SEEN.findall(asked_again(client, document))
    form = {"confirmed": "yes", "seen": seen, **more}
    return client.post(address("issue_document", document.pk), form)


def wording(document: OfficialDocument, **changes: str) -> dict[str, str]:
    return {**document.wording, "seen": str(document.version), **changes}


def test_from_draft_to_file(world):
    review.assessment_at(Status.CONFIRMED, world)
    client, second = signed_in(world.office), signed_in(world.second_office)
    document = begin(client)
    page = client.get(address("document", document.pk)).content.decode()
    assert "关于命名2026年度星级党支部的决定" in page
    assert reverse("office:issue_document", args=[document.pk]) not in page  # who wrote it
    text = previewed(client, document)
    assert text.count("不得作为正式文件使用") == reading.page_count(
        client.get(address("preview_document", document.pk)).content
    )
    assert "星评命〔2026〕号" in text
    assert "〔2026〕1号" not in text
    held = world.branch.certificates.get()
    assert f"1{world.branch.name}五星级{held.serial}".replace(" ", "") in text
    saved = client.post(
        address("save_document", document.pk), wording(document, copies_to="县委办公室、县财政局")
    )
    assert saved.status_code == 302
    page = asked_again(second, document)
    for shown in ("星评命〔2026〕1号", "县委办公室、县财政局", "五星级 1"):
        assert shown in page
    assert confirmed(second, document).status_code == 302
    listed = client.get(address("documents")).content.decode()
    assert "星评命〔2026〕1号" in listed
    assert client.get(address("document_file", document.pk)).status_code == 404  # being made
    deliver_document(document=document.pk)
    answer = client.get(address("document_file", document.pk))
    assert answer.status_code == 200
    text = words(answer.content)
    assert "星评命〔2026〕1号" in text
    assert "抄送：县委办公室、县财政局。" in text
    assert "预览" not in text
    assert Event.objects.filter(action="export_document").count() == 1
    assert client.get(address("preview_document", document.pk)).status_code == 404


def test_the_writer_is_told_that_another_person_issues(year):
    client = signed_in(year.office)
    document = begin(client)
    answer = client.post(address("issue_document", document.pk), {"confirmed": "yes"})
    assert answer.status_code == 422
    assert "不能是同一人" in answer.content.decode()
    document.refresh_from_db()
    assert document.number is None


def test_what_changed_since_the_question_is_asked_again(year):
    document = begin(signed_in(year.office))
    second = signed_in(year.second_office)
    (seen,) = SEEN.findall(asked_again(second, document))
    signed_in(year.office).post(
        address("save_document", document.pk), wording(document, contact="新的联系人")
    )
    form = {"confirmed": "yes", "seen": seen}
    answer = second.post(address("issue_document", document.pk), form)
    assert answer.status_code == 422
    assert "请重新核对" in answer.content.decode()


def test_wrong_wording_is_kept_and_named(year):
    client = signed_in(year.office)
    order = begin(client, "rectification", organization=year.branch.pk)
    form = wording(order, title="", deadline="2026-01-01", number="第十二号", problems="甲")
    answer = client.post(address("save_document", order.pk), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    for name in ("title", "deadline", "number"):
        assert f'href="#id_{name}"' in page
    assert "第十二号" in page
    stale = {**wording(order, problems="甲"), "seen": "7"}
    assert client.post(address("save_document", order.pk), stale).status_code == 422


def test_a_rectification_begins_with_what_the_re_inspection_found(world):
    assessment = review.assessment_at(Status.CONFIRMED, world)
    spring = official.LATER + 90 * review.DAY  # a star is re-inspected from the next year on
    record_reinspection(
        assessment=assessment,
        inspected_on=spring.date(),
        inspectors=["吴复检", "陈经办"],
        passed=False,
        findings="主题党日未按月开展\n会议记录缺少签字",
        by=world.inspector,
        now=spring,
    )
    order = begin(signed_in(world.office), "rectification", organization=world.branch.pk)
    assert order.wording["problems"] == "主题党日未按月开展\n会议记录缺少签字"
    page = asked_again(signed_in(world.second_office), order)
    assert "2026年12月6日" in page


def test_a_rectification_needs_a_branch_and_problems(year):
    client = signed_in(year.office)
    answer = client.post(address("draft_document"), {"kind": "rectification"})
    assert answer.status_code == 422
    assert 'href="#id_organization"' in answer.content.decode()
    order = begin(client, "rectification", organization=year.branch.pk)
    answer = confirmed(signed_in(year.second_office), order)
    assert answer.status_code == 422
    assert "请写明需要改正的问题" in answer.content.decode()


def test_a_publicity_list_has_its_days_and_branches(world):
    review.assessment_at(Status.PUBLICIZED, world)
    publicity = Publicity.objects.get()
    client = signed_in(world.office)
    text = previewed(client, begin(client, "publicity", publicity=publicity.pk))
    ends = publicity.ends_on
    assert f"公示期为2026年10月27日至{ends.year}年{ends.month}月{ends.day}日" in text
    assert f"{world.branch.name}五星级" in text
    gone = {"kind": "publicity", "publicity": publicity.pk + 1}
    assert client.post(address("draft_document"), gone).status_code == 404
    assert client.post(address("draft_document"), {"kind": "naming"}).status_code == 422


def test_the_bulletin_counts_every_branch(world):
    submitted = assessment_at(Status.SUBMITTED, world)
    claimed = review.finding_of(submitted, "CO5-O1").claimed
    review.cut(world, submitted, "CO5-O1", claimed - 1)
    review.conclude(world, submitted)
    approve_review(review=review.review_of(submitted), by=world.approver, now=review.APPROVED)
    review.publish(world, submitted)
    confirm_rating(rating=review.rating_of(submitted), by=world.office, now=review.CONFIRMED)
    client = signed_in(world.office)
    # The sibling is undecided.
    assert client.post(address("draft_document"), {"kind": "bulletin"}).status_code == 422
    world.sibling.assessments.update(status=Status.NOT_DECLARED)
    text = previewed(client, begin(client, "bulletin"))
    assert "应参评党支部2个，申报1个" in text
    assert "五星级党支部1个，未达星级党支部1个" in text
    assert "核定得分平均为99.00分" in text
    assert "（1个党支部失分）" in text


def test_a_document_in_force_is_replaced_or_withdrawn(year):
    issued = official.issue(official.draft(year), year.second_office)
    client = signed_in(year.office)
    again = client.post(address("draft_document"), {"kind": "naming"})
    assert again.status_code == 422
    answer = client.post(address("replace_document", issued.pk))
    successor = OfficialDocument.objects.get(replaces=issued)
    assert answer.url == reverse("office:document", args=[successor.pk])
    assert client.post(address("discard_document", successor.pk)).status_code == 302
    assert client.get(address("document", successor.pk)).status_code == 404
    question = client.post(address("withdraw_document", issued.pk), {"reason": "名单有误"})
    assert "系统不会发送" in question.content.decode()
    done = {"reason": "名单有误", "confirmed": "yes"}
    assert client.post(address("withdraw_document", issued.pk), done).status_code == 302
    issued.refresh_from_db()
    assert issued.status == DocumentStatus.WITHDRAWN
    assert client.post(address("withdraw_document", issued.pk), done).status_code == 422


def test_patterns_are_set_by_the_office_and_checked(year):
    client = signed_in(year.office)
    page = client.get(address("number_patterns")).content.decode()
    assert formats.NOTHING not in page
    assert "星评命〔2026〕1号" in page
    good = {"kind": "naming", "pattern": "云直工发〔{year}〕{number}号"}
    assert client.post(address("save_pattern"), good).status_code == 302
    assert NumberPattern.objects.get().pattern == good["pattern"]
    for pattern in ("云直工发{number}号", "星评报〔{year}〕{number}号"):
        wrong = {"kind": "naming", "pattern": pattern}
        assert client.post(address("save_pattern"), wrong).status_code == 422
    issued = official.issue(official.draft(year), year.second_office)
    assert issued.number == "云直工发〔2026〕1号"


def test_the_auditor_reads_and_writes_nothing(year):
    issued = official.issue(official.draft(year), year.second_office)
    draft = official.draft(year, DocumentKind.RECTIFICATION, organization=year.branch)
    client = signed_in(year.auditor)
    page = client.get(address("documents")).content.decode()
    assert issued.number in page
    assert "新拟文稿" not in page
    assert "<textarea" not in client.get(address("document", draft.pk)).content.decode()
    for name in ("save_document", "issue_document", "discard_document"):
        assert client.post(address(name, draft.pk)).status_code == 404
    for name in ("replace_document", "withdraw_document"):
        assert client.post(address(name, issued.pk)).status_code == 404
