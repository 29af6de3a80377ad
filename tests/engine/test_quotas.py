"""Quotas: rounding, new awards, units, the year of the programme, and who stands at the cut."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.faults import FaultsFound
from scoring.engine.quotas import Candidate, quota_verdicts
from tests.engine.small import judged_rubric

CAP = {"id": "Q", "name": "五星", "kind": "cap", "level": "five", "share": "0.30"}


def with_quota(**more):
    return judged_rubric(quotas=[{**CAP, **more}])


def branches(*points, level="five", **more):
    return [Candidate(n, level, Decimal(one), **more) for n, one in enumerate(points)]


def verdict(read, candidates, **more):
    (found,) = quota_verdicts(read, candidates, **more)
    return found


@pytest.mark.parametrize(
    ("rounding", "kind", "allowed"),
    [  # 0.30 of 11 branches are 3.3, of 5 exactly 1.5
        (None, "cap", (3, 1)),  # a cap is rounded down
        (None, "floor", (4, 2)),
        (None, "target", (4, 2)),
        ("floor", "floor", (3, 1)),
        ("half_up", "cap", (3, 2)),
        ("ceil", "cap", (4, 2)),
    ],
)
def test_a_share_becomes_a_whole_number(rounding, kind, allowed):
    read = with_quota(kind=kind, **({"rounding": rounding} if rounding else {}))
    found = tuple(verdict(read, branches(*[90] * n)).allowed for n in (11, 5))
    assert found == allowed


def test_a_count_stands_instead_of_the_share():
    quota = {key: value for key, value in CAP.items() if key != "share"} | {"count": 2}
    read = judged_rubric(quotas=[quota])
    found = verdict(read, branches(99, 98, 97))
    assert (found.allowed, found.taken, found.left, found.holds) == (2, 3, 0, False)
    assert found.cut.outside == (2,)
    with pytest.raises(FaultsFound) as faults:
        with_quota(count=2)
    assert [(one.path, one.code) for one in faults.value.faults] == [
        ("/quotas/0", "quota_share_or_count")
    ]


def test_new_awards_leave_out_who_held_the_level_before():
    # STR-03 to STR-05: 30 % of all branches as new awards
    read = with_quota(of="new")
    held = [Candidate("old", "five", Decimal(99), held=3), Candidate("up", "five", held=2)]
    others = [Candidate(n, "") for n in range(8)]
    found = verdict(read, [*held, *others])
    assert (found.taken, found.allowed, found.share, found.holds) == (1, 3, Fraction(1, 10), True)
    assert found.left == 2


def test_a_quota_of_one_year_is_asked_in_that_year_only():
    read = with_quota(year_index=2)
    assert quota_verdicts(read, branches(99), year_index=1) == []
    assert verdict(read, branches(99), year_index=2).taken == 1
    assert verdict(read, branches(99)).taken == 1  # nobody says which year


def test_each_unit_has_its_own_share():
    read = with_quota(scope="organization")
    town, other = branches(99, 98, 97, unit="A"), branches(99, 96, 95, 94, 93, 92, 91, unit="B")
    first, second = quota_verdicts(read, [*other, *town])
    assert (first.unit, first.allowed, first.taken, first.branches) == ("A", 0, 3, 3)
    assert (second.unit, second.allowed, second.taken, second.branches) == ("B", 2, 7, 7)
    assert second.cut.inside == (0, 1)


@pytest.mark.parametrize(
    ("ties", "inside", "tied", "outside", "holds"),
    [
        ("decide", (0,), (1, 2, 3), (4, 5, 6, 7, 8, 9), False),
        ("all_in", (0, 1, 2, 3), (), (4, 5, 6, 7, 8, 9), False),
        ("all_out", (0,), (), (1, 2, 3, 4, 5, 6, 7, 8, 9), False),
    ],
)
def test_equal_points_at_the_cut(ties, inside, tied, outside, holds):
    read = with_quota(ties=ties)  # three of ten
    found = verdict(read, branches(99, 98, 98, 98, 97, 96, 96, 96, 96, 96))
    assert (found.cut.inside, found.cut.tied, found.cut.outside) == (inside, tied, outside)
    assert found.holds is holds


def test_all_who_are_equal_come_in_where_nobody_is_below():
    candidates = [*branches(98, 98, 98, 98), *(Candidate(f"n{n}", "") for n in range(6))]
    assert verdict(with_quota(ties="all_in"), candidates).holds
    assert not verdict(with_quota(ties="decide"), candidates).holds


def test_equal_points_beside_the_cut_are_no_tie():
    found = verdict(with_quota(), branches(99, 98, 98, 97, 97, 96, 95, 94, 93, 92))
    assert (found.cut.inside, found.cut.tied) == ((0, 1, 2), ())
    assert found.cut.outside == (3, 4, 5, 6, 7, 8, 9)


def test_without_branches_everything_holds():
    found = verdict(with_quota(), [])
    assert (found.holds, found.share, found.allowed) == (True, Fraction(0), 0)


@given(
    st.lists(st.integers(90, 93), max_size=12),
    st.sampled_from(["decide", "all_in", "all_out"]),
    st.fractions(0, 1, max_denominator=20),
)
def test_everybody_stands_in_one_place_and_nobody_stands_above_better_points(points, ties, share):
    read = with_quota(ties=ties, share=str(round(float(share), 2)))
    found = verdict(read, branches(*points))
    cut = found.cut
    assert sorted([*cut.inside, *cut.tied, *cut.outside]) == list(range(len(points)))
    if ties != "all_in":
        assert len(cut.inside) <= found.allowed
    groups = [[points[key] for key in part] for part in (cut.inside, cut.tied, cut.outside)]
    worst = [min(part) for part in groups if part]
    best = [max(part) for part in groups if part]
    assert all(low > high for low, high in zip(worst, best[1:], strict=False))


@pytest.mark.parametrize(
    ("more", "path", "code"),
    [
        ({"rounding": "up"}, "/quotas/0/rounding", "choice_unknown"),
        ({"scope": "town"}, "/quotas/0/scope", "choice_unknown"),
        ({"of": "all"}, "/quotas/0/of", "choice_unknown"),
        ({"year_index": "1.5"}, "/quotas/0/year_index", "not_whole"),
        ({"year_index": 0}, "/quotas/0/year_index", "number_under"),
        ({"ties": "draw"}, "/quotas/0/ties", "choice_unknown"),
        ({"kind": "floor", "ties": "all_in"}, "/quotas/0/ties", "quota_ties_of_cap"),
    ],
)
def test_faults_have_their_place(more, path, code):
    with pytest.raises(FaultsFound) as found:
        with_quota(**more)
    assert [(one.path, one.code) for one in found.value.faults] == [(path, code)]
