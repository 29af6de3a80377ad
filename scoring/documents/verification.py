"""Checking a certificate: pure functions from what was presented and what the register says.

The answer is a list of checks, not a bare yes: whoever doubts a certificate wants to know what
exactly does not fit. Nothing that could not be looked at ever counts as passed.
"""

import dataclasses
import datetime
import enum
import json
from collections.abc import Mapping

from scoring.common.canonical import canonical_json
from scoring.documents.enums import CertificateStatus
from scoring.documents.signing import is_signed_by

REQUIRED = ("alg", "branch", "code", "issued_on", "issuer", "key_id", "serial", "stars")


class Outcome(enum.StrEnum):
    """What the certificate is worth on the day of the question."""

    VALID = "valid"
    DOWNGRADED = "downgraded"
    REVOKED = "revoked"
    VOIDED = "voided"  # for a fault of the paper, the star stays
    EXPIRED = "expired"
    UNKNOWN = "unknown"  # no such certificate
    FORGED = "forged"  # the facts presented are not what was signed or issued
    UNAVAILABLE = "unavailable"  # cannot be told now; never shown as valid


ENDED: Mapping[str, Outcome] = {
    CertificateStatus.DOWNGRADED: Outcome.DOWNGRADED,
    CertificateStatus.VOIDED: Outcome.VOIDED,
}
"""Ways of ending that are told apart; any other counts as revoked."""


class Check(enum.StrEnum):
    """What is looked at, in this order."""

    FACTS = "facts"  # readable, complete, in the one spelling
    KEY = "key"  # the named key is in the ring
    SIGNATURE = "signature"
    REGISTER = "register"  # the register has the same facts under this code
    FILE = "file"  # the file is the stored one, byte for byte
    STATUS = "status"  # neither lowered nor revoked nor voided
    TERM = "term"
    LIST = "list"  # offline only: the status list is signed by us and in date


@dataclasses.dataclass(frozen=True)
class Finding:
    """One check with its result; None where there was nothing to look at."""

    check: Check
    passed: bool | None


@dataclasses.dataclass(frozen=True)
class Entry:
    """What the register says about one code."""

    facts: str
    status: str
    valid_until: datetime.date
    pdf_sha256: str = ""


@dataclasses.dataclass(frozen=True)
class Verdict:
    """The outcome and the findings it rests on."""

    outcome: Outcome
    findings: tuple[Finding, ...]


def verify(
    *,
    facts: str,
    signature: str,
    ring: Mapping[str, bytes],
    today: datetime.date,
    entry: Entry | None,
    is_register_readable: bool = True,
    pdf_sha256: str = "",
) -> Verdict:
    """Return what the presented facts are worth.

    ``facts`` is the canonical JSON as presented; ``entry`` what the register has under its code,
    None when it has none; ``pdf_sha256`` the hash of the presented file, "" when there is none.
    """
    said = read_facts(facts)
    findings = (
        Finding(Check.FACTS, said is not None),
        Finding(Check.KEY, _text(said, "key_id") in ring),
        Finding(
            Check.SIGNATURE,
            is_signed_by(
                facts.encode(errors="replace"),
                signature,
                key_id=_text(said, "key_id"),
                algorithm=_text(said, "alg"),
                ring=ring,
            ),
        ),
        Finding(Check.REGISTER, entry.facts == facts if entry else _if(is_register_readable)),
        Finding(Check.FILE, _same_file(entry, pdf_sha256)),
        Finding(Check.STATUS, entry.status == CertificateStatus.VALID if entry else None),
        Finding(Check.TERM, last_day(entry, said) >= today if entry else None),
    )
    return Verdict(_outcome({each.check: each.passed for each in findings}, entry), findings)


def last_day(entry: Entry, said: Mapping[str, object] | None) -> datetime.date:
    """Return the last day of the term: the earlier of what the register says and what was signed.

    A column that somebody moved cannot make a certificate last longer than its signature says.
    """
    try:
        signed = datetime.date.fromisoformat(_text(said, "valid_until"))
    except ValueError:
        return entry.valid_until
    return min(entry.valid_until, signed)


def read_facts(facts: str) -> dict[str, object] | None:
    """Return the facts when they are complete and in canonical spelling, else None."""
    try:
        said = json.loads(facts)
        spelled = canonical_json(said)
    except (ValueError, TypeError, RecursionError):
        return None
    if spelled != facts or not isinstance(said, dict) or not all(key in said for key in REQUIRED):
        return None
    return said


def _outcome(passed: Mapping[Check, bool | None], entry: Entry | None) -> Outcome:
    if not (passed[Check.FACTS] and passed[Check.KEY] and passed[Check.SIGNATURE]):
        return Outcome.FORGED
    if entry is None:
        return Outcome.UNKNOWN if passed[Check.REGISTER] is False else Outcome.UNAVAILABLE
    if not passed[Check.REGISTER] or passed[Check.FILE] is False:
        return Outcome.FORGED
    return _standing(entry, in_term=bool(passed[Check.TERM]))


def _standing(entry: Entry, *, in_term: bool) -> Outcome:
    if entry.status == CertificateStatus.VALID:
        return Outcome.VALID if in_term else Outcome.EXPIRED
    return ENDED.get(entry.status, Outcome.REVOKED)


def _same_file(entry: Entry | None, pdf_sha256: str) -> bool | None:
    if entry is None or not pdf_sha256 or not entry.pdf_sha256:
        return None
    return entry.pdf_sha256 == pdf_sha256


def _if(is_register_readable: bool) -> bool | None:
    return False if is_register_readable else None


def _text(said: Mapping[str, object] | None, key: str) -> str:
    value = (said or {}).get(key, "")
    return value if isinstance(value, str) else ""
