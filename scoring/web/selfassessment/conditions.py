"""The page of conditions as plain data: per star what holds, claims, and veto declarations."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.engine.results import GateVerdict, State, VetoVerdict
from scoring.engine.rubric import Gate, Level
from scoring.web.bonuses import Bonuses, bonuses_of
from scoring.web.components import GateRow
from scoring.web.errors import worded
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
    exception: str = ""  # in which case an unmet condition is excused; empty of a judged one


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
    facts_veto: tuple[GateRow, ...] = ()  # vetoes that facts decide
    bonuses: Bonuses | None = None
    bonus_claims: tuple[Claim, ...] = ()


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
            if veto.declared
        ),
        facts_veto=tuple(_fact_vetoes(book)),
        bonuses=bonuses_of(book.rubric, book.standing.sheet),
        bonus_claims=tuple(_claim(book, one, trouble) for one in book.rubric.claimed_bonuses),
    )


def open_declarations(book: Workbook) -> int:
    """Return how many veto declarations are still to be made."""
    asked = [veto for veto in book.rubric.vetoes if veto.declared]
    return sum(book.held(f"veto:{veto.id}").value is None for veto in asked)


def claimable(book: Workbook) -> list[Gate]:
    """Return the conditions about which the branch may claim something, in rubric order.

    These are the judged ones, the exceptions that an unmet one leaves open, and judged bonuses.
    """
    verdicts = {one.id: one for one in book.standing.decision.gates}
    gates = [gate for level in book.rubric.levels for gate in level.gates]
    asked = [gate for gate in gates if _claims(book, gate, verdicts[gate.id])]
    return [*asked, *book.rubric.claimed_bonuses]


def _claims(book: Workbook, gate: Gate, verdict: GateVerdict) -> bool:
    if gate.condition is None:
        return True
    if not gate.exception:
        return False
    said = any(reason.code.startswith("exception_") for reason in verdict.why)
    return said or book.held(f"gate:{gate.id}").value is not None


def _fact_vetoes(book: Workbook) -> list[GateRow]:
    """Return the vetoes that facts decide: applying ones, then open ones, then the rest."""
    measured = {veto.id for veto in book.rubric.vetoes if not veto.declared}
    rows = [
        GateRow(
            state=_veto_state(verdict),
            text=verdict.name,
            detail=_("; ").join(dict.fromkeys(worded(reason) for reason in verdict.why)),
        )
        for verdict in book.standing.decision.vetoes
        if verdict.id in measured
    ]
    order = ["closed", "awaiting", "met"]
    return sorted(rows, key=lambda row: order.index(row.state))


def _veto_state(verdict: VetoVerdict) -> str:
    if verdict.applies:
        return "closed"
    owed = any(reason.code == "veto_facts_owed" for reason in verdict.why)
    return "awaiting" if owed else "met"


def _level(book: Workbook, level: Level, troubles: Troubles) -> LevelConditions:
    verdicts = book.standing.decision.gates_of(level.id)
    judged = {gate.id for gate in level.gates if gate.condition is None}
    claims = {gate.id: gate for gate in claimable(book)}
    rows = [gate_row(book, verdict) for verdict in verdicts if verdict.id not in judged]
    groups = tuple((_heading(state), _of_state(rows, state)) for state in GROUPS)
    return LevelConditions(
        id=level.id,
        name=level_name(book.rubric, level.id),
        groups=tuple(group for group in groups if group[1]),
        claims=tuple(
            _claim(book, claims[one.id], troubles) for one in verdicts if one.id in claims
        ),
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


def _claim(book: Workbook, gate: Gate, troubles: Troubles) -> Claim:
    entry = f"gate:{gate.id}"
    held = book.held(entry)
    value = troubles.typed.get(entry, held.value) or {}
    claimed = value.get("claimed")
    return Claim(
        entry=entry,
        id=input_id(entry),
        name=gate.name,
        version=held.version,
        claimed="" if claimed is None else str(claimed).lower(),
        sentence=value.get("sentence", ""),
        fault=troubles.faults.get(entry, ""),
        clash=troubles.clashes.get(entry),
        exception=gate.exception,
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
