"""States follow from events, and decisions were taken by people who might take them."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from scoring.assessments.enums import TRANSITIONS, Status
from scoring.assessments.models import Assessment
from scoring.audit.models import Event
from scoring.organizations.enums import Role
from scoring.organizations.lineage import Lineage
from scoring.organizations.models import RoleAssignment
from scoring.ratings.models import Rating, VetoCase
from scoring.reports.breach import Breach
from scoring.reviews.models import Review

_DECIDED = ("concluded_by", "concluded_at", "approved_by", "approved_at")
AT_ONCE = 2_000  # rows in memory; none with its answers or its frozen content


def audited_states(year: int | None) -> Iterator[Breach]:
    """I6 and I9: the events of an assessment lead from the first state to the present one."""
    steps = {f"{step}_assessment" for table in TRANSITIONS.values() for step in table}
    rows = Assessment.objects.only("status").order_by("pk")
    found = rows if year is None else rows.filter(year=year)
    for assessment in found.iterator(AT_ONCE):
        state: str = Status.FILLING
        events = Event.objects.about("assessment", assessment.pk).filter(action__in=steps)
        for action in events.order_by("sequence").values_list("action", flat=True):
            state = TRANSITIONS.get(state, {}).get(action.removesuffix("_assessment"), "")
            if not state:
                what = _("%(action)s was not open")
                yield Breach("I9", f"assessment:{assessment.pk}", what, {"action": action})
                break
        if state and state != assessment.status:
            what = _("is %(status)s, its events say %(state)s")
            data = {"status": str(assessment.status), "state": str(state)}
            yield Breach("I6", f"assessment:{assessment.pk}", what, data)


def entitled_deciders(year: int | None) -> Iterator[Breach]:
    """I9: every decision was taken by two persons who held their role above it that day."""
    tree = Lineage()
    reviews = Review.objects.select_related("assessment").order_by("pk")
    reviews = reviews.only(*_DECIDED, "assessment__organization")
    found = reviews if year is None else reviews.filter(assessment__year=year)
    for review in found.iterator(AT_ONCE):
        branch, about = review.assessment.organization_id, f"review:{review.pk}"
        conclusion = review.concluded_by_id, Role.REVIEWER, review.concluded_at
        approval = review.approved_by_id, Role.APPROVER, review.approved_at
        for decision in (conclusion, approval):
            yield from _held(*decision, branch, tree, about)
        if review.approved_by_id and review.approved_by_id == review.concluded_by_id:
            yield Breach("I9", about, _("one person concluded and approved"))
    ratings = Rating.objects.select_related("assessment").order_by("pk")
    ratings = ratings.only("confirmed_by", "confirmed_at", "assessment__organization")
    confirmed = ratings if year is None else ratings.filter(assessment__year=year)
    for rating in confirmed.iterator(AT_ONCE):
        branch, about = rating.assessment.organization_id, f"rating:{rating.pk}"
        confirmation = rating.confirmed_by_id, Role.OFFICE, rating.confirmed_at
        yield from _held(*confirmation, branch, tree, about)
    for case in VetoCase.objects.order_by("pk"):
        confirmation = case.confirmed_by_id, Role.OFFICE, case.confirmed_at
        yield from _held(*confirmation, case.organization_id, tree, f"veto_case:{case.pk}")


def _held(
    person: int | None,
    role: str,
    at: datetime.datetime | None,
    branch: int,
    tree: Lineage,
    about: str,
) -> Iterator[Breach]:
    if person is None or at is None:
        return
    roles = RoleAssignment.objects.held_on(timezone.localdate(at)).filter(user=person, role=role)
    if not roles.filter(organization__in=tree.above(branch, at)).exists():
        what = _("user:%(person)s was no %(role)s here on that day")
        yield Breach("I9", about, what, {"person": person, "role": str(role)})
