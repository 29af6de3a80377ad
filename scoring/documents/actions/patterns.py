"""How an organ's documents are numbered."""

import datetime

from django.db import transaction

from scoring.audit.actions import record
from scoring.common.refusals import Refusal
from scoring.documents.enums import DocumentKind
from scoring.documents.models import NumberPattern
from scoring.documents.numbering import DOCUMENT_PATTERNS, NOTICE, pattern_of, printed_pattern
from scoring.documents.serials import dispatch_faults
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import check_can_run_office


class PatternWrong(Refusal):
    """The pattern does not print a 发文字号. Data: ``pattern``, ``fields`` that are wrong."""


class PatternTaken(Refusal):
    """Two series would print the same numbers. Data: ``pattern``."""


@transaction.atomic
def set_pattern(
    *, issuer: Organization, kind: str, pattern: str, by: User, now: datetime.datetime
) -> str:
    """Set how one kind of an organ's documents is numbered from now on; return the pattern.

    The series goes on counting. Numbers already given do not change.

    Raises:
        NotAllowed: the person does not run the issuer's office.
        PatternWrong: a part is missing.
        PatternTaken: another kind or organ prints the same numbers.

    Source: documents.md 4.3; adr 7.
    """
    check_can_run_office(by, issuer)
    asked = pattern.strip()
    if wrong := dispatch_faults(asked):
        raise PatternWrong(pattern=asked, fields=wrong)
    before = pattern_of(issuer, kind)
    if asked == before:
        return asked
    if asked in _others(issuer, kind):
        raise PatternTaken(pattern=asked)
    NumberPattern.objects.update_or_create(
        issuer=issuer,
        kind=kind,
        defaults={"pattern": asked, "changed_at": now, "changed_by": by},
    )
    record(
        action="number_pattern.set",
        about=("organization", issuer.pk),
        by=by,
        now=now,
        detail={"kind": kind, "before": before, "after": asked},
    )
    return asked


def _others(issuer: Organization, kind: str) -> set[str]:
    """Return the patterns that any other series of the installation prints by."""
    set_ones = NumberPattern.objects.exclude(issuer=issuer, kind=kind)
    usual = {DOCUMENT_PATTERNS[one] for one in DocumentKind.values if one != kind}
    usual.add(printed_pattern(NOTICE))
    return usual | set(set_ones.values_list("pattern", flat=True))
