"""A county with one town and its villages, rated by the five-good standards."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.assessments.models import Assessment, Cycle
from scoring.facts.mapping import definitions
from scoring.organizations.enums import OrganizationKind, ProviderKind, Role, Sector
from scoring.organizations.models import Organization, User
from scoring.ratings.models import Rating
from scoring.reviews.models import Finding, Review
from scoring.rubrics.queries import latest_published, rubric_of
from scoring.rubrics.storing import store
from scoring.web.provider.tasks import wanted_facts
from scoring.workflow.conclusion import approve_review, conclude_review
from scoring.workflow.cycles import open_cycle
from scoring.workflow.filling import confirm_profile, save_entries, save_provider_entries
from scoring.workflow.findings import verify_item
from scoring.workflow.rating import confirm_rating, publish_proposals
from scoring.workflow.scoring_state import load
from scoring.workflow.submission import submit_assessment
from tests.factories.filling import OPENED, form_entries, fresh, prove
from tests.factories.world import DECLARE_BY, NOW, YEAR, make_user
from tests.rubrics.branches import shipped
from tests.rubrics.schemes import best_answers, sheets

VILLAGE, TOWN = "wgh-village", "wgh-town"
DAY = datetime.timedelta(days=1)


@dataclass
class County:
    """One department, one town committee, its villages, and who works there."""

    department: Organization
    town: Organization
    villages: list[Organization]
    office: User
    second_office: User
    reviewer: User
    approver: User
    provider: User
    secretaries: dict[int, User] = field(default_factory=dict)

    def secretary(self, organization: Organization) -> User:
        """Return who writes for an organization."""
        if organization.pk not in self.secretaries:
            name = f"{organization.short_name}书记"
            self.secretaries[organization.pk] = make_user(name, (Role.SECRETARY, organization))
        return self.secretaries[organization.pk]


def make_county(villages: int = 3) -> County:
    """Return the tree with its people and every shipped standard loaded."""
    store(reading=shipped(), by="test", now=NOW)
    root = Organization.objects.add_root(
        _values("C", "某县委组织部", OrganizationKind.PARTY_COMMITTEE, Sector.ORGAN)
    )
    town = below(root, "C-T", "某县东河镇党委", OrganizationKind.PARTY_COMMITTEE)
    names = ("东河村", "西河村", "南河村", "北河村")[:villages]
    held = [
        below(town, f"C-T-{n}", f"东河镇{name}党支部", OrganizationKind.BRANCH)
        for n, name in enumerate(names, 1)
    ]
    return County(
        department=root,
        town=town,
        villages=held,
        office=make_user("郑组织", (Role.OFFICE, root)),
        second_office=make_user("冯组织", (Role.OFFICE, root)),
        reviewer=make_user("陈经办", (Role.REVIEWER, root)),
        approver=make_user("周审批", (Role.APPROVER, root)),
        provider=make_user(
            "各部门", *[(Role.PROVIDER, root, kind) for kind in ProviderKind.values]
        ),
    )


def below(parent: Organization, code: str, name: str, kind: str) -> Organization:
    """Add a rural organization below another one."""
    parent.refresh_from_db()
    child: Organization = Organization.objects.add_child(
        parent, _values(code, name, kind, Sector.RURAL)
    )
    return child


def _values(code: str, name: str, kind: str, sector: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "short_name": name.removeprefix("某县"),
        "kind": kind,
        "sector": sector,
        "founded_on": datetime.date(2010, 7, 1),
    }


def open_year(county: County, programme: str, *, by: User | None = None, **changes: Any) -> Cycle:
    """Open a year of a shipped standard for the whole county, or as changed."""
    plan: dict[str, Any] = {
        "organization": county.department,
        "programme": programme,
        "year": YEAR,
        "rubric_version": latest_published(programme),
        "window_start": datetime.date(YEAR - 1, 10, 1),
        "window_end": datetime.date(YEAR, 9, 30),
        "declare_by": DECLARE_BY,
        "target_score": Decimal("90.00"),
        "publicity_days": 5,
        "issuer_name": "中共某县委组织部",
        "contact_name": "郑组织",
        "contact_phone": "0000-1234567",
        "by": by or county.office,
        "now": NOW - OPENED,
    }
    return open_cycle(**(plan | changes))


def fill(county: County, assessment: Assessment, changes: dict[str, Any] | None = None) -> None:
    """Enter the best facts and answers of a standard, some of them changed, short of declaring."""
    rubric = rubric_of(assessment.cycle.rubric_version)
    known, made = definitions(), sheets()
    made[YEAR] |= changes or {}
    wanted = {*wanted_facts([rubric]), *(changes or {})} - {"star.target_score"}
    own: dict[str, Any] = {}
    for year, facts in sorted(made.items()):
        for key in facts.keys() & wanted:
            entries = dict(form_entries(known[key], year, facts[key]))
            periodic = any("-" in one for one in entries)
            if not known[key].branch_owned:
                provide(county, assessment, YEAR if periodic else year, entries)
            elif periodic or year == YEAR:
                own |= entries
    secretary = county.secretary(assessment.organization)
    entries = own | best_answers(rubric) | {f"veto:{one.id}": "none" for one in rubric.vetoes}
    before = load(fresh(assessment))
    saved = save_entries(
        assessment=fresh(assessment),
        changes=entries,
        seen={key: before.version(key) for key in entries},
        by=secretary,
        now=NOW,
    )
    assert not saved.refused, saved.refused
    confirm_profile(assessment=fresh(assessment), by=secretary, now=NOW)
    prove(fresh(assessment), secretary, NOW)


def provide(county: County, assessment: Assessment, year: int, entries: dict[str, Any]) -> None:
    """Enter facts of other offices."""
    result = save_provider_entries(
        organization=assessment.organization,
        year=year,
        changes=entries,
        seen=None,
        by=county.provider,
        now=NOW,
    )
    assert result.clean, result


def declare(county: County, assessment: Assessment) -> Assessment:
    """Hand in what was filled in."""
    submit_assessment(
        assessment=fresh(assessment),
        star="met",
        secretary_name="张书记",
        filler_name="李填报",
        submit_key=f"key-{assessment.pk}",
        by=county.secretary(assessment.organization),
        now=NOW,
    )
    return fresh(assessment)


def verify(county: County, assessment: Assessment, *, by: User | None = None) -> Review:
    """Verify every item as claimed."""
    review = Review.objects.select_related("assessment").get(assessment=assessment)
    for finding in Finding.objects.filter(review=review).order_by("position"):
        verify_item(
            finding=finding,
            points=finding.claimed,
            reason_code="",
            reason="",
            seen=finding.version,
            by=by or county.reviewer,
            now=NOW + DAY,
        )
    return Review.objects.select_related("assessment").get(assessment=assessment)


def conclude(county: County, assessment: Assessment) -> Rating:
    """Verify and conclude."""
    review = verify(county, assessment)
    return conclude_review(
        review=review, conclusion="同意。", by=county.reviewer, now=NOW + 2 * DAY
    )


def confirm(county: County, assessment: Assessment) -> Rating:
    """Walk a concluded assessment through approval and publicity into force."""
    review = Review.objects.select_related("assessment").get(assessment=assessment)
    approve_review(review=review, by=county.approver, now=NOW + 3 * DAY)
    publish_proposals(
        cycle=assessment.cycle,
        ratings=[rating_of(assessment)],
        starts_on=(NOW + 4 * DAY).date(),
        by=county.office,
        now=NOW + 4 * DAY,
    )
    return confirm_rating(rating=rating_of(assessment), by=county.office, now=NOW + 15 * DAY)


def rating_of(assessment: Assessment) -> Rating:
    """Return the rating as it stands now."""
    return Rating.objects.select_related("assessment__cycle", "assessment__organization").get(
        assessment=assessment
    )


def rate(county: County, organization: Organization, *, met: bool = True) -> Rating:
    """Walk one village from filling in to its confirmed level, or to none."""
    assessment = of(organization, VILLAGE)
    fill(county, assessment, {} if met else {"disc.group_petitions": 1})
    conclude(county, declare(county, assessment))
    return confirm(county, fresh(assessment))


def of(organization: Organization, programme: str) -> Assessment:
    """Return one organization's assessment of the year in a programme."""
    return Assessment.objects.select_related("cycle__rubric_version", "organization").get(
        organization=organization, programme=programme, year=YEAR
    )
