"""Check the trail, against itself and against a head that was kept outside."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.audit.verification import verify_chain


class Command(BaseCommand):
    help = "Verify the audit trail; exit 1 when it is broken. Prints its head as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head",
            type=Path,
            help="file with heads that this command printed before, one JSON object per line",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify_chain(kept=_kept(options["head"]) if options["head"] else None)
        for fault in verdict.faults:
            self.stderr.write(f"event {fault.sequence}: {fault.kind}")
        if not verdict.unbroken:
            raise CommandError(f"The trail is broken in {len(verdict.faults)} places.")
        self.stdout.write(
            json.dumps({"sequence": verdict.last_sequence, "hash": verdict.last_hash})
        )


def _kept(file: Path) -> dict[int, str]:
    try:
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]
        if not lines:
            raise ValueError("empty")
        return {int(line["sequence"]): str(line["hash"]) for line in lines if line["sequence"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file} holds no heads of this command: {error}") from error
