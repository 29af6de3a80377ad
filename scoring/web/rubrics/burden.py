"""What a standard asks for as plain data: figures beside those of another, facts, doubts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from scoring.assessments.models import Cycle
from scoring.engine.burden import BRANCH, OFFICE, SYSTEM, Burden, FactBurden, estimates, measure
from scoring.engine.burden_flags import Flag, flags
from scoring.engine.reading import read_rubric
from scoring.engine.rubric import Rubric
from scoring.facts.mapping import definitions
from scoring.organizations.models import User
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.web.errors import language, office, worded

Side = RubricVersion | RubricDraft
OWNERS = {
    BRANCH: gettext_noop("branch itself"),
    OFFICE: gettext_noop("other offices"),
    SYSTEM: gettext_noop("computed here"),
}
PERIODS = {
    "month": gettext_noop("every month"),
    "quarter": gettext_noop("every quarter"),
    "event": gettext_noop("when it happens"),
    "term": gettext_noop("once a term"),
}
PIECES = {
    "number": gettext_noop("a number"),
    "flag": gettext_noop("yes or no"),
    "day": gettext_noop("a day"),
    "choice": gettext_noop("one of a list"),
    "selection": gettext_noop("several of a list"),
    "text": gettext_noop("a line of text"),
    "period": gettext_noop("a month or quarter"),
    "row": gettext_noop("a row of a register"),
    "tick": gettext_noop("a judged point ticked"),
    "answer": gettext_noop("a worded answer"),
    "sentence": gettext_noop("a claim in a sentence"),
    "declaration": gettext_noop("a veto denied"),
    "upload": gettext_noop("a required proof"),
    "on_request": gettext_noop("a proof on request, one branch in five"),
}


@dataclass(frozen=True)
class Figure:
    """One figure; ``before`` and ``change`` are empty where nothing is compared."""

    name: str
    value: str
    before: str = ""
    change: str = ""


@dataclass(frozen=True)
class OwnerLine:
    """How many facts an owner gives in one rhythm, and how many entries that makes."""

    owner: str
    period: str
    facts: int
    entries: int


@dataclass(frozen=True)
class KnownLine:
    """A fact that other standards in use ask for anyway."""

    name: str
    owner: str
    standards: str


@dataclass(frozen=True)
class FlagLine:
    """One doubt in words."""

    where: str
    text: str


@dataclass(frozen=True)
class BurdenPage:
    """Everything the page shows."""

    figures: tuple[Figure, ...]
    owners: tuple[OwnerLine, ...]
    known: tuple[KnownLine, ...]
    flags: tuple[FlagLine, ...]
    seconds: tuple[tuple[str, int], ...]
    minutes: Decimal
    fresh: Decimal


def rubric_behind(side: Side) -> Rubric:
    """Return the rubric of a version or a draft. Raises FaultsFound for a draft with faults."""
    if isinstance(side, RubricVersion):
        return rubric_of(side)
    return read_rubric(side.document, definitions())


def known_elsewhere(reader: User, rubric: Rubric) -> dict[str, tuple[str, ...]]:
    """Return fact -> names of the other standards in open cycles that ask for it."""
    cycles = (
        Cycle.objects.visible_to(reader)
        .filter(closed_at__isnull=True)
        .exclude(rubric_version__rubric=rubric.id)
        .select_related("rubric_version")
    )
    others = {one.rubric_version_id: rubric_of(one.rubric_version) for one in cycles}
    found: dict[str, list[str]] = {}
    for other in others.values():
        for fact in measure(other, definitions()).facts:
            found.setdefault(fact.key, []).append(other.name)
    return {key: tuple(dict.fromkeys(names)) for key, names in found.items()}


def burden_page(rubric: Rubric, reader: User, before: Rubric | None = None) -> BurdenPage:
    """Lay out what a rubric asks for, beside another one where there is one."""
    known = known_elsewhere(reader, rubric)
    found = measure(rubric, definitions(), known)
    other = None if before is None else measure(before, definitions(), known)
    table: Mapping[str, int] = estimates()["seconds"]
    return BurdenPage(
        figures=tuple(_figures(found, other)),
        owners=tuple(_owners(found)),
        known=tuple(_known(one) for one in found.facts if one.known_from),
        flags=tuple(_flag(one) for one in flags(rubric, definitions())),
        seconds=tuple((_(PIECES[kind]), seconds) for kind, seconds in table.items()),
        minutes=found.minutes(),
        fresh=found.minutes(new=True),
    )


def _numbers(one: Burden) -> list[tuple[str, Decimal]]:
    counts = [
        (_("Facts the branch enters"), len(one.owned(BRANCH))),
        (_("Entries of the branch in a year"), one.entries(BRANCH)),
        (_("Of these, known from other standards"), _known_entries(one)),
        (_("Rows of registers among them (estimated)"), one.rows),
        (_("Facts of other offices"), len(one.owned(OFFICE))),
        (_("Entries of other offices in a year"), one.entries(OFFICE)),
        (_("Facts computed here"), len(one.owned(SYSTEM))),
        (_("Judged points to tick"), one.ticks),
        (_("Worded answers"), one.answers),
        (_("Claims with a sentence"), one.sentences),
        (_("Exceptions that may be claimed"), one.exceptions),
        (_("Vetoes to deny"), one.declarations),
        (_("Required proofs"), one.required),
        (_("Proofs on request"), one.on_request),
    ]
    numbers = [(name, Decimal(count)) for name, count in counts]
    return [*numbers, (_("Minutes of the branch in a year (estimated)"), one.minutes())]


def _known_entries(one: Burden) -> int:
    return one.entries(BRANCH) - one.entries(BRANCH, new=True)


def _figures(found: Burden, other: Burden | None) -> Iterable[Figure]:
    if other is None:
        return [Figure(name, str(value)) for name, value in _numbers(found)]
    return [
        Figure(name, str(value), str(old), f"{value - old:+}" if value != old else "")
        for (name, value), (_name, old) in zip(_numbers(found), _numbers(other), strict=True)
    ]


def _owners(found: Burden) -> Iterable[OwnerLine]:
    for owner, name in OWNERS.items():
        periods: dict[str, list[FactBurden]] = {}
        for one in found.owned(owner):
            periods.setdefault(one.period if one.period in PERIODS else "year", []).append(one)
        for period, facts in periods.items():
            yield OwnerLine(
                owner=_(name),
                period=_(PERIODS.get(period, gettext_noop("once a year"))),
                facts=len(facts),
                entries=sum(one.entries for one in facts),
            )


def _known(one: FactBurden) -> KnownLine:
    owner = _(OWNERS[BRANCH]) if one.owner == BRANCH else office(one.provider)
    return KnownLine(one.label[language()], owner, _(", ").join(one.known_from))


def _flag(one: Flag) -> FlagLine:
    where = definitions()[one.where].label[language()] if one.where in definitions() else one.where
    return FlagLine(where, worded(one.reason))
