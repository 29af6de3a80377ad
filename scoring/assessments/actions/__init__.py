"""What may be done with an assessment and its evidence."""

from scoring.assessments.actions.answers import write_answers
from scoring.assessments.actions.deadlines import (
    ExtensionReasonMissing,
    ExtensionTooEarly,
    extend_deadline,
    keep_late_entry,
)
from scoring.assessments.actions.evidence import (
    EvidenceGone,
    ReferenceMissing,
    UnknownIndicator,
    attach_evidence,
    attach_reference,
    remove_evidence,
    restore_evidence,
    use_evidence,
)
from scoring.assessments.actions.recounting import recount
from scoring.assessments.actions.states import change_status, record_submission
from scoring.assessments.rows import lock_assessment, update_row

__all__ = [
    "EvidenceGone",
    "ExtensionReasonMissing",
    "ExtensionTooEarly",
    "ReferenceMissing",
    "UnknownIndicator",
    "attach_evidence",
    "attach_reference",
    "change_status",
    "extend_deadline",
    "keep_late_entry",
    "lock_assessment",
    "record_submission",
    "recount",
    "remove_evidence",
    "restore_evidence",
    "update_row",
    "use_evidence",
    "write_answers",
]
