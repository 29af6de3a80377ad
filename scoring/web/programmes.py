"""What a programme is called, and what tells it from the year's others."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from scoring.assessments.models import Cycle
from scoring.organizations.models import User
from scoring.rubrics.queries import rubric_of
from scoring.web.errors import language


def cycle_name(cycle: Cycle) -> str:
    """Return the name of a cycle's standard; with its round where that is not the first."""
    rubric = rubric_of(cycle.rubric_version)
    name = rubric.name if language() == "zh" else rubric.name_en or rubric.name
    if cycle.round == 1:
        return name
    return _("%(name)s, round %(number)s") % {"name": name, "number": cycle.round}


def name_among(cycle: Cycle, cycles: Sequence[Cycle]) -> str:
    """Return the same, with the opener where the cycles have different ones."""
    name = cycle_name(cycle)
    if len({one.organization_id for one in cycles}) > 1:
        name = f"{name}（{cycle.organization.label}）"
    return name


def cycles_in_hand(user: User) -> list[Cycle]:
    """Return the cycles of the newest year in sight, and every other that is not closed."""
    found = (
        Cycle.objects.visible_to(user)
        .select_related("rubric_version")
        .defer("rubric_version__document")
        .order_by("-year", "round", "pk")
    )
    held = list(found)
    return [one for one in held if one.year == held[0].year or one.closed_at is None]


def programme_choices(cycles: Iterable[Cycle]) -> list[tuple[str, str]]:
    """Return (programme, name) of different programmes; nothing where there is no choice."""
    names: dict[str, str] = {}
    for one in cycles:
        rubric = rubric_of(one.rubric_version)
        name = rubric.name if language() == "zh" else rubric.name_en or rubric.name
        names.setdefault(one.programme, name)
    return list(names.items()) if len(names) > 1 else []
