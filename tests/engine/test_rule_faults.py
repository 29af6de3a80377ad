"""Each fault of vetoes, placements, promotion and approval is told with its place."""

import pytest

from scoring.engine.faults import FaultsFound
from scoring.engine.reading import read_rubric
from scoring.engine.wording import say
from tests.engine.ruled import NEW, NOTED, SEVEN, document, veto
from tests.engine.small import (
    DEFINITIONS,
    JUDGED,
    LEVELS,
    dimension,
    item,
    judged_rubric,
    rubric_document,
)


@pytest.mark.parametrize(
    ("rules", "path", "code"),
    [
        ({"vetoes": [veto(effect="ban")]}, "/vetoes/0/effect", "choice_unknown"),
        ({"vetoes": [veto(effect="cap")]}, "/vetoes/0", "veto_cap_level"),
        ({"vetoes": [veto(level="four")]}, "/vetoes/0/level", "veto_cap_level"),
        ({"vetoes": [veto(effect="cap", level="six")]}, "/vetoes/0/level", "choice_unknown"),
        ({"vetoes": [veto(equals=True)]}, "/vetoes/0", "key_missing"),
        ({"vetoes": [veto(fact="a.x", equals=True)]}, "/vetoes/0/fact", "fact_unknown"),
        ({"vetoes": [veto(fact="a.note", equals=True, condition=NOTED)]}, "/vetoes/0/equals",
         "veto_two_triggers"),
        ({"vetoes": [veto(fact="a.committee", equals="x")]}, "/vetoes/0/equals", "operand_unfit"),
        ({"vetoes": [veto(condition=NOTED, expires_after_years=2)]},
         "/vetoes/0/expires_after_years", "veto_expiry_of_facts"),
        ({"vetoes": [veto(expires_after_years="1.5")]}, "/vetoes/0/expires_after_years",
         "not_whole"),
        ({"placements": [{**NEW, "level": "six"}]}, "/placements/0/level", "choice_unknown"),
        ({"placements": [{**NEW, "how": "about"}]}, "/placements/0/how", "choice_unknown"),
        ({"placements": [{k: v for k, v in NEW.items() if k != "condition"}]}, "/placements/0",
         "key_missing"),
        ({"placements": [NEW, NEW]}, "/placements/1/id", "id_twice"),
        ({"promotion": {"steps": 0}}, "/promotion/steps", "number_under"),
        ({"promotion": {"step": 1, "steps": 1}}, "/promotion/step", "key_unknown"),
        ({"promotion": "one"}, "/promotion", "not_a_map"),
        ({"promotion": {"steps": 1}, "levels": [
            LEVELS[0], {**LEVELS[1], "gates": [{**SEVEN, "id": "PROMOTION-four"}]}, LEVELS[2]]},
         "/promotion", "id_twice"),
        ({"levels": [{**LEVELS[0], "gates": [
            {"id": "J", "name": "n", "judged": True, "exception": "x"}]}, *LEVELS[1:]]},
         "/levels/0/gates/0/exception", "exception_of_judged"),
        ({"levels": [{**LEVELS[0], "gates": [{"id": "J", "name": "n", "condition": {
            "years_held": "six", "at_least": 1}}]}, *LEVELS[1:]]},
         "/levels/0/gates/0/condition/years_held", "choice_unknown"),
        ({"levels": [{**LEVELS[0], "gates": [{"id": "J", "name": "n", "condition": {
            "level_held": "four", "at_least": 1}}]}, *LEVELS[1:]]},
         "/levels/0/gates/0/condition/level_held", "measure_malformed"),
        ({"levels": [{**LEVELS[0], "approval": {"public": True}}, *LEVELS[1:]]},
         "/levels/0/approval/public", "key_unknown"),
        ({"levels": [{**LEVELS[0], "approval": {"higher": "yes"}}, *LEVELS[1:]]},
         "/levels/0/approval/higher", "not_a_flag"),
        ({"levels": [{**LEVELS[0], "validity_years": 0}, *LEVELS[1:]]},
         "/levels/0/validity_years", "number_under"),
        ({"levels": [{**LEVELS[0], "validity_years": 101}, *LEVELS[1:]]},
         "/levels/0/validity_years", "number_over"),
        ({"vetoes": [veto(expires_after_years=100_000)]},
         "/vetoes/0/expires_after_years", "number_over"),
        ({"settings": {"final_cutoff": "31.12."}}, "/settings/final_cutoff", "cutoff_malformed"),
        ({"settings": {"final_cutoff": "02-29"}}, "/settings/final_cutoff", "cutoff_malformed"),
    ],
)  # fmt: skip
def test_each_fault_has_its_place(rules, path, code):
    with pytest.raises(FaultsFound) as found:
        read_rubric(document(**rules), DEFINITIONS)
    assert [(one.path, one.code) for one in found.value.faults] == [(path, code)]
    for fault in found.value.faults:
        for language in ("zh", "en"):
            assert say(fault.reason, language)


def test_year_end_items_need_a_final_cutoff():
    late = dimension("D", item("I", 100, JUDGED, year_end=True))
    with pytest.raises(FaultsFound) as found:
        read_rubric(rubric_document(late), DEFINITIONS)
    assert [one.code for one in found.value.faults] == ["year_end_without_cutoff"]
    read = read_rubric(rubric_document(late, settings={"final_cutoff": "12-31"}), DEFINITIONS)
    assert read.indicators[0].year_end


def test_what_a_level_says_of_its_approval():
    first = {**LEVELS[0], "approval": {"publicity": False}, "validity_years": 3}
    last = {**LEVELS[2], "approval": {"higher": True}}
    read = judged_rubric(levels=[first, LEVELS[1], last])
    said = [(one.publicity, one.higher, one.validity_years) for one in read.levels]
    assert said == [(False, False, 3), (True, False, None), (True, True, None)]
