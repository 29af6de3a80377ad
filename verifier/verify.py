"""Check certificates of 支部星评 without the system that issued them, and without a network.

    python verify.py certificate.pdf --keys keys.json --status status.json [--json] [--on DATE]

``keys.json`` and ``status.json`` come from the issuer's public address (``/v/keys.json``,
``/v/status.json``); compare the key's fingerprint with the one that the issuer announced. The
answer is a list of checks. Exit code 0 only for "valid"; a status that could not be established
is "status unknown", never "valid". Needs Python 3.11, cryptography and pikepdf.
"""

import argparse
import base64
import binascii
import datetime
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pikepdf
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALGORITHM = "Ed25519"
KIND = "branchstd certificate status 1"
REQUIRED = ("alg", "branch", "code", "issued_on", "issuer", "key_id", "serial", "stars")
ENCLOSURES = ("certificate.json", "certificate.sig")
LIMIT = 64 * 1024
SKEW = datetime.timedelta(days=1)

VALID, EXPIRED = "valid", "expired"
DOWNGRADED, REVOKED, VOIDED = "downgraded", "revoked", "voided"
UNKNOWN, FORGED, STATUS_UNKNOWN = "unknown", "forged", "status unknown"

WORDS = {
    "list": "the status list is signed by a key of the ring and in date",
    "facts": "the enclosed facts are complete and in their one spelling",
    "key": "the key is in the key ring",
    "signature": "the signature is by that key over these facts",
    "register": "the status list names this certificate",
    "file": "the file is the issued one, byte for byte",
    "status": "neither lowered nor revoked nor voided",
    "term": "within its term",
}
MARKS = {True: "ok", False: "FAILED", None: "not checked"}

Checks = dict[str, bool | None]


class Rejected(Exception):
    """A file that is not what it should be; the message says why."""


def canonical(value: Any) -> str:
    """Return JSON in the one spelling that is signed."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def read_enclosed(pdf: bytes) -> tuple[str, str]:
    """Return the facts and the signature inside a PDF; nothing about them is checked.

    Raises:
        Rejected: the file is no PDF or carries none.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            found = [_enclosure(document, name) for name in ENCLOSURES]
    except (pikepdf.PdfError, UnicodeDecodeError) as error:
        raise Rejected("not a readable PDF") from error
    if not all(found):
        raise Rejected("no signed facts inside")
    return found[0], found[1]


def read_keys(text: str) -> dict[str, bytes]:
    """Return the public keys by id; a key whose id is not the hash of itself is left out.

    Raises:
        Rejected: the file has another shape.
    """
    ring = {}
    try:
        for key in json.loads(text)["keys"]:
            raw = base64.b64decode(key["public"], validate=True)
            if hashlib.sha256(raw).hexdigest()[:16] == key["id"]:
                ring[key["id"]] = raw
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Rejected("not a file of keys") from error
    return ring


def read_facts(text: str) -> dict[str, Any]:
    """Return the facts when they are complete and in their one spelling, else nothing."""
    try:
        said = json.loads(text, parse_float=_refuse)
        spelled = canonical(said)
    except (ValueError, TypeError, RecursionError):
        return {}
    is_whole = isinstance(said, dict) and all(key in said for key in REQUIRED)
    return said if is_whole and spelled == text else {}


def read_list(text: str, ring: dict[str, bytes], now: datetime.datetime) -> dict[str, Any] | None:
    """Return the status list when a key of the ring signed it and it is in date, else None."""
    try:
        said = json.loads(text, parse_float=_refuse)
        listed, signature = said["list"], said["signature"]
        taken_at = datetime.datetime.fromisoformat(listed["taken_at"])
        next_update = datetime.datetime.fromisoformat(listed["next_update"])
        is_ours = listed["kind"] == KIND and isinstance(listed["certificates"], dict)
        is_current = taken_at - SKEW <= now < next_update
        is_signed = _is_signed(canonical(listed), signature, listed, ring)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not (is_ours and is_current and is_signed):
        return None
    return dict(listed, taken_on=taken_at.date())


def verify(
    pdf: bytes,
    *,
    ring: dict[str, bytes],
    status_text: str,
    now: datetime.datetime,
    today: datetime.date,
) -> tuple[str, Checks, dict[str, Any]]:
    """Return the outcome, the checks it rests on, and the facts.

    Raises:
        Rejected: the file carries no signed facts.
    """
    text, signature = read_enclosed(pdf)
    facts = read_facts(text)
    listed = read_list(status_text, ring, now) if status_text else None
    row = _row(listed, facts)
    until = _day(facts.get("valid_until"))
    checks: Checks = {
        "list": listed is not None if status_text else None,
        "facts": bool(facts),
        "key": facts.get("key_id") in ring if isinstance(facts.get("key_id"), str) else False,
        "signature": _is_signed(text, signature, facts, ring),
        "register": True if row else (False if _covers(listed, facts) else None),
        "file": row[2] == hashlib.sha256(pdf).hexdigest() if row and row[2] else None,
        "status": row[0] == VALID if row else None,
        "term": until >= today if row and until else None,
    }
    return _outcome(checks, row[0] if row else ""), checks, facts


def _outcome(checks: Checks, status: str) -> str:
    if not (checks["facts"] and checks["key"] and checks["signature"]):
        return FORGED
    if checks["register"] is not True:
        return UNKNOWN if checks["register"] is False else STATUS_UNKNOWN
    if checks["file"] is False:
        return FORGED
    if status != VALID:
        return status if status in (DOWNGRADED, VOIDED) else REVOKED
    if checks["term"] is not True:
        return EXPIRED if checks["term"] is False else STATUS_UNKNOWN
    # Facts are signed, the sheet around them is not: only the file's hash vouches for it.
    return VALID if checks["file"] else STATUS_UNKNOWN


def _row(listed: dict[str, Any] | None, facts: dict[str, Any]) -> list[str] | None:
    if listed is None or facts.get("site") != listed.get("site"):
        return None
    code = hashlib.sha256(str(facts.get("code")).encode()).hexdigest()[:32]
    row = listed["certificates"].get(code)
    is_row = isinstance(row, list) and len(row) == 3 and all(isinstance(one, str) for one in row)
    return row if is_row and _day(facts.get("valid_until")) else None


def _covers(listed: dict[str, Any] | None, facts: dict[str, Any]) -> bool:
    """Return whether the list would name this certificate: same site, issued on a day before."""
    if listed is None or facts.get("site") != listed.get("site"):
        return False
    issued_on = _day(facts.get("issued_on"))
    return issued_on is not None and issued_on < listed["taken_on"]


def _is_signed(text: str, signature: object, said: dict[str, Any], ring: dict[str, bytes]) -> bool:
    key_id = said.get("key_id")
    if said.get("alg") != ALGORITHM or not isinstance(key_id, str) or key_id not in ring:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(ring[key_id])
        key.verify(base64.b64decode(str(signature), validate=True), text.encode())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _enclosure(document: pikepdf.Pdf, name: str) -> str:
    if name in document.attachments:
        data = document.attachments[name].get_file().read_bytes()
    else:
        data = _private_piece(document, name)
    return data.decode() if len(data) <= LIMIT else ""


def _private_piece(document: pikepdf.Pdf, name: str) -> bytes:
    """Return one piece of the private data: where archival files (PDF/A-2) carry the facts."""
    found: object = document.Root
    for key in ("/PieceInfo", "/Branchstd", "/Private", f"/{name}"):
        if not isinstance(found, pikepdf.Object) or key not in found:
            return b""
        found = found[key]
    return found.read_bytes() if isinstance(found, pikepdf.Stream) else b""


def _day(text: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None


def _refuse(text: str) -> None:
    raise ValueError(f"a fraction has no place here: {text}")


def main(arguments: list[str] | None = None) -> int:
    """Check one file, print the checks, return the exit code."""
    parser = argparse.ArgumentParser(description="Check a certificate without its issuer.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--keys", type=Path, required=True, help="keys.json of the issuer")
    parser.add_argument("--status", type=Path, help="status.json of the issuer")
    parser.add_argument("--on", type=datetime.date.fromisoformat, help="day of the question")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    now = datetime.datetime.now(datetime.UTC)
    try:
        outcome, checks, facts = verify(
            options.file.read_bytes(),
            ring=read_keys(options.keys.read_text(encoding="utf-8")),
            status_text=options.status.read_text(encoding="utf-8") if options.status else "",
            now=now,
            today=options.on or now.astimezone().date(),
        )
    except (OSError, UnicodeDecodeError, Rejected) as error:
        outcome, checks, facts = UNKNOWN, {}, {"why": str(error)}
    _say(outcome, checks, facts, as_json=options.json)
    return 0 if outcome == VALID else 1


def _say(outcome: str, checks: Checks, facts: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        answer = {"outcome": outcome, "checks": checks, "facts": facts}
        lines = [json.dumps(answer, ensure_ascii=False, indent=2)]
    else:
        lines = [f"[{MARKS[passed]}] {WORDS[name]}" for name, passed in checks.items()]
        lines += [f"    {key}: {value}" for key, value in facts.items()]
        lines.append(f"Result: {outcome}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
