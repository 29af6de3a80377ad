"""Standards told apart in lists: by name and version, and by their id where that is not enough."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from scoring.rubrics.models import RubricDraft, RubricVersion


def shared_names(rows: Iterable[RubricVersion | RubricDraft]) -> frozenset[tuple[str, str]]:
    """Return the (name, version) that more than one of the rows bears."""
    counts = Counter((one.name, one.version) for one in rows)
    return frozenset(key for key, count in counts.items() if count > 1)


def told_apart(rows: Iterable[RubricVersion]) -> list[tuple[int, str]]:
    """Return (key, name and version) of the versions, in their order, no two alike."""
    held = list(rows)
    shared = shared_names(held)
    return [(one.pk, _text(one, with_id=(one.name, one.version) in shared)) for one in held]


def _text(version: RubricVersion, *, with_id: bool) -> str:
    text = f"{version.name} {version.version}"
    if not with_id:
        return text
    return _("%(standard)s (%(id)s)") % {"standard": text, "id": version.rubric}
