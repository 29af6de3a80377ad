"""Levels that are approved above the organization whose reviewer concluded."""

from scoring.common.refusals import NotAllowed
from scoring.engine.rubric import Rubric
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization, User
from scoring.reviews.models import Review


class NotHigherApprover(NotAllowed):
    """The level is approved further up. Data: ``unit``, whose reviewer concluded."""


def needs_higher(rubric: Rubric, level: str) -> bool:
    """Tell whether a level is approved above the organization whose reviewer concluded."""
    return bool(level) and rubric.level(level).higher


def check_higher(user: User, review: Review) -> None:
    """Refuse who approves no organization above the one whose reviewer concluded.

    Needs ``assessment`` loaded.

    Raises:
        NotHigherApprover: names that organization.
    """
    path = concluded_at(review)
    if not any(path.startswith(one) and one != path for one in user.scope_paths(Role.APPROVER)):
        raise NotHigherApprover(unit=Organization.objects.get(path=path).name)


def concluded_at(review: Review) -> str:
    """Return the path of the organization for which the review was concluded.

    It is the nearest one above the branch where who concluded is a reviewer; the organization
    right above the branch, once that role has ended.
    """
    branch = review.assessment.organization_path
    person = review.concluded_by
    held = person.scope_paths(Role.REVIEWER) if person else []
    covering = [path for path in held if branch.startswith(path)]
    return max(covering, key=len) if covering else branch[: -Organization.steplen]
