"""CHECK constraints that several models share."""

from django.db import models
from django.db.models import F, Q


def paired(at: str, by: str, *, name: str) -> models.CheckConstraint:
    """Return a constraint: both fields are set, or neither is."""
    both = Q(**{f"{at}__isnull": False, f"{by}__isnull": False})
    neither = Q(**{f"{at}__isnull": True, f"{by}__isnull": True})
    return models.CheckConstraint(condition=both | neither, name=name)


def ordered(first: str, last: str, *, name: str) -> models.CheckConstraint:
    """Return a constraint: ``last`` is empty or not before ``first``."""
    return models.CheckConstraint(
        condition=Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)}), name=name
    )
