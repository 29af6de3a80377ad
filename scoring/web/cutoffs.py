"""What is said of items whose points are not final before the end of the year."""

from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.engine.cutoffs import final_cutoff, provisional_items
from scoring.engine.rubric import Rubric
from scoring.web import formats


def provisional_note(rubric: Rubric, indicator: str, year: int) -> str:
    """Return that an item counts provisionally, and until when; empty for a final one."""
    day = final_cutoff(rubric, year)
    if day is None or indicator not in provisional_items(rubric, year, timezone.localdate()):
        return ""
    return _("Provisional: the data are final from %(day)s") % {"day": formats.day(day)}
