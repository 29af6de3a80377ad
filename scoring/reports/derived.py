"""What repeats other rows for the sake of fast lists must say what those rows say."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_noop as _

from scoring.assessments.counting import differences
from scoring.organizations.paths import copies
from scoring.reports.breach import Breach


def true_counters(year: int | None) -> Iterator[Breach]:
    """I11: every counter of an organization says how many assessments lie below it."""
    for (path, cycle, status), short in sorted(differences(year).items()):
        about = f"counter:{path}/{cycle}/{status}"
        yield Breach("I11", about, _("the rows differ from it by %(n)s"), {"n": f"{short:+d}"})


def true_paths(year: int | None) -> Iterator[Breach]:
    """I11: every copied path is that of its organization, or a stranger would see the row.

    The year does not matter to the tree.
    """
    for copy in copies():
        rows: Any = copy.model._default_manager
        stale = rows.exclude(**{copy.field: F(copy.source)}).order_by("pk")
        for pk, held, true in stale.values_list("pk", copy.field, copy.source):
            what = _("lies at %(held)s, its organization at %(true)s")
            about = f"{copy.model._meta.model_name}:{pk}"
            yield Breach("I11", about, what, {"held": held, "true": true})
