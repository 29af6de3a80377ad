"""What a restore from backup means for numbers."""

import datetime

from django.db import transaction
from django.utils import timezone

from scoring.audit.actions import record
from scoring.documents.models import NumberSeries
from scoring.documents.numbering import CERTIFICATE, current_epoch, series_holder


@transaction.atomic
def start_epoch(*, by: object, now: datetime.datetime) -> int:
    """Begin a new epoch after a restore and return it; all series count anew, visibly.

    Source: decisions, a restore starts a new epoch, visible in the number.
    """
    epoch = current_epoch() + 1
    NumberSeries.objects.create(
        issuer=series_holder(), kind=CERTIFICATE, year=timezone.localdate(now).year, epoch=epoch
    )
    record(
        action="numbers.epoch_started",
        about=("number_series", epoch),
        by=by,
        now=now,
        detail={"epoch": epoch},
    )
    return epoch
