"""Which rows of a year count as vetoed, as conditions that the database answers."""

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from scoring.ratings.enums import RatingStatus
from scoring.ratings.models import VetoCase
from scoring.rubrics.models import Veto

_APPLIES = '"applies":true'  # in canonical JSON only the verdict on a veto says so


def under_veto() -> Exists:
    """Return whether a confirmed case of a veto that the cycle's own standard has counts.

    What happened since the window began counts until the rating is decided. A case that another
    programme's standard names is none here. Source: decisions 3.
    """
    own = Veto.objects.filter(rubric_version=OuterRef(OuterRef("cycle__rubric_version")))
    cases = VetoCase.objects.confirmed().filter(
        organization=OuterRef("organization_id"),
        happened_on__gte=OuterRef("cycle__window_start"),
        veto__in=own.values("identifier"),
    )
    return Exists(cases)


def decided_by_veto() -> Case:
    """Return whether a veto, by a case or by facts, is why the decided rating has no level.

    Only decisions without a level are looked into, for each is some sixty kilobytes; the order
    of a CASE keeps the others closed.
    """
    without = Q(rating__status=RatingStatus.CONFIRMED, rating__level="", rating__proposed_level="")
    return Case(
        When(~without | Q(rating=None), then=Value(value=False)),
        When(rating__content__contains=_APPLIES, then=Value(value=True)),
        default=Value(value=False),
        output_field=BooleanField(),
    )
