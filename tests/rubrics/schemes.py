"""What the schemes beside the default programme ask for, in a subject that lacks nothing."""

from decimal import Decimal
from typing import Any

from scoring.engine.levels import level
from scoring.engine.results import Decision, ScoreSheet
from scoring.engine.rubric import Indicator, Rubric
from scoring.engine.scoring import score
from tests.rubrics.branches import MONTHS, QUARTERS, YEAR, Sheets, book, perfect_sheets, rubric

MORE: dict[str, Any] = {
    "disc.big_petition": False,
    "disc.branch_defunct": False,
    "disc.dues_defaulted": False,
    "disc.external_vetoes": [],
    "disc.fraud": 0,
    "disc.lost_lawsuit": False,
    "disc.malfeasance": False,
    "disc.safety_accident": False,
    "disc.team_paralysed": False,
    "disc.group_petitions": 0,
    "disc.labour_disputes": 0,
    "disc.skip_petitions": 0,
    "disc.violations_stopped": True,
    "eco.collective_income": "60000",
    "eco.disposable_fiscal": "9000000",
    "eco.tax_target_met": 1,
    "eco.net_income": "6000",
    "eco.village_debt": "0",
    "eco.villages": 10,
    "eco.villages_debt_free": 5,
    "eco.villages_ge50k": 4,
    "edu.cadre_rotation": 1,
    "edu.members_school_ge3": 18,
    "edu.party_workers": 3,
    "edu.party_workers_trained": 3,
    "edu.standard_training_due": 6,
    "edu.standard_training_done": 6,
    "edu.system_training": 1,
    "ent.key_posts": 10,
    "ent.key_posts_party": 8,
    "ent.leaders": 5,
    "ent.leaders_in_mgmt": 3,
    "ent.mid_managers": 10,
    "ent.mid_managers_party": 7,
    "ent.secretary_decides": True,
    "ent.union_league": True,
    "fund.party_budget": "10000",
    "fund.payroll": "1000000",
    "fund.secured": True,
    "gov.area_units": 20,
    "gov.area_units_joined": 20,
    "gov.communities": 10,
    "gov.communities_five_good": 6,
    "gov.cross_serving": 7,
    "gov.one_shoulder": 8,
    "gov.secretary_commended": "市",
    "gov.two_committee_cadres": 10,
    "gov.units_five_good": 6,
    "gov.units_total": 12,
    "led.account": 1,
    "led.files_complete": "规范化整理",
    "led.flowcharts": ["党费收缴", "发展党员", "关系接转", "三会一课"],
    "led.hard_indicators": ["组织健全", "制度完善", "运行规范", "活动经常", "资料齐全", "作用突出"],
    "led.ledger": 1,
    "led.pledge_targets": ["上级工委", "党员群众"],
    "led.pledges": 4,
    "led.pledges_done": 4,
    "led.rectify_closed": 4,
    "led.rectify_items": 4,
    "led.task_items": 8,
    "led.task_items_clear": 8,
    "led.task_items_done": 8,
    "led.task_list_filed": True,
    "led.work_record": 1,
    "life.leaders_dual_life": 2,
    "life.leaders_total": 2,
    "life.life_systems": ["主题党日", "党费日", "政治生日", "组织生活会", "民主评议", "第六项待定"],
    "life.plan_filed": True,
    "life.themed_day_fixed": True,
    "mem.care_activities": 1,
    "mem.five_good": 19,
    "mem.hidden": 0,
    "mem.le35": 4,
    "mem.le50": 14,
    "mem.le50_skilled": 14,
    "mem.points_scheme": True,
    "mem.relation_checks": 1,
    "mem.volunteers": 8,
    "org.activists": 8,
    "org.dedicated_party_worker": True,
    "org.reserve_cadres": 2,
    "org.rule_book": [{"name": f"制度{n}", "adopted": "2025-01-01"} for n in range(10)],
    "org.rules_on_wall": True,
    "org.subordinates_built": 6,
    "org.subordinates_covered": 6,
    "org.subordinates_required": 6,
    "org.villager_groups": 8,
    "place.area": "200",
    "place.chat_group": True,
    "place.fixed_venue": True,
    "place.group_chats": 2,
    "place.public_account": 1,
    "place.service_centre_area": "150",
    "sat.ballots": 100,
    "sat.member_rate": "0.95",
    "sat.org_rate": "0.95",
    "sat.satisfied": 95,
    "sup.annual_reviews": 1,
    "sup.cadre_contact": True,
    "sup.weekly_reviews": 48,
}
YEAR_BEFORE: dict[str, Any] = {
    "eco.disposable_fiscal": "8500000",
    "eco.net_income": "5500",
    "gov.communities": 10,
    "gov.communities_five_good": 5,
    "mem.volunteers": 6,
    "org.members_total": 20,
}


def sheets() -> Sheets:
    """Return the sheets of a subject that lacks nothing under any shipped scheme."""
    made = perfect_sheets()
    made[YEAR].update(MORE)
    made[YEAR - 1].update(YEAR_BEFORE)
    for year, months in MONTHS.items():
        made[year]["life.monthly_core"] = {str(n): 3 for n in months}
        made[year]["sup.monthly_notices"] = {str(n): 1 for n in months}
        made[year]["sup.contact_visits"] = {str(n): 1 for n in months}
    for year, quarters in QUARTERS.items():
        made[year]["sup.quarterly_assessments"] = {str(n): 1 for n in quarters}
    return made


def best_answers(scheme: Rubric) -> dict[str, Any]:
    """Return the best answer to everything judged."""
    answers: dict[str, Any] = {}
    for item in scheme.indicators:
        answers.update(_best(item))
    return answers


def _best(item: Indicator) -> dict[str, Any]:
    if item.scoring.kind == "judged":
        return {f"item:{item.id}": item.scoring.choices[0].id}
    judged = (part for part in item.scoring.parts if part.condition is None)
    return {f"part:{item.id}/{part.id}": True for part in judged}


def decide(
    name: str,
    facts: dict[str, Any] | None = None,
    answers: dict[str, Any] | None = None,
    findings: dict[str, Decimal] | None = None,
    judged: dict[str, bool] | None = None,
) -> tuple[ScoreSheet, Decision]:
    """Score the subject that lacks nothing, with some facts and answers changed.

    ``judged`` are the reviewer's verdicts on bonuses; every judged gate is met.
    """
    scheme = rubric(name)
    given = best_answers(scheme) | (answers or {})
    unknown = set(answers or {}) - set(best_answers(scheme))
    assert not unknown, unknown
    known = book(facts, sheets=sheets())
    sheet = score(scheme, known, given, findings, judged)
    gates = {gate.id: True for one in scheme.levels for gate in one.gates if not gate.condition}
    highest = scheme.levels[-1].id
    decision = level(scheme, sheet, known, answers=given, gate_findings=gates, applied=highest)
    return sheet, decision


def points(sheet: ScoreSheet, *items: str) -> list[Decimal]:
    return [sheet.item(item).points for item in items]
