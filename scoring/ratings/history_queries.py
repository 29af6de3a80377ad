"""What is known of past years: levels held, whether decided here or attested."""

from collections.abc import Iterable

from django.db.models import QuerySet

from scoring.organizations.models import Organization
from scoring.ratings.enums import RatingStatus
from scoring.ratings.history import PastFact, PastIncident, PastRating, PastRatingQuerySet
from scoring.ratings.models import Rating

DECIDED = (RatingStatus.CONFIRMED, RatingStatus.CANCELLED)


def levels_held(organization_id: int, programme: str, before: int) -> dict[int, str]:
    """Return year -> id of the level in force for every rated year before ``before``.

    "" is a year that was rated and gave no level, or whose star was cancelled. What this system
    decided goes before what was attested. A year that nobody rated is absent. Two queries.
    """
    return levels_held_by([organization_id], programme, before).get(organization_id, {})


def levels_held_by(
    organization_ids: Iterable[int], programme: str, before: int
) -> dict[int, dict[int, str]]:
    """Return organization -> year -> level as ``levels_held`` does, for many. Two queries."""
    keys = list(organization_ids)
    held: dict[int, dict[int, str]] = {}
    past = PastRating.objects.in_force().filter(
        organization__in=keys, programme=programme, year__lt=before
    )
    for key, year, level in past.values_list("organization_id", "year", "level"):
        held.setdefault(key, {})[year] = level
    decided = Rating.objects.filter(
        assessment__organization__in=keys,
        assessment__programme=programme,
        assessment__year__lt=before,
        status__in=DECIDED,
    ).order_by("assessment__year", "assessment__round", "pk")
    named = decided.values_list("assessment__organization_id", "assessment__year", "level")
    for key, year, level in named:
        held.setdefault(key, {})[year] = level
    return held


def level_held_before(organization_id: int, programme: str, year: int) -> str:
    """Return the id of the level held before a year: that of the last rated year, "" for none."""
    held = levels_held(organization_id, programme, year)
    return held[max(held)] if held else ""


def attested_levels(organization_ids: Iterable[int], programme: str, year: int) -> dict[int, str]:
    """Return organization -> name of the level attested for one year, "" for none. One query."""
    rows = PastRating.objects.in_force().filter(
        organization__in=list(organization_ids), programme=programme, year=year
    )
    return dict(rows.values_list("organization_id", "name"))


def past_ratings_of(organization: Organization) -> PastRatingQuerySet:
    """Return the attested ratings of an organization in force, newest year first."""
    return (
        PastRating.objects.in_force()
        .filter(organization=organization)
        .select_related("batch__imported_by", "organization")
        .order_by("-year", "programme", "pk")
    )


def past_facts_of(organization: Organization) -> QuerySet[PastFact]:
    """Return the attested facts of an organization whose import stands, newest year first."""
    return PastFact.objects.filter(
        organization=organization, batch__withdrawn_at__isnull=True
    ).order_by("-year", "fact", "pk")


def past_incidents_of(organization: Organization) -> QuerySet[PastIncident]:
    """Return the attested incidents of an organization that hold, newest first."""
    return (
        PastIncident.objects.filter(
            record__organization=organization, record__withdrawn_at__isnull=True
        )
        .select_related("record", "batch")
        .order_by("-record__happened_on", "-pk")
    )
