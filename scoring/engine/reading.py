"""Reading of a composed rubric document into a Rubric, reporting every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.engine.aggregates import read_aggregates
from scoring.engine.definitions import roots
from scoring.engine.faults import Fault, Faults, FaultsFound, Node
from scoring.engine.measures import Definitions
from scoring.engine.reading_conditions import read_condition
from scoring.engine.reading_levels import read_facts, read_level
from scoring.engine.reading_points import (
    check_bonus_ids,
    check_level_sheets,
    read_bonuses,
    read_dropped,
    read_sheets,
    sheet_maxima,
)
from scoring.engine.reading_rules import (
    check_cutoff,
    read_placement,
    read_quota,
    read_veto,
    reads_held,
    with_promotion,
)
from scoring.engine.reading_scoring import read_scoring
from scoring.engine.rubric import (
    Dimension,
    EvidencePolicy,
    Indicator,
    Level,
    Rubric,
    scoring_facts,
)

__all__ = ["FORMAT", "Fault", "FaultsFound", "read_rubric"]

FORMAT = "branchstd-rubric/1"
EVIDENCE_NEEDS = ("none", "on_request", "required")
SUBJECTS = ("branch", "committee", "organization", "member")
_REQUIRED = ("format", "id", "version", "name", "name_en", "max", "dimensions", "levels")
_OPTIONAL = (
    "subject", "vetoes", "quotas", "settings", "missing", "source", "legal_basis", "notes",
    "placements", "promotion", "sheets", "bonuses", "bonus_cap", "bonus_counts", "aggregates",
)  # fmt: skip


def read_rubric(
    document: Any, definitions: Definitions, *, lines: Mapping[str, int] | None = None
) -> Rubric:
    """Return the rubric of a composed document.

    Args:
        document: plain maps and lists, as YAML or JSON gives them.
        definitions: the facts that measures may name.
        lines: JSON pointer to line number, for the faults.

    Raises:
        FaultsFound: with every fault of the document, not only the first.
    """
    faults = Faults(lines)
    root = Node(document, "", faults)
    if not root.keys(_REQUIRED, _OPTIONAL):
        faults.check()
    root.one_of("format", (FORMAT,))
    dimensions = tuple(
        _read_dimension(node, definitions) for node in root.nodes("dimensions", filled=True)
    )
    plain = tuple(read_level(node, definitions) for node in root.nodes("levels"))
    levels = with_promotion(root.child("promotion"), plain)
    vetoes = tuple(read_veto(node, definitions, levels) for node in root.nodes("vetoes"))
    settings = root.child("settings")
    bonuses, bonus_cap, bonus_counts = read_bonuses(root, definitions)
    rubric = Rubric(
        id=root.text("id"),
        version=root.text("version"),
        name=root.text("name"),
        name_en=root.text("name_en"),
        max=root.number("max", above=0),
        dimensions=dimensions,
        levels=levels,
        vetoes=vetoes,
        quotas=tuple(read_quota(node, levels) for node in root.nodes("quotas")),
        placements=tuple(
            read_placement(node, definitions, levels) for node in root.nodes("placements")
        ),
        reads_held=reads_held(root, vetoes, levels),
        missing=root.texts("missing"),
        settings=settings.value if isinstance(settings.value, dict) else {},
        subject=root.one_of("subject", SUBJECTS, "branch"),
        sheets=read_sheets(root, dimensions),
        bonuses=bonuses,
        bonus_cap=bonus_cap,
        bonus_counts=bonus_counts,
        aggregates=read_aggregates(root, definitions),
    )
    if settings.value is not None and not isinstance(settings.value, dict):
        settings.fault("not_a_map")
    _check_sums(root, rubric)
    _check_levels(root, rubric)
    check_cutoff(root, rubric.indicators)
    _check_unique(root)
    faults.check()
    return rubric


def _read_dimension(node: Node, definitions: Definitions) -> Dimension:
    node.keys(("id", "name", "name_en", "weight", "indicators"), ("notes", "dropped"))
    dimension = Dimension(
        id=node.text("id"),
        name=node.text("name"),
        name_en=node.text("name_en"),
        weight=node.number("weight", above=0),
        indicators=tuple(
            _read_indicator(one, definitions) for one in node.nodes("indicators", filled=True)
        ),
        dropped=read_dropped(node),
    )
    maxima = [one.max for one in dimension.indicators] + [one.max for one in dimension.dropped]
    given = sum(maxima, Decimal(0))
    if dimension.indicators and dimension.weight > 0 and given != dimension.weight:
        node.fault("weight_not_sum", "weight", weight=str(dimension.weight), sum=str(given))
    return dimension


def _read_indicator(node: Node, definitions: Definitions) -> Indicator:
    node.keys(
        ("id", "number", "name", "requirement", "max", "scoring"),
        ("facts", "rules", "evidence", "on_site", "year_end", "not_applicable_when", "notes"),
    )
    maximum = node.number("max", above=0)
    scoring = read_scoring(node.child("scoring"), definitions)
    without = node.child("not_applicable_when")
    return Indicator(
        id=node.text("id"),
        number=node.text("number"),
        name=node.text("name"),
        requirement=node.text("requirement"),
        max=maximum,
        scoring=scoring,
        facts=read_facts(node, roots(scoring_facts(scoring), definitions), definitions),
        rules=node.texts("rules"),
        evidence=_read_evidence(node.child("evidence")),
        on_site=node.flag("on_site"),
        year_end=node.flag("year_end"),
        not_applicable_when=(
            None if without.value is None else read_condition(without, definitions)
        ),
    )


def _read_evidence(node: Node) -> EvidencePolicy:
    if node.value is None or not node.keys((), ("need", "reason", "documents")):
        return EvidencePolicy()
    need = node.one_of("need", EVIDENCE_NEEDS, "on_request")
    reason = node.text("reason")
    if need == "required" and not reason:
        node.fault("evidence_without_reason")
    return EvidencePolicy(need, reason, node.texts("documents"))


def _check_sums(root: Node, rubric: Rubric) -> None:
    check_bonus_ids(root, rubric)
    given = sum((dimension.weight for dimension in rubric.dimensions), Decimal(0))
    if rubric.max > 0 and given != rubric.max and not rubric.sheets:
        root.fault("max_not_sum", "max", max=str(rubric.max), sum=str(given))


def _check_levels(root: Node, rubric: Rubric) -> None:
    below: dict[str, Level] = {}  # by part sheet: only lines on the same points can rise
    maxima = sheet_maxima(rubric)
    for n, level in enumerate(rubric.levels):
        lower, highest = below.get(level.sheet), maxima.get(level.sheet, Decimal(0))
        if lower is not None and level.min_score <= lower.min_score:
            data = {"level": level.name, "below": lower.name}
            root.fault("levels_not_rising", f"levels/{n}/min_score", **data)
        if level.min_score > highest > 0:
            data = {"level": level.name, "max": str(highest)}
            root.fault("level_over_max", f"levels/{n}/min_score", **data)
        check_level_sheets(Node(None, f"/levels/{n}", root.faults), level, maxima)
        below[level.sheet] = level


_UNIQUE = {
    "dimension": ("dimensions", "id"),
    "indicator": ("dimensions", "indicators", "id"),
    "number": ("dimensions", "indicators", "number"),
    "level": ("levels", "id"),
    "gate": ("levels", "gates", "id"),
    "veto": ("vetoes", "id"),
    "quota": ("quotas", "id"),
    "placement": ("placements", "id"),
    "sheet": ("sheets", "id"),
    "bonus": ("bonuses", "id"),
}


def _check_unique(root: Node) -> None:
    for *lists, key in _UNIQUE.values():
        nodes = [root]
        for name in lists:
            nodes = [
                entry
                for node in nodes
                if isinstance(node.child(name).value, list)
                for entry in _quiet(node, name)
            ]
        seen: set[str] = set()
        for node in nodes:
            value = node.child(key).value
            if isinstance(value, str) and value in seen:
                node.fault("id_twice", key, id=value)
            seen.add(str(value))


def _quiet(node: Node, name: str) -> list[Node]:
    """Return the entries of a list without noting faults, which reading has done."""
    entries = node.child(name)
    return [
        Node(value, f"{entries.path}/{n}", node.faults) for n, value in enumerate(entries.value)
    ]
