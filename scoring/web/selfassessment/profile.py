"""The branch file as plain data: this year's facts beside last year's."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from scoring.engine.definitions import FactDefinition
from scoring.web.selfassessment.controls import Control, Troubles, fact_controls, shown
from scoring.web.selfassessment.kept import kept_elsewhere
from scoring.web.selfassessment.members import register_hint
from scoring.web.selfassessment.sharing import also_used
from scoring.web.selfassessment.workbook import Workbook
from scoring.workflow.profile import is_profile_fact


@dataclass(frozen=True)
class ProfileRow:
    """One fact: its input, last year's value, and whether the two differ."""

    control: Control
    before: str
    changed: bool


def profile_facts(book: Workbook) -> list[FactDefinition]:
    """Return the facts that describe the branch and that its standard asks for, in order."""
    asked = {fact for item in book.rubric.indicators for fact in item.facts}
    for level in book.rubric.levels:
        asked |= {fact for gate in level.gates for fact in gate.facts}
    return [one for one in book.definitions.values() if one.key in asked and is_profile_fact(one)]


def profile_rows(book: Workbook, troubles: Troubles) -> list[ProfileRow]:
    """Return the rows of the branch file."""
    rows = []
    for definition in profile_facts(book):
        before = book.before(definition.key)
        held = book.held(f"fact:{definition.key}").value
        (control,) = fact_controls(book, definition.key, troubles)
        rows.append(
            ProfileRow(
                control=replace(
                    control,
                    hint=register_hint(book, definition.key),
                    also=_elsewhere(book, definition.key),
                ),
                before=shown(definition, before),
                changed=before is not None and held != before,
            )
        )
    return rows


def _elsewhere(book: Workbook, fact: str) -> str:
    """Return where else a fact counts, and where the declared value stays."""
    said = (also_used(book.used_elsewhere, [fact]), kept_elsewhere(book, [fact]))
    return _("; ").join(one for one in said if one)
