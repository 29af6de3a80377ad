"""Facts for scoring: definitions, checks of entries, and the book that measures read.

The parts live in ``definitions``, ``values``, ``windows`` and ``book``; this is their front.
"""

from scoring.engine.book import MISSING, Absent, FactBook, Incident, OrganizationFacts
from scoring.engine.definitions import (
    BRANCH_PROVIDERS,
    Column,
    Derivation,
    FactDefinition,
    FactType,
    read_definitions,
    roots,
)
from scoring.engine.faults import Fault, FaultsFound
from scoring.engine.values import FactError, check_together, check_value
from scoring.engine.windows import Window, default_window

__all__ = [
    "BRANCH_PROVIDERS",
    "MISSING",
    "Absent",
    "Column",
    "Derivation",
    "FactBook",
    "FactDefinition",
    "FactError",
    "FactType",
    "Fault",
    "FaultsFound",
    "Incident",
    "OrganizationFacts",
    "Window",
    "check_together",
    "check_value",
    "default_window",
    "read_definitions",
    "roots",
]
