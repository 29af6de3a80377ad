"""Veto cases as plain data, with what this person may do about each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from scoring.organizations.models import User
from scoring.ratings.enums import VetoStatus
from scoring.ratings.models import VetoCase
from scoring.ratings.permissions import can_confirm_veto

# chip and word: "confirmed" alone would be the word for a star made public.
STATES = {
    VetoStatus.RECORDED: ("warn", gettext_noop("to be confirmed")),
    VetoStatus.CONFIRMED: ("stop", gettext_noop("in force")),
    VetoStatus.WITHDRAWN: ("done", gettext_noop("withdrawn")),
}


@dataclass(frozen=True)
class VetoLine:
    """One case."""

    case: VetoCase
    status: str
    chip: str
    waits: bool  # for a second person
    confirmable: bool  # by this person


def veto_lines(cases: Iterable[VetoCase], user: User) -> list[VetoLine]:
    """Lay the cases out; the waiting ones come first."""
    lines = [_line(case, user) for case in cases]
    return sorted(lines, key=lambda line: not line.waits)


def _line(case: VetoCase, user: User) -> VetoLine:
    status = VetoStatus(case.status)
    waits = status == VetoStatus.RECORDED
    chip, word = STATES[status]
    return VetoLine(case, _(word), chip, waits, waits and can_confirm_veto(user, case))
