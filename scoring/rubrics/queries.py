"""Rubrics as the engine reads them."""

from scoring.engine.reading import read_rubric
from scoring.engine.rubric import Rubric
from scoring.facts.mapping import definitions
from scoring.rubrics.models import RubricVersion

_KEPT = 32  # versions; a version never changes, so only memory ends the keeping
_read: dict[str, Rubric] = {}


def rubric_of(version: RubricVersion) -> Rubric:
    """Return the rubric of a stored version, parsed once per process and content hash.

    Load versions with ``.defer("document")`` where many rows are read: the document is only
    touched the first time.
    """
    known = _read.get(version.content_hash)
    if known is None:
        known = read_rubric(version.document, definitions())
        while len(_read) >= _KEPT:
            _read.pop(next(iter(_read)))
        _read[version.content_hash] = known
    return known


def latest_published(rubric_id: str) -> RubricVersion:
    """Return the version of a rubric that was published last. Raises RubricVersion.DoesNotExist."""
    return RubricVersion.objects.published().filter(rubric=rubric_id).latest("published_at", "pk")
