"""Facts from the levels below: values at the boundary, faults with their places, rings."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scoring.engine.aggregates import COUNT, SHARE, Tally, ring_through, value_of
from scoring.engine.faults import FaultsFound
from scoring.engine.reading import read_rubric
from scoring.engine.results import Reason
from scoring.engine.wording import say
from tests.rubrics.branches import definitions, rubric, shipped

WHOLE = 4  # places of a share


def tallies():
    one = some.integers(0, 300).flatmap(
        lambda rated: some.builds(Tally, some.integers(0, rated), some.just(rated))
    )
    return some.lists(one, min_size=1, max_size=4)


@given(tallies())
def test_a_count_adds_up_what_each_source_reached(found):
    assert value_of(COUNT, found) == sum(one.reached for one in found)


@given(tallies(), some.integers(0, 10**WHOLE))
def test_a_share_reaches_a_line_exactly_when_the_exact_share_does(found, line):
    """Source: A-16: one total over all sources; the line itself is included."""
    rated = sum(one.rated for one in found)
    value = value_of(SHARE, found)
    if not rated:
        assert value is None
        return
    exact = Fraction(sum(one.reached for one in found), rated)
    assert (Fraction(value) >= Fraction(line, 10**WHOLE)) == (exact >= Fraction(line, 10**WHOLE))
    assert 0 <= Fraction(value) <= 1


@pytest.mark.parametrize(
    ("reached", "rated", "value"),
    [
        (0, 3, "0.0000"),
        (3, 3, "1.0000"),
        (2, 3, "0.6666"),  # cut, not rounded
        (7999, 20000, "0.3999"),  # GOV-05: four in ten is not reached
        (8000, 20000, "0.4000"),
    ],
)
def test_a_share_is_cut_to_four_places(reached, rated, value):
    assert value_of(SHARE, [Tally(reached, rated)]) == value


def test_nobody_rated_has_no_share_and_counts_nothing():
    assert value_of(SHARE, [Tally(0, 0)]) is None
    assert value_of(COUNT, [Tally(0, 0)]) == 0


def document(**changes):
    held = next(one for one in shipped().rubrics if one.rubric.id == "wgh-town").document
    return held | changes


def faults(**changes):
    with pytest.raises(FaultsFound) as found:
        read_rubric(document(**changes), definitions())
    return [(fault.path, fault.code) for fault in found.value.faults]


UNITS = {"fact": "gov.units_five_good", "rubric": "wgh-village", "level": "met", "of": "count"}


@pytest.mark.parametrize(
    ("aggregates", "path", "code"),
    [
        ([UNITS | {"rubric": "wgh-town"}], "/aggregates/0/rubric", "aggregate_of_itself"),
        ([UNITS, UNITS], "/aggregates/1/rubric", "aggregate_twice"),
        ([UNITS | {"fact": "gov.units_good"}], "/aggregates/0/fact", "fact_unknown"),
        ([UNITS | {"fact": "gov.transparency"}], "/aggregates/0/fact", "fact_type_unfit"),
        ([UNITS | {"of": "share"}], "/aggregates/0/fact", "fact_type_unfit"),
        ([UNITS | {"of": "most"}], "/aggregates/0/of", "choice_unknown"),
        ([UNITS | {"levels": "met"}], "/aggregates/0/levels", "key_unknown"),
        (["gov.units_total"], "/aggregates/0", "not_a_map"),
    ],
)
def test_a_faulty_aggregate_is_named_with_its_place(aggregates, path, code):
    assert (path, code) in faults(aggregates=aggregates)


def test_counts_and_shares_of_one_fact_do_not_mix():
    number = {"fact": "star.annual_score", "rubric": "wgh-village"}
    mixed = [number | {"of": "count"}, number | {"rubric": "wgh-town-station", "of": "share"}]
    assert faults(aggregates=mixed) == [("/aggregates/1/of", "aggregate_mixed")]


def test_what_has_nobody_below_aggregates_nothing():
    assert ("/aggregates", "aggregate_without_below") in faults(subject="branch")


def test_the_town_counts_villages_and_stations_together():
    """Source: A-16, GOV-05."""
    sources = {(one.fact, one.rubric, one.level) for one in rubric("wgh-town").aggregates}
    assert sources == {
        ("gov.units_total", "wgh-village", ""),
        ("gov.units_total", "wgh-town-station", ""),
        ("gov.units_five_good", "wgh-village", "met"),
        ("gov.units_five_good", "wgh-town-station", "met"),
    }


def test_a_ring_is_found_and_told_in_order():
    feeds = {"county": ["town"], "town": ["village", "district"], "district": ["county"]}
    assert ring_through("county", feeds) == ("county", "town", "district", "county")
    assert ring_through("village", feeds) == ()
    assert ring_through("town", {"town": ["village"], "village": []}) == ()


@given(some.dictionaries(some.integers(0, 6), some.lists(some.integers(0, 6), max_size=4)))
def test_a_ring_is_real_and_none_is_overlooked(graph):
    feeds = {str(name): [str(one) for one in held] for name, held in graph.items()}
    for name in feeds:
        ring = ring_through(name, feeds)
        reach, todo = set(), list(feeds[name])
        while todo:
            one = todo.pop()
            if one not in reach:
                reach.add(one)
                todo += feeds.get(one, [])
        assert bool(ring) == (name in reach)
        if ring:
            assert ring[0] == ring[-1] == name
            assert all(b in feeds[a] for a, b in pairwise(ring))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_fault_of_an_aggregate_has_its_sentence(language):
    from_code = {
        "aggregate_of_itself": {"rubric": "x"},
        "aggregate_mixed": {"fact": "x"},
        "aggregate_twice": {"fact": "x", "rubric": "y"},
        "aggregate_ring": {"trail": "x → y → x"},
        "aggregate_without_below": {},
    }
    for code, data in from_code.items():
        sentence = say(Reason(code, data), language)
        assert sentence
        assert "{" not in sentence
