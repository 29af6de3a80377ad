"""What the papers say: plain data, complete enough to print without the database."""

import dataclasses
import datetime

from scoring.documents.enums import NoticeKind
from scoring.documents.subjects import BRANCH, short_word


@dataclasses.dataclass(frozen=True)
class CertificateData:
    """One certificate.

    ``occasion`` and ``procedure`` are the programme's words for what was assessed and how;
    ``facts`` is the canonical JSON that ``signature`` (base64) signs. Both are empty on a
    specimen, which carries nothing that could be checked. An archival certificate is PDF/A-2b.
    """

    serial: str
    code: str
    verify_url: str
    branch_name: str
    year: int
    level_name: str
    stars: int
    issuer_name: str
    issued_on: datetime.date
    valid_until: datetime.date
    occasion: str = "党支部标准化建设考核"
    procedure: str = "经自评申报、组织审核、结果公示"
    facts: str = ""
    signature: str = ""
    shows_seal_place: bool = True
    is_archival: bool = False
    subject: str = BRANCH

    @property
    def title(self) -> str:
        """Return what the paper calls itself; a level without stars is none of a star."""
        return f"星级{self.subject}证书" if self.stars else f"{self.subject}评定证书"


@dataclasses.dataclass(frozen=True)
class NoticeData:
    """One notice about one branch.

    ``reason`` is the finding in words, without its last end mark; ``basis`` the rule
    it rests on, with its 《》; ``copies_to`` the organs that get a copy. ``letterhead`` is the
    issuing organ's name as it stands in red. Empty parts are left out of the page.
    """

    kind: NoticeKind
    number: str
    letterhead: str
    issuer_name: str
    addressee: str
    branch_name: str
    year: int
    level_before: str
    reason: str
    basis: str
    issued_on: datetime.date
    effective_on: datetime.date
    level_after: str = ""
    certificate_before: str = ""
    certificate_after: str = ""
    contact: str = ""
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    subject: str = BRANCH

    @property
    def called(self) -> str:
        """Return what stands after 该."""
        return short_word(self.subject)
