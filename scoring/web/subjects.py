"""What standards rate, in words: branches, Party committees, other primary organizations."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

NAMES = {
    "branch": gettext_noop("Party branches"),
    "committee": gettext_noop("Party committees"),
    "organization": gettext_noop("other primary Party organizations"),
}


def subject_name(subject: str) -> str:
    """Return what a standard rates, in the language of the reader."""
    return _(NAMES.get(subject, NAMES["organization"]))


def counted(subject: str, count: int) -> str:
    """Return a number with what is counted: 12 branches, 12 Party committees."""
    if subject == "branch":
        words = ngettext("%(count)s branch", "%(count)s branches", count)
    elif subject == "committee":
        words = ngettext("%(count)s Party committee", "%(count)s Party committees", count)
    else:
        words = ngettext("%(count)s Party organization", "%(count)s Party organizations", count)
    return words % {"count": count}
