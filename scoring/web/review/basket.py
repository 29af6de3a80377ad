"""Items set aside to be returned together: a list in the session until it is sent.

A branch gets its items back in one go, so the reviewer first goes through all of them.
"""

from django.http import HttpRequest

from scoring.reviews.models import Review

KEY = "to_return"  # of the session: assessment id -> indicator id -> reason


def basket_of(request: HttpRequest, review: Review) -> dict[str, str]:
    """Return indicator id -> reason of the items set aside."""
    held: dict[str, dict[str, str]] = request.session.get(KEY, {})
    return dict(held.get(str(review.assessment_id), {}))


def put(request: HttpRequest, review: Review, indicator: str, reason: str) -> None:
    """Set one item aside, or change the reason."""
    _keep(request, review, basket_of(request, review) | {indicator: reason})


def take_out(request: HttpRequest, review: Review, indicator: str) -> bool:
    """Take one item out again; tell whether it was there."""
    held = basket_of(request, review)
    if indicator not in held:
        return False
    del held[indicator]
    _keep(request, review, held)
    return True


def empty(request: HttpRequest, review: Review) -> None:
    """Forget the list: it was sent."""
    _keep(request, review, {})


def _keep(request: HttpRequest, review: Review, items: dict[str, str]) -> None:
    lists = dict(request.session.get(KEY, {}))
    lists[str(review.assessment_id)] = items
    request.session[KEY] = {pk: kept for pk, kept in lists.items() if kept}
