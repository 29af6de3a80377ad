"""Whether the settings of a rubric say what the rest of the product can act on.

Versions that were issued before stay readable, so this is asked where documents come in and not
where the engine reads them.
"""

from collections.abc import Collection, Mapping
from typing import Any

from scoring.engine.faults import Fault, Faults, FaultsFound, Node, as_decimal
from scoring.engine.measures import Definitions
from scoring.engine.reading import read_rubric
from scoring.engine.reading_rules import whole
from scoring.engine.rubric import Rubric
from scoring.organizations.enums import OrganizationKind, Sector

_MOST_YEARS = _MOST_DAYS = 100
_CODES: dict[str, list[str]] = {"kinds": OrganizationKind.values, "sectors": Sector.values}
_KNOWN = (
    "validity_years", "publicity_working_days", "reinspection_from", "reinspection_rate", "goals",
    "final_cutoff", *_CODES,
)  # fmt: skip


def read_checked(document: Mapping[str, Any], definitions: Definitions) -> Rubric:
    """Return the rubric of a document that comes in, its settings checked too.

    Raises:
        FaultsFound: with every fault of the document.
    """
    own = settings_faults(document)
    try:
        rubric = read_rubric(document, definitions)
    except FaultsFound as found:
        raise FaultsFound([*found.faults, *own]) from None
    if own:
        raise FaultsFound(own)
    return rubric


def settings_faults(document: Mapping[str, Any]) -> tuple[Fault, ...]:
    """Return what is wrong with the settings; their cut-off is the engine's to check."""
    settings = document.get("settings")
    if not isinstance(settings, dict):
        return ()
    faults = Faults()
    node = Node(settings, "/settings", faults)
    levels = _level_ids(document)
    node.keys((), _KNOWN)
    _whole(node, "validity_years", 1, _MOST_YEARS)
    _whole(node, "publicity_working_days", 0, _MOST_DAYS)
    node.number("reinspection_rate", low=0, high=1)
    node.one_of("reinspection_from", levels)
    _check_goals(node, levels)
    for key, codes in _CODES.items():
        _check_codes(node, key, codes)
    try:
        faults.check()
    except FaultsFound as found:
        return found.faults
    return ()


def _level_ids(document: Mapping[str, Any]) -> list[str]:
    levels = document.get("levels")
    entries = levels if isinstance(levels, list) else []
    names = [one.get("id") for one in entries if isinstance(one, dict)]
    return [name.strip() for name in names if isinstance(name, str)]


def _whole(node: Node, key: str, low: int, high: int) -> None:
    """Check a whole number that is written as one: a text of digits is nowhere counted with."""
    value = node.child(key).value
    if as_decimal(value) is not None and not isinstance(value, int):
        node.fault("not_whole", key, key=key)
    else:
        node.number(key, low=low, high=high)


def _check_goals(node: Node, levels: Collection[str]) -> None:
    if node.has("goals") and node.value["goals"] is None:
        node.fault("not_a_list", "goals", key="goals")
    for goal in node.nodes("goals"):
        if goal.keys(("year", "level", "share"), ("rule",)):
            whole(goal, "year")
            goal.one_of("level", levels)
            goal.number("share", low=0, high=1)
            goal.text("rule")


def _check_codes(node: Node, key: str, codes: list[str]) -> None:
    """Check a list of codes; one alone may stand without a list."""
    if isinstance(node.child(key).value, str):
        node.one_of(key, codes)
        return
    for entry in node.nodes(key):
        if not isinstance(entry.value, str):
            entry.fault("not_a_text", key=key)
        elif entry.value not in codes:
            entry.fault("choice_unknown", key=key, value=entry.value, options=codes)
