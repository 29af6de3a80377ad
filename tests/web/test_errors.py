"""Every refusal has its sentence, in both languages, with its data."""

import datetime
import importlib
import pkgutil
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

import scoring
from scoring.common.refusals import NotAllowed, Refusal
from scoring.common.uploads import FileTooLarge
from scoring.engine.results import Reason
from scoring.web.errors import details, faults_of, sentence
from scoring.web.sentences import SENTENCES
from scoring.workflow.conclusion import ReviewIncomplete
from scoring.workflow.filling import PastDeadline
from scoring.workflow.submission import CannotSubmit

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def _kinds(parent: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in parent.__subclasses__():
        if kind.__module__.startswith("scoring."):
            yield kind
        yield from _kinds(kind)


def _every_refusal() -> dict[str, type[Refusal]]:
    for module in pkgutil.walk_packages(scoring.__path__, "scoring."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    return {kind.__name__: kind for kind in _kinds(Refusal)}


def test_every_refusal_has_a_sentence_and_no_sentence_is_idle():
    assert set(_every_refusal()) == set(SENTENCES)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_a_sentence_stands_even_when_the_raiser_left_data_out(name, language):
    kind = type(name, (Refusal,), {})
    with translation.override(language):
        text = sentence(kind(**({"limit": 1, "size": 2} if name == "FileTooLarge" else {})))
    assert text
    assert "%(" not in text


def test_data_is_spoken_with_its_units():
    late = PastDeadline(
        deadline=datetime.datetime(2026, 10, 31, 17, 30, tzinfo=CHINA),
        contact="郑组织",
        phone="0000-1234567",
    )
    with translation.override("en"):
        assert "31 October 2026, 17:30" in sentence(late)
        assert "0000-1234567" in sentence(late)
        big = FileTooLarge(name="a.pdf", limit=20 * 1024 * 1024, size=31 * 1024 * 1024)
        assert sentence(big) == "a.pdf is 31.0 MB; at most 20.0 MB are possible"


def test_an_unlisted_child_speaks_as_its_parent():
    class Stranger(NotAllowed):
        pass

    assert sentence(Stranger()) == sentence(NotAllowed())


def test_what_is_missing_is_listed_line_by_line():
    with translation.override("zh-hans"):
        lacking = CannotSubmit(shortfalls=[Reason("profile_unconfirmed", {})])
        assert [one.text for one in faults_of(lacking)] == details(lacking)
        review = ReviewIncomplete(
            pending=["A", "B"], gates=["G"], awaiting=["reviewer"], visit=True
        )
        assert len(details(review)) == 4


def test_points_have_two_decimals():
    kind = type("PointsOutOfRange", (Refusal,), {})
    with translation.override("en"):
        assert "to 3.50 with" in sentence(kind(maximum=Decimal("3.5")))
