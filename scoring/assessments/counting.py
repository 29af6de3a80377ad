"""Keep the counters of organizations equal to the assessments below them.

Who changes a counter holds the head of the audit chain already (``record`` comes first): the
head lets one writer at a time through, so the rows of the upper organizations, which every step
touches, bring no second queue and no deadlock.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Length, Substr

from scoring.assessments.models import Assessment, Cycle, OrganizationCounter
from scoring.common.fields import outermost
from scoring.organizations.models import Organization, within

Place = tuple[str, int, str]
"""Path of an organization, key of a cycle, state."""

# One statement adds to the row, or makes it; the ORM can only overwrite on conflict.
ADD = """
INSERT INTO assessments_organizationcounter (organization_id, cycle_id, status, number)
SELECT id, %s, %s, %s FROM organizations_organization WHERE path = %s
ON CONFLICT (organization_id, cycle_id, status)
DO UPDATE SET number = assessments_organizationcounter.number + excluded.number
"""


def above(path: str) -> Iterator[str]:
    """Yield the paths of the organizations strictly above ``path``, nearest first."""
    step = Organization.steplen
    for end in range(len(path) - step, 0, -step):
        yield path[:end]


def shift(changes: Mapping[Place, int]) -> int:
    """Add to the counters, rows in one order for everybody; return how many rows changed.

    Belongs into the transaction of what it counts, after its audit event.
    """
    wanted = sorted(((place, by) for place, by in changes.items() if by), reverse=True)
    if wanted:
        with connection.cursor() as cursor:
            cursor.executemany(
                ADD, [(cycle, status, by, path) for (path, cycle, status), by in wanted]
            )
    return len(wanted)


def count_step(assessment: Assessment, *, before: str, after: str) -> None:
    """Take one assessment from one state to another in every counter above it.

    The row was changed by this transaction: nobody moves the branch until it ends, and the path
    read now is the one that holds.
    """
    path = Assessment.objects.values_list("organization_path", flat=True).get(pk=assessment.pk)
    changes: Counter[Place] = Counter()
    for upper in above(path):
        changes[upper, assessment.cycle_id, before] -= 1
        changes[upper, assessment.cycle_id, after] += 1
    shift(changes)


def count_cycle(cycle: Cycle) -> None:
    """Count the assessments of a cycle that was just opened."""
    shift(counted(Assessment.objects.filter(cycle=cycle)))


def count_move(organization: Organization, before: str) -> None:
    """Take what was moved along with an organization from what was above it to what is now."""
    moved = Assessment.objects.below(organization).values_list("cycle_id", "status")
    changes: Counter[Place] = Counter()
    for cycle, status, number in moved.annotate(number=Count("pk")):
        for upper in above(before):
            changes[upper, cycle, status] -= number
        for upper in above(organization.path):
            changes[upper, cycle, status] += number
    shift(changes)


def counted(assessments: QuerySet[Assessment]) -> Counter[Place]:
    """Return what the counters have to say of some assessments; one query."""
    parent = Substr("organization_path", 1, Length("organization_path") - Organization.steplen)
    grouped = (
        assessments.order_by()
        .alias(length=Length("organization_path"))
        .filter(length__gt=Organization.steplen)  # a tree of one branch has nobody above
        .annotate(parent=parent)
        .values_list("parent", "cycle_id", "status")
        .annotate(number=Count("pk"))
    )
    found: Counter[Place] = Counter()
    for path, cycle, status, number in grouped:
        for upper in (path, *above(path)):
            found[upper, cycle, status] += number
    return found


def differences(year: int | None = None) -> Counter[Place]:
    """Return by how much the counters fall short of the rows, of one year or of all; two queries.

    What is too high in a counter is negative here; what is right is left out.
    """
    assessments, counters = Assessment.objects.all(), OrganizationCounter.objects.all()
    if year is not None:
        assessments = assessments.filter(cycle__year=year)
        counters = counters.filter(cycle__year=year)
    found = counted(assessments)
    for path, cycle, status, number in counters.values_list(
        "organization__path", "cycle_id", "status", "number"
    ):
        found[path, cycle, status] -= number
    return Counter({place: by for place, by in found.items() if by})


def numbers_by_status(paths: list[str], *, without: Collection[int] = ()) -> Counter[str]:
    """Return how many assessments of each state lie at and below the paths; two queries.

    ``without`` are keys of branches to leave out: those that the person belongs to.
    """
    scopes = outermost(paths)
    found: Counter[str] = Counter()
    below = OrganizationCounter.objects.filter(organization__path__in=scopes)
    for status, number in below.values_list("status").annotate(number=Sum("number")):
        found[status] += number
    single = Q(organization_path__in=scopes)
    if without:
        single |= Q(organization__in=without) & within(scopes, "organization_path")
    rows = Assessment.objects.filter(single)
    for status, path, branch in rows.values_list("status", "organization_path", "organization_id"):
        found[status] += (path in scopes) - (branch in without)
    return found
