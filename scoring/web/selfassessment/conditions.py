"""The page of conditions as plain data: per star what holds, claims, and veto declarations."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.engine.results import GateVerdict, State
from scoring.engine.rubric import Gate, Level
from scoring.web.components import GateRow
from scoring.web.selfassessment.controls import (
    Clash,
    Control,
    Option,
    Troubles,
    WithFault,
    input_id,
)
from scoring.web.selfassessment.gaps import facts_of_conditions, gate_row
from scoring.web.selfassessment.items import Periods, fact_inputs
from scoring.web.selfassessment.wording import level_name
from scoring.web.selfassessment.workbook import Workbook

# In this order on the page: what the branch can still do stands first.
GROUPS = ("unmet", "closed", "awaiting", "met")


@dataclass(frozen=True)
class Claim(WithFault):
    """A condition that a reviewer judges: the branch claims it with a sentence."""

    entry: str
    id: str
    name: str
    version: int
    claimed: str  # true, false, or empty while nothing has been said
    sentence: str
    fault: str = ""
    clash: Clash | None = None


@dataclass(frozen=True)
class Declaration(WithFault):
    """A veto that the branch declares actively; nothing is chosen beforehand."""

    entry: str
    id: str
    name: str
    trigger: str
    version: int
    options: tuple[Option, ...]
    fault: str = ""
    clash: Clash | None = None


@dataclass(frozen=True)
class LevelConditions:
    """The conditions of one star, by what can be done about them."""

    id: str
    name: str
    groups: tuple[tuple[str, list[GateRow]], ...]
    claims: tuple[Claim, ...]
    total: int
    met: int
    awaiting: int  # facts or verdicts that others still owe
    unfolded: bool  # the star that comes next


@dataclass(frozen=True)
class ConditionsPage:
    """Everything the page of conditions shows."""

    levels: tuple[LevelConditions, ...]
    controls: tuple[Control, ...]  # facts that no item asks for
    periods: tuple[Periods, ...]
    declarations: tuple[Declaration, ...]


def conditions_page(book: Workbook, troubles: Troubles | None = None) -> ConditionsPage:
    """Lay out the conditions of every star and the veto declarations."""
    trouble = troubles or Troubles()
    periods, controls = fact_inputs(book, facts_of_conditions(book), trouble)
    return ConditionsPage(
        levels=tuple(_level(book, level, trouble) for level in book.rubric.levels if level.gates),
        controls=tuple(controls),
        periods=tuple(periods),
        declarations=tuple(
            _declaration(book, veto.id, veto.name, veto.trigger, trouble)
            for veto in book.rubric.vetoes
        ),
    )


def open_declarations(book: Workbook) -> int:
    """Return how many veto declarations are still to be made."""
    return sum(book.held(f"veto:{veto.id}").value is None for veto in book.rubric.vetoes)


def claimable(book: Workbook) -> list[Gate]:
    """Return the conditions that a reviewer judges, in rubric order."""
    gates = [gate for level in book.rubric.levels for gate in level.gates]
    return [gate for gate in gates if gate.condition is None]


def _level(book: Workbook, level: Level, troubles: Troubles) -> LevelConditions:
    verdicts = book.standing.decision.gates_of(level.id)
    judged = {gate.id for gate in level.gates if gate.condition is None}
    rows = [gate_row(book, verdict) for verdict in verdicts if verdict.id not in judged]
    groups = tuple((_heading(state), _of_state(rows, state)) for state in GROUPS)
    return LevelConditions(
        id=level.id,
        name=level_name(book.rubric, level.id),
        groups=tuple(group for group in groups if group[1]),
        claims=tuple(_claim(book, one, troubles) for one in verdicts if one.id in judged),
        total=len(verdicts),
        met=sum(verdict.state.holds for verdict in verdicts),
        awaiting=sum(verdict.state == State.AWAITING for verdict in verdicts),
        unfolded=level.id == (book.standing.decision.next_level or book.rubric.levels[-1].id),
    )


def _of_state(rows: list[GateRow], state: str) -> list[GateRow]:
    wanted = ("met", "not_arising") if state == "met" else (state,)
    return [row for row in rows if row.state in wanted]


def _heading(state: str) -> str:
    return {
        "met": _("Met"),
        "unmet": _("Not met (you can still add to it)"),
        "closed": _("Not met (cannot be mended this year)"),
        "awaiting": _("Waiting for others"),
    }[state]


def _claim(book: Workbook, verdict: GateVerdict, troubles: Troubles) -> Claim:
    entry = f"gate:{verdict.id}"
    held = book.held(entry)
    value = troubles.typed.get(entry, held.value) or {}
    claimed = value.get("claimed")
    return Claim(
        entry=entry,
        id=input_id(entry),
        name=verdict.name,
        version=held.version,
        claimed="" if claimed is None else str(claimed).lower(),
        sentence=value.get("sentence", ""),
        fault=troubles.faults.get(entry, ""),
        clash=troubles.clashes.get(entry),
    )


def _declaration(
    book: Workbook, veto: str, name: str, trigger: str, troubles: Troubles
) -> Declaration:
    entry = f"veto:{veto}"
    held = book.held(entry)
    value = troubles.typed.get(entry, held.value)
    identifier = input_id(entry)
    pairs = [("none", _("This has not happened")), ("present", _("This has happened"))]
    return Declaration(
        entry=entry,
        id=identifier,
        name=name,
        trigger=trigger,
        version=held.version,
        options=tuple(
            Option(key, text, value == key, f"{identifier}-{key}") for key, text in pairs
        ),
        fault=troubles.faults.get(entry, ""),
        clash=troubles.clashes.get(entry),
    )
