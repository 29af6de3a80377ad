"""How far the certificates of a cycle are: by the rows of the work that is owed."""

from dataclasses import dataclass

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from scoring.assessments.models import Cycle
from scoring.documents.actions import RENDER_CERTIFICATE
from scoring.documents.models import Certificate
from scoring.jobs.models import Job
from scoring.organizations.models import User

STUCK, OWED, DONE = "stuck", "owed", "done"
"""What stands in the way of a file: a person must look, a worker will, nothing."""

_DONE = ~Q(pdf_sha256="")
_STUCK = Q(pdf_sha256="", stuck_at__isnull=False)


@dataclass(frozen=True)
class Production:
    """Counts of the certificates of a cycle by the state of their files."""

    done: int
    owed: int
    stuck: int

    @property
    def total(self) -> int:
        """Return how many certificates were issued."""
        return self.done + self.owed + self.stuck


def produced(cycle: Cycle, user: User) -> "QuerySet[Certificate]":
    """Return the certificates of a cycle in the person's scope, what is stuck first.

    Then what is owed, then what is done; each in tree order. Each carries ``job_id``,
    ``stuck_at``, ``attempts`` and ``last_error`` of the work owed for it, and ``file_state``.
    """
    return (
        _with_jobs(cycle, user)
        .annotate(
            rank=Case(
                When(_STUCK, then=Value(0)),
                When(_DONE, then=Value(2)),
                default=Value(1),
                output_field=IntegerField(),
            ),
            file_state=Case(
                When(_STUCK, then=Value(STUCK)),
                When(_DONE, then=Value(DONE)),
                default=Value(OWED),
                output_field=CharField(),
            ),
        )
        .select_related("organization", "superseded_by")
        .order_by("rank", "organization__path", "pk")
    )


def production_of(cycle: Cycle, user: User) -> Production:
    """Return the counts. One query."""
    counts = _with_jobs(cycle, user).aggregate(
        all=Count("pk"), done=Count("pk", filter=_DONE), stuck=Count("pk", filter=_STUCK)
    )
    owed = counts["all"] - counts["done"] - counts["stuck"]
    return Production(done=counts["done"], owed=owed, stuck=counts["stuck"])


def stuck_certificates(cycle: Cycle, user: User) -> list[int]:
    """Return the keys of the certificates whose work has stopped."""
    return list(_with_jobs(cycle, user).filter(_STUCK).values_list("pk", flat=True))


def _with_jobs(cycle: Cycle, user: User) -> "QuerySet[Certificate]":
    key = Concat(
        Value(f"{RENDER_CERTIFICATE}:"),
        Cast(OuterRef("pk"), CharField()),
        output_field=CharField(),
    )
    job = Job.objects.filter(key=key)
    return (
        Certificate.objects.visible_to(user)
        .filter(rating__assessment__cycle=cycle)
        .annotate(
            job_id=Subquery(job.values("pk")[:1]),
            stuck_at=Subquery(job.values("stuck_at")[:1], output_field=DateTimeField()),
            attempts=Subquery(job.values("attempts")[:1]),
            last_error=Subquery(job.values("last_error")[:1], output_field=TextField()),
        )
    )
