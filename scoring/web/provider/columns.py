"""The columns of a provider's table: one per fact, or one per month or quarter of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scoring.engine.facts import FactDefinition, FactType, Window
from scoring.web.selfassessment.controls import fact_label, period_label
from scoring.workflow.entries import fact_entry, periods_of

PERIODIC = (FactType.INT_BY_MONTH, FactType.INT_BY_QUARTER)
# Lists of options and ledgers need more room than a cell of a table has.
NOT_IN_CELLS = (FactType.SET, FactType.TABLE)


@dataclass(frozen=True)
class Column:
    """One column: the form's key of its entry, and where the value lies."""

    entry: str  # fact:<key> or fact:<key>:<year>-<n>
    year: int  # of the sheet
    key: str  # in the sheet
    label: str
    definition: FactDefinition

    @property
    def options(self) -> list[tuple[str, str]]:
        """Return (value, text) where the value is chosen from a list."""
        if self.definition.type == FactType.BOOL:
            return [("true", _("Yes")), ("false", _("No"))]
        return [(one, one) for one in self.definition.options]

    @property
    def unit(self) -> str:
        """Return the unit; what is chosen from a list has none, what the label says is enough."""
        unit = self.definition.unit
        return "" if self.options or unit in self.label else unit

    @property
    def dated(self) -> bool:
        """Tell whether incidents with their days count into it."""
        return self.definition.type == FactType.COUNT_BY_YEAR

    def text(self, value: Any) -> str:
        """Return a stored value as its input holds it."""
        if value is None:
            return ""
        return str(value).lower() if isinstance(value, bool) else str(value)

    def spoken(self, value: Any) -> str:
        """Return a stored value as people read it."""
        text = self.text(value)
        return dict(self.options).get(text, text) or "—"

    def typed(self, text: str) -> str:
        """Return what a pasted word stands for: the words of a list are read as its values."""
        return {word: value for value, word in self.options}.get(text.strip(), text.strip())


def fits_a_cell(definition: FactDefinition) -> bool:
    """Tell whether one cell can hold a value of this fact."""
    return definition.type not in NOT_IN_CELLS


def columns_of(facts: Iterable[FactDefinition], window: Window) -> list[Column]:
    """Return the columns of some facts over a window."""
    return [column for fact in facts for column in _columns(fact, window)]


def _columns(fact: FactDefinition, window: Window) -> list[Column]:
    if fact.type not in PERIODIC:
        return [Column(fact_entry(fact.key), window.year, fact.key, fact_label(fact), fact)]
    return [
        Column(
            fact_entry(fact.key, year, number),
            year,
            f"{fact.key}:{number}",
            f"{fact_label(fact)} {period_label(fact, year, number)}",
            fact,
        )
        for year, number in periods_of(fact, window)
    ]
