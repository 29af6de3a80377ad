"""The parts of an official document that its office fills in before it is issued."""

from django.conf import settings

from scoring.documents.numbering import NOTICE, PATTERNS

BLANK = "　"
UNMET = "现场查看不符合要求"


def blank_number(year: int) -> str:
    """Return the 发文字号 with a blank where the number will stand."""
    setting, standard, _digits = PATTERNS[NOTICE]
    pattern: str = getattr(settings, setting, "") or standard
    return pattern.format(year=year, number=BLANK)


def letterhead_of(issuer: str) -> str:
    """Return the issuing organ as it stands in red."""
    return f"{issuer}文件"


def cited_rule(name: str) -> str:
    """Return a rule's name as a document cites it."""
    return name if name.startswith("《") else f"《{name}》"
