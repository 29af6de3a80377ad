"""Drafts of rubrics: begun, written on, proposed by one person and issued by another."""

import copy
import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed, StaleVersion, WrongState
from scoring.rubrics import actions
from scoring.rubrics.enums import DraftStatus
from scoring.rubrics.guard import DRAFT_GUARD
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.queries import rubric_of
from tests.factories import NOW, World, make_world

pytestmark = pytest.mark.django_db
FROM = datetime.date(2027, 1, 1)
UNTIL = datetime.date(2028, 12, 31)


@pytest.fixture
def world() -> World:
    return make_world().load()


@pytest.fixture
def draft(world: World) -> RubricDraft:
    return clone(world)


def clone(world: World) -> RubricDraft:
    return actions.clone_version(
        version=world.version, organization=world.department, by=world.office, now=NOW
    )


def put(world: World, draft: RubricDraft, pointer: str, value: object) -> RubricDraft:
    return actions.save_part(
        draft=draft,
        revision=draft.revision,
        pointer=pointer,
        value=value,
        by=world.office,
        now=NOW,
    )


def propose(world: World, draft: RubricDraft, **changed: object) -> RubricDraft:
    given = {
        "basis": "关于开展星级评定的通知",
        "document_number": "某组发〔2027〕3号",
        "effective_from": FROM,
        "effective_to": UNTIL,
        "revision": draft.revision,
        "by": world.office,
    } | changed
    return actions.propose_draft(draft=draft, now=NOW, **given)  # type: ignore[arg-type]  # a map of arguments


def issue(world: World, draft: RubricDraft, **changed: object) -> RubricVersion:
    given = {"revision": draft.revision, "by": world.second_office} | changed
    return actions.issue_draft(draft=draft, now=NOW, **given)  # type: ignore[arg-type]  # a map of arguments


def events(draft: RubricDraft) -> list[str]:
    rows = Event.objects.filter(object_kind="rubricdraft", object_id=str(draft.pk))
    return list(rows.order_by("pk").values_list("action", flat=True))


def test_a_clone_bears_the_next_free_version(world: World, draft: RubricDraft) -> None:
    assert (draft.version, draft.document["version"]) == ("1.1", "1.1")
    assert draft.document["levels"] == world.version.document["levels"]
    assert clone(world).pk == draft.pk  # a second click
    touched = put(world, draft, "/name", "我们的办法")
    assert (touched.name, touched.revision) == ("我们的办法", 2)
    assert clone(world).version == "1.2"


def test_writing_rises_the_revision_once_and_refuses_an_old_one(
    world: World, draft: RubricDraft
) -> None:
    saved = put(world, draft, "/levels/0/min_score", 80)
    assert put(world, draft, "/levels/0/min_score", 80).revision == saved.revision == 2
    with pytest.raises(StaleVersion):
        put(world, draft, "/levels/0/min_score", 78)
    saved.refresh_from_db()
    assert saved.document["levels"][0]["min_score"] == 80
    assert events(draft) == ["rubricdraft.created", "rubricdraft.saved"]


def test_parts_are_added_moved_and_taken_out(world: World, draft: RubricDraft) -> None:
    items = draft.document["dimensions"][0]["indicators"]
    new = copy.deepcopy(items[0]) | {"id": "NEW"}
    added = put(world, draft, f"/dimensions/0/indicators/{len(items)}", new)
    moved = actions.move_part(
        draft=added,
        revision=added.revision,
        pointer=f"/dimensions/0/indicators/{len(items)}",
        places=-99,
        by=world.office,
        now=NOW,
    )
    assert moved.document["dimensions"][0]["indicators"][0]["id"] == "NEW"
    gone = actions.remove_part(
        draft=moved,
        revision=moved.revision,
        pointer="/dimensions/0/indicators/0",
        by=world.office,
        now=NOW,
    )
    assert gone.document == draft.document
    for pointer in ("/dimensions/99", "/nothing/0/id", "/name/1", "/dimensions/x"):
        with pytest.raises(actions.PartGone):
            actions.remove_part(
                draft=gone, revision=gone.revision, pointer=pointer, by=world.office, now=NOW
            )
    with pytest.raises(actions.PartGone):
        put(world, gone, "/dimensions/99", {})


def test_an_optional_section_gets_its_first_entry(world: World, draft: RubricDraft) -> None:
    bare = actions.remove_part(
        draft=draft, revision=draft.revision, pointer="/quotas", by=world.office, now=NOW
    )
    assert put(world, bare, "/quotas/0", {"id": "Q"}).document["quotas"] == [{"id": "Q"}]


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("/id", "bad id", "id"),
        ("/id", None, "id"),
        ("/version", "", "version"),
        ("/version", "9" * 21, "version"),
        ("/name", "长" * 121, "name"),
    ],
)
def test_the_head_must_fit(
    world: World, draft: RubricDraft, pointer: str, value: object, key: str
) -> None:
    with pytest.raises(actions.DraftUnnamed) as refused:
        put(world, draft, pointer, value)
    assert refused.value.key == key


def test_an_id_and_version_are_borne_once(world: World, draft: RubricDraft) -> None:
    with pytest.raises(actions.VersionExists):
        put(world, draft, "/version", "1.0")
    put(world, draft, "/name", "甲")
    other = clone(world)
    with pytest.raises(actions.DraftExists):
        put(world, other, "/version", "1.1")
    with pytest.raises(actions.DraftExists):
        actions.create_draft(
            document={**draft.document, "name": "乙"},
            base=None,
            organization=world.department,
            by=world.office,
            now=NOW,
        )
    actions.drop_draft(draft=draft, by=world.office, now=NOW)
    assert put(world, other, "/version", "1.1").version == "1.1"


def test_two_persons_issue_a_version_that_keeps_its_papers(
    world: World, draft: RubricDraft
) -> None:
    saved = put(world, draft, "/levels/2/min_score", 96)
    proposed = propose(world, saved)
    assert propose(world, saved).proposed_at == proposed.proposed_at
    with pytest.raises(actions.SameProposer):
        issue(world, proposed, by=world.office)
    with pytest.raises(StaleVersion):
        issue(world, proposed, revision=1)
    version = issue(world, proposed)
    assert issue(world, proposed).pk == version.pk
    assert version.published_at == NOW
    assert rubric_of(version).levels[2].min_score == Decimal(96)
    kept = version.issued_from
    assert (kept.proposed_by, kept.decided_by) == (world.office, world.second_office)
    assert (kept.document_number, kept.effective_from) == ("某组发〔2027〕3号", FROM)
    assert version.dimensions.count() == 5
    assert events(draft)[-2:] == ["rubricdraft.proposed", "rubricdraft.issued"]
    with pytest.raises(WrongState):
        actions.drop_draft(draft=draft, by=world.office, now=NOW)


def test_a_proposed_draft_is_not_written_on_until_it_goes_back(
    world: World, draft: RubricDraft
) -> None:
    proposed = propose(world, draft)
    with pytest.raises(WrongState):
        put(world, proposed, "/name", "改")
    with pytest.raises(actions.DraftReasonMissing):
        actions.send_back_draft(draft=proposed, reason=" ", by=world.second_office, now=NOW)
    back = actions.send_back_draft(
        draft=proposed, reason="分值过高", by=world.second_office, now=NOW
    )
    assert (back.status, back.proposed_by, back.send_back_reason) == (
        DraftStatus.EDITING,
        None,
        "分值过高",
    )
    again = actions.send_back_draft(
        draft=proposed, reason="分值过高", by=world.second_office, now=NOW
    )
    assert events(again).count("rubricdraft.sent_back") == 1
    with pytest.raises(WrongState):
        issue(world, back)
    assert put(world, back, "/name", "改").name == "改"


def test_proposing_needs_a_whole_document_and_its_papers(world: World, draft: RubricDraft) -> None:
    for changed, refusal in (
        ({"basis": " "}, actions.BasisMissing),
        ({"document_number": ""}, actions.BasisMissing),
        ({"effective_from": UNTIL, "effective_to": FROM}, actions.EffectiveOrder),
        ({"revision": 7}, StaleVersion),
    ):
        with pytest.raises(refusal):
            propose(world, draft, **changed)
    owed = put(world, draft, "/missing", ["第六项的分值"])
    with pytest.raises(actions.ContentMissing):
        propose(world, owed)
    faulty = put(world, owed, "/dimensions/0/weight", 21)
    with pytest.raises(actions.RubricFaulty) as refused:
        propose(world, faulty)
    codes = [reason.code for reason in refused.value.shortfalls]
    assert codes == ["weight_not_sum", "max_not_sum"]


def test_texts_longer_than_their_columns_are_faults(world: World, draft: RubricDraft) -> None:
    saved = put(world, draft, "/dimensions/0/indicators/0/number", "1.1.1.1.1.1")
    saved = put(world, saved, "/levels/0/gates/0/name", "条" * 121)
    with pytest.raises(actions.RubricFaulty) as refused:
        propose(world, saved)
    assert [reason.data["limit"] for reason in refused.value.shortfalls] == [10, 120]


def test_only_the_office_of_the_tree_writes(world: World, draft: RubricDraft) -> None:
    for stranger in (world.foreign_office, world.auditor, world.reviewer):
        with pytest.raises(NotAllowed):
            actions.drop_draft(draft=draft, by=stranger, now=NOW)
        with pytest.raises(NotAllowed):
            actions.clone_version(
                version=world.version, organization=world.department, by=stranger, now=NOW
            )
    assert list(RubricDraft.objects.visible_to(world.auditor)) == [draft]
    assert not RubricDraft.objects.visible_to(world.foreign_office).exists()


def test_the_database_wants_two_persons_too(world: World, draft: RubricDraft) -> None:
    row = RubricDraft.objects.filter(pk=draft.pk)
    issued = {
        "status": DraftStatus.ISSUED,
        "issued": world.version,
        "decided_by": world.office,
        "decided_at": NOW,
        "effective_from": FROM,
    }
    proposed = {"proposed_by": world.office, "proposed_at": NOW}
    for changed in (issued, issued | proposed, {"status": DraftStatus.ISSUED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**changed)
    assert row.update(**issued | proposed | {"decided_by": world.second_office}) == 1


CHANGES: dict[str, object] = {
    "basis": "另一个文件",
    "document_number": "某组发〔2027〕4号",
    "effective_from": datetime.date(2026, 1, 1),
    "effective_to": None,
    "document": {},
    "status": DraftStatus.DROPPED,
    "issued": None,
    "send_back_reason": "改",
}


def test_the_database_refuses_to_change_what_a_version_was_issued_under(
    world: World, draft: RubricDraft
) -> None:
    DRAFT_GUARD.install(connection)  # a test that committed may have left it off
    row = RubricDraft.objects.filter(pk=draft.pk)
    assert row.update(basis="通知") == 1
    issue(world, propose(world, draft))
    held = row.values().get()
    for column, value in CHANGES.items():
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            row.update(**{column: value})
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        row.update(proposed_by=world.second_office, decided_by=world.office)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        row.delete()
    assert row.values().get() == held
