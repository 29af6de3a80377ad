"""Score again: from a frozen snapshot, and from what is stored now.

This is the second way to a score, beside ``workflow.scoring_state``: a fault of one of them
shows as a difference.
"""

import json
from dataclasses import dataclass, replace
from typing import Any

from scoring.assessments.enums import Status
from scoring.assessments.mapping import as_declared
from scoring.assessments.models import Assessment
from scoring.documents.models import Certificate
from scoring.engine.facts import Window
from scoring.engine.level_history import held_of
from scoring.engine.levels import level
from scoring.engine.results import Decision, ScoreSheet, as_data
from scoring.engine.scoring import score
from scoring.facts.mapping import attested_in, book_years, fact_book, sheet_values
from scoring.facts.queries import incidents, sheets_for
from scoring.ratings.history_queries import levels_held
from scoring.ratings.models import Rating
from scoring.ratings.queries import counting_cases
from scoring.reports.levels_below import facts_from_below
from scoring.reviews.models import Review
from scoring.reviews.queries import gate_verdicts, verified_points
from scoring.rubrics.frozen import score_frozen
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of

TARGET = "star.target_score"  # of the cycle, the same for all its branches


@dataclass(frozen=True)
class Difference:
    """One thing that came out differently. ``where`` is a path such as ``items/2.4/points``."""

    where: str
    stored: str
    computed: str


def replay(content: str) -> list[Difference]:
    """Score a frozen snapshot again and return every difference, none if it agrees.

    ``content`` is the canonical JSON of a submission or a rating. Totals and points are compared
    to the last hundredth, gates and reasons word for word.

    Source: product.md, principle 4.
    """
    frozen = json.loads(content)
    version = _version(frozen["rubric"]["content_hash"])
    if version is None:
        return [Difference("rubric", frozen["rubric"]["content_hash"], "")]
    sheet, decision = score_frozen(frozen, rubric_of(version))
    return [
        *compare("sheet", frozen["sheet"], json.loads(json.dumps(as_data(sheet)))),
        *compare("decision", frozen["decision"], json.loads(json.dumps(as_data(decision)))),
    ]


def _version(content_hash: str) -> RubricVersion | None:
    """Return the version; its long document is read only once per process, by ``rubric_of``."""
    versions = RubricVersion.objects.defer("document").filter(content_hash=content_hash)
    return versions.first()


def compare(where: str, stored: Any, computed: Any) -> list[Difference]:
    """Return where two pieces of plain JSON differ, leaf by leaf; lists go by ``id`` if any."""
    if isinstance(stored, dict) and isinstance(computed, dict):
        return [
            difference
            for key in sorted({*stored, *computed})
            for difference in compare(f"{where}/{key}", stored.get(key), computed.get(key))
        ]
    if isinstance(stored, list) and isinstance(computed, list) and len(stored) == len(computed):
        return [
            difference
            for n, (one, other) in enumerate(zip(stored, computed, strict=True))
            for difference in compare(f"{where}/{_name(one, n)}", one, other)
        ]
    if stored == computed:
        return []
    return [Difference(where, str(stored), str(computed))]


def _name(entry: Any, position: int) -> str:
    return str(entry.get("id", position)) if isinstance(entry, dict) else str(position)


def score_stored(assessment: Assessment) -> tuple[ScoreSheet, Decision]:
    """Return the sheet and the decision that follow from what is stored now.

    Needs ``cycle`` with its rubric version and ``organization`` loaded.
    """
    cycle = assessment.cycle
    rubric = rubric_of(cycle.rubric_version)
    years = book_years(assessment.year)
    sheets = sheets_for(assessment.organization, years)
    values = {year: sheet_values(row.entries) for year, row in sheets.items()}
    values[assessment.year][TARGET] = f"{cycle.target_score:f}"
    window = Window(assessment.year, cycle.window_start, cycle.window_end)
    values = as_declared(values, assessment.declared_facts)
    for year, facts in facts_from_below(assessment, rubric, years).items():
        values[year] = values[year] | facts
    book = fact_book(
        assessment.organization,
        window,
        values,
        incidents(assessment.organization),
        attested_in({year: row.entries for year, row in sheets.items()}),
    )
    if rubric.reads_held:
        before = levels_held(assessment.organization_id, assessment.programme, assessment.year)
        book = replace(book, held=held_of(rubric, before))
    review = Review.objects.filter(assessment=assessment).first()
    answers = assessment.plain_answers()
    verdicts = gate_verdicts(review) if review else None
    sheet = score(rubric, book, answers, verified_points(review) if review else None, verdicts)
    cases = counting_cases(assessment.organization_id, rubric, window)
    decision = level(
        rubric,
        sheet,
        book,
        answers=answers,
        gate_findings=verdicts,
        vetoes=tuple(sorted({case.veto for case in cases})),
        applied=str(answers.get("star") or ""),
    )
    return sheet, decision


def stored_differences(assessment: Assessment) -> list[Difference]:
    """Return where the stored points of an undecided assessment differ from its facts."""
    sheet, decision = score_stored(assessment)
    stored = {
        "total": str(assessment.total),
        "predicted_level": assessment.predicted_level,
        "vector": assessment.vector,
        "dimensions": assessment.dimension_points,
    }
    computed = {
        "total": str(sheet.total),
        "predicted_level": decision.provisional,
        "vector": {item.id: None if item.na else str(item.points) for item in sheet.items},
        "dimensions": {one.id: str(one.points) for one in sheet.dimensions},
    }
    return compare("assessment", stored, computed)


def frozen_differences(rating: Rating) -> list[Difference]:
    """Return where columns beside a frozen decision say something else than it does.

    Lists and workbooks read the columns: those of the rating, and the points of the assessment
    once it is confirmed. Needs ``assessment`` loaded.
    """
    frozen = json.loads(rating.content)
    sheet, decision = frozen["sheet"], frozen["decision"]
    found = [
        *compare("rating/total", str(rating.total), sheet["total"]),
        *compare("rating/proposed_level", rating.proposed_level, decision["level"]),
    ]
    assessment = rating.assessment
    if assessment.status == Status.CONFIRMED:
        vector = {one["id"]: None if one["na"] else one["points"] for one in sheet["items"]}
        points = {one["id"]: one["points"] for one in sheet["dimensions"]}
        found += compare("assessment/total", str(assessment.total), sheet["total"])
        found += compare("assessment/vector", assessment.vector, vector)
        found += compare("assessment/dimensions", assessment.dimension_points, points)
    return found


def signed_differences(certificate: Certificate) -> list[Difference]:
    """Return where the columns of a certificate say something else than its signed facts."""
    signed = json.loads(certificate.content)
    names = ("serial", "code", "level", "stars", "year", "issued_on", "valid_until")
    columns = {name: str(getattr(certificate, name)) for name in names}
    return compare("certificate", columns, {name: str(signed[name]) for name in names})
