"""What may be done with a review: open it, decide its items, keep every decision."""

from scoring.reviews.actions.deciding import (
    Decided,
    ItemDecided,
    Verdict,
    decide_finding,
    decide_findings,
)
from scoring.reviews.actions.reviewing import (
    open_review,
    record_gate_finding,
    renew_findings,
    still_open,
    take_step,
)

__all__ = [
    "Decided",
    "ItemDecided",
    "Verdict",
    "decide_finding",
    "decide_findings",
    "open_review",
    "record_gate_finding",
    "renew_findings",
    "still_open",
    "take_step",
]
