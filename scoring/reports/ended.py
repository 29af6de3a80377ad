"""What ended for good must not be back."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from scoring.audit.models import Event
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate
from scoring.reports.breach import Breach

ENDS = [f"certificate.{status}" for status in CertificateStatus if status != "valid"]


def ended_for_good(year: int | None) -> Iterator[Breach]:
    """I9: a certificate whose end stands in the audit trail is never valid again.

    Constraints alone cannot see that: whoever empties the columns of the end leaves a row that
    looks as it did before.
    """
    events = Event.objects.filter(object_kind="certificate", action__in=ENDS)
    ended = set(events.values_list("object_id", flat=True))
    valid = Certificate.objects.valid().order_by("pk")
    for pk in (valid if year is None else valid.filter(year=year)).values_list("pk", flat=True):
        if str(pk) in ended:
            yield Breach("I9", f"certificate:{pk}", _("was ended, and is valid again"))
