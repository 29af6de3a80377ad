"""Who drafts, issues and seals official documents."""

from scoring.common.refusals import NotAllowed
from scoring.documents.models import Correction, OfficialDocument
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import belongs_to, can_run_office, check_can_run_office
from scoring.ratings.permissions import check_can_decide


class SameDrafter(NotAllowed):
    """A document is issued by another person than the one who last wrote on it."""


class NotSealKeeper(NotAllowed):
    """The person keeps no seal of this organization."""


class SameAsker(NotAllowed):
    """A correction is confirmed by another person than the one who asked for it."""


def can_correct(user: User, organization: Organization) -> bool:
    """Tell whether the person mends certificates of this branch, which is not the own one."""
    return can_run_office(user, organization) and not belongs_to(user, organization.pk)


def can_confirm_correction(user: User, correction: Correction) -> bool:
    """Tell whether the person is the second one; needs the certificate's branch loaded."""
    branch = correction.certificate.organization
    return can_correct(user, branch) and user.pk != correction.asked_by_id


def check_can_confirm_correction(user: User, correction: Correction) -> None:
    """Refuse everybody but a second person; needs the certificate's branch loaded.

    Raises:
        OwnBranchRating, NotOffice: the person may not decide about this branch.
        SameAsker: the person asked for it.

    Source: product.md, principle 7: one decision, two persons.
    """
    check_can_decide(user, correction.certificate.organization)
    if user.pk == correction.asked_by_id:
        raise SameAsker


def can_issue(user: User, document: OfficialDocument) -> bool:
    """Tell whether the person may issue this draft; needs ``issuer`` loaded."""
    return can_run_office(user, document.issuer) and user.pk != document.edited_by_id


def check_can_issue(user: User, document: OfficialDocument) -> None:
    """Refuse everybody who may not issue this draft; needs ``issuer`` loaded.

    Raises:
        NotAllowed: the person runs no office at or above the issuer.
        SameDrafter: the person wrote the present wording.

    Source: product.md, principle 7: one decision, two persons.
    """
    check_can_run_office(user, document.issuer)
    if user.pk == document.edited_by_id:
        raise SameDrafter


def can_keep_seal(user: User, organization: Organization) -> bool:
    """Tell whether the person keeps the seal of the organization; the office alone does not."""
    return user.holds(Role.SEAL_KEEPER, organization.path)


def check_can_keep_seal(user: User, organization: Organization) -> None:
    """Raise NotSealKeeper unless the person keeps the seal of the organization."""
    if not can_keep_seal(user, organization):
        raise NotSealKeeper
