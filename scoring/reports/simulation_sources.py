"""Where a rubric to be tried comes from: a stored version, a draft, or a YAML file."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language

from scoring.assessments.models import Cycle
from scoring.common.refusals import Refusal
from scoring.engine.faults import FaultsFound
from scoring.engine.reading import read_rubric
from scoring.engine.results import Reason
from scoring.engine.rubric import Rubric
from scoring.engine.trial_changes import with_lines
from scoring.engine.wording import say
from scoring.facts.mapping import definitions
from scoring.rubrics.checking import read_checked
from scoring.rubrics.lined_yaml import Place
from scoring.rubrics.management.commands.load_rubrics import SENTENCES
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.rubrics.yaml_files import YamlRefused, read_yaml


class RubricUnreadable(Refusal):
    """A document that makes no rubric. Data: ``places``, every fault with its line."""


class ChangeImpossible(Refusal):
    """Lines or weights that no rubric can have. Data: ``why`` and ``name``."""


def from_yaml(content: bytes) -> Rubric:
    """Return the rubric of a file, which may be composed of rubrics that are stored.

    Raises:
        RubricUnreadable: it has faults.
    """
    library: dict[str, Mapping[str, Any]] = dict(
        RubricVersion.objects.order_by("loaded_at", "pk").values_list("rubric", "document")
    )
    known = definitions()
    try:
        return read_rubric(read_yaml(content, library, known), known)
    except YamlRefused as found:
        raise RubricUnreadable(places=found.places) from found


def from_draft(draft: RubricDraft) -> Rubric:
    """Return the rubric of a draft.

    Raises:
        RubricUnreadable: it still has faults.
    """
    try:
        return read_checked(draft.document, definitions())
    except FaultsFound as found:
        places = tuple(Place(one.path, 0, one.code, one.data) for one in found.faults)
        raise RubricUnreadable(places=places) from found


def from_version(name: str) -> Rubric:
    """Return a stored rubric, ``id@version`` or the newest of an ``id``.

    Raises:
        RubricVersion.DoesNotExist: there is none of that name.
    """
    rubric, _, version = name.partition("@")
    rows = RubricVersion.objects.filter(rubric=rubric)
    if version:
        return rubric_of(rows.get(version=version))
    return rubric_of(rows.latest("loaded_at", "pk"))


def of_cycle(cycle: Cycle) -> Rubric:
    """Return the rubric that a cycle was decided by."""
    return rubric_of(cycle.rubric_version)


def fault_words(place: Place) -> str:
    """Return one fault as a sentence in the language in use."""
    if place.code in SENTENCES:
        return str(SENTENCES[place.code]) % place.data
    language = "en" if (get_language() or "").startswith("en") else "zh"
    return say(Reason(place.code, place.data), language)


def changed(rubric: Rubric, lines: Mapping[str, Decimal], weights: Mapping[str, Decimal]) -> Rubric:
    """Return a rubric with other lines and weights.

    Raises:
        ChangeImpossible: the rubric could not have them.
    """
    try:
        return with_lines(rubric, lines, weights)
    except ValueError as error:
        why, _, name = str(error).partition(": ")
        raise ChangeImpossible(why=why, name=name) from error


def pairs(texts: list[str]) -> dict[str, Decimal]:
    """Return ``id=number`` texts as a map.

    Raises:
        ChangeImpossible: a text says something else.
    """
    found = {}
    for text in texts:
        name, sign, number = text.partition("=")
        try:
            found[name] = Decimal(number)
        except InvalidOperation:
            raise ChangeImpossible(why="not_a_pair", name=text) from None
        if not sign or not found[name].is_finite():
            raise ChangeImpossible(why="not_a_pair", name=text)
    return found
