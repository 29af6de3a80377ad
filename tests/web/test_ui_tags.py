"""Formats, geometry and tags of the pages' building blocks."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from scoring.web import components, formats
from scoring.web.components import (
    EvidenceTile,
    Fault,
    GateRow,
    Part,
    Step,
    Threshold,
    gauge_geometry,
    segments,
)

THRESHOLDS = [
    Threshold(Decimal(75), "three"),
    Threshold(Decimal(85), "four"),
    Threshold(Decimal(95), "five"),
]
OCTOBER = datetime.datetime(2026, 10, 31, 9, 30, tzinfo=datetime.UTC)


def rendered(source, path="/", **context):
    request = RequestFactory().get(path)
    with translation.override("en"):
        template = Template("{% load branchstd_ui %}" + source)
        return template.render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (formats.points, Decimal("82.5"), "82.50"),
        (formats.points, Decimal("74.995"), "75.00"),
        (formats.points, Fraction(1, 3), "0.33"),
        (formats.points, Decimal("-2.5"), "-2.50"),
        (formats.points, None, "—"),
        (formats.points, "", "—"),
        (formats.average, Decimal("84.25"), "84.3"),
        (formats.percent, Fraction(8, 9), "88.9%"),
        (formats.percent, 1, "100.0%"),
        (formats.percent, None, "—"),
        (formats.rate, Decimal("0.865"), "87"),
        (formats.rate, None, "—"),
        (formats.megabytes, 2_516_582, "2.4 MB"),
        (formats.megabytes, 1, "0.1 MB"),
        (formats.megabytes, None, "—"),
    ],
)
def test_numbers_have_fixed_decimals_rounded_half_up(write, value, text):
    assert write(value) == text


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [
        (formats.day, datetime.date(2026, 10, 31), "31 October 2026"),
        (formats.month_day, datetime.date(2026, 1, 3), "3 January"),
        (formats.moment, OCTOBER, "31 October, 17:30"),
        (formats.full_moment, OCTOBER, "31 October 2026, 17:30"),
        (formats.clock, OCTOBER, "17:30"),
        (
            formats.day,
            datetime.datetime(2026, 10, 31, 16, 5, tzinfo=datetime.UTC),
            "1 November 2026",
        ),
        (formats.day, None, "—"),
    ],
)
def test_dates_are_local_and_spelled_out(write, value, text):
    with translation.override("en"):
        assert write(value) == text


def test_gauge_starts_at_half_and_ends_at_full():
    gauge = gauge_geometry(Decimal("82.50"), Decimal(88), THRESHOLDS)
    assert (gauge.now, gauge.reach, gauge.floor) == ("65%", "76%", "50")
    assert [tick.x for tick in gauge.ticks] == ["50%", "70%", "90%"]
    assert [tick.points for tick in gauge.ticks] == ["75", "85", "95"]


@pytest.mark.parametrize(
    ("now", "reach", "drawn"),
    [
        ("0", "0", ("0%", "0%")),
        ("49.99", "60", ("2%", "20%")),
        ("100", "100", ("100%", "100%")),
        ("120", "130", ("100%", "100%")),
        ("80", "70", ("60%", "60%")),
        ("66.67", "66.67", ("33.34%", "33.34%")),
    ],
)
def test_gauge_clamps_to_its_scale(now, reach, drawn):
    gauge = gauge_geometry(now, reach, THRESHOLDS)
    assert (gauge.now, gauge.reach) == drawn


def test_gauge_starts_at_zero_where_a_level_begins_below_half():
    gauge = gauge_geometry(30, 60, [Threshold(Decimal(40), "pass")])
    assert (gauge.now, gauge.reach, gauge.floor) == ("30%", "60%", "0")


def test_last_tick_keeps_its_text_inside():
    gauge = gauge_geometry(0, 0, [Threshold(Decimal("97.5"), "top")])
    assert gauge.ticks[0].anchor == "end"
    assert gauge.ticks[0].points == "97.5"


def test_updates_name_the_elements_that_the_tags_draw():
    gauge = gauge_geometry(80, 90, THRESHOLDS)
    page = rendered(
        '{% gauge 80 90 thresholds "so far" id="g" %}{% stars 4 "four" id="s" %}'
        '{% bar 3 4 "done" id="b" %}',
        thresholds=THRESHOLDS,
    )
    updates = (
        components.gauge_updates("g", gauge, "so far")
        | components.stars_updates("s", 4, "four")
        | components.bar_updates("b", 3, 4)
    )
    assert set(updates) == {"g", "g-now", "g-may", "s", "b", "b-now"}
    for element, attributes in updates.items():
        assert f'id="{element}"' in page
        for name, value in attributes.items():
            assert f'{name}="{value}"' in page


@pytest.mark.parametrize(("count", "drawn"), [(0, 0), (1, 0), (2, 0), (3, 3), (5, 5)])
def test_fewer_than_three_stars_are_not_drawn(count, drawn):
    page = rendered('{% stars count "word" %}', count=count)
    assert f'data-count="{drawn}"' in page
    assert page.count("#star-fill") == 5


def test_segments_stand_side_by_side_without_empty_parts():
    drawn = segments(
        [Part("s5", Decimal("0.25"), "a", 1), Part("s4", 0), Part("s3", "0.75", "b", 3)]
    )
    assert [(one.kind, one.x, one.width, one.middle) for one in drawn] == [
        ("s5", "0%", "25%", "12.5%"),
        ("s3", "25%", "75%", "62.5%"),
    ]


def test_a_narrow_segment_is_widened_and_the_sum_stays():
    drawn = segments([Part("s3", "0.99"), Part("veto", "0.01")], Fraction(1, 10))
    assert [(one.x, one.width) for one in drawn] == [("0%", "90%"), ("90%", "10%")]
    crowd = segments([Part("s3", Fraction(1, 20))] * 20, Fraction(1, 10))
    assert {one.width for one in crowd} == {"5%"}


def test_progress_of_nothing_is_nothing():
    assert 'width="0%"' in rendered('{% bar 0 0 "none" %}')


@pytest.mark.parametrize(
    ("share", "name"),
    [("0", 1), ("0.6999", 1), ("0.70", 2), ("0.78", 3), ("0.84", 4), ("0.90", 5), ("1", 5)],
)
def test_heat_has_five_steps(share, name):
    assert rendered("{{ share|heat }}", share=share) == f"heat-{name}"


def test_heat_of_nothing_has_no_class():
    assert rendered("{{ share|heat }}", share=None) == ""


def test_differences_carry_arrow_and_word():
    assert "▲" in rendered("{{ 1.24|rise }}")
    falling = rendered("{{ value|rise }}", value=Decimal("-0.65"))
    assert "▼" in falling
    assert falling.endswith("0.7</span>")
    assert 'class="down"' in falling
    assert rendered("{{ value|rise }}", value=Decimal(0)) == "0.0"
    assert rendered("{{ value|rise }}", value=3).endswith("3</span>")
    assert rendered("{{ value|rise }}", value=None) == "—"


def test_text_of_users_is_escaped_everywhere():
    evil = "<b onclick=x>"
    page = rendered(
        "{% chip 'todo' evil id=evil %}{% notice 'info' evil evil %}{% gates rows %}"
        "{% timeline steps %}{% evidence tile %}{% error_summary faults %}{% empty evil evil %}"
        "{% icon 'flag' label=evil %}{% distribution parts evil %}",
        evil=evil,
        rows=[GateRow("unmet", evil, evil, "/x", evil)],
        steps=[Step(evil, evil, "now")],
        tile=EvidenceTile("e", evil, evil, date_name=evil, date_value=evil),
        faults=[Fault("x", evil)],
        parts=[Part("s5", 1, evil, 1)],
    )
    assert "onclick=x" in page
    assert "<b onclick" not in page


@pytest.mark.parametrize("state", ["met", "unmet", "closed", "awaiting", "not_arising"])
def test_every_gate_state_has_a_word_beside_its_icon(state):
    assert 'role="img" aria-label="' in rendered("{% gates rows %}", rows=[GateRow(state, "text")])


def test_evidence_can_be_removed_and_brought_back():
    kept = rendered("{% evidence tile %}", tile=EvidenceTile("e", "minutes.pdf", remove_url="/r/"))
    assert 'form="evidence-form" formaction="/r/"' in kept
    gone = rendered(
        "{% evidence tile %}",
        tile=EvidenceTile("e", "minutes.pdf", state="removed", restore_url="/u/"),
    )
    assert 'formaction="/u/"' in gone
    assert 'formaction="/r/"' not in gone


class Profile(forms.Form):
    """A form with one field and a rule over all of them."""

    members = forms.IntegerField()

    def clean(self):
        raise forms.ValidationError("Not both.")


def test_error_summary_leads_to_each_field():
    page = rendered("{% error_summary form %}", form=Profile({"members": "many"}))
    assert '<a href="#id_members">Enter a whole number.</a>' in page
    assert "<li>Not both.</li>" in page
    assert "data-focus" in page


def test_error_summary_is_empty_when_all_is_well():
    assert rendered("{% error_summary faults %}", faults=[]).strip() == ""
    assert rendered("{% error_summary faults %}", faults=None).strip() == ""


def test_pages_keep_the_filters_of_the_address():
    page = rendered(
        "{% pagination page %}", "/list/?star=5&page=2", page=Paginator(range(150), 50).page(2)
    )
    assert 'href="?star=5&amp;page=1"' in page
    assert 'href="?star=5&amp;page=3"' in page
    assert 'aria-current="page"' in page


def test_a_single_page_needs_no_pagination():
    assert rendered("{% pagination page %}", page=Paginator([], 50).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("path", "order", "link"),
    [
        ("/?page=3&star=5", "", "?star=5&amp;sort=total"),
        ("/?sort=total", ' aria-sort="ascending"', "?sort=-total"),
        ("/?sort=-total", ' aria-sort="descending"', "?sort=total"),
    ],
)
def test_sort_head_turns_round_and_returns_to_the_first_page(path, order, link):
    page = rendered('{% sort_head "total" "Points" numeric=True %}', path)
    assert f'<th scope="col" class="n"{order}>' in page
    assert f'href="{link}"' in page
