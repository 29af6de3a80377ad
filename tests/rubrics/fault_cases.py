"""A sound rubric file, and for each fault the change that spoils it and the words it gets."""

SOUND = """\
format: branchstd-rubric/1
id: small
version: "1.0"
name: 小方案
name_en: A small scheme
max: 10
dimensions:
- id: D
  name: 组织建设
  name_en: Organization
  weight: 10
  indicators:
  - id: I1
    number: "1.1"
    name: 制度上墙
    requirement: 制度上墙。
    max: 4
    facts: [org.rules_on_wall]
    scoring: {kind: boolean, condition: {value: org.rules_on_wall, equals: true}}
    evidence: {need: required, reason: 照片一次说明全部}
  - id: I2
    number: "1.2"
    name: 季度计划
    requirement: 每季度有计划。
    max: 2
    scoring: {kind: proportional, measure: {periods_met: org.quarterly_plans, every: quarter}}
  - id: I3
    number: "1.3"
    name: 支委会
    requirement: 支委会人数合适。
    max: 2
    scoring:
      kind: tiered
      tiers:
      - {condition: {value: org.committee_size, at_least: 3}, share: 0.9}
      - {condition: {value: org.committee_size, at_least: 1}, share: 0.5}
  - id: I4
    number: "1.4"
    name: 干部
    requirement: 书记任职条件。
    max: 2
    scoring: {kind: count_deduction, measure: {value: org.committee_vacancies}, each: 1, free: 1}
levels:
- id: met
  name: 达标
  name_en: Met
  stars: 0
  min_score: 6
  gates:
  - {id: G1, name: 制度, condition: {value: org.rules_on_wall, equals: true}}
- {id: best, name: 示范, name_en: Best, stars: 0, min_score: 9}
"""

_QUOTA = "quotas:\n- {id: Q, name: 名额, kind: floor, level: met, %s}\nlevels:\n"
_VETO = "vetoes:\n- {id: V, name: 否决, trigger: 有案件, %s}\nlevels:\n"

# code: text of the sound file, text in its place, text of the line reported, words of the sentence
CASES: dict[str, tuple[str, str, str, str]] = {
    "bonus_key_without": ("levels:\n", "bonus_cap: 5\nlevels:\n", "bonus_cap", "bonus_cap"),
    "bonus_ways": (
        "levels:\n",
        "bonuses:\n- {id: B1, name: 表彰, trigger: 受表彰, points: 2}\nlevels:\n",
        "id: B1",
        "judged",
    ),
    "claim_not_judged": (
        "levels:\n",
        "bonuses:\n- {id: B1, name: 表彰, trigger: 受表彰, points: 2, claim: 受表彰。, "
        "condition: {value: org.rules_on_wall, equals: true}}\nlevels:\n",
        "claim:",
        "judged",
    ),
    "sheet_dimension_left": (
        "levels:\n",
        "sheets:\n- {id: S, name: 甲, name_en: A, weight: 1, dimensions: [E]}\nlevels:\n",
        "sheets:",
        "组织建设",
    ),
    "sheet_dimension_twice": (
        "levels:\n",
        "sheets:\n- {id: S, name: 甲, name_en: A, weight: 1, dimensions: [D, D]}\nlevels:\n",
        "id: S",
        "“D”",
    ),
    "sheet_dimension_unknown": (
        "levels:\n",
        "sheets:\n- {id: S, name: 甲, name_en: A, weight: 1, dimensions: [D, E]}\nlevels:\n",
        "id: S",
        "“E”",
    ),
    "part_sheet_unknown": ("min_score: 6", "min_score: 6\n  sheet: S", "sheet: S", "“S”"),
    "sheet_weights_not_one": (
        "levels:\n",
        "sheets:\n- {id: S, name: 甲, name_en: A, weight: 0.9, dimensions: [D]}\nlevels:\n",
        "sheets:",
        "0.9",
    ),
    "choice_unknown": ("kind: boolean", "kind: bolean", "bolean", "bolean"),
    "column_unknown": (
        "measure: {value: org.committee_vacancies}",
        "measure: {count: org.groups, where: [age, {at_least: 3}]}",
        "where: [age",
        "age",
    ),
    "compose_circular": (
        "dimensions:\n",
        "compose: {vetoes: small}\ndimensions:\n",
        "compose:",
        "small",
    ),
    "composed_and_written": (
        "dimensions:\n",
        "compose: {levels: corp-5std}\ndimensions:\n",
        "compose:",
        "levels",
    ),
    "condition_not_a_map": (
        "condition: {value: org.committee_size, at_least: 3}",
        "condition: 三人",
        "三人",
        "条件",
    ),
    "condition_or_judged": (
        "{id: G1, name: 制度, condition: {value: org.rules_on_wall, equals: true}}",
        "{id: G1, name: 制度}",
        "id: G1",
        "judged",
    ),
    "evidence_without_reason": (
        "{need: required, reason: 照片一次说明全部}",
        "{need: required}",
        "need: required",
        "理由",
    ),
    "fact_type_unfit": (
        "{value: org.committee_size, at_least: 3}",
        "{value: org.quarterly_plans, at_least: 3}",
        "{value: org.quarterly_plans",
        "org.quarterly_plans",
    ),
    "fact_unknown": (
        "value: org.committee_size, at_least: 3",
        "value: org.comitee_size, at_least: 3",
        "org.comitee_size",
        "org.committee_size",
    ),
    "facts_incomplete": (
        "facts: [org.rules_on_wall]",
        "facts: [org.has_groups]",
        "facts: [org.has_groups]",
        "org.rules_on_wall",
    ),
    "free_or_short_of": (
        "each: 1, free: 1",
        "each: 1, free: 1, short_of: 2",
        "short_of",
        "short_of",
    ),
    "id_twice": ("id: I2", "id: I1", "id: I1", "I1"),
    "key_missing": ("name: 季度计划\n    requirement", "requirement", "id: I2", "name"),
    "key_unknown": (
        "requirement: 每季度有计划。",
        "requirement: 每季度有计划。\n    requirment: x",
        "requirment",
        "requirement",
    ),
    "level_over_max": ("min_score: 9", "min_score: 11", "min_score: 11", "示范"),
    "levels_not_rising": ("min_score: 9", "min_score: 6}\n#", "name: 示范", "示范"),
    "list_empty": (
        "tiers:\n      - {condition: {value: org.committee_size, at_least: 3}, share: 0.9}\n"
        "      - {condition: {value: org.committee_size, at_least: 1}, share: 0.5}",
        "tiers: []",
        "tiers: []",
        "tiers",
    ),
    "max_not_sum": ("max: 10", "max: 12", "max: 12", "12"),
    "measure_malformed": (
        "{value: org.committee_vacancies}",
        "{ratio: org.committee_vacancies}",
        "ratio:",
        "ratio",
    ),
    "measure_not_a_map": (
        "measure: {value: org.committee_vacancies}",
        "measure: 缺额",
        "缺额",
        "度量",
    ),
    "measure_not_one": ("{value: org.committee_vacancies}", "{}", "measure: {}", "value"),
    "measure_unfit": (
        "{value: org.committee_vacancies}",
        "{value: org.form}",
        "org.form",
        "计分方法",
    ),
    "months_of_quarters": (
        "{value: org.committee_vacancies}",
        "{period: org.quarterly_plans, month: 5}",
        "month: 5",
        "季",
    ),
    "not_a_flag": ("max: 4\n", "max: 4\n    on_site: 是\n", "on_site", "on_site"),
    "not_a_list": ("facts: [org.rules_on_wall]", "facts: org.rules_on_wall", "facts: org", "facts"),
    "not_a_map": (
        "evidence: {need: required, reason: 照片一次说明全部}",
        "evidence: 照片",
        "evidence: 照片",
        "键",
    ),
    "not_a_number": ("max: 4", "max: 四", "max: 四", "max"),
    "not_a_text": ("name: 季度计划", "name: 3", "name: 3", "name"),
    "number_not_above": ("max: 4", "max: 0", "max: 0", "max"),
    "number_over": ("share: 0.9", "share: 9", "share: 9", "share"),
    "number_under": ("stars: 0\n", "stars: -1\n", "stars: -1", "stars"),
    "operand_unfit": ("at_least: 3}", "at_least: 很多}", "很多", "at_least"),
    "operator_not_one": (
        "{value: org.committee_size, at_least: 3}",
        "{value: org.committee_size}",
        "{condition: {value: org.committee_size}",
        "at_least",
    ),
    "operator_unfit": (
        "{value: org.rules_on_wall, equals: true}}\n    evidence",
        "{value: org.rules_on_wall, at_least: 1}}\n    evidence",
        "at_least: 1}}",
        "at_least",
    ),
    "option_not_of_fact": (
        "{value: org.committee_size, at_least: 3}",
        "{value: org.annual_docs, includes: 方案}",
        "方案",
        "方案",
    ),
    "period_not_one": (
        "{value: org.committee_vacancies}",
        "{period: org.quarterly_plans}",
        "{period:",
        "month",
    ),
    "rubric_unknown": (
        "dimensions:\n",
        "compose: {vetoes: corp-5st}\ndimensions:\n",
        "compose:",
        "corp-5std",
    ),
    "shares_not_falling": ("share: 0.5", "share: 0.95", "share: 0.95", "0.95"),
    "text_empty": ("name: 季度计划", 'name: " "', 'name: " "', "name"),
    "weight_not_sum": ("max: 4", "max: 5", "weight: 10", "11"),
    "cutoff_malformed": (
        "levels:\n",
        "settings: {final_cutoff: 年底}\nlevels:\n",
        "final_cutoff",
        "12-31",
    ),
    "exception_of_judged": (
        "{id: G1, name: 制度, condition: {value: org.rules_on_wall, equals: true}}",
        "{id: G1, name: 制度, judged: true, exception: 有批复。}",
        "id: G1",
        "exception",
    ),
    "not_whole": ("levels:\n", _QUOTA % "share: 0.5, year_index: 1.5", "id: Q", "year_index"),
    "quota_share_or_count": ("levels:\n", _QUOTA % "rule: R", "id: Q", "count"),
    "quota_ties_of_cap": ("levels:\n", _QUOTA % "share: 0.5, ties: decide", "id: Q", "ties"),
    "veto_cap_level": ("levels:\n", _VETO % "effect: cap", "id: V", "level"),
    "veto_expiry_of_facts": (
        "levels:\n",
        _VETO % "fact: org.rules_on_wall, equals: true, expires_after_years: 2",
        "id: V",
        "expires_after_years",
    ),
    "veto_two_triggers": (
        "levels:\n",
        _VETO % "equals: true, condition: {value: org.rules_on_wall, equals: true}",
        "id: V",
        "equals",
    ),
    "year_end_without_cutoff": (
        "max: 4\n",
        "max: 4\n    year_end: true\n",
        "format:",
        "final_cutoff",
    ),
}
