"""Whether everything that a standard asks for can be known here."""

from scoring.common.refusals import Refusal
from scoring.rubrics.models import RubricVersion

NOT_COUNTED = "share_below"


class NothingFromBelow(Refusal):
    """The standard asks for shares of organizations below, which nobody counts. Data: ``rubric``.

    Levels of theirs are counted: ``aggregates`` says so.
    """


def check_counted(version: RubricVersion) -> None:
    """Refuse a standard whose items would silently apply to nobody.

    The format takes ``share_below``; the facts of the organizations below are not gathered, and
    without them the question does not arise, so that points would move to other items.

    Raises:
        NothingFromBelow: names the standard.
    """
    if _names(version.document):
        raise NothingFromBelow(rubric=f"{version.name} {version.version}")


def _names(part: object) -> bool:
    if isinstance(part, dict):
        return NOT_COUNTED in part or any(_names(one) for one in part.values())
    return isinstance(part, list) and any(_names(one) for one in part)
