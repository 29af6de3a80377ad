"""Many branches that are as good as confirmed, in seconds: one goes the whole way, copies follow.

What the copies lack is said at ``many_publicized``.
"""

import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction

from scoring.assessments.counting import differences, shift
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment, Evidence, EvidenceUse, Submission
from scoring.audit.actions import seal
from scoring.audit.models import Event, Head
from scoring.common.canonical import canonical_json, sha256_of
from scoring.documents.models import Certificate
from scoring.organizations.models import Organization
from scoring.ratings.models import Rating
from scoring.reviews.models import Review
from scoring.workflow.rating import confirm_rating
from tests.factories.review import CONFIRMED, assessment_at, rating_of
from tests.factories.world import World

Row = TypeVar("Row", bound=models.Model)
AT_ONCE = 200  # branches per step: snapshots of 50 kB each stay in memory that long


def many_confirmed(n: int, world: World) -> list[Certificate]:
    """Return ``n`` valid five-star certificates of as many branches, not yet rendered.

    The ratings come from ``many_publicized``; each is then brought into force by the real
    ``confirm_rating``, so that numbers, certificates, jobs and their events are the product's
    own. ``check_invariants`` holds before and after. About 40 ms for each branch.
    """
    for rating in many_publicized(n, world):
        confirm_rating(rating=rating, by=world.office, now=CONFIRMED)
    return list(Certificate.objects.order_by("pk"))


def many_publicized(n: int, world: World) -> list[Rating]:
    """Return ``n`` proposals of perfect branches whose publicity is over, ready to be confirmed.

    The first is the world's branch after the real steps. The others are copies of its rows
    under the same committee, with names, codes, snapshots and hashes of their own: organization,
    sheets, assessment with its answers and their history, evidence (one file for all),
    submission, review with findings and visit, rating, and the events about those. Left out of
    the copies are people of their own and the history of single facts and findings.
    """
    pattern = assessment_at(Status.PUBLICIZED, world)
    numbers = iter(range(1, n))
    while batch := list(itertools.islice(numbers, AT_ONCE)):
        _copy(pattern, world, batch)
    return list(Rating.objects.select_related("assessment__organization").order_by("pk"))


@transaction.atomic
def _copy(pattern: Assessment, world: World, numbers: Sequence[int]) -> None:
    branches = _branches(pattern.organization, world.committee, numbers)
    sheets = pattern.organization.fact_sheets.all()
    _store(_cloned(sheet, organization=branch) for branch in branches for sheet in sheets)
    assessments = _store(
        _cloned(pattern, organization=branch, organization_path=branch.path) for branch in branches
    )
    for each in (pattern.changes.all(), pattern.extensions.all()):
        _store(_cloned(one, assessment=a) for a in assessments for one in each)
    evidence = _evidence(pattern, assessments)
    submissions = _snapshots(pattern.submissions.get(), assessments, evidence)
    pairs = zip(assessments, submissions, strict=True)
    review = Review.objects.get(assessment=pattern)
    reviews = _store(
        _cloned(review, assessment=a, submission=s, organization_path=a.organization_path)
        for a, s in pairs
    )
    for rows in (review.findings.all(), review.visits.all()):
        _store(_cloned(one, review=r) for r in reviews for one in rows)
    ratings = _snapshots(rating_of(pattern), assessments, evidence)
    _events(
        {
            "assessment": (pattern.pk, [row.pk for row in assessments]),
            "review": (review.pk, [row.pk for row in reviews]),
            "rating": (rating_of(pattern).pk, [row.pk for row in ratings]),
        },
        {pattern.submissions.get().sha256: [row.sha256 for row in submissions]}
        | {rating_of(pattern).sha256: [row.sha256 for row in ratings]},
    )
    shift(differences())


def _branches(
    pattern: Organization, committee: Organization, numbers: Sequence[int]
) -> list[Organization]:
    committee.refresh_from_db()
    step = committee.numchild
    place: Callable[..., str] = Organization._get_path  # treebeard has no public word for it
    branches = [
        _cloned(
            pattern,
            path=place(committee.path, pattern.depth, step + position),
            code=f"{committee.code}-M{number:05}",
            name=f"某县机关第{number}党支部",
            short_name=f"机关第{number}党支部",
        )
        for position, number in enumerate(numbers, start=1)
    ]
    Organization.objects.filter(pk=committee.pk).update(numchild=step + len(numbers))
    return _store(branches)


def _evidence(
    pattern: Assessment, assessments: Sequence[Assessment]
) -> dict[int, dict[int, Evidence]]:
    """Return, for each assessment, the copy of each piece of evidence by its pattern's key."""
    originals = list(pattern.evidence.order_by("pk"))
    copies = {
        assessment.pk: dict(zip((one.pk for one in originals), rows, strict=True))
        for assessment in assessments
        for rows in [_store(_cloned(one, assessment=assessment) for one in originals)]
    }
    uses = list(EvidenceUse.objects.filter(evidence__in=originals))
    _store(_cloned(use, evidence=held[use.evidence_id]) for held in copies.values() for use in uses)
    return copies


Snapshot = TypeVar("Snapshot", Submission, Rating)


def _snapshots(
    pattern: Snapshot,
    assessments: Sequence[Assessment],
    evidence: dict[int, dict[int, Evidence]],
) -> list[Snapshot]:
    frozen = json.loads(pattern.content)
    rows = []
    for assessment in assessments:
        branch, held = assessment.organization, evidence[assessment.pk]
        content = canonical_json(
            frozen
            | {"organization": _described(frozen["organization"], branch)}
            | {"evidence": [one | {"id": held[one["id"]].pk} for one in frozen["evidence"]]}
        )
        rows.append(
            _cloned(pattern, assessment=assessment, content=content, sha256=sha256_of(content))
        )
    return _store(rows)


def _described(frozen: dict[str, Any], branch: Organization) -> dict[str, Any]:
    return frozen | {"id": branch.pk, "code": branch.code, "name": branch.name}


def _events(keys: dict[str, tuple[int, list[int]]], hashes: dict[str, list[str]]) -> None:
    """Add to the chain, for every copy, the events that its pattern has."""
    originals = list(
        Event.objects.filter(
            _any(models.Q(object_kind=kind, object_id=str(pk)) for kind, (pk, _) in keys.items())
        ).order_by("sequence")
    )
    head = Head.objects.select_for_update().get(pk=1)
    links = []
    for n in range(len(next(iter(keys.values()))[1])):
        for original in originals:
            link = _cloned(
                original,
                sequence=head.last_sequence + 1,
                object_id=str(keys[original.object_kind][1][n]),
                detail={k: _own(k, v, n, keys, hashes) for k, v in original.detail.items()},
                previous_hash=head.last_hash,
            )
            link.hash = seal(link)
            head.last_sequence, head.last_hash = link.sequence, link.hash
            links.append(link)
    Event.objects.bulk_create(links)
    head.save()


def _any(conditions: Iterable[models.Q]) -> models.Q:
    found = models.Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _own(
    name: str,
    value: Any,
    n: int,
    keys: dict[str, tuple[int, list[int]]],
    hashes: dict[str, list[str]],
) -> Any:
    if name == "sha256" and value in hashes:
        return hashes[value][n]
    return keys[name][1][n] if name in keys else value


def _cloned(row: Row, **changes: Any) -> Row:
    """Return an unsaved copy of a row; what is named gets a value of its own."""
    kept = [
        field.attname
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in changes
    ]
    return type(row)(**{name: getattr(row, name) for name in kept}, **changes)


def _store(rows: Iterable[Row]) -> list[Row]:
    found = list(rows)
    return type(found[0])._default_manager.bulk_create(found, batch_size=500) if found else []
