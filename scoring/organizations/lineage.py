"""What stood above an organization at a moment: the tree changes, decisions do not."""

import datetime

from scoring.organizations.models import Organization, OrganizationEvent


class Lineage:
    """The tree of today and every move that led to it; two queries, however many questions."""

    def __init__(self) -> None:
        """Read the tree and its moves."""
        rows = list(Organization.objects.values_list("path", "pk", "code"))
        by_path = {path: pk for path, pk, _ in rows}
        by_code = {code: pk for _, pk, code in rows}
        step = Organization.steplen
        self._parents = {pk: by_path.get(path[:-step]) for path, pk, _ in rows}
        self._moves: dict[int, list[tuple[datetime.datetime, int | None]]] = {}
        moves = OrganizationEvent.objects.filter(kind="moved").order_by("recorded_at", "pk")
        for pk, at, before in moves.values_list("organization_id", "recorded_at", "before"):
            parent = by_code.get(before.get("parent") or "")
            self._moves.setdefault(pk, []).append((at, parent))

    def above(self, organization_id: int, at: datetime.datetime) -> list[int]:
        """Return the keys of an organization and of all above it at a moment, lowest first."""
        found: list[int] = []
        place: int | None = organization_id
        while place is not None:
            found.append(place)
            place = self._parent(place, at)
        return found

    def _parent(self, pk: int, at: datetime.datetime) -> int | None:
        """Return what the first move after the moment moved away from, else today's parent."""
        later = (parent for moved_at, parent in self._moves.get(pk, ()) if moved_at > at)
        return next(later, self._parents.get(pk))
