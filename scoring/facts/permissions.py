"""Who may write which fact about whom."""

from scoring.engine.facts import FactDefinition
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import belongs_to, can_provide


def may_write(user: User, organization: Organization, definition: FactDefinition) -> bool:
    """Tell whether the person owns this fact of this organization.

    The branch writes its own facts, every other office its own; nobody writes computed ones.
    """
    if definition.computed:
        return False
    if definition.branch_owned:
        return belongs_to(user, organization.pk)
    return can_provide(user, organization, definition.provider)
