"""Who may write and issue rubrics, by roles held today. States are asked elsewhere."""

from scoring.common.refusals import NotAllowed
from scoring.organizations.models import User
from scoring.organizations.permissions import can_run_office
from scoring.rubrics.models import RubricDraft


def can_write_draft(user: User, draft: RubricDraft) -> bool:
    """Tell whether the person runs the office at or above the organization of the draft."""
    return can_run_office(user, draft.organization)


def can_issue_draft(user: User, draft: RubricDraft) -> bool:
    """Tell whether the person decides about a proposal: an office, and another person."""
    return can_write_draft(user, draft) and user.pk != draft.proposed_by_id


def check_can_write_draft(user: User, draft: RubricDraft) -> None:
    """Raise NotAllowed unless the person writes on the draft."""
    if not can_write_draft(user, draft):
        raise NotAllowed(need="office")
