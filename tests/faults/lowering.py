"""A star lowered, a case recorded, everything printed: what the tests of replacing share."""

from scoring.assessments.models import Assessment
from scoring.documents.models import Certificate, Notice
from scoring.documents.queries import pdf_of
from scoring.jobs.actions import run_owed
from scoring.ratings.models import VetoCase
from scoring.reviews.models import Reinspection
from scoring.workflow.reinspection import record_reinspection
from scoring.workflow.vetoes import record_veto
from tests.factories.review import CONFIRMED, DAY
from tests.factories.world import World

SPRING = CONFIRMED + 150 * DAY  # April of the year after
WHY = "主题党日未按月开展。"


def lower(world: World, assessment: Assessment) -> Reinspection:
    """Record a re-inspection that was not passed."""
    return record_reinspection(
        assessment=assessment,
        inspected_on=SPRING.date(),
        inspectors=["吴复检", "陈经办"],
        passed=False,
        findings=WHY,
        by=world.inspector,
        now=SPRING,
    )


def recorded_veto(world: World, assessment: Assessment) -> VetoCase:
    """Record a case that waits for the second person."""
    return record_veto(
        organization=assessment.organization,
        veto="STB-V1",
        happened_on=SPRING.date(),
        reference=f"某纪立〔2027〕{assessment.pk}号",
        reason="支部党员严重违纪被立案审查。",
        by=world.office,
        now=SPRING,
    )


def printed() -> None:
    """Print what is owed; every certificate and notice then has its own file."""
    assert run_owed()[1] == 0
    papers: list[Certificate | Notice] = [*Certificate.objects.all(), *Notice.objects.all()]
    for paper in papers:
        assert pdf_of(paper).startswith(b"%PDF")
