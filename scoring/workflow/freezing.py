"""Freeze a standing: everything that made a decision, enough to score it again."""

import datetime
from typing import Any

from scoring.assessments.queries import evidence_of
from scoring.common.canonical import canonical_json
from scoring.engine.results import as_data
from scoring.organizations.models import Organization
from scoring.workflow.aggregating import frozen_aggregates
from scoring.workflow.scoring_state import Standing

FORMAT = "branchstd-standing/1"


def freeze(standing: Standing, *, at: datetime.datetime) -> str:
    """Return everything that made the decision as canonical JSON, enough to score it again.

    The superiors are frozen as keys, since the tree may change afterwards.
    """
    assessment = standing.assessment
    version = assessment.cycle.rubric_version
    organization = assessment.organization
    window = standing.window
    return canonical_json(
        {
            "format": FORMAT,
            "frozen_at": at.astimezone(datetime.UTC).isoformat(),
            "rubric": {
                "id": version.rubric,
                "version": version.version,
                "content_hash": version.content_hash,
                "structure_hash": version.structure_hash,
            },
            "organization": {
                "id": organization.pk,
                "code": organization.code,
                "name": organization.name,
                "kind": organization.kind,
                "founded_on": organization.founded_on,
                "superiors": list(
                    Organization.objects.get_ancestors(organization).values_list("pk", flat=True)
                ),
            },
            "year": assessment.year,
            "round": assessment.round,
            "window": {"start": window.start, "end": window.end},
            "facts": {str(year): dict(facts) for year, facts in standing.book.sheets.items()},
            "incidents": as_data_of_incidents(standing),
            **_attested(standing),
            **_held(standing),
            **frozen_aggregates(standing.aggregated),
            "answers": dict(standing.answers),
            "findings": dict(standing.findings),
            "gate_findings": dict(standing.gate_findings),
            "vetoes": list(standing.vetoes),
            "evidence": [
                {
                    "id": evidence.pk,
                    "name": evidence.name,
                    "reference": evidence.reference,
                    "sha256": evidence.sha256,
                    "dated_on": evidence.dated_on,
                    "indicators": sorted(use.indicator for use in evidence.uses.all()),
                }
                for evidence in evidence_of(assessment)
            ],
            "sheet": as_data(standing.sheet),
            "decision": as_data(standing.decision),
        }
    )


def _attested(standing: Standing) -> dict[str, Any]:
    """Return what was attested of past years; nothing at all where nothing was."""
    held = sorted(standing.book.attested)
    return {"attested": [list(one) for one in held]} if held else {}


def _held(standing: Standing) -> dict[str, Any]:
    """Return the levels of earlier years, where a rule of the rubric asks for them."""
    if not standing.rubric.reads_held:
        return {}
    by_year = standing.book.held.by_year
    return {"held": {str(year): level for year, level in sorted(by_year.items())}}


def as_data_of_incidents(standing: Standing) -> list[dict[str, Any]]:
    """Return the dated incidents of the book as plain data."""
    return [
        {"fact": one.fact, "on": one.on.isoformat(), "reference": one.reference}
        for one in standing.book.incidents
    ]
