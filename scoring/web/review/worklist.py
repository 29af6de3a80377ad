"""The reviewer's list as plain data: states with their numbers, and filters of the address."""

from collections import Counter
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from scoring.assessments.counting import numbers_by_status
from scoring.assessments.enums import Status
from scoring.common.entries import cleaned
from scoring.organizations.enums import Role
from scoring.organizations.models import User
from scoring.organizations.permissions import home_organizations
from scoring.reviews.enums import ReviewStatus
from scoring.reviews.models import ReviewQuerySet
from scoring.reviews.queries import visits_due, with_item_numbers, worklist
from scoring.web.review.rows import tally

WAITING, RETURNED, VISIT, STAR, DONE = "waiting", "returned", "visit", "star", "done"
NAMES = {
    WAITING: _("To review"),
    RETURNED: _("Returned"),
    VISIT: _("To visit"),
    STAR: _("To approve"),
    DONE: _("Finished"),
}
REVIEWS = {  # a list is one state of the review: one range of an index
    WAITING: ReviewStatus.OPEN,
    RETURNED: ReviewStatus.RETURNED,
    STAR: ReviewStatus.CONCLUDED,
    DONE: ReviewStatus.APPROVED,
}
ASSESSMENTS = {  # the same states as the counters of the organizations have them
    WAITING: (Status.SUBMITTED,),
    RETURNED: (Status.RETURNED,),
    STAR: (Status.CONCLUDED,),
    DONE: (Status.APPROVED, Status.PUBLICIZED, Status.CONFIRMED),
}
SORTS = {  # what ?sort= may name; nothing else reaches the database
    "name": "organization_path",
    "star": "assessment__star_applied",
    "score": "submission__total",
    "differing": "differing",
    "pending": "pending",
    "age": "opened_at",
}
LONGEST_SEARCH = 40


@dataclass(frozen=True)
class Tab:
    """One state with the number of branches in it, as it is shown."""

    name: str
    url: str
    count: str
    current: bool


@dataclass(frozen=True)
class Filters:
    """What the address asks for."""

    state: str
    star: str
    programme: str
    holder: str  # mine, free or all
    search: str

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        """Read the address; what it does not know counts as not asked for."""
        state = query.get("state", WAITING)
        holder = query.get("holder", "")
        return cls(
            state=state if state in NAMES else WAITING,
            star=cleaned(query.get("star", "")),
            programme=cleaned(query.get("programme", "")),
            holder=holder if holder in ("mine", "free") else "",
            search=cleaned(query.get("q", "")).strip()[:LONGEST_SEARCH],
        )

    @property
    def narrow(self) -> bool:
        """Tell whether the list shows less than its state has."""
        return bool(self.star or self.programme or self.holder or self.search)


def numbers_of(user: User) -> Counter[str]:
    """Return how many reviews are in each state that has counters; two queries."""
    paths = user.scope_paths(Role.REVIEWER)
    found = numbers_by_status(paths, without=home_organizations(user))
    return Counter({state: sum(found[one] for one in of) for state, of in ASSESSMENTS.items()})


def tabs_of(user: User, filters: Filters, numbers: Counter[str]) -> list[Tab]:
    """Return the states with their numbers; one query for what no counter holds."""
    shown = {state: str(numbers[state]) for state in ASSESSMENTS}
    shown[VISIT] = tally(visits_due(user, Role.REVIEWER))
    return [
        Tab(str(name), f"?state={state}", shown[state], current=state == filters.state)
        for state, name in NAMES.items()
    ]


def length_of(filters: Filters, numbers: Counter[str]) -> int | None:
    """Return how long the list is, where the counters know it."""
    return None if filters.narrow or filters.state == VISIT else numbers[filters.state]


def reviewed_cycles(user: User) -> list[int]:
    """Return the cycles of which the reviewer has reviews, in whatever state."""
    found = worklist(user).order_by().values_list("assessment__cycle", flat=True)
    return list(found.distinct())


def listed(user: User, filters: Filters, sort: str) -> ReviewQuerySet:
    """Return the reviews that the address asks for; in tree order unless told."""
    found = _narrowed(_in_state(user, filters.state), filters, user)
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return found
    if column in ("differing", "pending"):
        found = with_item_numbers(found)
    # Old reviews come first, so the age grows while the moment of opening falls.
    downwards = sort.startswith("-") != (column == SORTS["age"])
    return found.order_by(f"{'-' if downwards else ''}{column}", "pk")


def _in_state(user: User, state: str) -> ReviewQuerySet:
    if state == VISIT:
        return visits_due(user, Role.REVIEWER)
    return worklist(user).filter(status=REVIEWS[state])


def _narrowed(found: ReviewQuerySet, filters: Filters, user: User) -> ReviewQuerySet:
    if filters.star:
        found = found.filter(assessment__star_applied=filters.star)
    if filters.programme:
        found = found.filter(assessment__programme=filters.programme)
    if filters.holder == "mine":
        found = found.filter(handler=user)
    elif filters.holder == "free":
        found = found.filter(handler=None)
    if filters.search:
        found = found.filter(assessment__organization__name__icontains=filters.search)
    return found
