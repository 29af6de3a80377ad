"""Later versions of the default programme, issued without the desk."""

import copy
import datetime
from collections.abc import Callable
from typing import Any

from scoring.engine.reading import read_rubric
from scoring.facts.mapping import definitions
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.storing import store_document
from tests.factories.world import NOW

Change = Callable[[dict[str, Any]], None]


def later_version(
    version: RubricVersion, change: Change, *, number: str = "2.0", now: datetime.datetime = NOW
) -> RubricVersion:
    """Return a newer version of the same rubric, changed and published."""
    document = copy.deepcopy(version.document)
    document["version"] = number
    change(document)
    rubric = read_rubric(document, definitions())
    return store_document(document=document, rubric=rubric, by="test", now=now)


def item_of(document: dict[str, Any], identifier: str) -> dict[str, Any]:
    """Return an item of a document by its id."""
    return next(
        item
        for dimension in document["dimensions"]
        for item in dimension["indicators"]
        if item["id"] == identifier
    )
