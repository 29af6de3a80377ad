"""Draft and issue official notices."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from scoring.audit.actions import record
from scoring.common.refusals import StaleVersion, WrongState
from scoring.documents import notices
from scoring.documents.enums import NoticeKind, NoticeStatus
from scoring.documents.mapping import notice_content, notice_data
from scoring.documents.models import Certificate, Notice, OfficialDocument
from scoring.documents.numbering import NOTICE, take_number
from scoring.documents.subjects import kind_word
from scoring.jobs.actions import owe
from scoring.organizations.models import Organization, User
from scoring.ratings.enums import ChangeKind
from scoring.ratings.models import RatingChange

RENDER_NOTICE = "render-notice"

KINDS: Mapping[str, NoticeKind] = {
    ChangeKind.DOWNGRADED: NoticeKind.DOWNGRADE,
    ChangeKind.CANCELLED: NoticeKind.CANCELLATION,
}


@transaction.atomic
def draft_notice(
    *,
    change: RatingChange,
    level_before: str,
    level_after: str = "",
    certificate_before: Certificate | None = None,
    certificate_after: Certificate | None = None,
    basis: str = "",
    copies_to: tuple[str, ...] = (),
    by: User,
    now: datetime.datetime,
) -> Notice:
    """Write the notice of a lowered or cancelled level, without a number yet.

    ``level_before`` and ``level_after`` are the levels' Chinese names; an empty ``level_after``
    says that no star is left. ``basis`` is the rule it rests on, with its 《》; without it the
    programme is named. Addressee is the branch's superior; reason and day come from the change.

    Raises:
        WrongState: the change neither lowers nor cancels.
    """
    if change.kind not in KINDS:
        raise WrongState(state=change.kind, step="notice")
    cycle = change.rating.assessment.cycle
    branch = change.rating.assessment.organization
    superior = Organization.objects.get_parent(branch)
    notice = Notice(
        kind=KINDS[change.kind],
        organization=branch,
        issuer=cycle.organization,
        rating_change=change,
        # A draft has no number; this stands in for it, once per change.
        number=f"draft-{change.pk}",
        template_version=notices.TEMPLATE_VERSION,
        status=NoticeStatus.DRAFT,
        issued_on=timezone.localdate(now),
        issued_at=now,
        issued_by=by,
        content=notice_content(
            letterhead=f"{cycle.issuer_name}文件",
            issuer_name=cycle.issuer_name,
            addressee=superior.name if superior else branch.name,
            branch_name=branch.name,
            year=change.rating.assessment.year,
            level_before=level_before,
            level_after=level_after,
            reason=change.reason.rstrip("。；， \n"),
            basis=basis or f"《{cycle.rubric_version.name}》",
            effective_on=change.effective_on,
            contact="，".join(part for part in (cycle.contact_name, cycle.contact_phone) if part),
            copies_to=list(copies_to),
            certificate_before=certificate_before.serial if certificate_before else "",
            certificate_after=certificate_after.serial if certificate_after else "",
            **_subject(change),
        ),
    )
    notices.check_notice(notice_data(notice))
    notice.save(force_insert=True)
    record(
        action="notice.drafted",
        about=("notice", notice.pk),
        by=by,
        now=now,
        detail={"kind": notice.kind, "branch": branch.code},
    )
    return notice


def _subject(change: RatingChange) -> dict[str, str]:
    """Return what the organization is called; nothing for a branch, as notices always were."""
    assessment = change.rating.assessment
    if assessment.cycle.rubric_version.subject == "branch":
        return {}
    return {"subject": kind_word(assessment.organization.kind)}


@transaction.atomic
def issue_notice(*, notice: Notice, number: str = "", by: User, now: datetime.datetime) -> Notice:
    """Give a draft its number and date and owe its rendering.

    ``number`` is the 发文字号 from the office's own register; without it ours is counted.

    Raises:
        WrongState: it is issued already.
        MissingGlyphs: no font has some character.
    """
    locked = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if locked.status != NoticeStatus.DRAFT:
        raise WrongState(state=locked.status, step=NoticeStatus.ISSUED)
    today = timezone.localdate(now)
    locked.number = number or _next_number(today.year)
    notices.check_notice(notice_data(locked))
    drafts = Notice.objects.filter(pk=locked.pk, status=NoticeStatus.DRAFT)
    issued = drafts.update(
        status=NoticeStatus.ISSUED,
        number=locked.number,
        issued_on=today,
        issued_at=now,
        issued_by=by,
    )
    if not issued:
        raise StaleVersion(number=locked.number)
    owe(
        kind=RENDER_NOTICE,
        key=f"{RENDER_NOTICE}:{locked.pk}",
        payload={"notice": locked.pk},
        now=now,
    )
    record(
        action="notice.issued",
        about=("notice", locked.pk),
        by=by,
        now=now,
        detail={"number": locked.number, "kind": locked.kind},
    )
    locked.refresh_from_db()
    return locked


def _next_number(year: int) -> str:
    """Return the next number; one that an office wrote on a document of its own is passed over."""
    number = take_number(kind=NOTICE, year=year).text
    while OfficialDocument.objects.filter(number=number).exists():
        number = take_number(kind=NOTICE, year=year).text
    return number
