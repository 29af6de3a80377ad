"""Properties of the engine on the shipped programme, whatever is entered."""

import copy
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine.facts import FactBook, FactType, Incident, OrganizationFacts, default_window
from scoring.engine.levels import level
from scoring.engine.results import Decision, ScoreSheet, State, as_data
from scoring.engine.scoring import score
from tests.rubrics.branches import ANSWERS, YEAR, definitions, perfect_sheets, rubric

DEFINITIONS = definitions()
RUBRIC = rubric()
TYPED = sorted(
    key
    for key in {key for item in RUBRIC.indicators for key in item.facts}
    | {key for lvl in RUBRIC.levels for gate in lvl.gates for key in gate.facts}
    if not DEFINITIONS[key].computed
)
JUDGED = [gate.id for lvl in RUBRIC.levels for gate in lvl.gates if gate.condition is None]
MAXIMA = {item.id: item.max for item in RUBRIC.indicators}
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

_BY_TYPE = {
    FactType.BOOL: st.booleans(),
    FactType.DATE: st.dates().map(lambda day: day.isoformat()),
    FactType.TEXT: st.just("文号"),
    FactType.INT_BY_MONTH: st.dictionaries(st.integers(1, 12).map(str), st.integers(0, 3)),
    FactType.INT_BY_QUARTER: st.dictionaries(st.integers(1, 4).map(str), st.integers(0, 3)),
}


def some_value(key: str) -> st.SearchStrategy[Any]:
    definition = DEFINITIONS[key]
    if definition.type in _BY_TYPE:
        return _BY_TYPE[definition.type]
    if definition.type == FactType.ENUM:
        return st.sampled_from(definition.options)
    if definition.type == FactType.SET:
        return st.lists(st.sampled_from(definition.options), unique=True)
    if definition.type == FactType.TABLE:
        sizes = [one.key for one in definition.columns if one.type == FactType.INT]
        row = st.fixed_dictionaries({}, optional={key: st.integers(0, 5) for key in sizes})
        return st.lists(row, max_size=3)
    return st.integers(0, 40)


@st.composite
def branches(draw) -> dict[int, dict[str, Any]]:
    """Return the sheets of a perfect branch with some entries changed or taken away."""
    sheets = perfect_sheets()
    for key in draw(st.lists(st.sampled_from(TYPED), max_size=12, unique=True)):
        year = draw(st.sampled_from([YEAR, YEAR, YEAR - 1]))
        if draw(st.booleans()):
            sheets[year].pop(key, None)
        else:
            sheets[year][key] = draw(some_value(key))
    return sheets


findings = st.dictionaries(st.sampled_from(sorted(MAXIMA)), st.integers(0, 100)).map(
    lambda drawn: {
        key: (MAXIMA[key] * share / 100).quantize(Decimal("0.01")) for key, share in drawn.items()
    }
)
judged = st.dictionaries(st.sampled_from(JUDGED), st.booleans())
ALL_MET = dict.fromkeys(JUDGED, True)


def at(sheets, *, incidents=()) -> FactBook:
    return FactBook(DEFINITIONS, default_window(YEAR), sheets, incidents, OrganizationFacts())


def sheet_of(sheets, verified=None) -> ScoreSheet:
    return score(RUBRIC, at(sheets), ANSWERS, verified)


def decision_of(sheets, verified=None, gates=None, **more) -> Decision:
    found = sheet_of(sheets, verified)
    return level(RUBRIC, found, at(sheets), answers=ANSWERS, gate_findings=gates, **more)


def rank(decision: Decision) -> int:
    return RUBRIC.rank(decision.level)


@SLOW
@given(branches(), findings)
def test_points_stay_within_their_bounds_and_sum_up(sheets, verified):
    sheet = sheet_of(sheets, verified)
    for one in sheet.items:
        assert 0 <= one.points <= one.max
        assert one.points == one.points.quantize(Decimal("0.01"))
    for one in sheet.dimensions:
        assert 0 <= one.points <= one.max
    assert sheet.total == sum(one.points for one in sheet.dimensions)
    assert 0 <= sheet.total <= sheet.reachable <= RUBRIC.max


@SLOW
@given(branches(), findings, judged)
def test_the_same_input_gives_the_same_answer(sheets, verified, gates):
    before = copy.deepcopy(sheets)
    first = decision_of(sheets, verified, gates)
    assert as_data(first) == as_data(decision_of(copy.deepcopy(sheets), dict(verified), gates))
    assert sheets == before  # nothing that is given is changed


@SLOW
@given(branches(), findings, judged, st.randoms(use_true_random=False))
def test_the_order_of_inputs_does_not_matter(sheets, verified, gates, chance):
    def shuffled(map_):
        entries = list(map_.items())
        chance.shuffle(entries)
        return dict(entries)

    turned = shuffled({year: shuffled(sheet) for year, sheet in sheets.items()})
    one = decision_of(sheets, verified, gates)
    other = decision_of(turned, shuffled(verified), shuffled(gates))
    assert as_data(one) == as_data(other)
    days = [Incident("disc.cases", default_window(YEAR - n).start) for n in (0, 0, 1, 2)]
    books = [at(sheets, incidents=tuple(some)) for some in (days, reversed(days))]
    decisions = [
        level(RUBRIC, score(RUBRIC, book, ANSWERS), book, answers=ANSWERS) for book in books
    ]
    assert as_data(decisions[0]) == as_data(decisions[1])


@SLOW
@given(
    branches(), findings, st.sampled_from(sorted(MAXIMA)), st.integers(0, 100), st.integers(0, 100)
)
def test_raising_a_verified_score_never_lowers_total_or_star(sheets, verified, key, one, other):
    low, high = sorted((one, other))
    lower = {**verified, key: (MAXIMA[key] * low / 100).quantize(Decimal("0.01"))}
    higher = {**verified, key: (MAXIMA[key] * high / 100).quantize(Decimal("0.01"))}
    assert sheet_of(sheets, lower).total <= sheet_of(sheets, higher).total
    assert rank(decision_of(sheets, lower, ALL_MET)) <= rank(decision_of(sheets, higher, ALL_MET))


@SLOW
@given(branches(), judged, st.sampled_from(JUDGED))
def test_meeting_one_more_gate_never_lowers_the_star(sheets, gates, gate):
    unmet = decision_of(sheets, None, {**gates, gate: False})
    met = decision_of(sheets, None, {**gates, gate: True})
    assert rank(unmet) <= rank(met)


@SLOW
@given(branches(), findings, judged, st.sampled_from(["", "three", "four", "five"]))
def test_a_veto_dominates_everything(sheets, verified, gates, applied):
    vetoed = decision_of(sheets, verified, gates, applied=applied, vetoes=("STB-V1",))
    free = decision_of(sheets, verified, gates, applied=applied)
    assert (vetoed.level, vetoed.provisional) == ("", "")
    assert rank(vetoed) <= rank(free)


@SLOW
@given(branches(), findings, judged, st.sampled_from(["", "three", "four", "five"]))
def test_the_star_rests_on_line_gates_and_application(sheets, verified, gates, applied):
    decision = decision_of(sheets, verified, gates, applied=applied)
    total = sheet_of(sheets, verified).total
    if decision.level and not applied:
        held = RUBRIC.level(decision.level)
        assert total >= held.min_score
        assert all(gate.state.holds for gate in decision.gates_of(decision.level))
    if applied:
        assert rank(decision) <= RUBRIC.rank(applied)
    assert rank(decision) <= RUBRIC.rank(decision.provisional)
    if decision.next_level:
        assert RUBRIC.rank(decision.next_level) == RUBRIC.rank(decision.provisional) + 1


@SLOW
@given(branches(), judged)
def test_whatever_keeps_a_level_away_is_told(sheets, gates):
    """Mending every shortfall of the next level is what reaching it takes."""
    decision = decision_of(sheets, None, gates)
    if not decision.next_level:
        return
    told = {one.gate for one in decision.shortfalls if one.kind == "gate"}
    unmet = {one.id for one in decision.gates_of(decision.next_level) if not one.state.holds}
    assert told == unmet
    lacking = RUBRIC.level(decision.next_level).min_score - sheet_of(sheets).total
    points = [one.points for one in decision.shortfalls if one.kind == "score"]
    assert points == ([lacking] if lacking > 0 else [])
    assert decision.shortfalls


@SLOW
@given(branches(), st.sampled_from(TYPED))
def test_an_entry_taken_away_makes_nothing_met(sheets, key):
    """What is missing is never better than what is there and good: no gate turns to met."""
    with_it = decision_of(perfect_sheets(), None, ALL_MET)
    spoilt = perfect_sheets()
    for sheet in spoilt.values():
        sheet.pop(key, None)
    without = decision_of(spoilt, None, ALL_MET)
    assert rank(without) <= rank(with_it)
    for before, after in zip(with_it.gates, without.gates, strict=True):
        assert after.state == before.state or after.state in (State.UNMET, State.AWAITING)
