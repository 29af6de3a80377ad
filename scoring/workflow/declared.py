"""What a branch declared stays as declared while the same facts are typed for another programme.

Facts stand once, in the sheets of the branch. A declaration is decided on the facts that were
declared: when one of them is changed for another programme, the declared value is kept beside
the declaration until the reviewer returns an item that reads it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from scoring.assessments.actions import update_row
from scoring.assessments.enums import OPEN, Status
from scoring.assessments.mapping import declared_key
from scoring.assessments.models import Assessment
from scoring.facts.mapping import book_years, split_entry
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding
from scoring.rubrics.queries import rubric_of

DECLARED = tuple(status for status in OPEN if status != Status.FILLING)


def open_questions(assessment: Assessment) -> frozenset[str] | None:
    """Return which questions the branch may still answer: None for all of them.

    After a return these are the returned items and the facts that they read, as indicator ids
    and fact keys.
    """
    if assessment.status != Status.RETURNED:
        return None
    returned = set(
        Finding.objects.filter(
            review__assessment=assessment, status=FindingStatus.RETURNED
        ).values_list("indicator", flat=True)
    )
    return frozenset(returned | facts_of_items(assessment, returned))


def facts_of_items(assessment: Assessment, items: Iterable[str]) -> set[str]:
    """Return the facts that some items of an assessment's rubric read."""
    wanted = set(items)
    indicators = rubric_of(assessment.cycle.rubric_version).indicators
    return {fact for one in indicators if one.id in wanted for fact in one.facts}


def keep_declared(
    assessments: Iterable[Assessment],
    before: Mapping[tuple[int, str], Any],
    *,
    besides: Assessment,
) -> None:
    """Keep what these locked assessments declared before some of the branch's facts changed.

    ``before`` maps (calendar year, entry) to the value that stood there, None for nothing;
    ``besides`` is the assessment for which it was changed. The first value kept is the declared
    one and stays. Raises StaleVersion.

    Source: decisions 3, 14: other offices' facts count until confirmation, the branch's own do
    not change once declared.
    """
    for one in assessments:
        if one.pk == besides.pk or one.status not in DECLARED:
            continue
        open_now = open_questions(one) or frozenset()
        years = book_years(one.year)
        kept = {
            declared_key(year, entry): value
            for (year, entry), value in before.items()
            if year in years and split_entry(entry)[0] not in open_now
        }
        if not kept.keys() <= one.declared_facts.keys():
            update_row(one, declared_facts=kept | one.declared_facts)


def release_declared(assessment: Assessment, items: Iterable[str]) -> None:
    """Let the facts of returned items follow the sheets again. Raises StaleVersion."""
    facts = facts_of_items(assessment, items)
    left = {
        key: value
        for key, value in assessment.declared_facts.items()
        if split_entry(key.partition("/")[2])[0] not in facts
    }
    if len(left) < len(assessment.declared_facts):
        update_row(assessment, declared_facts=left)
