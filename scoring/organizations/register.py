"""Keep the register of a branch's members: names only, for its own people only.

Events hold keys and no names, since the trail is exported.
"""

import datetime

from django.db import IntegrityError, transaction

from scoring.audit.actions import record
from scoring.common.refusals import NotAllowed, Refusal, WrongState
from scoring.organizations.models import Member, Organization, User
from scoring.organizations.permissions import belongs_to

LONGEST_NAME = 40  # characters


class MemberNameMissing(Refusal):
    """A member has a name."""


class MemberNameTooLong(Refusal):
    """The name does not fit. Data: ``limit`` in characters."""


class MemberListed(Refusal):
    """A present member of this branch has this name."""


@transaction.atomic
def add_member(*, branch: Organization, name: str, by: User, now: datetime.datetime) -> Member:
    """Put a person into the register of a branch.

    Raises:
        NotAllowed: the person is neither secretary nor filler of this branch.
        MemberNameMissing, MemberNameTooLong, MemberListed: nothing was added.

    Source: star-member, subject party_member: a minimal register, names only.
    """
    _check_keeper(by, branch)
    wanted = _checked(name)
    try:
        with transaction.atomic():
            member = Member.objects.create(branch=branch, name=wanted, added_at=now, added_by=by)
    except IntegrityError as error:
        raise MemberListed from error
    _keep("add_member", member, by, now)
    return member


@transaction.atomic
def rename_member(*, member: Member, name: str, by: User, now: datetime.datetime) -> Member:
    """Write a member's name anew; the same name again changes nothing.

    Raises:
        NotAllowed: the person is neither secretary nor filler of the branch.
        MemberNameMissing, MemberNameTooLong, MemberListed: the name stays.
        WrongState: the member has left.
    """
    held = _held(member, by)
    wanted = _checked(name)
    if held.left_at is not None:
        raise WrongState(state="left", step="rename")
    if held.name == wanted:
        return held
    held.name = wanted
    try:
        with transaction.atomic():
            held.save(update_fields=["name"])
    except IntegrityError as error:
        raise MemberListed from error
    _keep("rename_member", held, by, now)
    return held


@transaction.atomic
def leave_member(*, member: Member, by: User, now: datetime.datetime) -> Member:
    """Note that a member belongs to the branch no more. Leaving twice leaves once.

    Raises:
        NotAllowed: the person is neither secretary nor filler of the branch.
    """
    held = _held(member, by)
    if held.left_at is None:
        held.left_at, held.left_by = now, by
        held.save(update_fields=["left_at", "left_by"])
        _keep("leave_member", held, by, now)
    return held


def _held(member: Member, person: User) -> Member:
    rows = Member.objects.select_for_update(of=("self",), no_key=True).select_related("branch")
    held = rows.get(pk=member.pk)
    _check_keeper(person, held.branch)
    return held


def _check_keeper(person: User, branch: Organization) -> None:
    if not (branch.is_branch and belongs_to(person, branch.pk)):
        raise NotAllowed(need="fill")


def _checked(name: str) -> str:
    wanted = " ".join("".join(sign for sign in name if sign.isprintable()).split())
    if not wanted:
        raise MemberNameMissing
    if len(wanted) > LONGEST_NAME:
        raise MemberNameTooLong(limit=LONGEST_NAME)
    return wanted


def _keep(action: str, member: Member, person: User, moment: datetime.datetime) -> None:
    record(
        action=action,
        about=("member", member.pk),
        by=person,
        now=moment,
        detail={"organization": member.branch_id},
    )
