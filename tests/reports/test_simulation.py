"""A rubric tried on decided branches: what comes out, where it comes from, and as a workbook."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Cycle
from scoring.engine.trial_cases import carried, decided
from scoring.engine.trial_changes import Needs, gates_of, with_lines
from scoring.engine.vectors import hundredths
from scoring.ratings.models import Rating
from scoring.reports import simulation as trying
from scoring.reports.simulation import NothingDecided, simulate
from scoring.reports.simulation_data import as_json, sentences
from scoring.reports.simulation_findings import explained, level_counts, moved, oddities
from scoring.reports.simulation_reading import (
    Definitions,
    case_of,
    read_frozen,
    without_words,
)
from scoring.reports.simulation_sources import from_version
from scoring.reports.workbook.simulation import write_simulation
from scoring.rubrics.queries import rubric_of
from scoring.web.desk import reading_only
from tests.factories import NOW, World, make_world
from tests.factories.review import (
    CONFIRMED,
    assessment_at,
    conclude,
    confirmed_veto,
    cut,
    rating_of,
)

pytestmark = pytest.mark.django_db
ITEM, LOST = "CO5-O1", Decimal("1.50")
TOTAL = Decimal("98.50")  # of the branch that lost 1.50 of 100 points


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def cycle(world) -> Cycle:
    """Two branches decided with five stars, at 98.50 and at 100.00 points."""
    first = assessment_at(Status.SUBMITTED, world)
    most = next(one.max for one in rubric_of(first.cycle.rubric_version).indicators)
    cut(world, first, ITEM, most - LOST)
    conclude(world, first)
    assessment_at(Status.CONCLUDED, world, organization=world.sibling)
    assert [str(one.total) for one in Rating.objects.order_by("pk")] == ["98.50", "100.00"]
    return Cycle.objects.select_related("rubric_version", "organization").get()


def tried(cycle: Cycle, lines: dict[str, str], *, all_gates: bool = True) -> trying.Simulation:
    rubric = with_lines(
        rubric_of(cycle.rubric_version), {key: Decimal(one) for key, one in lines.items()}, {}
    )
    with reading_only():
        return simulate(cycle, cycle.organization, rubric, all_gates=all_gates)


def test_a_raised_line_takes_the_star_of_who_lies_below_it(world, cycle):
    found = tried(cycle, {"five": "98.51"})
    counts = {one.id: (one.before, one.after) for one in level_counts(found)}
    assert counts == {"five": (2, 1), "four": (0, 1), "three": (0, 0), "": (0, 0)}
    (row,) = explained(found, moved(found))
    assert row.moved.branch.name == world.branch.name
    assert (row.moved.before, row.moved.after, row.moved.rises) == ("five", "four", False)
    assert [(one.code, one.data["points"]) for one in row.why] == [("short_of_line", "0.01")]


def test_the_line_itself_is_enough(cycle):
    assert moved(tried(cycle, {"five": "98.50"})) == []


def test_what_only_lines_decide_reads_no_decision(cycle, monkeypatch):
    """At 98.51 one of two branches is read, at an unmoved line none."""
    read: list[int] = []
    real = trying.contents
    monkeypatch.setattr(trying, "contents", lambda few: read.extend(few) or real(few))
    tried(cycle, {"five": "96"}, all_gates=False)
    assert read == []
    found = tried(cycle, {"five": "98.51"}, all_gates=False)
    assert read == [found.branches[0].rating]
    assert found.tried.changes.needs == Needs.LINES


def test_a_lowered_line_lifts_nobody_above_the_star_applied_for(world):
    first = assessment_at(Status.CONCLUDED, world, star="four")
    assert rating_of(first).proposed_level == "four"
    assert moved(tried(first.cycle, {"five": "90"})) == []


def test_who_has_no_decision_is_left_out(world):
    assessment = assessment_at(Status.CONCLUDED, world)
    found = tried(assessment.cycle, {})
    branches = Assessment.objects.filter(cycle=assessment.cycle).count()
    assert (len(found.branches), found.undecided) == (1, branches - 1)
    assert branches > 1


def test_a_cycle_without_decisions_cannot_be_tried(world):
    assessment = assessment_at(Status.SUBMITTED, world)
    with pytest.raises(NothingDecided):
        tried(assessment.cycle, {})


def test_a_veto_stays_a_veto_whatever_the_lines(world):
    first = assessment_at(Status.SUBMITTED, world)
    cut(world, first, ITEM, Decimal("2.50"))
    confirmed_veto(world, now=NOW)
    conclude(world, first)
    assert rating_of(first).proposed_level == ""
    found = tried(first.cycle, {"five": "98.51"})
    assert (found.tried.level.tolist(), found.tried.one_by_one) == ([0], 1)


def test_the_short_reading_of_a_decision_says_what_the_long_one_says(cycle):
    gates = [one.id for one in gates_of(rubric_of(cycle.rubric_version))]
    for content in Rating.objects.values_list("content", flat=True):
        whole = json.loads(content)
        verdicts = whole["decision"]["gates"]
        held = {one["id"]: one["state"] in ("met", "not_arising") for one in verdicts}
        assert read_frozen(content, gates).states == tuple(int(held[one]) for one in gates)
        assert not read_frozen(content, gates).vetoed
        slim = without_words(content)
        assert slim.pop("decision") == {"applied": whole["decision"]["applied"]}
        assert slim == {key: one for key, one in whole.items() if key not in ("sheet", "decision")}


def test_a_text_that_looks_like_a_verdict_is_none(cycle):
    content = Rating.objects.values_list("content", flat=True)[0]
    whole = json.loads(content)
    gate = whole["decision"]["gates"][0]
    verdict = json.dumps({"id": gate["id"], "level": "five", "name": "x", "state": "unmet"})
    forged = f'","evidence":[{verdict}'
    whole["answers"]["gate:x"] = {"claimed": True, "sentence": forged}
    gate["why"] = [{"code": "x", "data": {"sentence": forged}}]
    again = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert read_frozen(again, [gate["id"]]).states == (1,)
    assert without_words(again)["answers"] == whole["answers"]


def test_another_rubric_gives_what_the_engine_gives_one_by_one(cycle):
    new = from_version("corp-5std")
    with reading_only():
        found = simulate(cycle, cycle.organization, new)
    definitions, old = Definitions(), rubric_of(cycle.rubric_version)
    for n, content in enumerate(Rating.objects.order_by("pk").values_list("content", flat=True)):
        sheet, decision = decided(carried(case_of(content, old, definitions), new))
        assert int(found.tried.total[n]) == hundredths(sheet.total)
        assert int(found.tried.level[n]) == new.rank(decision.level)
    assert found.other_levels


def test_points_of_a_row_that_is_not_the_decision_are_taken_from_the_decision(cycle):
    first = Rating.objects.order_by("pk")[0]
    Assessment.objects.filter(pk=first.assessment_id).update(packed=b"")
    found = tried(cycle, {"five": "98.51"})
    assert found.tried.total.tolist() == [9850, 10000]
    assert [one.before for one in moved(found)] == ["five"]


def test_a_level_that_points_and_gates_do_not_explain_is_looked_at_alone(cycle):
    first = Rating.objects.order_by("pk")[0]
    Rating.objects.filter(pk=first.pk).update(proposed_level="three")
    found = tried(cycle, {})
    assert (found.year.apart.tolist(), found.tried.one_by_one) == ([True, False], 0)
    # Asked anew about it, the engine gives what its facts give.
    assert [(one.before, one.after) for one in moved(tried(cycle, {"five": "98.51"}))] == [
        ("three", "four")
    ]


def test_the_workbook_says_the_same_cell_by_cell(world, cycle):
    found = tried(cycle, {"five": "98.51"})
    file = BytesIO()
    write_simulation(file, found, on=CONFIRMED.date())
    book = load_workbook(file)
    assert book.sheetnames == ["分布", "上升", "下降", "提示"]
    assert body(book["分布"], 6) == [
        ["五星级", 2, 1, -1, 1, 0.5],
        ["四星级", 0, 1, 1, 0, 0.5],
        ["三星级", 0, 0, 0, 0, 0],
        ["未评定等级", 0, 0, 0, 0, 0],
        ["合计", 2, 2, None, None, None],
    ]
    assert body(book["上升"], 9) == [["（无）", *[None] * 8]]
    branch = world.branch
    assert body(book["下降"], 9) == [
        [
            world.committee.label,
            branch.code,
            branch.name,
            "五星级",
            "四星级",
            98.5,
            98.5,
            "距五星级差 0.01 分（现有 98.50 分，需 98.51 分）",
            None,
        ]
    ]
    assert book["下降"]["F5"].data_type == "n"
    assert book["下降"]["F5"].number_format == "0.00"
    kinds = {row[0] for row in body(book["提示"], 6)}
    assert {"几乎所有支部都达到的条件", "没有支部失分的项目"} <= kinds
    for row in body(book["提示"], 6):
        assert all(isinstance(one, int | float) or one is None for one in row[2:5])
    closing = str(book["分布"].cell(5 + 5 + 1, 1).value)
    assert "未改动任何评定" in closing
    assert "被一票否决的支部按否决前的等级计入" in closing
    assert "不会高于申报等级" in closing


def body(sheet, width: int) -> list[list[object]]:
    """Return the rows below the two-row head, up to the empty line before the closing one."""
    rows = []
    for row in sheet.iter_rows(min_row=5, max_col=width, values_only=True):
        if all(one is None for one in row):
            break
        rows.append([one or None if isinstance(one, str) else one for one in row])
    return rows


def test_json_and_terminal_say_who_moves_and_why(world, cycle):
    found = tried(cycle, {"five": "98.51"})
    with translation.override("zh-hans"):
        data = as_json(found)
        said = list(sentences(found))
    assert json.loads(json.dumps(data)) == data
    assert [(one["name"], one["before"], one["after"]) for one in data["falls"]] == [
        (world.branch.name, "five", "four")
    ]
    assert data["rises"] == []
    assert "五星级: 2 → 1" in said
    assert any(one.startswith("▼") and "差 0.01 分" in one for one in said)


def test_a_standard_with_a_rank_that_few_can_have_contradicts_its_goal(cycle):
    """Rank 1 of two branches is half of them, and the goal is 80 %."""
    found = oddities(tried(cycle, {}))
    assert ("five", 1, 1, 2) in [
        (one.level.id, one.rank, one.reachable, one.branches) for one in found.clashes
    ]
