"""The five stages of the year, and where an assessment stands among them."""

from django.utils.translation import gettext as _

from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.web import formats
from scoring.web.components import Step
from scoring.web.subjects import reviewer_word

STAGES = {
    Status.FILLING: 0,
    Status.RETURNED: 0,
    Status.SUBMITTED: 1,
    Status.CONCLUDED: 1,
    Status.APPROVED: 2,
    Status.PUBLICIZED: 2,
    Status.CONFIRMED: 4,
    Status.NOT_DECLARED: 4,
}


def timeline(assessment: Assessment) -> list[Step]:
    """Return the five stages of the year with the days that are known."""
    cycle = assessment.cycle
    now = STAGES[Status(assessment.status)]
    span = _("%(start)s – %(end)s") % {
        "start": formats.month_day(cycle.opened_at),
        "end": formats.month_day(cycle.declare_by),
    }
    names = [
        (_("Self-assessment"), span),
        (_("Review"), _("by %(reviewer)s") % {"reviewer": reviewer_word(assessment.organization)}),
        (_("Publicity"), _("%(days)s working days") % {"days": cycle.publicity_days}),
        (_("Publication"), _("with certificates")),
        (_("Re-inspection"), _("at random, in the following year")),
    ]
    states = ["past" if n < now else "now" if n == now else "next" for n in range(len(names))]
    return [Step(name, detail, state) for (name, detail), state in zip(names, states, strict=True)]
