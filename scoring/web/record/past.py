"""What was attested of a branch's years before this system, newest year first."""

import datetime
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from scoring.facts.mapping import definitions
from scoring.organizations.models import Organization
from scoring.ratings.history_queries import past_facts_of, past_incidents_of, past_ratings_of
from scoring.rubrics.models import RubricVersion
from scoring.web import formats
from scoring.web.errors import language


@dataclass(frozen=True)
class PastLine:
    """One attested statement and its proof."""

    text: str
    detail: str
    proof: str


@dataclass
class PastYear:
    """What was attested of one year."""

    year: int
    lines: list[PastLine] = field(default_factory=list)


def past_of(organization: Organization) -> list[PastYear]:
    """Return the attested ratings, incidents and facts that hold, by year."""
    years: dict[int, PastYear] = {}

    def add(year: int, text: str, detail: str, proof: str) -> None:
        years.setdefault(year, PastYear(year)).lines.append(PastLine(text, detail, proof))

    ratings = list(past_ratings_of(organization))
    names = _standards({one.programme for one in ratings})
    for rating in ratings:
        decided = _("decided %(day)s") % {"day": formats.day(rating.decided_on)}
        standard = names.get(rating.programme, rating.programme)
        add(rating.year, rating.name or _("No level"), f"{standard}，{decided}", rating.reference)
    for one in past_incidents_of(organization):
        event = one.record
        when = _when(event.happened_on, event.note)
        add(event.happened_on.year, _label(event.fact), when, event.reference)
    for fact in past_facts_of(organization):
        add(fact.year, f"{_label(fact.fact)}：{_value(fact.value)}", "", fact.reference)
    return sorted(years.values(), key=lambda one: one.year, reverse=True)


def _standards(programmes: set[str]) -> dict[str, str]:
    rows = RubricVersion.objects.published().filter(rubric__in=programmes)
    return dict(rows.order_by("published_at", "pk").values_list("rubric", "name"))


def _when(day: datetime.date, note: str) -> str:
    return f"{formats.day(day)}，{note}" if note else formats.day(day)


def _label(key: str) -> str:
    definition = definitions().get(key)
    return key if definition is None else definition.label[language()]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
