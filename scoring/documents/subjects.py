"""What documents call those who are rated: 党支部, 党委, 党总支, 党组织."""

from scoring.engine.rubric import Rubric
from scoring.organizations.enums import OrganizationKind

BRANCH = "党支部"
_SUBJECTS = {"branch": BRANCH, "committee": "党委", "organization": "党组织"}
_KINDS: dict[str, str] = {
    OrganizationKind.PARTY_COMMITTEE: "党委",
    OrganizationKind.ORGAN_COMMITTEE: "党委",
    OrganizationKind.WORKING_COMMITTEE: "党工委",
    OrganizationKind.GENERAL_BRANCH: "党总支",
}


def subject_word(subject: str) -> str:
    """Return what all that a standard rates are called."""
    return _SUBJECTS.get(subject, _SUBJECTS["organization"])


def kind_word(kind: str) -> str:
    """Return what one organization is called on its own certificate or notice."""
    return _KINDS.get(kind, BRANCH)


def short_word(word: str) -> str:
    """Return the word as it stands after 该 and before 数: 支部 for 党支部."""
    return "支部" if word == BRANCH else word


def title_word(rubric: Rubric) -> str:
    """Return what those are called who reached a level: 星级党支部, 达标党委."""
    starred = any(level.stars for level in rubric.levels)
    return ("星级" if starred else "达标") + subject_word(rubric.subject)
