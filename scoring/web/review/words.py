"""Words that the pages of the reviewer's desk share: levels, states, who decided what."""

from decimal import Decimal

from django.utils.translation import gettext as _

from scoring.engine.rubric import Rubric
from scoring.reviews.actions import ItemDecided
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.web import formats
from scoring.web.errors import language


def level_name(rubric: Rubric, identifier: str) -> str:
    """Return a level's name; words for no level, the id itself for one of another rubric."""
    if not identifier:
        return _("no star level")
    if not rubric.rank(identifier):
        return identifier
    level = rubric.level(identifier)
    return level.name if language() == "zh" else level.name_en or level.name


def level_stars(rubric: Rubric, identifier: str) -> int:
    """Return the number of stars of a level, 0 for none."""
    return rubric.level(identifier).stars if rubric.rank(identifier) else 0


def plain_points(value: Decimal) -> str:
    """Return a maximum without needless zeros: 3, 2.5."""
    return f"{value.normalize():f}"


def decision_line(finding: Finding) -> str:
    """Return what was decided about an item, by whom and when; empty while it waits."""
    if finding.decided_by is None or finding.status == FindingStatus.PENDING:
        return ""
    sentences = {
        FindingStatus.VERIFIED: _("%(who)s verified %(points)s points, %(at)s"),
        FindingStatus.RETURNED: _("%(who)s returned it to the branch, %(at)s"),
        FindingStatus.ON_SITE: _("%(who)s left it to the visit, %(at)s"),
    }
    return sentences[FindingStatus(finding.status)] % {
        "who": finding.decided_by.get_full_name(),
        "points": formats.points(finding.verified),
        "at": formats.moment(finding.decided_at),
    }


def decided_first(refusal: ItemDecided) -> str:
    """Return who decided the item first, and what."""
    sentences = {
        FindingStatus.VERIFIED: _("%(who)s verified this item at %(points)s points, %(at)s"),
        FindingStatus.RETURNED: _("%(who)s returned this item to the branch, %(at)s"),
        FindingStatus.ON_SITE: _("%(who)s left this item to the visit, %(at)s"),
        FindingStatus.PENDING: _("%(who)s took the decision on this item back, %(at)s"),
    }
    if refusal.at is None:  # reopened by another office's facts: nobody's decision
        return _("The facts behind this item have changed; it waits for a decision again")
    return sentences[FindingStatus(refusal.status)] % {
        "who": refusal.who,
        "points": formats.points(refusal.points),
        "at": formats.moment(refusal.at),
    }
