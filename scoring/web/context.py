"""What every page knows: the role in use, its navigation, and whom to ask."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from scoring.organizations.enums import ProviderKind, Role
from scoring.organizations.models import Organization, RoleAssignment

ROLE_KEY = "role_in_use"  # of the session: pk of a role assignment

BRANCH_FILE = "selfassessment:profile"
BRANCH_PAGES = (
    ("selfassessment:home", _("This year's self-assessment")),
    (BRANCH_FILE, _("Branch file")),
    ("selfassessment:records", _("Results of past years")),
)
READING_PAGES = (
    ("office:overview", _("Overview")),
    ("office:branches", _("Branch register")),
    ("office:standard", _("Standard")),
)
NAVIGATION: dict[str, tuple[tuple[str, Any], ...]] = {
    Role.SECRETARY: BRANCH_PAGES,
    Role.FILLER: BRANCH_PAGES,
    Role.REVIEWER: (
        ("review:worklist", _("Review")),
        ("review:visits", _("On-site visits")),
    ),
    Role.APPROVER: (("review:approvals", _("Approval")),),
    Role.INSPECTOR: (
        ("review:spot_checks", _("Spot checks")),
        ("review:visits", _("On-site visits")),
    ),
    Role.OFFICE: (
        ("office:overview", _("Overview")),
        ("office:branches", _("Branch register")),
        ("office:publish", _("Publicity and certificates")),
        ("office:cycles", _("Cycles")),
        ("office:standard", _("Standard")),
    ),
    Role.SEAL_KEEPER: (("office:seal", _("Seal")),),
    Role.PROVIDER: (("provider:table", _("Facts of branches")),),
    Role.AUDITOR: READING_PAGES,
    Role.SYSTEM: (("admin:index", _("System administration")),),
}

# Pages that belong to a word of the bar and have an address of their own.
BELOW = {
    "office:standard": "rubrics:list",
    "office:cycles": "office:history",
    "selfassessment:profile": "selfassessment:members",
}


@dataclass(frozen=True)
class NavigationItem:
    """One word of the navigation bar."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class RoleOption:
    """One role the person may work in."""

    pk: int
    label: str
    current: bool


def role_in_use(request: HttpRequest) -> RoleAssignment | None:
    """Return the role chosen in this session, else the first one held today, else none.

    The choice only decides what is shown first; what a person may do is asked of the
    permissions, whatever role is in use.
    """
    if not request.user.is_authenticated:
        return None
    held = request.user.roles()
    chosen = request.session.get(ROLE_KEY)
    return next((role for role in held if role.pk == chosen), held[0] if held else None)


def role_label(role: RoleAssignment) -> str:
    """Return organization and role in words; a provider's role is named by what it provides."""
    if role.role == Role.PROVIDER:
        kind = ProviderKind(role.provider_kind).label
    elif role.role == Role.SECRETARY and not role.organization.is_branch:
        kind = _("Party secretary")
    else:
        kind = Role(role.role).label
    return f"{role.organization.label} · {kind}"


def navigation(request: HttpRequest, role: RoleAssignment | None) -> list[NavigationItem]:
    """Return the bar of a role; the entry whose address is the longest start of ours is current."""
    found = []
    starts: dict[str, str] = {}  # start of an address -> address of its entry
    for name, label in NAVIGATION[role.role] if role else ():
        try:
            url = _address(request, name)
        except NoReverseMatch:  # a desk that this installation does not have
            continue
        found.append((str(label), url))
        starts[url] = url
        if name in BELOW:
            starts[reverse(BELOW[name])] = url
    fitting = [start for start in starts if request.path.startswith(start)]
    here = starts.get(max(fitting, key=len, default=""))
    return [NavigationItem(label, url, url == here) for label, url in found]


def _address(request: HttpRequest, name: str) -> str:
    """Return the address of a page; from within one year the branch file is that year's."""
    match = request.resolver_match
    year = match.kwargs.get("year") if match and match.namespace == "selfassessment" else None
    if name == BRANCH_FILE and year is not None:
        return reverse(f"{BRANCH_FILE}_of", args=[year])
    return reverse(name)


def start_url(request: HttpRequest) -> str:
    """Return the first page of the role in use; the login page's neighbour for nobody: empty."""
    items = navigation(request, role_in_use(request))
    return items[0].url if items else ""


def contact() -> Organization | None:
    """Return the organization to ask: the highest one that names somebody."""
    return Organization.objects.exclude(contact_name="").order_by("depth", "path").first()


def site(request: HttpRequest) -> dict[str, Any]:
    """Give the templates what ``base.html`` and the error pages show."""
    role = role_in_use(request)
    options = request.user.roles() if request.user.is_authenticated else []
    return {
        "navigation": navigation(request, role),
        "role_now": role_label(role) if role else "",
        "role_options": [
            RoleOption(one.pk, role_label(one), bool(role and one.pk == role.pk)) for one in options
        ],
        "single_keys": getattr(request.user, "keys_enabled", True),
        "contact": SimpleLazyObject(contact),
    }
