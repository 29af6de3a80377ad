"""Who drafts, issues and seals official documents."""

from scoring.common.refusals import NotAllowed
from scoring.documents.models import OfficialDocument
from scoring.organizations.enums import Role
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import can_run_office, check_can_run_office


class SameDrafter(NotAllowed):
    """A document is issued by another person than the one who last wrote on it."""


class NotSealKeeper(NotAllowed):
    """The person keeps no seal of this organization."""


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
