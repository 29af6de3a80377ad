"""What does not make a draft faulty but deserves a look before it is proposed."""

from collections.abc import Iterator

from django.db.models import Count
from django.utils.translation import gettext as _

from scoring.engine.contradictions import clashes
from scoring.engine.rubric import Rubric
from scoring.organizations.models import Organization
from scoring.web import formats

MOST_REQUIRED = 6  # items whose evidence is always required
MOST_JUDGED = 40  # per cent of the points that no fact decides


def warnings_of(rubric: Rubric, organization: Organization) -> list[str]:
    """Return what stands out: goals out of reach, too much proof, too much judgement."""
    return [*_clashes(rubric, organization), *_burdens(rubric), *_levels(rubric)]


def _clashes(rubric: Rubric, organization: Organization) -> Iterator[str]:
    branches = Organization.objects.branches().below(organization)
    groups = branches.order_by().values("path")
    sizes: dict[str, int] = {}
    for row in groups.annotate(count=Count("pk")):
        above = row["path"][: -Organization.steplen]
        sizes[above] = sizes.get(above, 0) + row["count"]
    for clash in clashes(rubric, tuple(sizes.values())):
        yield _(
            "%(level)s: rank %(rank)s leaves room for %(reachable)s of %(branches)s branches, "
            "the goal is %(goal)s"
        ) % {
            "level": clash.level.name,
            "rank": clash.rank,
            "reachable": clash.reachable,
            "branches": clash.branches,
            "goal": formats.percent(clash.goal),
        }


def _burdens(rubric: Rubric) -> Iterator[str]:
    required = [one.number for one in rubric.indicators if one.evidence.need == "required"]
    if len(required) > MOST_REQUIRED:
        yield _("Evidence is always required at %(count)s items: %(items)s") % {
            "count": len(required),
            "items": _(", ").join(required),
        }
    given = sum(one.max for one in rubric.indicators)
    judged = sum(one.max for one in rubric.indicators if one.scoring.kind == "judged")
    if given and judged * 100 > given * MOST_JUDGED:
        yield _("%(judged)s of %(given)s points are judged by the reviewer") % {
            "judged": formats.points(judged),
            "given": formats.points(given),
        }


def _levels(rubric: Rubric) -> Iterator[str]:
    if not rubric.levels:
        yield _("There is no level, so nobody can be rated")
    for veto in rubric.vetoes:
        if not (veto.basis or veto.rule):
            yield _("Veto without a legal basis: %(name)s") % {"name": veto.name}
