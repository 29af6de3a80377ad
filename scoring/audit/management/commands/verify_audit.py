"""Check the trail, against itself and against heads that were kept outside."""

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.audit.enums import Breach
from scoring.audit.heads import HeadsDiffer, NoHead, read_heads
from scoring.audit.models import Event
from scoring.audit.verification import Fault, Verdict, verify_chain

SHOWN = 12  # digits of a hash in a sentence


class Command(BaseCommand):
    """``verify_audit [--head F]``; exits 1 when the trail is broken, each row named."""

    help = "Verify the audit trail row by row. Prints its head: keep it outside of this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="a head kept outside: NUMBER:HASH, a file with what this command printed, or "
            "a yearly workbook (.xlsx); may be given more than once",
        )
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each broken row, or that there is none; then the head."""
        kept = _kept(options["head"])
        verdict = verify_chain(kept=kept)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(verdict), ensure_ascii=False))
        else:
            self._say(verdict, kept)
        if not verdict.unbroken:
            count = len(verdict.faults)
            raise CommandError(
                ngettext(
                    "The trail is broken in %(count)d place.",
                    "The trail is broken in %(count)d places.",
                    count,
                )
                % {"count": count}
            )

    def _say(self, verdict: Verdict, kept: dict[int, str]) -> None:
        for fault in verdict.faults:
            self.stdout.write(sentence(fault) + _row(fault))
        if not verdict.unbroken:
            return
        count = {"count": verdict.events}
        self.stdout.write(_("The trail holds: %(count)d rows, each sealed onto the last.") % count)
        if kept:
            agreed = {"numbers": ", ".join(map(str, sorted(kept)))}
            self.stdout.write(_("Heads kept outside that agree: %(numbers)s.") % agreed)
        else:
            self.stdout.write(
                _(
                    "No head from outside was compared: a tail that was cut off with care is not "
                    "seen without one (--head)."
                )
            )
        if verdict.events:
            head = {"number": verdict.last_sequence, "hash": verdict.last_hash}
            self.stdout.write(_("Head: no. %(number)d, %(hash)s") % head)


def sentence(fault: Fault) -> str:
    """Return what is wrong, where, and which two values differ, in the active language."""
    one = fault.sequence == fault.until
    values = {
        "first": fault.sequence,
        "last": fault.until,
        "rows": str(fault.until) if one else f"{fault.sequence}–{fault.until}",
        "stored": fault.stored[:SHOWN] or _("nothing"),
        "expected": fault.expected[:SHOWN] or _("nothing"),
    }
    return _sentences()[fault.kind] % values


def _sentences() -> dict[str, str]:
    return {
        Breach.MISSING: _("Missing, deleted from the middle: row %(rows)s."),
        Breach.CUT: _("Missing, cut off at the end: row %(rows)s."),
        Breach.CONTENT: _(
            "Row %(first)d was changed: its content gives %(stored)s, its seal is %(expected)s."
        ),
        Breach.MOVED: _("Row %(stored)s was sealed as row %(expected)s: rows were exchanged."),
        Breach.RESEALED: _(
            "Row %(first)d was changed and sealed anew: its seal is %(stored)s, the next row "
            "was sealed onto %(expected)s."
        ),
        Breach.EXTRA: _("Row %(first)d does not belong to the trail: it was put in."),
        Breach.HEAD: _(
            "The head in the database is row %(first)d with %(expected)s, the last row is "
            "%(last)d with %(stored)s: one of them was changed."
        ),
        Breach.OUTSIDE: _(
            "Row %(last)d has the seal %(stored)s, kept outside was %(expected)s: something "
            "between row %(first)d and it was rewritten."
        ),
    }


def _row(fault: Fault) -> str:
    """Return what the row says now, for the person who goes after it; "" when it is gone."""
    event = Event.objects.filter(sequence=fault.until).first()
    if event is None:
        return ""
    moment = timezone.localtime(event.happened_at)
    about = f"{event.object_kind}:{event.object_id}"
    return f" [{moment:%Y-%m-%d %H:%M:%S} {event.actor} {event.action} {about}]"


def _as_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "events": verdict.events,
        "sequence": verdict.last_sequence,
        "hash": verdict.last_hash,
        "faults": [dataclasses.asdict(fault) for fault in verdict.faults],
    }


def _kept(sources: list[str]) -> dict[int, str]:
    try:
        return read_heads(sources)
    except NoHead as error:
        text = _(
            "%(source)s holds no head of the trail. A head is a number and 64 hexadecimal "
            "digits, as this command prints it."
        )
        raise CommandError(text % {"source": error}) from error
    except HeadsDiffer as error:
        text = _("The heads given contradict each other at row %(number)s.")
        raise CommandError(text % {"number": error}) from error
