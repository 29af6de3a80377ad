"""The shipped facts and rubrics: complete, consistent, and right on cases worked out by hand."""

import re
import sys
from datetime import date
from decimal import Decimal

import pytest

from scoring.rubrics.lined_yaml import load_yaml_with_lines
from tests.rubrics.branches import (
    FIXTURES,
    definitions,
    rubric,
    shipped,
)

# Items and parts that no fact answers. A new one has to be added here, knowingly.
JUDGED = {
    "CO5-O5/merit": "择优选配书记，不称职的及时调整",
    "CO5-M6": "党员监督",
    "CO5-M7": "党员关怀",
    "CO5-P5": "其他活动阵地",
}
REQUIRED_EVIDENCE = {"CO5-O4", "CO5-L9", "CO5-P1"}
SHIPPED = {
    "basics-essay", "corp-5std", "county-5good", "organ-5n3s", "soe-10std", "star-member",
    "star-prefecture", "star-rural-branch", "star-standardization", "wgh-community",
    "wgh-enterprise", "wgh-municipal", "wgh-subdistrict", "wgh-town", "wgh-town-station",
    "wgh-village", "xishan-5basic", "yinchuan-5std",
}  # fmt: skip


def test_every_shipped_file_reads_without_fault():
    assert list(shipped().faults) == []
    assert {one.rubric.id for one in shipped().rubrics} == SHIPPED


# What is owed before a draft can be issued; nobody opens a cycle with one.
DRAFTS = {"soe-10std": 3, "star-member": 4, "xishan-5basic": 1}


def test_what_the_source_leaves_out_is_named_and_makes_a_draft():
    owed = {one.rubric.id: len(one.rubric.missing) for one in shipped().rubrics}
    assert {name: number for name, number in owed.items() if number} == DRAFTS


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_points_add_up_to_the_weights_and_the_maximum(name):
    read = rubric(name)
    weights = {}
    for dimension in read.dimensions:
        parts = [one.max for one in (*dimension.indicators, *dimension.dropped)]
        assert sum(parts) == dimension.weight, dimension.id
        weights[dimension.id] = dimension.weight
    sheets = [one.dimensions for one in read.sheets] or [tuple(weights)]
    assert [sum(weights[one] for one in sheet) for sheet in sheets] == [100] * len(sheets)
    assert read.max == 100


@pytest.mark.parametrize("name", ["corp-5std", "star-standardization"])
def test_five_dimensions_of_twenty_points_and_36_items(name):
    read = rubric(name)
    assert [dimension.weight for dimension in read.dimensions] == [Decimal(20)] * 5
    assert read.max == 100
    assert len(read.indicators) == 36
    assert [len(dimension.indicators) for dimension in read.dimensions] == [6, 9, 8, 8, 5]


def test_thirteen_criteria_of_the_star_programme_make_100_points():
    read = rubric("star-prefecture")
    assert len(read.indicators) == 13  # STB-26
    assert sum(indicator.max for indicator in read.indicators) == 100


def test_numbers_follow_the_order_of_the_document():
    for dimension_number, dimension in enumerate(rubric().dimensions, 1):
        numbers = [indicator.number for indicator in dimension.indicators]
        assert numbers == [f"{dimension_number}.{n}" for n in range(1, len(numbers) + 1)]


def test_judged_items_and_parts_are_the_known_ones():
    found: dict[str, str] = {}
    for indicator in rubric().indicators:
        if indicator.scoring.kind == "judged":
            found[indicator.id] = indicator.name
        found.update(
            (f"{indicator.id}/{part.id}", part.name)
            for part in indicator.scoring.parts
            if part.condition is None
        )
    sys.stdout.writelines(f"judged: {key} {name}\n" for key, name in found.items())
    assert found == JUDGED


def test_judged_gates_carry_a_claim_and_the_others_a_condition():
    judged = [gate for one in rubric().levels for gate in one.gates if gate.condition is None]
    assert len(judged) == 18  # 5 + 7 + 6: judged in the star programme, and added here
    for gate in judged:
        assert gate.claim.endswith("。"), gate.id


def test_evidence_is_required_for_a_handful_and_with_a_reason():
    required = {
        one.id: one.evidence for one in rubric().indicators if one.evidence.need == "required"
    }
    assert set(required) == REQUIRED_EVIDENCE
    assert all(policy.reason and policy.documents for policy in required.values())


def test_premises_and_nothing_else_are_seen_on_the_spot():
    assert {one.number for one in rubric().indicators if one.on_site} == {
        "5.1", "5.2", "5.3", "5.4", "5.5",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_requirements_are_sentences_in_modern_words(name):
    worn = re.compile("效劳|大众|战役|到达|展开活动|宣扬|豫备|份子|很多于|根本完成|创立")
    for indicator in rubric(name).indicators:
        assert indicator.requirement.endswith("。"), indicator.id
        assert not worn.search(indicator.requirement), indicator.id
        assert len(indicator.name) <= 12, indicator.id


def test_levels_have_the_lines_and_routes_of_the_programme():
    assert [(one.id, one.stars, one.min_score, one.route) for one in rubric().levels] == [
        ("three", 3, Decimal(75), "file"),
        ("four", 4, Decimal(85), "review"),
        ("five", 5, Decimal(95), "on_site"),
    ]  # STB-01 to STB-03; A-04
    quota = rubric().quotas[0]
    assert (quota.id, quota.kind, quota.level, quota.share) == (
        "STB-Q1",
        "floor",
        "three",
        Decimal("0.70"),
    )  # STB-04; A-06
    assert [veto.id for veto in rubric().vetoes] == ["STB-V1"]  # STB-09


def test_settings_of_the_default_programme():
    settings = rubric().settings
    assert settings["validity_years"] == 1
    assert settings["publicity_working_days"] == 5
    assert settings["reinspection_from"] == "four"
    assert Decimal(settings["reinspection_rate"]) == 1


def test_no_fact_of_the_default_programme_waits_for_a_reviewer_or_a_roster():
    used = {key for one in rubric().indicators for key in one.facts}
    used |= {key for one in rubric().levels for gate in one.gates for key in gate.facts}
    known = definitions()
    untyped = {key for key in used if known[key].computed and known[key].derivation is None}
    assert untyped == set()
    assert {key for key in used if known[key].provider == "reviewer"} == set()


def test_facts_hold_the_domain_and_what_checklists_add():
    assert len(definitions()) == 239
    assert definitions()["mem.group_eligible"].derivation is not None
    assert definitions()["edu.members_ge32"].computed is False  # typed until there is a roster


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_working_day_calendar_holds_real_days_of_its_year(year):
    data = load_yaml_with_lines(FIXTURES / "holidays" / f"{year}.yaml").data
    off = [date.fromisoformat(day) for holiday in data["holidays"] for day in holiday["days"]]
    on = [date.fromisoformat(day) for day in data["workdays"]]
    assert data["year"] == year
    assert {day.year for day in off + on} == {year}
    assert len(set(off)) == len(off)
    assert all(day.weekday() >= 5 for day in on)  # only weekends can be moved to work
    assert not set(on) & set(off)
    statutory = {date(year, 1, 1), date(year, 5, 1), date(year, 10, 1), date(year, 10, 2)}
    assert statutory <= set(off)
