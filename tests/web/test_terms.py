"""Addresses of assessments: a year, a programme under any id that a standard may bear, a round."""

import pytest
from django.urls import resolve, reverse

from scoring.web.terms import Term


@pytest.mark.parametrize("number", [1, 2, 12])
@pytest.mark.parametrize(
    "programme", ["wgh-village", "Star-2027", "county_5", "2027", "a.b", "a.2"]
)
def test_an_address_leads_back_to_what_it_was_made_of(programme, number):
    term = Term(2026, programme, number)
    assert resolve(reverse("selfassessment:home_of", args=[term])).kwargs == {"year": term}
    assert resolve(reverse("record:show", args=[7, str(term)])).kwargs["year"] == term


def test_a_year_alone_and_a_first_round_are_as_short_as_they_can_be():
    assert resolve(reverse("record:show", args=[7, 2026])).kwargs["year"] == Term(2026)
    assert str(Term(2026, "wgh-village")) == "2026.wgh-village"
    assert str(Term(2026, "wgh-village", 2)) == "2026.wgh-village.2"
