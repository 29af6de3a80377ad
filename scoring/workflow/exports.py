"""Every file that leaves the house is in the trail: who took what, when."""

import datetime

from django.db import transaction

from scoring.audit.actions import record
from scoring.audit.models import Event
from scoring.organizations.models import Organization, User


@transaction.atomic
def record_export(
    *, what: str, organization: Organization, year: int, by: User, now: datetime.datetime
) -> Event:
    """Note in the audit trail that a person took a file about an organization.

    Source: reliability, data: exports are logged.
    """
    return record(
        action=f"export_{what}",
        about=("organization", organization.pk),
        by=by,
        now=now,
        detail={"year": year},
    )
