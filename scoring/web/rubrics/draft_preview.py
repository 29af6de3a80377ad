"""What a branch will see of an item that is being written: the real card, without any facts."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.engine.evaluation import evaluate
from scoring.engine.facts import FactBook, OrganizationFacts, default_window
from scoring.engine.faults import FaultsFound
from scoring.engine.measures import Definitions
from scoring.engine.reading import FORMAT, read_rubric
from scoring.engine.rubric import Rubric
from scoring.organizations.models import Organization
from scoring.web.selfassessment.dimension import Card, dimension_page
from scoring.web.selfassessment.workbook import Workbook
from scoring.workflow.scoring_state import Standing


def preview_of(
    item: Mapping[str, Any], organization: Organization, definitions: Definitions
) -> Card | None:
    """Return the card of an item as a branch meets it first, None while the item has faults."""
    try:
        rubric = read_rubric(_alone(item), definitions)
    except FaultsFound:
        return None
    book = _blank(rubric, organization, definitions)
    return dimension_page(book, 1, ()).cards[0]


def _alone(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rubric that holds one item and nothing else."""
    dimension = {"id": "preview", "name": "-", "name_en": "-", "weight": item.get("max")}
    return {
        "format": FORMAT,
        "id": "preview",
        "version": "0",
        "name": "-",
        "name_en": "-",
        "max": item.get("max"),
        "dimensions": [{**dimension, "indicators": [dict(item)]}],
        "levels": [],
    }


def _blank(rubric: Rubric, organization: Organization, definitions: Definitions) -> Workbook:
    """Return the workbook of a branch that has entered nothing; nothing of it is stored."""
    window = default_window(timezone.localdate().year)
    cycle = Cycle(
        organization=organization,
        programme=rubric.id,
        year=window.year,
        window_start=window.start,
        window_end=window.end,
    )
    assessment = Assessment(
        organization=organization,
        organization_path=organization.path,
        cycle=cycle,
        programme=rubric.id,
        year=window.year,
        status=Status.FILLING,
    )
    book = FactBook(definitions, window, {}, organization=OrganizationFacts())
    evaluation = evaluate(rubric, book, {})
    sheet = evaluation.sheet({})
    standing = Standing(
        assessment=assessment,
        rubric=rubric,
        definitions=definitions,
        window=window,
        sheets={},
        book=book,
        answers={},
        findings={},
        gate_findings={},
        vetoes=(),
        evaluation=evaluation,
        sheet=sheet,
        decision=evaluation.decision(sheet, gate_findings={}, vetoes=(), applied=""),
    )
    return Workbook(assessment, standing)
