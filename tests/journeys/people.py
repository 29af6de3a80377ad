"""The county that the journeys are made in; runs inside ``manage.py shell`` of an installation."""

import datetime
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone

from scoring.organizations.enums import OrganizationKind, ProviderKind, Role
from scoring.organizations.models import Organization, User
from scoring.rubrics.queries import latest_published
from scoring.workflow.cycles import open_cycle
from tests.factories.world import YEAR, make_user
from tests.journeys.accounts import PASSWORD, SPARE_BRANCHES, secretary_of
from tests.rubrics.branches import QUARTERS

FOUNDED_ON = datetime.date(2010, 7, 1)
ISSUER = "中共云溪县委组织部"
PROVIDERS = {
    "county-committee": ProviderKind.PARTY_COMMITTEE,
    "county-discipline": ProviderKind.DISCIPLINE_OFFICE,
    "county-personnel": ProviderKind.UNIT_ADMIN,
}
DAYS_TO_DECLARE = 11


def settle(*, demonstration: bool = False, cycle: bool = False) -> None:
    """Make the tables, the rubrics and the people; the cycle too, unless a journey opens it."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_rubrics", verbosity=0)
    if demonstration:
        call_command("demo", "--branches", "10", "--year", str(YEAR), verbosity=0)
    county = _organizations()
    _people(county)
    if cycle:
        _open(county["YX"])


def _organizations() -> dict[str, Organization]:
    root = Organization.objects.add_root(
        _values("YX", ISSUER, OrganizationKind.PARTY_COMMITTEE)
        | {"contact_name": "郑晓岚", "contact_phone": "0800-5501001"}
    )
    made = {"YX": root}
    _below(made, "YX", "YX-JG", "云溪县档案局机关党委", OrganizationKind.ORGAN_COMMITTEE)
    for number in range(SPARE_BRANCHES + 1):
        name = "云溪县档案局第一党支部" if number == 0 else f"云溪县档案局试填{number:02d}党支部"
        _below(made, "YX-JG", f"YX-JG-{number:02d}", name, OrganizationKind.BRANCH)
    return made


def _values(code: str, name: str, kind: str) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "short_name": name,
        "kind": kind,
        "founded_on": FOUNDED_ON,
    }


def _below(made: dict[str, Organization], parent: str, code: str, name: str, kind: str) -> None:
    made[parent].refresh_from_db()
    made[code] = Organization.objects.add_child(made[parent], _values(code, name, kind))


def _people(county: dict[str, Organization]) -> None:
    root, committee = county["YX"], county["YX-JG"]
    password = make_password(PASSWORD)

    def account(username: str, name: str, *role: object) -> None:
        person = make_user(name, role)  # type: ignore[arg-type]  # (role, organization[, kind])
        User.objects.filter(pk=person.pk).update(username=username, password=password)

    account("county-office", "郑组织", Role.OFFICE, root)
    account("county-office-2", "冯组织", Role.OFFICE, root)
    account("county-inspector", "吴复检", Role.INSPECTOR, root)
    account("county-auditor", "卫审计", Role.AUDITOR, root)
    account("county-reviewer", "陈经办", Role.REVIEWER, committee)
    account("county-approver", "周审批", Role.APPROVER, committee)
    for username, kind in PROVIDERS.items():
        account(username, "各部门", Role.PROVIDER, root, kind)
    for number in range(SPARE_BRANCHES + 1):
        branch = county[f"YX-JG-{number:02d}"]
        account(secretary_of(number), "张书记", Role.SECRETARY, branch)
        account(f"filler-{number:02d}", "李填报", Role.FILLER, branch)


def _open(root: Organization) -> None:
    now = timezone.localtime()
    first, last = min(QUARTERS), max(QUARTERS)
    open_cycle(
        organization=root,
        programme="star-standardization",
        year=YEAR,
        rubric_version=latest_published("star-standardization"),
        window_start=datetime.date(first, 10, 1),
        window_end=datetime.date(last, 9, 30),
        declare_by=now + datetime.timedelta(days=DAYS_TO_DECLARE),
        target_score=Decimal(90),
        publicity_days=5,
        issuer_name=ISSUER,
        contact_name="郑晓岚",
        contact_phone="0800-5501001",
        by=User.objects.get(username="county-office"),
        now=now,
    )
