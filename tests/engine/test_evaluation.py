"""What is lent from an earlier evaluation is what the full scorer gives."""

import dataclasses
import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from scoring.engine.evaluation import Evaluation, evaluate
from scoring.engine.facts import FactBook, Incident, OrganizationFacts, default_window
from scoring.engine.levels import level
from scoring.engine.results import as_data
from scoring.engine.scoring import score
from tests.engine.test_naive_agreement import (
    DEFINITIONS,
    RUBRIC,
    YEAR,
    random_sheets,
    some_case,
    spoilt_sheets,
)
from tests.rubrics.branches import perfect_sheets

WALKS, STEPS = 25, 12
NOBODY = OrganizationFacts("branch", date(2015, 3, 1))


def book_of(sheets: dict[int, dict[str, Any]], incidents: tuple[Incident, ...] = ()) -> FactBook:
    return FactBook(DEFINITIONS, default_window(YEAR), sheets, incidents, NOBODY)


def assert_same(evaluation: Evaluation, book: FactBook, case: dict[str, Any]) -> None:
    """Compare every point, reason and verdict with those worked out afresh."""
    sheet = score(RUBRIC, book, case["answers"], case["findings"])
    decision = level(
        RUBRIC,
        sheet,
        book,
        answers=case["answers"],
        gate_findings=case["gate_findings"],
        vetoes=case["vetoes"],
        applied=case["applied"],
    )
    ours = evaluation.sheet(case["findings"])
    assert as_data(ours) == as_data(sheet)
    assert as_data(
        evaluation.decision(
            ours,
            gate_findings=case["gate_findings"],
            vetoes=case["vetoes"],
            applied=case["applied"],
        )
    ) == as_data(decision)


def changed_a_little(sheets: dict[int, dict[str, Any]], chance: random.Random) -> Any:
    """Return a copy in which a few facts are as in another branch."""
    other = chance.choice([random_sheets, spoilt_sheets])(chance)
    copy = {year: dict(facts) for year, facts in sheets.items()}
    for key in chance.sample(sorted(DEFINITIONS), chance.choice([0, 1, 1, 3, 20])):
        for year in copy:
            copy[year].pop(key, None)
            if key in other.get(year, {}):
                copy[year][key] = other[year][key]
    return copy


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_walk_of_small_changes_gives_what_the_full_scorer_gives(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - cases, not secrets
    sheets = perfect_sheets()
    incidents: tuple[Incident, ...] = ()
    case = some_case(chance)
    evaluation: Evaluation | None = None
    for step in range(STEPS):
        sheets = changed_a_little(sheets, chance)
        if step % 3 == 2:
            case = some_case(chance)
            incidents = chance.choice(
                [(), (Incident("disc.cases", date(YEAR, 3, 1), "1"),) * chance.randint(1, 2)]
            )
        book = book_of(sheets, incidents)
        evaluation = evaluate(RUBRIC, book, case["answers"], before=evaluation)
        assert_same(evaluation, book, case)


def test_nothing_is_worked_out_again_where_nothing_changed() -> None:
    book = book_of(perfect_sheets())
    first = evaluate(RUBRIC, book, {})
    second = evaluate(RUBRIC, book_of(perfect_sheets()), {}, before=first)
    assert all(second.items[key] is item for key, item in first.items.items())
    assert all(second.gates[key] is gate for key, gate in first.gates.items())


def test_one_fact_moves_only_the_items_that_read_it() -> None:
    sheets = perfect_sheets()
    first = evaluate(RUBRIC, book_of(sheets), {})
    other = {**sheets, YEAR: {**sheets[YEAR], "org.committee_size": 9}}
    second = evaluate(RUBRIC, book_of(other), {}, before=first)
    moved = {key for key, item in first.items.items() if second.items[key] is not item}
    assert moved
    assert moved <= {one.id for one in RUBRIC.indicators if "org.committee_size" in one.facts}


def test_a_tick_where_a_one_stood_is_another_value() -> None:
    key = "org.committee_size"
    one, tick = ({YEAR: {key: value}} for value in (1, True))
    first = evaluate(RUBRIC, book_of(one), {})
    second = evaluate(RUBRIC, book_of(tick), {}, before=first)
    assert any(second.items[item] is not first.items[item] for item in first.items)


@pytest.mark.parametrize(
    "change",
    [
        {"window": default_window(YEAR - 1)},
        {"organization": OrganizationFacts("branch", date(YEAR, 1, 1))},
        {"definitions": dict(DEFINITIONS)},
        {"below": (book_of({}),)},
    ],
    ids=["window", "organization", "definitions", "below"],
)
def test_another_frame_lends_nothing(change: dict[str, Any]) -> None:
    book = book_of(perfect_sheets())
    first = evaluate(RUBRIC, book, {})
    second = evaluate(RUBRIC, dataclasses.replace(book, **change), {}, before=first)
    assert all(second.items[key] is not item for key, item in first.items.items())


def test_a_finding_outside_its_item_is_refused_as_before() -> None:
    item = RUBRIC.indicators[0]
    evaluation = evaluate(RUBRIC, book_of(perfect_sheets()), {})
    with pytest.raises(ValueError, match="finding_outside"):
        evaluation.sheet({item.id: item.max + Decimal("0.01")})
