"""A small county to test in: two trees, one person per role, the default programme, a cycle."""

from tests.factories.filling import assessment_at, evidence_file, fill_perfectly, open_cycle_for
from tests.factories.world import NOW, YEAR, World, make_user, make_world

__all__ = [
    "NOW",
    "YEAR",
    "World",
    "assessment_at",
    "evidence_file",
    "fill_perfectly",
    "make_user",
    "make_world",
    "open_cycle_for",
]
