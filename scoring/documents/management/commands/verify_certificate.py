"""Check a certificate file and say what fits and what does not."""

import dataclasses
import datetime
import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from scoring.common.canonical import sha256_of
from scoring.documents.mapping import entry_of
from scoring.documents.models import Certificate
from scoring.documents.opening import NotOurCertificate, read_enclosed
from scoring.documents.signing import read_ring
from scoring.documents.status import read_keys, verify_offline
from scoring.documents.storage import keys_folder
from scoring.documents.verification import Check, Entry, Outcome, Verdict, read_facts, verify

MARKS = {
    True: gettext_noop("ok"),
    False: gettext_noop("DOES NOT FIT"),
    None: gettext_noop("not checked"),
}
OUTCOMES = {
    Outcome.VALID: gettext_noop("valid"),
    Outcome.DOWNGRADED: gettext_noop("the star was lowered since"),
    Outcome.REVOKED: gettext_noop("the star was revoked"),
    Outcome.VOIDED: gettext_noop("the certificate was voided, the star stays"),
    Outcome.EXPIRED: gettext_noop("the term is over"),
    Outcome.UNKNOWN: gettext_noop("no such certificate"),
    Outcome.FORGED: gettext_noop("not what was issued"),
    Outcome.UNAVAILABLE: gettext_noop("cannot be told now"),
}


@dataclasses.dataclass(frozen=True)
class Presented:
    """What somebody laid on the desk."""

    facts: str
    signature: str
    sha256: str


class Command(BaseCommand):
    """Verify one PDF. Exit code 0 only for a certificate that is valid today."""

    help = "Check a certificate file: signature, register, file, status, term."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument(
            "--offline", action="store_true", help="ask the status list, not the register"
        )
        parser.add_argument("--keys", type=Path, help="keys.json as downloaded; default: ours")
        parser.add_argument("--status", type=Path, help="status.json as downloaded, for --offline")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pdf = options["file"].read_bytes()
            ring = _ring(options["keys"])
            status_text = _text(options["status"]) if options["status"] else ""
            presented = Presented(*read_enclosed(pdf), sha256_of(pdf))
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        except NotOurCertificate as refusal:
            facts = {"why": refusal.data["why"]} if options["json"] else {}
            self._say(Verdict(Outcome.UNKNOWN, ()), facts, options["json"])
            sys.exit(1)
        if options["offline"]:
            verdict = _offline(presented, ring, status_text)
        else:
            verdict = _online(presented, ring)
        self._say(verdict, read_facts(presented.facts) or {}, options["json"])
        if verdict.outcome != Outcome.VALID:
            sys.exit(1)

    def _say(self, verdict: Verdict, facts: dict[str, Any], as_json: bool) -> None:
        if as_json:
            checks = {str(each.check): each.passed for each in verdict.findings}
            answer = {"outcome": str(verdict.outcome), "checks": checks, "facts": facts}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        words = check_words()
        for each in verdict.findings:
            self.stdout.write(f"[{gettext(MARKS[each.passed])}] {words[each.check]}")
        for key, value in facts.items():
            self.stdout.write(f"    {key}: {value}")
        self.stdout.write(f"{gettext('Result')}: {gettext(OUTCOMES[verdict.outcome])}")


def check_words() -> dict[Check, str]:
    """Return what each check looks at, in the active language."""
    return {
        Check.LIST: gettext("the status list is signed by a key of the ring and in date"),
        Check.FACTS: gettext("the enclosed facts are complete and in their one spelling"),
        Check.KEY: gettext("the key is in the key ring"),
        Check.SIGNATURE: gettext("the signature is by that key over these facts"),
        Check.REGISTER: gettext("the register has the same facts under this code"),
        Check.FILE: gettext("the file is the stored one, byte for byte"),
        Check.STATUS: gettext("neither lowered nor revoked nor voided"),
        Check.TERM: gettext("within its term"),
    }


def _online(presented: Presented, ring: Mapping[str, bytes]) -> Verdict:
    entry, is_readable = _entry(str((read_facts(presented.facts) or {}).get("code", "")))
    return verify(
        facts=presented.facts,
        signature=presented.signature,
        ring=ring,
        today=timezone.localdate(),
        entry=entry,
        is_register_readable=is_readable,
        pdf_sha256=presented.sha256,
    )


def _offline(presented: Presented, ring: Mapping[str, bytes], status_text: str) -> Verdict:
    return verify_offline(
        facts=presented.facts,
        signature=presented.signature,
        ring=ring,
        status_text=status_text,
        now=datetime.datetime.now(datetime.UTC),
        today=timezone.localdate(),
        pdf_sha256=presented.sha256,
    )


def _ring(path: Path | None) -> dict[str, bytes]:
    return read_keys(_text(path)) if path else read_ring(keys_folder())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _entry(code: str) -> tuple[Entry | None, bool]:
    try:
        certificate = Certificate.objects.filter(code=code).first()
    except DatabaseError:
        return None, False
    return (entry_of(certificate) if certificate else None), True
