"""The register of a branch's members beside what the branch typed."""

from django.utils.translation import ngettext

from scoring.organizations.models import Member
from scoring.web.selfassessment.workbook import Workbook

MEMBERS_TOTAL = "org.members_total"


def register_hint(book: Workbook, fact: str) -> str:
    """Return how many the register lists where the typed number of members is another one.

    Nothing for other facts, for an empty register, and while no number is typed. The number
    that counts is the typed one; one query, for this fact only.
    """
    if fact != MEMBERS_TOTAL:
        return ""
    typed = book.held(f"fact:{fact}").value
    listed = Member.objects.present().filter(branch=book.assessment.organization_id).count()
    if typed is None or not listed or listed == typed:
        return ""
    return ngettext(
        "The register lists %(count)s member",
        "The register lists %(count)s members",
        listed,
    ) % {"count": listed}
