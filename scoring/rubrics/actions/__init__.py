"""What is done to drafts of rubrics."""

from scoring.rubrics.actions.drafts import (
    DraftExists,
    DraftUnnamed,
    PartGone,
    VersionExists,
    clone_version,
    create_draft,
    drop_draft,
    move_part,
    remove_part,
    save_part,
)
from scoring.rubrics.actions.issuing import (
    BasisMissing,
    ContentMissing,
    DraftReasonMissing,
    EffectiveOrder,
    RubricFaulty,
    SameProposer,
    issue_draft,
    propose_draft,
    send_back_draft,
)

__all__ = [
    "BasisMissing",
    "ContentMissing",
    "DraftExists",
    "DraftReasonMissing",
    "DraftUnnamed",
    "EffectiveOrder",
    "PartGone",
    "RubricFaulty",
    "SameProposer",
    "VersionExists",
    "clone_version",
    "create_draft",
    "drop_draft",
    "issue_draft",
    "move_part",
    "propose_draft",
    "remove_part",
    "save_part",
    "send_back_draft",
]
