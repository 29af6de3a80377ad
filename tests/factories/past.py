"""Rows of a workbook of past years, and an import that is there already."""

from scoring.ratings.history_rows import FACTS, INCIDENTS, RATINGS, HistoryRow
from scoring.ratings.models import HistoryImport
from tests.factories.world import NOW, World

PROGRAMME = "star-standardization"


def history_import(world: World) -> HistoryImport:
    """Return an import of the county's office, without rows."""
    return HistoryImport.objects.create(
        organization=world.department,
        file_name="历史认定表.xlsx",
        sha256="0" * 64,
        imported_at=NOW,
        imported_by=world.office,
    )


def rating(number: int = 2, **cells: str) -> HistoryRow:
    """Return a row of the first sheet about the world's branch."""
    given = {
        "code": "XQ-JG-01",
        "programme": PROGRAMME,
        "year": "2025",
        "level": "四星级",
        "on": "2025-12-20",
        "reference": "某组发〔2025〕9号",
    }
    return HistoryRow(RATINGS, number, given | cells)


def event(number: int = 2, **cells: str) -> HistoryRow:
    """Return a row of the second sheet about the world's branch."""
    given = {
        "code": "XQ-JG-01",
        "fact": "disc.cases",
        "on": "2024-03-01",
        "reference": "某纪立〔2024〕2号",
        "note": "",
    }
    return HistoryRow(INCIDENTS, number, given | cells)


def fact(number: int = 2, **cells: str) -> HistoryRow:
    """Return a row of the third sheet about the world's branch."""
    given = {
        "code": "XQ-JG-01",
        "year": "2025",
        "fact": "disc.cases",
        "value": "0",
        "reference": "某纪函〔2026〕1号",
    }
    return HistoryRow(FACTS, number, given | cells)


CLEAN = [fact(2, year="2025"), fact(3, year="2024")]
