"""Drafts of rubrics: begun, written on, put away."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from scoring.audit.actions import record
from scoring.common.refusals import NotAllowed, Refusal, StaleVersion, WrongState
from scoring.engine.document import content_hash
from scoring.organizations.models import Organization, User
from scoring.organizations.permissions import can_run_office
from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.parts import NoSuchPart, with_moved_part, with_part, without_part
from scoring.rubrics.permissions import check_can_write_draft

ABOUT = "rubricdraft"
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}\Z")
_LIMITS = {"version": 20, "name": 120}  # characters
_LAST_NUMBER = re.compile(r"(\d+)(?!.*\d)")


class DraftUnnamed(Refusal):
    """A draft needs an id, a version and a name that fit. Data: ``key``."""


class DraftExists(Refusal):
    """Another open draft bears this id and version. Data: ``rubric``, ``version``."""


class VersionExists(Refusal):
    """A version of this id and number is there already. Data: ``rubric``, ``version``."""


class PartGone(Refusal):
    """The draft has no such part. Data: ``pointer``."""


@transaction.atomic
def create_draft(
    *,
    document: Mapping[str, Any],
    base: RubricVersion | None,
    organization: Organization,
    by: User,
    now: datetime.datetime,
) -> RubricDraft:
    """Begin a draft with a self-contained document, which may be faulty.

    The same document again returns the draft that holds it, so a second click makes no second one.

    Raises:
        NotAllowed: the person does not run the organization's office.
        DraftUnnamed: id, version or name are missing or too long.
        DraftExists, VersionExists: the id and version are taken.
    """
    if not can_run_office(by, organization):
        raise NotAllowed(need="office")
    names = names_of(document)
    held = _open_namesake(names)
    if held is not None and held.organization_id == organization.pk and held.document == document:
        return held
    draft = RubricDraft(
        organization=organization,
        base=base,
        document=dict(document),
        created_at=now,
        created_by=by,
        edited_at=now,
        edited_by=by,
        **names,
    )
    check_names_free(draft)
    _save(draft)
    detail = {**names, "base": str(base or ""), "content_hash": content_hash(document)}
    record(action="rubricdraft.created", about=(ABOUT, draft.pk), by=by, now=now, detail=detail)
    return draft


@transaction.atomic
def clone_version(
    *, version: RubricVersion, organization: Organization, by: User, now: datetime.datetime
) -> RubricDraft:
    """Begin a draft with the content of a version, under the next free version number.

    A clone that nobody has touched yet is returned instead of a second one.

    Raises:
        NotAllowed: the person does not run the organization's office.
    """
    untouched = RubricDraft.objects.filter(
        base=version,
        organization=organization,
        created_by=by,
        revision=1,
        status=DraftStatus.EDITING,
    ).first()
    if untouched is not None and can_run_office(by, organization):
        return untouched
    document = {**version.document, "version": next_version(version)}
    return create_draft(document=document, base=version, organization=organization, by=by, now=now)


def next_version(version: RubricVersion) -> str:
    """Return the next version text that neither a version nor an open draft bears: 1.0, 1.1."""
    taken = set(
        RubricVersion.objects.filter(rubric=version.rubric).values_list("version", flat=True)
    )
    drafts = RubricDraft.objects.open().filter(rubric=version.rubric)
    taken |= set(drafts.values_list("version", flat=True))
    text = version.version
    while text in taken:
        raised, count = _LAST_NUMBER.subn(lambda found: str(int(found.group()) + 1), text)
        text = raised if count else f"{text}.1"
    return text


@transaction.atomic
def save_part(
    *,
    draft: RubricDraft,
    revision: int,
    pointer: str,
    value: Any,
    by: User,
    now: datetime.datetime,
) -> RubricDraft:
    """Put a value at a JSON pointer of the draft; at the end of a list it is added.

    ``revision`` is the one that was on screen; the empty pointer is the whole document. The same
    value again changes nothing.

    Raises:
        NotAllowed: the person does not write on the draft.
        WrongState: the draft is not being edited.
        StaleVersion: somebody else has written since.
        PartGone: there is no such place.
        DraftUnnamed, DraftExists, VersionExists: by a changed head.
    """
    locked = _lock_editable(draft, by)
    try:
        document = with_part(locked.document, pointer, value)
    except NoSuchPart:
        raise PartGone(pointer=pointer) from None
    return _change(locked, revision, document, pointer, "saved", by, now)


@transaction.atomic
def remove_part(
    *, draft: RubricDraft, revision: int, pointer: str, by: User, now: datetime.datetime
) -> RubricDraft:
    """Take a part out of the draft. Raises as ``save_part``."""
    locked = _lock_editable(draft, by)
    try:
        document = without_part(locked.document, pointer)
    except NoSuchPart:
        raise PartGone(pointer=pointer) from None
    return _change(locked, revision, document, pointer, "removed", by, now)


@transaction.atomic
def move_part(
    *,
    draft: RubricDraft,
    revision: int,
    pointer: str,
    places: int,
    by: User,
    now: datetime.datetime,
) -> RubricDraft:
    """Move an entry of a list by so many places, up below zero. Raises as ``save_part``."""
    locked = _lock_editable(draft, by)
    try:
        document = with_moved_part(locked.document, pointer, places)
    except NoSuchPart:
        raise PartGone(pointer=pointer) from None
    return _change(locked, revision, document, pointer, "moved", by, now)


@transaction.atomic
def drop_draft(*, draft: RubricDraft, by: User, now: datetime.datetime) -> RubricDraft:
    """Put a draft away for good; its row stays.

    Raises:
        NotAllowed: the person does not write on the draft.
        WrongState: it was issued.
    """
    locked = lock_draft(draft)
    check_can_write_draft(by, locked)
    if locked.status == DraftStatus.DROPPED:
        return locked
    if locked.status == DraftStatus.ISSUED:
        raise WrongState(state=locked.status, step="drop")
    locked.status, locked.decided_at, locked.decided_by = DraftStatus.DROPPED, now, by
    locked.save(update_fields=["status", "decided_at", "decided_by"])
    record(action="rubricdraft.dropped", about=(ABOUT, locked.pk), by=by, now=now)
    return locked


def lock_draft(draft: RubricDraft) -> RubricDraft:
    """Return the row as it stands, locked until the transaction ends."""
    rows = RubricDraft.objects.select_for_update(of=("self",))
    return rows.select_related("organization", "proposed_by", "issued").get(pk=draft.pk)


def names_of(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns that mirror the head of a document. Raises DraftUnnamed."""
    identifier = document.get("id")
    if not isinstance(identifier, str) or not _SLUG.match(identifier):
        raise DraftUnnamed(key="id")
    for key, limit in _LIMITS.items():
        text = document.get(key)
        if not isinstance(text, str) or not 0 < len(text.strip()) <= limit:
            raise DraftUnnamed(key=key)
    return {
        "rubric": identifier,
        "version": document["version"].strip(),
        "name": document["name"].strip(),
    }


def check_names_free(draft: RubricDraft) -> None:
    """Refuse an id and version that a version or another open draft bears.

    Raises:
        DraftExists, VersionExists.
    """
    names = {"rubric": draft.rubric, "version": draft.version}
    if RubricVersion.objects.filter(**names).exists():
        raise VersionExists(**names)
    held = _open_namesake(names)
    if held is not None and held.pk != draft.pk:
        raise DraftExists(**names)


def _open_namesake(names: Mapping[str, str]) -> RubricDraft | None:
    alike = RubricDraft.objects.open().filter(rubric=names["rubric"], version=names["version"])
    return alike.first()


def _lock_editable(draft: RubricDraft, by: User) -> RubricDraft:
    locked = lock_draft(draft)
    check_can_write_draft(by, locked)
    if locked.status != DraftStatus.EDITING:
        raise WrongState(state=locked.status, step="edit")
    return locked


def _change(
    locked: RubricDraft,
    revision: int,
    document: dict[str, Any],
    pointer: str,
    what: str,
    by: User,
    now: datetime.datetime,
) -> RubricDraft:
    if document == locked.document:
        return locked
    if revision != locked.revision:
        raise StaleVersion(draft=locked.pk)
    for name, text in names_of(document).items():
        setattr(locked, name, text)
    check_names_free(locked)
    locked.document, locked.revision = document, revision + 1
    locked.edited_at, locked.edited_by = now, by
    _save(locked)
    detail = {"pointer": pointer, "revision": locked.revision, "after": content_hash(document)}
    record(action=f"rubricdraft.{what}", about=(ABOUT, locked.pk), by=by, now=now, detail=detail)
    return locked


def _save(draft: RubricDraft) -> None:
    """Store a draft; a namesake that another request has just made is refused."""
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:
        raise DraftExists(rubric=draft.rubric, version=draft.version) from None
