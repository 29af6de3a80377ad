"""Veto cases as plain data, with what this person may do about each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from scoring.engine.level_rules import CANCEL, CAP, DISQUALIFY, FREEZE
from scoring.engine.rubric import Rubric, Veto
from scoring.organizations.models import User
from scoring.ratings.enums import VetoStatus
from scoring.ratings.models import VetoCase
from scoring.ratings.permissions import can_confirm_veto
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of

EFFECTS = {
    CANCEL: gettext_noop("The star in force ends at once; no star this year"),
    DISQUALIFY: gettext_noop("No star this year; the star in force runs on to its term"),
    FREEZE: gettext_noop("This year not above the star held before"),
}

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
    veto: str = ""  # its name
    effect: str = ""  # what it does, in words
    basis: str = ""  # the provision it rests on


def effect_words(rubric: Rubric, veto: Veto) -> str:
    """Return what a veto does, in words, with how long a case counts."""
    if veto.effect == CAP:
        text = _("This year %(level)s at most") % {"level": rubric.level(veto.level).name}
    else:
        text = _(EFFECTS[veto.effect])
    if veto.expires_after_years == 1:
        return text
    years = _("a case counts for %(count)s years") % {"count": veto.expires_after_years}
    return _("%(effect)s; %(years)s") % {"effect": text, "years": years}


def known_vetoes() -> dict[str, tuple[Rubric, Veto]]:
    """Return the vetoes of the published standards by id, of the latest one that has each."""
    return {
        veto.id: (rubric, veto)
        for version in RubricVersion.objects.published().order_by("published_at", "pk")
        for rubric in [rubric_of(version)]
        for veto in rubric.vetoes
    }


def veto_lines(cases: Iterable[VetoCase], user: User) -> list[VetoLine]:
    """Lay the cases out; the waiting ones come first."""
    known = known_vetoes()
    lines = [_line(case, user, known) for case in cases]
    return sorted(lines, key=lambda line: not line.waits)


def _line(case: VetoCase, user: User, known: dict[str, tuple[Rubric, Veto]]) -> VetoLine:
    status = VetoStatus(case.status)
    waits = status == VetoStatus.RECORDED
    chip, word = STATES[status]
    line = VetoLine(case, _(word), chip, waits, waits and can_confirm_veto(user, case))
    if case.veto not in known:
        return line
    rubric, veto = known[case.veto]
    return replace(line, veto=veto.name, effect=effect_words(rubric, veto), basis=veto.basis)
