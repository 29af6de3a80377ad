"""Compare a workbook of past years with what is stored: new, there already, contradicting."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from scoring.assessments.models import Assessment
from scoring.common.entries import WriteResult
from scoring.engine.facts import Window, roots
from scoring.engine.results import Reason
from scoring.engine.rubric import Rubric
from scoring.facts.attesting import PastEvent, Place
from scoring.facts.checking import refuse_impossible
from scoring.facts.mapping import ATTESTED, definitions
from scoring.facts.models import FactSheet, Record
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import home_organizations
from scoring.ratings.history_rows import FACTS, INCIDENTS, RATINGS, SHEETS, HistoryFault, HistoryRow
from scoring.ratings.models import PastRating
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.workflow.history_rules import NewFact, NewRating, Past, RowFaults, Setting, read_row

Key = tuple[Any, ...]


@dataclass
class HistoryPlan:
    """What an import would do. ``known`` counts the rows that are there already, by sheet.

    ``years`` maps a year to the number of new rows by sheet.
    """

    ratings: list[NewRating] = field(default_factory=list)
    incidents: list[PastEvent] = field(default_factory=list)
    facts: list[NewFact] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SHEETS, 0))
    faults: list[HistoryFault] = field(default_factory=list)
    years: dict[int, dict[str, int]] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Tell whether there is anything to take."""
        return bool(self.ratings or self.incidents or self.facts)

    def add(self, past: Past) -> None:
        """Add something new, and count it under its year."""
        if isinstance(past, NewRating):
            self.ratings.append(past)
            sheet, year = RATINGS, past.year
        elif isinstance(past, PastEvent):
            self.incidents.append(past)
            sheet, year = INCIDENTS, past.on.year
        else:
            self.facts.append(past)
            sheet, year = FACTS, past.year
        self.years.setdefault(year, dict.fromkeys(SHEETS, 0))[sheet] += 1


Said = list[tuple[HistoryRow, Past]]


def read_rows(
    organization: Organization, rows: Iterable[HistoryRow], by: User, now: datetime.datetime
) -> tuple[Said, list[HistoryFault]]:
    """Return what each good row says, and why the others cannot be taken."""
    rows = list(rows)
    setting = _setting(organization, {row.cells["code"] for row in rows}, by, now)
    said: Said = []
    faults: list[HistoryFault] = []
    for row in rows:
        try:
            said.append((row, read_row(row, setting)))
        except RowFaults as found:
            faults += [
                HistoryFault(row.sheet, row.number, one.column, one.reason) for one in found.faults
            ]
    return said, faults


def places_of(said: Said) -> set[Place]:
    """Return the sheets that a write has to hold: those of the facts and of the incidents."""
    return {
        (past.organization_id, past.on.year if isinstance(past, PastEvent) else past.year)
        for _, past in said
        if not isinstance(past, NewRating)
    }


def compare(
    said: Said, faults: Iterable[HistoryFault], sheets: Mapping[Place, FactSheet]
) -> HistoryPlan:
    """Return the plan: what stands already is left out, what says otherwise is a fault.

    ``sheets`` are the rows at ``places_of``, as far as there are any.
    """
    plan = HistoryPlan(faults=list(faults))
    stored = _stored(said, sheets)
    seen: dict[Key, Past] = {}
    for row, past in said:
        key = _key(past)
        before = seen.get(key, stored.get(key))
        if before is None:
            seen[key] = past
            plan.add(past)
        elif _says_same(before, past):
            plan.known[row.sheet] += 1
        else:
            why = Reason("history_twice", {}) if key in seen else _differs(before)
            plan.faults.append(HistoryFault(row.sheet, row.number, _SAYING[row.sheet], why))
    _refuse_impossible(plan, said, sheets)
    plan.faults.sort(key=lambda one: (SHEETS.index(one.sheet), one.number))
    return plan


_SAYING = {RATINGS: "level", INCIDENTS: "reference", FACTS: "value"}


def _differs(before: Past) -> Reason:
    """Return that something else stands already, and what: else nobody could check it."""
    held: Any = before.value if isinstance(before, NewFact) else ""
    if isinstance(held, bool):
        held = Reason("yes" if held else "no")
    if isinstance(before, NewRating):
        said = {"text": before.name, "from": before.on.isoformat(), "reference": before.reference}
        held = Reason("history_held" if before.level else "history_held_none", said)
    return Reason("history_differs", {"held": held})


def _setting(
    organization: Organization, codes: set[str], by: User, now: datetime.datetime
) -> Setting:
    below = Organization.objects.below(organization).filter(
        code__in=codes, dissolved_on__isnull=True
    )
    organizations = {one.code: one for one in below}
    windows: dict[int, list[Window]] = {}
    rated: set[tuple[int, str, int]] = set()
    held = Assessment.objects.filter(
        organization__in=[one.pk for one in organizations.values()]
    ).values_list(
        "organization_id", "programme", "year", "cycle__window_start", "cycle__window_end"
    )
    for key, programme, year, start, end in held:
        rated.add((key, programme, year))
        windows.setdefault(key, []).append(Window(year, start, end))
    known = definitions()
    names = {name: key for key, one in reversed(known.items()) for name in (one.zh, one.en)}
    return Setting(
        organizations=organizations,
        own=frozenset(home_organizations(by)),
        rubrics=programmes(),
        definitions=known,
        labels=names,
        rated=frozenset(rated),
        windows={key: tuple(one) for key, one in windows.items()},
        today=timezone.localdate(now),
    )


def programmes() -> dict[str, Rubric]:
    """Return the latest published version of every standard, by its id and by its name.

    A name that several standards have names none of them: with each stands its id.
    """
    versions = RubricVersion.objects.published().order_by("published_at", "pk")
    latest = {rubric.id: rubric for rubric in map(rubric_of, versions)}
    names = Counter(rubric.name for rubric in latest.values())
    by_name = {_called(rubric, names): rubric for rubric in latest.values()}
    return by_name | latest


def _called(rubric: Rubric, names: Mapping[str, int]) -> str:
    return rubric.name if names[rubric.name] == 1 else f"{rubric.name}（{rubric.id}）"


def _key(past: Past) -> Key:
    if isinstance(past, NewRating):
        return (RATINGS, past.organization_id, past.programme, past.year)
    if isinstance(past, PastEvent):
        return (INCIDENTS, past.organization_id, past.fact, past.on, past.reference)
    return (FACTS, past.organization_id, past.year, past.fact)


def _says_same(before: Past, past: Past) -> bool:
    if isinstance(past, NewRating) and isinstance(before, NewRating):
        return before.level == past.level
    if isinstance(past, NewFact) and isinstance(before, NewFact):
        return bool(before.value == past.value)
    return True


def _stored(said: Said, sheets: Mapping[Place, FactSheet]) -> dict[Key, Past]:
    """Return what stands already under the keys of the rows."""
    wanted = {past.organization_id for _, past in said}
    ratings = PastRating.objects.in_force().filter(organization__in=wanted)
    records = Record.objects.filter(organization__in=wanted, withdrawn_at__isnull=True)
    found: list[Past] = [_as_new(one) for one in ratings]
    found += [
        PastEvent(one.organization_id, one.fact, one.happened_on, one.reference) for one in records
    ]
    found += [
        NewFact(past.organization_id, past.year, past.fact, entry["value"], "")
        for _, past in said
        if isinstance(past, NewFact) and (entry := _standing(past, sheets)) is not None
    ]
    return {_key(one): one for one in found}


def _as_new(one: PastRating) -> NewRating:
    return NewRating(
        organization_id=one.organization_id,
        programme=one.programme,
        year=one.year,
        level=one.level,
        name=one.name,
        stars=one.stars,
        on=one.decided_on,
        reference=one.reference,
    )


def _standing(past: NewFact, sheets: Mapping[Place, FactSheet]) -> dict[str, Any] | None:
    """Return the entry that stands in the way; the same value without proof does not."""
    sheet = sheets.get((past.organization_id, past.year))
    entry: dict[str, Any] | None = sheet.entries.get(past.fact) if sheet else None
    if entry is None or entry["value"] is None:
        return None
    return None if entry["value"] == past.value and ATTESTED not in entry else entry


def _refuse_impossible(plan: HistoryPlan, said: Said, sheets: Mapping[Place, FactSheet]) -> None:
    """Add the faults of values that cannot stand beside another one of their year."""
    known = definitions()
    bounds = {(one.key, one.at_most) for one in known.values() if one.at_most}
    linked = {key for pair in bounds for key in (pair[0], *roots((pair[1],), known))}
    rows = {_key(past): row for row, past in said}
    by_place: dict[Place, dict[str, Any]] = {}
    for fact in plan.facts:
        place = (fact.organization_id, fact.year)
        by_place.setdefault(place, {})[fact.fact] = fact.value
    for place, values in by_place.items():
        if linked.isdisjoint(values):
            continue
        result = WriteResult()
        sheet = sheets.get(place) or FactSheet(organization_id=place[0], year=place[1])
        refuse_impossible(sheet, dict(values), known, result)
        for fact_key, reason in result.refused.items():
            row = rows[FACTS, *place, fact_key]
            plan.faults.append(HistoryFault(FACTS, row.number, "value", reason))
