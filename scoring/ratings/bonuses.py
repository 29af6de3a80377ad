"""Bonuses that ratings froze: the packed rows of the assessments hold the items alone."""

import itertools
import json
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from scoring.engine.arrays import Integers
from scoring.ratings.models import Rating

_AT_ONCE = 500  # snapshots of some 50 kB each


def frozen_bonuses(assessments: Sequence[int]) -> Integers:
    """Return the bonus of each rated assessment in hundredths, in the order given."""
    remaining = iter(assessments)
    found: dict[int, int] = {}
    while batch := list(itertools.islice(remaining, _AT_ONCE)):
        rows = Rating.objects.filter(assessment__in=batch).values_list("assessment", "content")
        for assessment, content in rows.iterator(chunk_size=_AT_ONCE):
            given = json.loads(content)["sheet"].get("bonus")
            found[assessment] = int(Decimal(given or 0).scaleb(2))
    return np.array([found[one] for one in assessments], dtype=np.int64)
