"""Forms whose rows add up to the total: part sheets, bonuses, and what is provisional."""

import dataclasses
import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.assessments.enums import Status
from scoring.documents.forms.rendering import render_form
from scoring.engine.document import compose
from scoring.engine.reading import read_rubric
from scoring.engine.results import as_data
from scoring.reports.paper_points import sheets_on
from scoring.reports.papers import declaration, verification
from scoring.rubrics.lined_yaml import load_yaml_with_lines
from scoring.rubrics.loading import ReadRubric
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.storing import store
from scoring.workflow.filling import save_entries
from scoring.workflow.review import judge_gate
from tests.documents import pdf as reading
from tests.engine.test_sheets import blended, found
from tests.factories import NOW, YEAR, make_world
from tests.factories.filling import assessment_at, fresh
from tests.factories.review import REVIEWED, conclude, cut, rating_of, review_of
from tests.rubrics.branches import RUBRICS, definitions, shipped
from tests.workflow.test_bonuses import BONUSES

DAY = datetime.date(YEAR, 11, 5)
PROVISIONAL = "CO5-L7"


def version_of(**more) -> RubricVersion:
    """Publish the default programme in two part sheets with bonuses that count."""
    files = {path.stem: load_yaml_with_lines(path).data for path in RUBRICS}
    document = compose(files, "star-standardization")
    names = [one["id"] for one in document["dimensions"]]
    sheet = {"name_en": "part", "weight": "0.6", "dimensions": names[:2]}
    document |= {
        "version": "9.1",
        "bonuses": BONUSES,
        "bonus_cap": 5,
        "bonus_counts": True,
        "sheets": [
            {"id": "base", "name": "基础评定", **sheet},
            {"id": "own", "name": "实绩评定", **sheet, "weight": "0.4", "dimensions": names[2:]},
        ],
        **more,
    }
    source = next(one.source for one in shipped().rubrics if one.rubric.id == document["id"])
    read = ReadRubric(source, document, read_rubric(document, definitions()))
    reading_of = dataclasses.replace(shipped(), rubrics=(read,))
    return store(reading=reading_of, by="test", now=NOW)[0].version


@pytest.fixture
def world(db):
    made = make_world()
    made.__dict__["version"] = version_of()
    return made


@pytest.fixture
def submitted(world):
    assessment = assessment_at(Status.FILLING, world)
    changes = {"gate:BON-1": {"claimed": True, "sentence": "全县现场会推广。"}}
    saved = save_entries(
        assessment=assessment, changes=changes, seen={}, by=world.secretary, now=NOW
    )
    assert not saved.refused
    return assessment_at(Status.SUBMITTED, world)


def words(form) -> str:
    printed = render_form(form)
    pages = range(reading.page_count(printed))
    return re.sub(r"\s", "", "".join(reading.text_of(printed, page) for page in pages))


def test_a_declaration_shows_part_sheets_and_bonuses_that_add_up_to_its_total(submitted):
    form = declaration(submitted, printed_on=DAY)
    assert {part.sheet for part in form.parts} == {"基础评定", "实绩评定"}
    assert form.bonuses is not None
    worth = sum(one.claimed.worth for one in form.sheets)
    assert worth == form.bonuses.base
    assert worth + form.bonuses.given == form.total == Decimal("100.50")
    text = words(form)
    assert "分表：基础评定" in text
    assert "权重60%" in text
    assert "不含加分得分100.00" in text
    assert "服务队1.000.50党员服务队" in text


def test_a_verification_adds_up_on_both_sides(world, submitted):
    cut(world, submitted, "CO5-L7", Decimal("0"))
    judge_gate(
        review=review_of(submitted), gate="BON-1", met=True, reason="",
        by=world.reviewer, now=REVIEWED,
    )  # fmt: skip
    conclude(world, submitted)
    form = verification(review_of(submitted), rating_of(submitted), printed_on=DAY)
    assert form.bonuses is not None
    assert form.bonuses.base_verified is not None
    assert form.bonuses.given_verified == Decimal("2.50")
    kept = sum(one.verified.worth for one in form.sheets if one.verified)
    assert kept == form.bonuses.base_verified < 100
    assert kept + form.bonuses.given_verified == form.total
    assert sum(one.claimed.worth for one in form.sheets) + form.bonuses.given == form.claimed
    assert "经验推广2.000.002.00加2.00分" in words(form)


def test_a_draft_shows_the_sum_of_its_bonuses(world):
    assessment = fresh(assessment_at(Status.FILLING, world))
    form = declaration(assessment, printed_on=DAY)
    assert form.bonuses is not None
    worth = sum(one.claimed.worth for one in form.sheets)
    assert worth + form.bonuses.given == form.total
    assert "尚未提交" in words(form)


def test_points_of_the_years_end_are_provisional_on_the_form(db):
    made = make_world()
    document = load_yaml_with_lines(next(p for p in RUBRICS if p.stem == "corp-5std")).data
    dimensions = document["dimensions"]
    for dimension in dimensions:
        for item in dimension["indicators"]:
            item["year_end"] = item["id"] == PROVISIONAL
    files = {path.stem: load_yaml_with_lines(path).data for path in RUBRICS}
    settings = compose(files, "star-standardization")["settings"] | {"final_cutoff": "12-31"}
    made.__dict__["version"] = version_of(dimensions=dimensions, settings=settings)
    assessment = assessment_at(Status.SUBMITTED, made)
    form = declaration(assessment, printed_on=DAY)
    last = datetime.date(YEAR, 12, 31)
    assert [one.final_from for part in form.parts for one in part.items].count(last) == 1
    assert f"暂计，{YEAR}年12月31日起的数据为准。" in words(form)


def test_a_sheet_of_which_nothing_applies_is_worth_nothing():
    sheet, _ = found(blended(), {"A1": 45, "B1": 40}, {"a.committee": True})
    base, own = sheets_on(blended(), as_data(sheet), None)
    assert (base.claimed.worth, base.claimed.most) == (Decimal("100.00"), Decimal("100.00"))
    assert (own.claimed.worth, own.claimed.most) == (Decimal("0.00"), Decimal("0.00"))


@given(st.tuples(*(st.integers(0, most * 100) for most in (45, 15, 40, 50))))
def test_the_worths_always_add_up(points):
    given_ = dict(
        zip(("A1", "A2", "B1", "C1"), (Decimal(one) / 100 for one in points), strict=True)
    )
    sheet, _ = found(blended(), given_)
    shown = sheets_on(blended(), as_data(sheet), None)
    assert sum(one.claimed.worth for one in shown) == sheet.total
    assert sum(one.claimed.most for one in shown) == 100
