"""Put the counters right by the rows."""

import datetime

from django.db import transaction

from scoring.assessments.counting import differences, shift
from scoring.audit.actions import record


@transaction.atomic
def recount(*, by: object, now: datetime.datetime) -> int:
    """Compare every counter with the assessments below it; return how many were put right.

    The event comes first: it holds the head of the audit chain, and every step waits there while
    the rows are counted.
    """
    record(action="recount", about=("assessment", "*"), by=by, now=now)
    return shift(differences())
