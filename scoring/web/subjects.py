"""What standards rate, in words: branches, Party committees, other primary organizations."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from scoring.organizations.enums import Sector
from scoring.organizations.models import Organization

NAMES = {
    "branch": gettext_noop("Party branches"),
    "committee": gettext_noop("Party committees"),
    "organization": gettext_noop("other primary Party organizations"),
}


def subject_name(subject: str) -> str:
    """Return what a standard rates, in the language of the reader."""
    return _(NAMES.get(subject, NAMES["organization"]))


def reviewer_word(organization: Organization) -> str:
    """Return who reviews an organization: of branches in organs, the organ's Party committee."""
    if organization.is_branch and organization.sector == Sector.ORGAN:
        return _("the organ Party committee")
    return _("the superior Party organization")


def more_time(subject: str, year: int) -> str:
    """Return the heading over more time for one of those that a standard rates."""
    if subject == "branch":
        return _("More time for one branch, %(year)s") % {"year": year}
    if subject == "committee":
        return _("More time for one Party committee, %(year)s") % {"year": year}
    return _("More time for one Party organization, %(year)s") % {"year": year}


def counted(subject: str, count: int) -> str:
    """Return a number with what is counted: 12 branches, 12 Party committees."""
    if subject == "branch":
        words = ngettext("%(count)s branch", "%(count)s branches", count)
    elif subject == "committee":
        words = ngettext("%(count)s Party committee", "%(count)s Party committees", count)
    else:
        words = ngettext("%(count)s Party organization", "%(count)s Party organizations", count)
    return words % {"count": count}
