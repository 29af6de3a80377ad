"""Who publishes, confirms and cancels; vetoes need two persons."""

from scoring.common.refusals import NotAllowed
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import belongs_to, can_run_office, works_at
from scoring.ratings.models import VetoCase


class NotOffice(NotAllowed):
    """The person runs no office at or above the organization."""


class OwnBranchRating(NotAllowed):
    """The person works at this organization and so may not decide about its star."""


class SameRecorder(NotAllowed):
    """A veto is confirmed by another person than the one who recorded it."""


def check_can_decide(user: User, organization: Organization) -> None:
    """Refuse everybody but the office at or above the organization, the own branch excepted.

    Raises:
        OwnBranchRating: the person works at this organization.
        NotOffice: the person runs no office at or above it.
    """
    if works_at(user, organization.pk):
        raise OwnBranchRating
    if not can_run_office(user, organization):
        raise NotOffice


def check_can_run_cycle(user: User, organization: Organization) -> None:
    """Refuse everybody but the office at or above the organization that opened a year.

    Raises:
        OwnBranchRating: the person fills in for this very organization.
        NotOffice: the person runs no office at or above it.
    """
    if belongs_to(user, organization.pk):
        raise OwnBranchRating
    if not can_run_office(user, organization):
        raise NotOffice


def can_confirm_veto(user: User, case: VetoCase) -> bool:
    """Tell whether the person may confirm a recorded case; needs ``organization`` loaded."""
    return (
        can_run_office(user, case.organization)
        and not works_at(user, case.organization_id)
        and user.pk != case.recorded_by_id
    )


def check_can_confirm_veto(user: User, case: VetoCase) -> None:
    """Refuse everybody who may not confirm this case; needs ``organization`` loaded.

    Raises:
        OwnBranchRating, NotOffice: the person may not decide about this branch.
        SameRecorder: the person recorded the case.

    Source: product.md, principle 7; STB-09.
    """
    check_can_decide(user, case.organization)
    if user.pk == case.recorded_by_id:
        raise SameRecorder
