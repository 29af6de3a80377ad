"""Keep the image of an organ's own seal: put in, replaced, taken out, each with its event."""

import datetime

from django.db import transaction

from scoring.audit.actions import record
from scoring.common.canonical import sha256_of
from scoring.common.refusals import WrongState
from scoring.common.uploads import CheckedUpload
from scoring.documents.models import Seal
from scoring.documents.permissions import check_can_keep_seal
from scoring.documents.seals import check_width, seal_png
from scoring.organizations.models import Organization, User


@transaction.atomic
def upload_seal(
    *,
    organization: Organization,
    upload: CheckedUpload,
    width: int,
    by: User,
    now: datetime.datetime,
) -> Seal:
    """Keep the image of the organization's seal, in place of the one before.

    ``width`` is that on paper, in millimetres.

    Raises:
        NotSealKeeper: the person does not keep this seal.
        SealUnfit: the image cannot serve as one.

    Source: documents.md 6.
    """
    check_can_keep_seal(by, organization)
    check_width(width)
    content = seal_png(upload)
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    before = _take_out(organization, by, now)
    seal = Seal.objects.create(
        organization=organization,
        content=content,
        sha256=sha256_of(content),
        width=width,
        uploaded_at=now,
        uploaded_by=by,
    )
    record(
        action="seal.uploaded",
        about=("seal", seal.pk),
        by=by,
        now=now,
        detail={
            "organization": organization.code,
            "seal_sha256": seal.sha256,
            "width": width,
            "before": before.pk if before else None,
        },
    )
    return seal


@transaction.atomic
def remove_seal(*, organization: Organization, by: User, now: datetime.datetime) -> Seal:
    """Take the seal out of use; documents issued with it keep their files.

    Raises:
        NotSealKeeper: the person does not keep this seal.
        WrongState: there is none.
    """
    check_can_keep_seal(by, organization)
    seal = _take_out(organization, by, now)
    if seal is None:
        raise WrongState(state="", step="remove_seal")
    record(
        action="seal.removed",
        about=("seal", seal.pk),
        by=by,
        now=now,
        detail={"organization": organization.code, "seal_sha256": seal.sha256},
    )
    return seal


def _take_out(organization: Organization, by: User, now: datetime.datetime) -> Seal | None:
    rows = Seal.objects.current().filter(organization=organization)
    seal = rows.select_for_update(of=("self",)).first()
    if seal is not None:
        rows.filter(pk=seal.pk).update(removed_at=now, removed_by=by)
        seal.refresh_from_db()
    return seal
