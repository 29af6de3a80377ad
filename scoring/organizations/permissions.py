"""Who may do what, by roles held today. States are asked elsewhere.

Each predicate ``can_…`` has a twin ``check_can_…`` that raises NotAllowed.
"""

from typing import Protocol

from scoring.common.refusals import NotAllowed
from scoring.organizations.enums import ProviderKind, Role
from scoring.organizations.models import Organization, User

HOME_ROLES = (
    Role.SECRETARY,
    Role.FILLER,
    Role.REVIEWER,
    Role.APPROVER,
    Role.INSPECTOR,
    Role.OFFICE,
)


class OnBranch(Protocol):
    """Anything that belongs to one branch and carries a copy of its path (an assessment)."""

    @property
    def organization_id(self) -> int:
        """Return the key of the branch."""

    @property
    def organization_path(self) -> str:
        """Return the path of the branch."""


class UnderReview(Protocol):
    """Anything that one person handles and another approves (a review)."""

    @property
    def assessment(self) -> OnBranch:
        """Return what is reviewed."""

    @property
    def handler_id(self) -> int | None:
        """Return the key of the reviewer."""

    @property
    def concluded_by_id(self) -> int | None:
        """Return the key of the person who concluded."""


def belongs_to(user: User, organization_id: int) -> bool:
    """Tell whether the person is secretary or filler of exactly this organization."""
    return organization_id in own_organizations(user)


def own_organizations(user: User) -> list[int]:
    """Return the keys of the organizations whose secretary or filler the person is."""
    return [
        held.organization_id for held in user.roles() if held.role in (Role.SECRETARY, Role.FILLER)
    ]


def home_organizations(user: User) -> list[int]:
    """Return the keys of the organizations at which the person works: others judge these.

    Besides secretary and filler that is whoever reviews, approves, inspects or runs the office
    for what lies below; what is rated itself is rated from above.
    """
    return [held.organization_id for held in user.roles() if held.role in HOME_ROLES]


def works_at(user: User, organization_id: int) -> bool:
    """Tell whether the person works at exactly this organization, and so may not judge it."""
    return organization_id in home_organizations(user)


def can_fill(user: User, assessment: OnBranch) -> bool:
    """Tell whether the person writes for the branch."""
    return belongs_to(user, assessment.organization_id)


def can_submit(user: User, assessment: OnBranch) -> bool:
    """Tell whether the person declares for the branch: the secretary, or the form filler."""
    return belongs_to(user, assessment.organization_id)


def can_read(user: User, assessment: OnBranch) -> bool:
    """Tell whether the branch lies in the person's scope."""
    return any(assessment.organization_path.startswith(path) for path in user.reading_paths())


def can_review(user: User, assessment: OnBranch) -> bool:
    """Tell whether the person reviews the branch and does not belong to it."""
    return _holds_for_others(user, Role.REVIEWER, assessment)


def can_approve(user: User, review: UnderReview) -> bool:
    """Tell whether the person approves here and neither handled nor concluded the review."""
    return _holds_for_others(user, Role.APPROVER, review.assessment) and user.pk not in (
        review.handler_id,
        review.concluded_by_id,
    )


def can_inspect(user: User, assessment: OnBranch) -> bool:
    """Tell whether the person re-inspects the branch and does not belong to it."""
    return _holds_for_others(user, Role.INSPECTOR, assessment) or _holds_for_others(
        user, Role.OFFICE, assessment
    )


def can_run_office(user: User, organization: Organization) -> bool:
    """Tell whether the person runs the office at or above the organization."""
    return user.holds(Role.OFFICE, organization.path)


def can_administer(user: User) -> bool:
    """Tell whether the person administers accounts, roles and the tree."""
    return user.is_active and (user.is_superuser or bool(user.scope_paths(Role.SYSTEM)))


def can_provide(user: User, organization: Organization, provider_kind: str) -> bool:
    """Tell whether the person enters the facts of this kind about the organization.

    The office also stands for the organization department, and reviewers for the staff that
    reviews and accepts. Nobody provides facts about the organization at which they work.
    """
    if works_at(user, organization.pk):
        return False
    return any(
        organization.path.startswith(held.organization.path)
        and provider_kind in _kinds_of(held.role, held.provider_kind)
        for held in user.roles()
    )


def _kinds_of(role: str, provider_kind: str) -> tuple[str, ...]:
    if role == Role.PROVIDER:
        return (provider_kind,)
    return {
        Role.OFFICE: (ProviderKind.ORG_DEPARTMENT,),
        Role.REVIEWER: (ProviderKind.REVIEWER,),
    }.get(Role(role), ())


def _holds_for_others(user: User, role: str, assessment: OnBranch) -> bool:
    return user.holds(role, assessment.organization_path) and not works_at(
        user, assessment.organization_id
    )


def _check(allowed: bool, need: str) -> None:
    if not allowed:
        raise NotAllowed(need=need)


def check_can_fill(user: User, assessment: OnBranch) -> None:
    """Raise NotAllowed unless the person writes for the branch."""
    _check(can_fill(user, assessment), "fill")


def check_can_submit(user: User, assessment: OnBranch) -> None:
    """Raise NotAllowed unless the person declares for the branch."""
    _check(can_submit(user, assessment), "submit")


def check_can_read(user: User, assessment: OnBranch) -> None:
    """Raise NotAllowed unless the branch lies in the person's scope."""
    _check(can_read(user, assessment), "read")


def check_can_review(user: User, assessment: OnBranch) -> None:
    """Raise NotAllowed unless the person reviews the branch and does not belong to it."""
    _check(can_review(user, assessment), "review")


def check_can_approve(user: User, review: UnderReview) -> None:
    """Raise NotAllowed unless the person may approve this review."""
    _check(can_approve(user, review), "approve")


def check_can_inspect(user: User, assessment: OnBranch) -> None:
    """Raise NotAllowed unless the person re-inspects the branch."""
    _check(can_inspect(user, assessment), "inspect")


def check_can_run_office(user: User, organization: Organization) -> None:
    """Raise NotAllowed unless the person runs the office at or above the organization."""
    _check(can_run_office(user, organization), "office")


def check_can_administer(user: User) -> None:
    """Raise NotAllowed unless the person administers accounts, roles and the tree."""
    _check(can_administer(user), "administer")


def check_can_provide(user: User, organization: Organization, provider_kind: str) -> None:
    """Raise NotAllowed unless the person enters facts of this kind about the organization."""
    _check(can_provide(user, organization, provider_kind), "provide")
