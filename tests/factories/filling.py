"""Walk an assessment through the real workflow, up to the declaration."""

import datetime
import io
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from scoring.assessments.actions import attach_evidence
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.common.uploads import check_upload
from scoring.engine.facts import FactDefinition, FactType
from scoring.facts.mapping import definitions
from scoring.organizations.models import Organization, User
from scoring.rubrics.queries import rubric_of
from scoring.workflow.cycles import open_cycle
from scoring.workflow.filling import confirm_profile, save_entries, save_provider_entries
from scoring.workflow.scoring_state import load
from scoring.workflow.submission import submit_assessment
from tests.factories.world import DECLARE_BY, NOW, YEAR, World
from tests.rubrics.branches import ANSWERS, perfect_sheets

OPENED = datetime.timedelta(days=30)  # before NOW
PERIODIC = (FactType.INT_BY_MONTH, FactType.INT_BY_QUARTER)


def open_cycle_for(
    world: World,
    *,
    year: int = YEAR,
    organization: Organization | None = None,
    by: User | None = None,
    now: datetime.datetime | None = None,
) -> Cycle:
    """Open the default programme for the county, or for one organization of it."""
    shift = year - YEAR
    return open_cycle(
        organization=organization or world.department,
        programme="star-standardization",
        year=year,
        rubric_version=world.version,
        window_start=datetime.date(year - 1, 10, 1),
        window_end=datetime.date(year, 9, 30),
        declare_by=DECLARE_BY.replace(year=year),
        target_score=Decimal("90.00"),
        publicity_days=5,
        issuer_name="中共某县委组织部",
        contact_name="郑组织",
        contact_phone="0000-1234567",
        by=by or world.office,
        now=now or (NOW - OPENED).replace(year=YEAR + shift),
    )


def assessment_at(
    status: str = Status.FILLING,
    world: World | None = None,
    *,
    star: str = "five",
    organization: Organization | None = None,
    now: datetime.datetime = NOW,
) -> Assessment:
    """Return the assessment of the world's branch after the real steps up to a state.

    FILLING is fresh: nothing entered. SUBMITTED lacks nothing and applies for ``star``.
    """
    assert world is not None, "pass the world, so that the test knows its people"
    organization = organization or world.branch
    assessment = Assessment.objects.filter(organization=organization, year=YEAR).first()
    if assessment is None:
        cycle = open_cycle_for(world)
        assessment = Assessment.objects.get(cycle=cycle, organization=organization)
    if status == Status.FILLING:
        return fresh(assessment)
    assert status == Status.SUBMITTED, "states behind this one are in factories.review"
    fill_perfectly(world, assessment, now=now)
    submit_assessment(
        assessment=fresh(assessment),
        star=star,
        secretary_name="张书记",
        filler_name="李填报",
        submit_key=f"key-{assessment.pk}-{now.timestamp()}",
        by=secretary_of(world, organization),
        now=now,
    )
    return fresh(assessment)


def fresh(assessment: Assessment) -> Assessment:
    """Return the row as it stands now."""
    return Assessment.objects.select_related("cycle__rubric_version", "organization").get(
        pk=assessment.pk
    )


def secretary_of(world: World, organization: Organization) -> User:
    """Return who writes for a branch of the world."""
    return {
        world.branch.pk: lambda: world.secretary,
        world.sibling.pk: lambda: world.sibling_secretary,
        world.foreign.pk: lambda: world.foreign_secretary,
    }[organization.pk]()


def fill_perfectly(
    world: World, assessment: Assessment, *, now: datetime.datetime = NOW
) -> Assessment:
    """Enter everything that a perfect branch and the other offices enter, short of declaring."""
    assessment = fresh(assessment)
    organization = assessment.organization
    known = definitions()
    own: dict[str, Any] = {}
    for year, facts in perfect_sheets().items():
        entered = {k: v for key in facts for k, v in form_entries(known[key], year, facts[key])}
        mine = {key: val for key, val in entered.items() if known[fact_of(key)].branch_owned}
        theirs = {
            key: val
            for key, val in entered.items()
            if key not in mine and fact_of(key) != "star.target_score"
        }
        own |= mine if year == YEAR else {k: v for k, v in mine.items() if "-" in k}
        result = save_provider_entries(
            organization=organization,
            year=year,
            changes=theirs,
            seen=None,
            by=world.provider,
            now=now,
        )
        assert result.clean, result
    secretary = secretary_of(world, organization)
    changes = own | answers(assessment)
    before = load(assessment)
    saved = save_entries(
        assessment=assessment,
        changes=changes,
        seen={key: before.version(key) for key in changes},
        by=secretary,
        now=now,
    )
    assert not saved.refused, saved.refused
    assert not saved.conflicts, saved.conflicts
    confirm_profile(assessment=assessment, by=secretary, now=now)
    prove(assessment, secretary, now)
    return fresh(assessment)


def form_entries(definition: FactDefinition, year: int, value: Any) -> list[tuple[str, Any]]:
    """Return (form key, typed) of one fact of one sheet."""
    if definition.type in PERIODIC:
        return [(f"fact:{definition.key}:{year}-{n}", str(one)) for n, one in value.items()]
    return [(f"fact:{definition.key}", value)]


def fact_of(form_key: str) -> str:
    """Return the fact key of a form key."""
    return form_key.split(":")[1]


def answers(assessment: Assessment) -> dict[str, Any]:
    """Return the judged answers, claims and declarations of a perfect branch."""
    rubric = rubric_of(assessment.cycle.rubric_version)
    gates = [gate for level in rubric.levels for gate in level.gates if gate.condition is None]
    return {
        **ANSWERS,
        **{f"gate:{one.id}": {"claimed": True, "sentence": "已做到。"} for one in gates},
        **{f"veto:{veto.id}": "none" for veto in rubric.vetoes},
    }


def prove(assessment: Assessment, person: User, moment: datetime.datetime) -> None:
    """Attach one picture to every item that asks for proof."""
    standing = load(assessment)
    required = [one.id for one in standing.rubric.indicators if one.evidence.need == "required"]
    if required:
        attach_evidence(
            assessment=assessment,
            upload=check_upload(evidence_file()),
            indicators=required,
            dated_on=datetime.date(YEAR, 3, 1),
            by=person,
            now=moment,
        )


def evidence_file(name: str = "会议记录.png", colour: str = "white") -> SimpleUploadedFile:
    """Return a real small picture as a browser would upload it."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")
