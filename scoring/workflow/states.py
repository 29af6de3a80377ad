"""The transition tables as a page for people."""

from collections.abc import Mapping

from django.db.models import TextChoices

from scoring.assessments.enums import TRANSITIONS, Status
from scoring.documents.exports import EXPORT_TRANSITIONS, ExportState
from scoring.ratings.enums import RATING_TRANSITIONS, VETO_TRANSITIONS, RatingStatus, VetoStatus
from scoring.reviews.enums import REVIEW_TRANSITIONS, ReviewStatus

Table = Mapping[str, Mapping[str, str]]

TABLES: tuple[tuple[str, type[TextChoices], Table], ...] = (
    ("Assessment", Status, TRANSITIONS),
    ("Review", ReviewStatus, REVIEW_TRANSITIONS),
    ("Rating", RatingStatus, RATING_TRANSITIONS),
    ("Veto case", VetoStatus, VETO_TRANSITIONS),
    ("Yearly summary", ExportState, EXPORT_TRANSITIONS),
)

HEAD = """# States

Printed by `python manage.py draw_states`; a test holds this page to the tables in the code. A
step that no table names is refused, whoever asks. Every step of an assessment leaves exactly one
event `<step>_assessment` in the audit chain, in the same transaction.
"""


def page() -> str:
    """Return the page in Markdown, one diagram and one table per machine."""
    return "\n".join([HEAD, *(_machine(*table) for table in TABLES)])


def _machine(name: str, states: type[TextChoices], table: Table) -> str:
    steps = [(start, step, end) for start in states for step, end in table[start].items()]
    first = next(iter(states))
    drawn = [f"    {start} --> {end}: {step}" for start, step, end in steps]
    final = [f"    {state} --> [*]" for state in states if not table[state]]
    rows = [f"| {start} | {step} | {end} |" for start, step, end in steps]
    return "\n".join(
        [
            f"## {name}",
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {first}",
            *drawn,
            *final,
            "```",
            "",
            "| from | step | to |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )
