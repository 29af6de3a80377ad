"""The status list: what every certificate is worth, signed, for those who check without us.

One file holds all codes (hashed, since a code opens the public page) with status, day of its end
and hash of the stored file. The worker signs it; the web hands it out. It is good until
``next_update``: after that nobody may conclude from it that a certificate is valid.
"""

import base64
import binascii
import contextlib
import dataclasses
import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any

from scoring.common.canonical import canonical_json, sha256_of
from scoring.documents.signing import ALGORITHM, Signer, is_signed_by, key_id_of
from scoring.documents.verification import (
    Check,
    Entry,
    Finding,
    Outcome,
    Verdict,
    read_facts,
    verify,
)

KIND = "branchstd certificate status 1"
GOOD_FOR = datetime.timedelta(days=7)
SKEW = datetime.timedelta(days=1)
"""By how much the clock of the one who checks may be slow."""

CODE_DIGITS = 32


@dataclasses.dataclass(frozen=True)
class Row:
    """One certificate in the list. ``ended_on`` is empty while it is valid."""

    code: str
    status: str
    ended_on: str
    pdf_sha256: str


def code_hash(code: str) -> str:
    """Return what stands for a code in the list."""
    return sha256_of(code)[:CODE_DIGITS]


def signed_list(rows: Iterable[Row], *, site: str, signer: Signer, now: datetime.datetime) -> str:
    """Return the status list as text: the list in its one spelling, and the signature over it."""
    listed = {
        "alg": signer.algorithm,
        "certificates": {
            code_hash(row.code): [row.status, row.ended_on, row.pdf_sha256] for row in rows
        },
        "key_id": signer.key_id,
        "kind": KIND,
        "next_update": _spelled(now + GOOD_FOR),
        "site": site,
        "taken_at": _spelled(now),
    }
    signature = signer.sign(canonical_json(listed).encode())
    return canonical_json({"list": listed, "signature": signature}) + "\n"


@dataclasses.dataclass(frozen=True)
class StatusList:
    """A list whose signature and dates hold."""

    site: str
    taken_at: datetime.datetime
    certificates: Mapping[str, list[str]]

    def covers(self, facts: Mapping[str, Any]) -> bool:
        """Return whether the list would name a certificate with these facts.

        It speaks of one site, and of what was issued on the days before it was taken.
        """
        day = _day(facts.get("issued_on"))
        taken_on = self.taken_at.date()
        return facts.get("site") == self.site and day is not None and day < taken_on

    def entry(self, facts: Mapping[str, Any], *, spelled: str) -> Entry | None:
        """Return what the list says about the certificate with these facts."""
        row = self.certificates.get(code_hash(str(facts.get("code"))))
        until = _day(facts.get("valid_until"))
        if facts.get("site") != self.site or row is None or until is None or not _is_row(row):
            return None
        status, _, pdf_sha256 = row
        return Entry(facts=spelled, status=status, valid_until=until, pdf_sha256=pdf_sha256)


def read_list(text: str, *, ring: Mapping[str, bytes], now: datetime.datetime) -> StatusList | None:
    """Return the list when a key of the ring signed it and it is in date, else None."""
    try:
        said = json.loads(text)
        listed, signature = said["list"], said["signature"]
        message = canonical_json(listed).encode()
        taken_at = datetime.datetime.fromisoformat(listed["taken_at"])
        next_update = datetime.datetime.fromisoformat(listed["next_update"])
        key_id, algorithm = str(listed["key_id"]), str(listed["alg"])
        is_ours = listed["kind"] == KIND and isinstance(listed["certificates"], dict)
        is_current = taken_at - SKEW <= now < next_update
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    is_signed = is_signed_by(message, str(signature), key_id=key_id, algorithm=algorithm, ring=ring)
    if not (is_ours and is_current and is_signed):
        return None
    return StatusList(str(listed["site"]), taken_at, listed["certificates"])


def verify_offline(
    *,
    facts: str,
    signature: str,
    ring: Mapping[str, bytes],
    status_text: str,
    now: datetime.datetime,
    today: datetime.date,
    pdf_sha256: str = "",
) -> Verdict:
    """Return what a certificate is worth by the key ring and a status list alone.

    ``status_text`` is the list as downloaded, "" when there is none. A list that is forged or out
    of date is no list: the outcome is then ``unavailable``, never ``valid``.
    """
    listing = read_list(status_text, ring=ring, now=now) if status_text else None
    said = read_facts(facts) or {}
    entry = listing.entry(said, spelled=facts) if listing else None
    verdict = verify(
        facts=facts,
        signature=signature,
        ring=ring,
        today=today,
        entry=entry,
        is_register_readable=listing is not None and listing.covers(said),
        pdf_sha256=pdf_sha256,
    )
    is_good = Finding(Check.LIST, listing is not None if status_text else None)
    if verdict.outcome == Outcome.VALID and not _is_checked(verdict, Check.FILE):
        # The list names the file once it is stored. Without it the sheet may say anything.
        return Verdict(Outcome.UNAVAILABLE, (is_good, *verdict.findings))
    return Verdict(verdict.outcome, (is_good, *verdict.findings))


def keys_document(ring: Mapping[str, bytes], *, site: str) -> str:
    """Return the public keys as a file to download: all of them, also those no longer in use."""
    keys = [
        {"alg": ALGORITHM, "id": key_id, "public": base64.b64encode(raw).decode()}
        for key_id, raw in sorted(ring.items())
    ]
    return canonical_json({"keys": keys, "site": site}) + "\n"


def read_keys(text: str) -> dict[str, bytes]:
    """Return the keys of such a file by id; a key whose id is not its own is left out.

    Raises:
        ValueError: the file has another shape.
    """
    ring = {}
    try:
        for key in json.loads(text)["keys"]:
            with contextlib.suppress(binascii.Error):
                raw = base64.b64decode(key["public"], validate=True)
                if key_id_of(raw) == key["id"]:
                    ring[key["id"]] = raw
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError("not a file of keys") from error
    return ring


def _is_checked(verdict: Verdict, check: Check) -> bool:
    return any(each.check == check and each.passed for each in verdict.findings)


def _is_row(row: object) -> bool:
    return isinstance(row, list) and len(row) == 3 and all(isinstance(each, str) for each in row)


def _day(text: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None


def _spelled(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")
