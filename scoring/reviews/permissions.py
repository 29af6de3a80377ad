"""Who may review and who may approve; two persons for every decision.

The predicates are those of the organizations; here each way of failing has its own refusal.
"""

from scoring.assessments.models import Assessment
from scoring.common.refusals import NotAllowed
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.organizations.permissions import can_approve, can_review, works_at
from scoring.reviews.models import Review


class NotReviewer(NotAllowed):
    """The person holds no reviewer's role at or above the branch."""


class NotApprover(NotAllowed):
    """The person holds no approver's role at or above the branch."""


class OwnBranch(NotAllowed):
    """The person fills in for this branch and so may not judge it."""


class SamePerson(NotAllowed):
    """The second person of a decision must be another one. Data: ``first``, a name."""


def check_can_handle(user: User, assessment: Assessment) -> None:
    """Refuse everybody who may not verify the items of this branch.

    Raises:
        OwnBranch: the person fills in for it.
        NotReviewer: the person reviews no organization at or above it.
    """
    if works_at(user, assessment.organization_id):
        raise OwnBranch
    if not can_review(user, assessment):
        raise NotReviewer


def check_can_approve(user: User, review: Review) -> None:
    """Refuse everybody who may not approve this review; needs ``assessment`` loaded.

    Raises:
        OwnBranch: the person fills in for the branch.
        NotApprover: the person approves for no organization at or above it.
        SamePerson: the person handled or concluded the review.

    Source: product.md, principle 7; decisions.md 17.
    """
    if works_at(user, review.assessment.organization_id):
        raise OwnBranch
    if not user.holds(Role.APPROVER, review.assessment.organization_path):
        raise NotApprover
    if not can_approve(user, review):
        raise SamePerson(first=user.get_full_name())


def can_send_back(user: User, review: Review) -> bool:
    """Tell whether the person may send a concluded review back; needs ``assessment`` loaded.

    The approver may, and so may the office, which sees the objections of the publicity.
    """
    office = user.holds(Role.OFFICE, review.assessment.organization_path)
    return can_approve(user, review) or (
        office and not works_at(user, review.assessment.organization_id)
    )


def check_can_send_back(user: User, review: Review) -> None:
    """Refuse everybody who may not send this review back; needs ``assessment`` loaded.

    Raises:
        OwnBranch, NotApprover, SamePerson: as for an approval.
    """
    if not can_send_back(user, review):
        check_can_approve(user, review)
