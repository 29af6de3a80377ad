"""Check a certificate file and say what fits and what does not."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext

from scoring.common.canonical import sha256_of
from scoring.documents.mapping import entry_of
from scoring.documents.models import Certificate
from scoring.documents.opening import NotOurCertificate, read_enclosed
from scoring.documents.signing import read_ring
from scoring.documents.storage import keys_folder
from scoring.documents.verification import Check, Entry, Outcome, Verdict, read_facts, verify

MARKS = {True: "ok", False: "FAILED", None: "not checked"}


class Command(BaseCommand):
    """Verify one PDF. Exit code 0 only for a certificate that is valid today."""

    help = "Check a certificate file: signature, register, file, status, term."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pdf = options["file"].read_bytes()
            facts, signature = read_enclosed(pdf)
        except OSError as error:
            raise CommandError(str(error)) from error
        except NotOurCertificate as refusal:
            self._say(Verdict(Outcome.UNKNOWN, ()), {"why": refusal.data["why"]}, options["json"])
            sys.exit(1)
        entry, is_readable = _entry(str((read_facts(facts) or {}).get("code", "")))
        verdict = verify(
            facts=facts,
            signature=signature,
            ring=read_ring(keys_folder()),
            today=timezone.localdate(),
            entry=entry,
            is_register_readable=is_readable,
            pdf_sha256=sha256_of(pdf),
        )
        self._say(verdict, read_facts(facts) or {}, options["json"])
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
            self.stdout.write(f"[{MARKS[each.passed]}] {words[each.check]}")
        for key, value in facts.items():
            self.stdout.write(f"    {key}: {value}")
        self.stdout.write(f"{gettext('Result')}: {verdict.outcome}")


def check_words() -> dict[Check, str]:
    """Return what each check looks at, in the active language."""
    return {
        Check.FACTS: gettext("the enclosed facts are complete and in their one spelling"),
        Check.KEY: gettext("the key is in the key ring"),
        Check.SIGNATURE: gettext("the signature is by that key over these facts"),
        Check.REGISTER: gettext("the register has the same facts under this code"),
        Check.FILE: gettext("the file is the stored one, byte for byte"),
        Check.STATUS: gettext("neither lowered nor revoked"),
        Check.TERM: gettext("within its term"),
    }


def _entry(code: str) -> tuple[Entry | None, bool]:
    try:
        certificate = Certificate.objects.filter(code=code).first()
    except DatabaseError:
        return None, False
    return (entry_of(certificate) if certificate else None), True
