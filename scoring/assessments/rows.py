"""Lock one assessment, and change it only as the version that was read."""

from typing import Any

from django.db.models import F

from scoring.assessments.models import Assessment
from scoring.common.refusals import StaleVersion


def lock_assessment(assessment: Assessment | int) -> Assessment:
    """Return the row as it stands now, locked, with cycle, rubric version and organization.

    Takes the row as it was read, or its key alone. Call inside a transaction, after the
    sheets were locked.

    No key lock: whoever inserts a row about the assessment, with the head of the audit chain in
    hand, must not wait for somebody who waits for the head.
    """
    return (
        Assessment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cycle__rubric_version", "organization")
        .defer("cycle__rubric_version__document")
        .get(pk=assessment if isinstance(assessment, int) else assessment.pk)
    )


def update_row(assessment: Assessment, **values: Any) -> None:
    """Change columns of a locked row, only if it is still the version that was read.

    Raises:
        StaleVersion: somebody else changed the row first.
    """
    changed = Assessment.objects.filter(pk=assessment.pk, version=assessment.version).update(
        version=F("version") + 1, **values
    )
    if not changed:
        raise StaleVersion(assessment=assessment.pk)
    assessment.version += 1
    for name, value in values.items():
        setattr(assessment, name, value)
