"""Drafting and issuing notices."""

import datetime

import pytest

from scoring.audit.models import Event
from scoring.common.refusals import WrongState
from scoring.documents.actions import (
    draft_notice,
    issue_notice,
)
from scoring.documents.enums import NoticeKind, NoticeStatus
from scoring.documents.models import Certificate, Notice, NumberSeries
from scoring.documents.typesetting import MissingGlyphs
from scoring.jobs.models import Job
from scoring.ratings.enums import ChangeKind
from tests.documents.conftest import change_of
from tests.factories.review import CONFIRMED
from tests.factories.world import World

pytestmark = pytest.mark.django_db

LATER = CONFIRMED + datetime.timedelta(days=30)
UNTIL = datetime.date(2027, 12, 31)


def test_a_draft_has_no_number_until_it_is_issued(certificate: Certificate, world: World) -> None:
    change = change_of(certificate.rating, world)
    draft = draft_notice(
        change=change,
        level_before="五星级",
        level_after="四星级",
        certificate_before=certificate,
        by=world.office,
        now=LATER,
    )
    assert (draft.status, draft.kind) == (NoticeStatus.DRAFT, NoticeKind.DOWNGRADE)
    assert not Job.objects.filter(kind="render-notice").exists()
    assert not NumberSeries.objects.filter(kind="notice").exists()
    issued = issue_notice(notice=draft, by=world.office, now=LATER)
    assert issued.number == "星评通〔2026〕1号"
    assert issued.content["addressee"] == "某县机关党委"
    assert issued.content["reason"] == "主题党日未按月开展"
    assert issued.content["certificate_before"] == certificate.serial
    assert Job.objects.get(kind="render-notice").payload == {"notice": issued.pk}
    actions = Event.objects.about("notice", issued.pk).order_by("sequence")
    assert [event.action for event in actions] == ["notice.drafted", "notice.issued"]
    with pytest.raises(WrongState):
        issue_notice(notice=draft, by=world.office, now=LATER)


def test_the_office_may_give_its_own_number(certificate: Certificate, world: World) -> None:
    change = change_of(certificate.rating, world, ChangeKind.CANCELLED)
    draft = draft_notice(change=change, level_before="五星级", by=world.office, now=LATER)
    issued = issue_notice(notice=draft, number="云直工〔2026〕12号", by=world.office, now=LATER)
    assert issued.number == "云直工〔2026〕12号"
    assert issued.kind == NoticeKind.CANCELLATION
    assert not NumberSeries.objects.filter(kind="notice").exists()


def test_only_a_lowered_or_cancelled_level_has_a_notice(
    certificate: Certificate, world: World
) -> None:
    change = change_of(certificate.rating, world, ChangeKind.CONFIRMED)
    with pytest.raises(WrongState):
        draft_notice(change=change, level_before="五星级", by=world.office, now=LATER)
    assert not Notice.objects.exists()


def test_a_notice_that_cannot_be_set_is_not_drafted(certificate: Certificate, world: World) -> None:
    change = change_of(certificate.rating, world)
    change.reason = "因\U000313a0故"
    with pytest.raises(MissingGlyphs) as refusal:
        draft_notice(change=change, level_before="五星级", by=world.office, now=LATER)
    assert refusal.value.missing == {"reason": "\U000313a0"}
    assert not Notice.objects.exists()
