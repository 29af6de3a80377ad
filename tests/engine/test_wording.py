"""Sentences: both languages complete, and every code of the engine worded."""

import ast
import string
from pathlib import Path

import pytest
import yaml

from scoring.engine import wording as wording_package
from scoring.engine.results import Reason, as_data
from scoring.engine.wording import LANGUAGES, in_both, provider_name, say, wording

ENGINE = Path(wording_package.__file__).parents[1]
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def placeholders(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_codes_and_placeholders():
    chinese, english = (wording(language)["sentences"] for language in LANGUAGES)
    assert set(chinese) == set(english)
    units = {"quantity"}  # English says numbers without the Chinese unit
    assert {
        code
        for code in chinese
        if placeholders(chinese[code]) != placeholders(english[code]) and code not in units
    } == set()


def test_terms_are_complete_in_both_languages():
    facts = yaml.safe_load((FIXTURES / "facts.yaml").read_text(encoding="utf-8"))
    for language in LANGUAGES:
        terms = wording(language)["terms"]
        assert set(facts["providers"]) <= set(terms["providers"])
        assert len(terms["months"]) == 12
        assert len(terms["quarters"]) == 4


def codes_in_the_source() -> set[str]:
    """Return every text that could be a code: snake case texts given to a call in the engine."""
    found: set[str] = set()
    for path in ENGINE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in ("Reason", "fault", "EntryError", "NumberError", "DateError"):
                    found |= texts(node.args[0]) if node.args else set()
    return found


def texts(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return texts(node.body) | texts(node.orelse)
    return set()


def test_every_code_of_the_engine_has_its_sentence():
    codes = codes_in_the_source()
    assert len(codes) > 100
    assert codes - set(wording("zh")["sentences"]) == set()


def test_no_sentence_is_without_use():
    sources = ENGINE.parent.rglob("*.py")  # the apps word their refusals of entries here as well
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    prefixes = ("require_", "label_")
    unused = {
        code
        for code in wording("zh")["sentences"]
        if f'"{code}"' not in text and not code.startswith(prefixes)
    }
    assert unused == set()


def test_sentences_end_without_full_stop_so_that_they_can_stand_in_lists():
    for language in LANGUAGES:
        ends = {one[-1] for one in wording(language)["sentences"].values()}
        assert not ends & {"。", "."}


def test_no_slip_of_words_the_house_does_not_use():
    for sentence in wording("zh")["sentences"].values():
        assert not any(word in sentence for word in ("请勿", "非法", "失败", "系统错误", "不合格"))


def test_unknown_codes_and_languages_are_bugs():
    with pytest.raises(KeyError):
        say(Reason("no_such_code"))
    with pytest.raises(KeyError):
        say(Reason("no_answer"), "fr")
    with pytest.raises(KeyError):
        say(Reason("part_lost", {"part": "x"}))


def test_locales_of_the_languages_are_understood():
    assert say(Reason("no_answer"), "zh-hans") == "还没有作答"
    assert say(Reason("no_answer"), "zh_Hans") == "还没有作答"
    assert say(Reason("no_answer"), "en-gb") == "Not answered yet"


def test_spaces_stand_between_numbers_and_words_only():
    level = {"zh": "五星级", "en": "five stars"}
    data = {"level": level, "points": "2.50", "total": "92.50", "line": "95.00"}
    assert say(Reason("short_of_line", data)) == "距五星级差 2.50 分（现有 92.50 分，需 95.00 分）"
    assert (
        say(Reason("short_of_line", data), "en")
        == "2.50 points short of five stars (92.50 of 95.00)"
    )


@pytest.mark.parametrize(
    ("periods", "chinese", "english"),
    [
        (["2026-Q2"], "二季度", "Q2"),
        (["2026-03", "2026-04"], "3月、4月", "March, April"),
        (
            ["2025-10", "2025-11", "2026-06"],
            "2025年10月、11月、2026年6月",
            "October 2025, November, June 2026",
        ),
        (["2025-Q4"], "2025年四季度", "Q4 2025"),
    ],
)
def test_periods_name_their_year_where_it_is_not_plain(periods, chinese, english):
    reason = Reason("periods_open", {"periods": periods, "year": 2026})
    assert in_both(reason) == {
        "zh": f"{chinese}还没有填写",
        "en": f"{english}: not filled in yet",
    }


def test_stored_reasons_read_like_fresh_ones():
    fact = {"zh": "会议", "en": "meetings"}
    inner = Reason("not_filled", {"facts": [fact]})
    reason = Reason("part_lost", {"part": "例会", "cut": "1.00", "because": [inner, inner]})
    assert say(as_data(reason)) == say(reason) == "缺“例会”，差 1.00 分：还没有填写：会议"
    assert "missing" not in say(reason, "en")


def test_nothing_given_is_said_as_nothing():
    assert say(Reason("key_unknown", {"key": "a", "near": ""})) == "不认识的键“a”，请改正或删去"
    assert say(Reason("claim_made", {"sentence": None})) == "支部申报：；等机关党委认定"


def test_provider_names():
    assert provider_name("reviewer") == "机关党委"
    assert provider_name("reviewer", "en") == "the reviewer"
    assert provider_name("someone") == "someone"
