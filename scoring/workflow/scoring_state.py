"""Where one assessment stands: facts, answers and findings, scored by its rubric."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from scoring.assessments.actions import update_row
from scoring.assessments.mapping import as_declared, declared_key
from scoring.assessments.models import Assessment
from scoring.assessments.queries import with_cycle
from scoring.engine.evaluation import Evaluation, evaluate
from scoring.engine.facts import FactBook, FactDefinition, Window
from scoring.engine.held import Held
from scoring.engine.level_history import held_of
from scoring.engine.results import Decision, Filled, Reason, ScoreSheet
from scoring.engine.rubric import Rubric
from scoring.engine.vectors import pack, slots_of
from scoring.facts.mapping import attested_in, book_years, fact_book, sheet_values
from scoring.facts.models import FactSheet
from scoring.facts.queries import incidents, sheets_for
from scoring.ratings.history_queries import levels_held
from scoring.ratings.models import VetoCase
from scoring.ratings.queries import counting_cases
from scoring.reviews.enums import FindingStatus
from scoring.reviews.models import Finding, Review
from scoring.rubrics.queries import rubric_of
from scoring.workflow.aggregating import (
    Found,
    aggregated,
    with_aggregated,
)
from scoring.workflow.entries import FACT, place_of

TARGET = "star.target_score"  # set for all branches of a cycle at once

_MOST = 32  # assessments whose last evaluation is remembered, per process
_evaluations: dict[int, Evaluation] = {}


@dataclass(frozen=True)
class Standing:
    """One assessment, scored. Frozen: load or refresh again after a change."""

    assessment: Assessment
    rubric: Rubric
    definitions: Mapping[str, FactDefinition]
    window: Window
    sheets: Mapping[int, FactSheet]  # calendar year -> row
    book: FactBook
    answers: Mapping[str, Any]
    findings: Mapping[str, Decimal]  # verified points by indicator
    gate_findings: Mapping[str, bool]
    vetoes: tuple[str, ...]  # ids of confirmed vetoes
    evaluation: Evaluation  # without findings
    sheet: ScoreSheet
    decision: Decision
    aggregated: Found = field(default_factory=dict)  # facts from the levels below, and how

    def value(self, form_key: str) -> Any:
        """Return what stands under a form key (``fact:…``, ``item:…`` …), None for nothing."""
        return self._look_up(form_key, "value")

    def version(self, form_key: str) -> int:
        """Return the version of the entry under a form key, 0 for never written."""
        return self._look_up(form_key, "version") or 0

    def _look_up(self, form_key: str, part: str) -> Any:
        if not form_key.startswith(FACT):
            return self.assessment.answers.get(form_key, {}).get(part)
        place = place_of(form_key, self.assessment.year, self.definitions, self.window)
        if isinstance(place, Reason) or place.year not in self.sheets:
            return None
        declared = self.assessment.declared_facts
        if part == "value" and declared_key(place.year, place.entry) in declared:
            return declared[declared_key(place.year, place.entry)]
        return self.sheets[place.year].entries.get(place.entry, {}).get(part)


def window_of(assessment: Assessment) -> Window:
    """Return the days that count; needs ``cycle`` loaded."""
    cycle = assessment.cycle
    return Window(assessment.year, cycle.window_start, cycle.window_end)


def load(
    assessment: Assessment,
    *,
    sheets: Mapping[int, FactSheet] | None = None,
    review: Review | None = None,
    with_findings: bool = True,
) -> Standing:
    """Return the standing from what is stored now.

    ``sheets`` are the rows by calendar year, and ``review`` the review, when the caller holds
    them locked. Verified points
    of the review replace the branch's own as soon as there are any, unless ``with_findings``
    is False: then the standing is what the branch's entries alone give.
    """
    years = book_years(assessment.year)
    rows = dict(sheets or {})
    if any(year not in rows for year in years):
        rows = sheets_for(assessment.organization, years) | rows
    window = window_of(assessment)
    rubric = rubric_of(assessment.cycle.rubric_version)
    below = aggregated(assessment, rubric, years)
    book = fact_book(
        assessment.organization,
        window,
        with_aggregated(_values(assessment, rows), below),
        incidents(assessment.organization),
        attested_in({year: row.entries for year, row in rows.items()}),
    )
    book = replace(book, held=held_before(assessment, rubric))
    findings, gate_findings = _findings(assessment, review) if with_findings else ({}, {})
    vetoes = tuple(sorted({case.veto for case in veto_cases(assessment)}))
    answers = assessment.plain_answers()
    evaluation = _evaluate(assessment, rubric, book, answers)
    sheet = evaluation.sheet(findings, gate_findings)
    return Standing(
        assessment=assessment,
        rubric=rubric,
        definitions=book.definitions,
        window=window,
        sheets=rows,
        book=book,
        answers=answers,
        findings=findings,
        gate_findings=gate_findings,
        vetoes=vetoes,
        evaluation=evaluation,
        sheet=sheet,
        aggregated=below,
        decision=evaluation.decision(
            sheet,
            gate_findings=gate_findings,
            vetoes=vetoes,
            applied=str(answers.get("star") or ""),
        ),
    )


def _evaluate(
    assessment: Assessment, rubric: Rubric, book: FactBook, answers: Mapping[str, Any]
) -> Evaluation:
    """Return the evaluation, working out only what differs from the last one of this process.

    What is lent is decided by comparing the values themselves, so that nothing has to be
    forgotten when a transaction is rolled back or another process writes.
    """
    evaluation = evaluate(rubric, book, answers, before=_evaluations.pop(assessment.pk, None))
    # Other threads write here too; a list is made in one go.
    for oldest in list(_evaluations)[: 1 - _MOST]:
        _evaluations.pop(oldest, None)
    _evaluations[assessment.pk] = evaluation
    return evaluation


def _values(assessment: Assessment, rows: Mapping[int, FactSheet]) -> dict[int, dict[str, Any]]:
    values = {year: sheet_values(row.entries) for year, row in rows.items()}
    values.setdefault(assessment.year, {})[TARGET] = f"{assessment.cycle.target_score:f}"
    return as_declared(values, assessment.declared_facts)


def _findings(
    assessment: Assessment, held: Review | None
) -> tuple[dict[str, Decimal], dict[str, bool]]:
    rows = Review.objects.filter(assessment=assessment).only("gate_findings")
    review = held or rows.first()
    if review is None:
        return {}, {}
    verified = Finding.objects.filter(
        review=review, status=FindingStatus.VERIFIED, not_applicable=False
    ).values_list("indicator", "verified")
    return (
        {indicator: points for indicator, points in verified if points is not None},
        {gate: bool(held["met"]) for gate, held in review.gate_findings.items()},
    )


def veto_cases(assessment: Assessment) -> list[VetoCase]:
    """Return the confirmed cases that count for an assessment, oldest first.

    Source: decisions 3: incidents count until confirmation.
    """
    rubric = rubric_of(assessment.cycle.rubric_version)
    return counting_cases(assessment.organization_id, rubric, window_of(assessment))


def held_before(assessment: Assessment, rubric: Rubric) -> Held:
    """Return the levels held in earlier years; no query where no rule asks for them."""
    if not rubric.reads_held:
        return Held()
    held = levels_held(assessment.organization_id, assessment.programme, assessment.year)
    return held_of(rubric, held)


def refresh(
    assessment: Assessment, *, standing: Standing | None = None, review: Review | None = None
) -> Standing:
    """Write points and predicted level onto a locked assessment, and return its standing.

    The predicted level counts gates that others still owe as met. ``review`` as for ``load``.
    Raises StaleVersion.
    """
    standing = standing or load(assessment, review=review)
    items = standing.sheet.items
    vector = {item.id: None if item.na else str(item.points) for item in items}
    update_row(
        assessment,
        total=standing.sheet.total,
        predicted_level=standing.decision.provisional,
        vector=vector,
        packed=pack(slots_of(standing.rubric), vector),
        dimension_points={one.id: str(one.points) for one in standing.sheet.dimensions},
        items_filled=sum(item.filled in (Filled.FULL, Filled.NOT_APPLICABLE) for item in items),
        items_total=len(items),
    )
    return standing


def open_assessments(organization_id: int) -> list[Assessment]:
    """Return the undecided assessments of a branch, locked in the order of their keys."""
    return list(
        with_cycle(Assessment.objects.open().filter(organization_id=organization_id))
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )


def refresh_all(
    assessments: Iterable[Assessment], *, sheets: Mapping[int, FactSheet] | None = None
) -> dict[int, Standing]:
    """Refresh locked assessments of one branch; return their standings by key."""
    return {
        assessment.pk: refresh(assessment, standing=load(assessment, sheets=sheets))
        for assessment in assessments
    }


def claimed_sheet(standing: Standing) -> ScoreSheet:
    """Return the points without the reviewer's findings: what the branch's entries give."""
    if not standing.findings:
        return standing.sheet
    return standing.evaluation.sheet({})
