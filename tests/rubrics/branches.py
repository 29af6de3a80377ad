"""An invented branch with nothing wanting, to be spoilt one fact at a time."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scoring.engine.facts import FactBook, FactDefinition, OrganizationFacts, default_window
from scoring.engine.rubric import Rubric
from scoring.rubrics.loading import Reading, read_files

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
RUBRICS = sorted((FIXTURES / "rubrics").glob("*.yaml"))
YEAR = 2026  # window 1 October 2025 to 30 September 2026
MONTHS = {YEAR - 1: (10, 11, 12), YEAR: tuple(range(1, 10))}
QUARTERS = {YEAR - 1: (4,), YEAR: (1, 2, 3)}

Sheets = dict[int, dict[str, Any]]


@cache
def shipped() -> Reading:
    """Return what the shipped files read as."""
    return read_files(FIXTURES / "facts.yaml", RUBRICS, RUBRICS)


def rubric(name: str = "star-standardization") -> Rubric:
    return next(one.rubric for one in shipped().rubrics if one.rubric.id == name)


def definitions() -> dict[str, FactDefinition]:
    return dict(shipped().definitions)


SNAPSHOT: dict[str, Any] = {
    "org.form": "单独支部",
    "org.members_total": 20,
    "org.members_full": 19,
    "org.activists": 0,
    "org.setup_synchronized": True,
    "org.unit_full_members": 19,
    "org.unit_headcount": 60,
    "org.annual_docs": ["目标", "计划", "总结"],
    "org.has_committee": True,
    "org.committee_size": 5,
    "org.committee_posts": ["书记", "组织委员", "宣传委员", "纪检委员", "群（青）工委员"],
    "org.deputy_count": 0,
    "org.elected_by_congress": True,
    "org.elected_on": "2024-05-10",
    "org.term_years": 3,
    "org.committee_vacancies": 0,
    "org.secretary_party_years": 12,
    "org.has_groups": True,
    "org.groups": [
        {"name": "第一党小组", "members": 10, "full_members": 10, "leaders": 1},
        {"name": "第二党小组", "members": 10, "full_members": 9, "leaders": 1},
    ],
    "life.secretary_lecture": 1,
    "life.report_superior": 1,
    "life.report_congress": 1,
    "life.org_life_meeting": 1,
    "life.meeting_consulted": True,
    "life.meeting_criticism": True,
    "life.issues_found": 4,
    "life.issues_fixed": 4,
    "life.members_reported": 20,
    "life.appraisals": 1,
    "life.appraisal_steps": ["个人自评", "党员互评", "民主测评", "组织评定"],
    "life.appraisal_graded": True,
    "life.appraisal_due": 19,
    "life.appraisal_attended": 19,
    "life.appraisal_qualified": 19,
    "life.members_talked": 20,
    "mem.developed": 2,
    "mem.dev_complete": 2,
    "edu.members_ge32": 20,
    "edu.officers_total": 5,
    "edu.officers_ge56": 5,
    "edu.secretary_training": 1,
    "edu.new_members_due": 1,
    "edu.new_members_trained": 1,
    "edu.notebooks": 20,
    "mem.not_enrolled": 0,
    "mem.dues_due": 240,
    "mem.dues_on_time": 240,
    "mem.transfers": 1,
    "mem.transfers_timely": 1,
    "mem.inactive_6m": 0,
    "mem.inactive_handled": 0,
    "mem.three_displays": True,
    "mem.pioneer_posts": 3,
    "mem.service_teams": 1,
    "led.books": ["支部会议记录本", "党小组会议记录本", "党员学习笔记本"],
    "led.box_organization": ["内容齐全", "有目录", "按届合订"],
    "led.box_members": ["内容齐全", "有目录", "按年合订"],
    "led.box_life": ["内容齐全", "有目录", "按年合订"],
    "led.box_education": ["内容齐全", "有目录", "按年合订"],
    "led.box_excellence": ["内容齐全", "有目录", "按年合订"],
    "led.box_culture": ["内容齐全", "有目录", "按年合订"],
    "led.dues_cards": 20,
    "place.room_type": "专用",
    "place.signs": 1,
    "place.flags": 1,
    "place.boards": 3,
    "place.team_flag": True,
    "place.bulletin": True,
    "mem.group_joined": 20,
    "life.superior_invited": 30,
    "life.superior_attended": 30,
    "life.superior_late": 0,
    "life.superior_tasks": 6,
    "life.superior_tasks_done": 6,
    "disc.cases": 0,
    "disc.criticisms": 0,
    "disc.faults": 0,
    "gov.transparency": True,
    "life.team_activities": 2,
    "life.innovations": [{"name": "移动党课", "effect": "覆盖外出党员"}],
    "star.honours": [{"name": "先进党支部", "issuer": "机关党委", "awarded": "2026-06-30"}],
    "star.rank": 1,
    "star.annual_score": "96.00",
    "star.target_score": "90.00",
}
MONTHLY = ("life.committee", "life.group", "life.themed_day", "place.chat_push")
QUARTERLY = ("life.congress", "life.lecture", "org.quarterly_plans")
# What becomes of the snapshot where there is neither a committee nor a group nor a new member.
SMALL: dict[str, Any] = {
    "org.members_total": 5,
    "org.members_full": 5,
    "org.has_committee": False,
    "org.committee_posts": ["书记"],
    "org.has_groups": False,
    "life.members_reported": 5,
    "life.appraisal_due": 5,
    "life.appraisal_attended": 5,
    "life.appraisal_qualified": 5,
    "life.members_talked": 5,
    "mem.developed": 0,
    "mem.dev_complete": 0,
    "edu.members_ge32": 5,
    "edu.officers_total": 1,
    "edu.officers_ge56": 1,
    "edu.new_members_due": 0,
    "edu.new_members_trained": 0,
    "edu.notebooks": 5,
    "led.books": ["支部会议记录本", "党员学习笔记本"],
    "led.dues_cards": 5,
    "mem.group_joined": 5,
}
ANSWERS: dict[str, Any] = {
    "item:CO5-M6": "full",
    "item:CO5-M7": "full",
    "item:CO5-P5": "full",
    "part:CO5-O5/merit": True,
}


def perfect_sheets() -> Sheets:
    """Return the sheets of a branch that lacks nothing, clean for three windows."""
    sheets: Sheets = {YEAR: dict(SNAPSHOT), YEAR - 1: {}, YEAR - 2: {}}
    for year in (YEAR - 1, YEAR - 2):
        sheets[year] = {"disc.cases": 0, "disc.criticisms": 0, "disc.faults": 0}
    for year, months in MONTHS.items():
        sheets[year].update({key: {str(n): 1 for n in months} for key in MONTHLY})
    for year, quarters in QUARTERS.items():
        sheets[year].update({key: {str(n): 1 for n in quarters} for key in QUARTERLY})
    return sheets


def book(
    changes: dict[str, Any] | None = None,
    *,
    sheets: Sheets | None = None,
    founded_on: date | None = date(2010, 7, 1),
    without: tuple[str, ...] = (),
) -> FactBook:
    """Return the perfect branch with some facts of the year changed or never entered."""
    sheets = sheets or perfect_sheets()
    sheets[YEAR].update(changes or {})
    for key in without:
        sheets[YEAR].pop(key, None)
    return FactBook(
        definitions=definitions(),
        window=default_window(YEAR),
        sheets=sheets,
        organization=OrganizationFacts("branch", founded_on),
    )


def all_judged_gates() -> dict[str, bool]:
    """Return a reviewer's yes to every judged gate."""
    gates = (gate for level in rubric().levels for gate in level.gates)
    return {gate.id: True for gate in gates if gate.condition is None}
