"""Who gets which answer at which address: every address, every kind of person, GET and POST.

``access.yaml`` is the table. An address that is not in it fails; so does one that is gone.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from scoring.assessments.enums import Status
from scoring.documents.actions.exports import ask_export
from scoring.documents.actions.printing import ask_print_run
from scoring.documents.actions.replacing import ask_correction
from scoring.documents.corrections import CorrectionKind
from scoring.documents.enums import DocumentKind
from scoring.documents.models import Certificate, OfficialDocument
from scoring.documents.tasks import deliver_certificate, deliver_document, deliver_print_file
from scoring.organizations.register import add_member
from scoring.ratings.models import Objection
from scoring.rubrics.actions import clone_version
from scoring.workflow.providing import add_incident
from scoring.workflow.vetoes import record_veto
from tests.documents import official as documents
from tests.factories import NOW, YEAR, World, make_world
from tests.factories.past import history_import
from tests.factories.review import CONFIRMED, PUBLISHED, assessment_at, rating_of

pytestmark = pytest.mark.django_db

TABLE = yaml.safe_load(Path(__file__).with_name("access.yaml").read_text(encoding="utf-8"))
PEOPLE: list[str] = TABLE["people"]
PAGES: dict[str, dict[str, str]] = TABLE["pages"]
DRAFT_PAGES = (
    "office:document",
    "office:save_document",
    "office:discard_document",
    "office:issue_document",
    "office:preview_document",
)
RUBRIC_DRAFT_PAGES = (
    "rubrics:change_parts",
    "rubrics:check_draft",
    "rubrics:draft",
    "rubrics:draft_part",
    "rubrics:draft_standard",
    "rubrics:drop",
    "rubrics:issue",
    "rubrics:propose",
    "rubrics:save_part",
    "rubrics:send_back",
)
OF_ALL_OFFICES = ("rubrics:clone", "rubrics:version")  # whoever runs an office reads every standard
REFUSALS = (302, 403, 404, 405)
LATER = CONFIRMED
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
OURS = re.compile(
    r'^(INSERT INTO|UPDATE|DELETE FROM)\s+"'
    r"(organizations|facts|rubrics|assessments|reviews|ratings|documents|jobs|audit|workflow)_"
)


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[dict[str, Any]]:
    """Set the scene once: a branch under review, its sibling with a star, an incident, a case."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        branch = assessment_at(Status.SUBMITTED, world)
        sibling = assessment_at(Status.CONFIRMED, world, organization=world.sibling)
        for who in PEOPLE[1:]:  # people are made when first asked for: now, not in a savepoint
            user = getattr(world, who)
            user.is_staff = who == "system"
            user.password = make_password("five-stars-shine")
            user.save()
        yield {"world": world, "branch": branch, "sibling": sibling, **_things(world, sibling)}
        transaction.set_rollback(True)


def _things(world: World, sibling: Any) -> dict[str, Any]:
    incident = add_incident(
        organization=world.branch,
        fact="disc.criticisms",
        happened_on=NOW.date(),
        reference="通报1号",
        by=world.provider,
        now=NOW,
    )
    case = record_veto(
        organization=world.branch,
        veto="STB-V1",
        happened_on=NOW.date(),
        reference="立案1号",
        reason="立案审查。",
        by=world.office,
        now=NOW,
    )
    objection = Objection.objects.create(
        rating=rating_of(sibling),
        received_on=PUBLISHED.date(),
        content="活动室已改作他用。",
        recorded_at=PUBLISHED,
        recorded_by=world.office,
    )
    export = ask_export(
        organization=world.department,
        year=YEAR,
        programme=world.version.rubric,
        version=world.version,
        by=world.office,
        now=NOW,
    )
    draft = documents.draft(world, DocumentKind.RECTIFICATION, organization=world.sibling)
    issued = documents.issue(documents.draft(world), world.second_office)
    deliver_document(document=issued.pk)
    OfficialDocument.objects.filter(pk=draft.pk).update(edited_by=world.second_office)
    certificate = Certificate.objects.get(organization=world.sibling)
    deliver_certificate(certificate=certificate.pk)
    correction = ask_correction(
        certificate=certificate,
        kind=CorrectionKind.REISSUE,
        reason="名称有误。",
        by=world.office,
        now=LATER,
    )
    cycle, where = sibling.cycle, world.office.roles()[0].organization
    run = ask_print_run(cycle=cycle, organization=where, by=world.office, now=LATER)
    deliver_print_file(file=run.files.get().pk)
    return {
        "past": history_import(world),
        "correction": correction,
        "print_file": run.files.get(),
        "incident": incident,
        "case": case,
        "objection": objection,
        "export": export,
        "certificate": certificate,
        "draft": draft,
        "rubric_draft": clone_version(
            version=world.version,
            organization=world.department,
            by=world.second_office,
            now=NOW,
        ),
        "issued": issued,
        "piece": world.branch.assessments.get().evidence.order_by("pk")[0],
        "member": add_member(branch=world.branch, name="张三", by=world.secretary, now=NOW),
    }


def walk(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield (name, pattern) of every address but the admin's own."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}", entry
        elif entry.namespace != "admin":
            yield from walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


ADDRESSES = dict(walk(get_resolver()))


def address(name: str, stage: dict[str, Any], *, missing: bool = False) -> str:
    """Return the address of a page about the scene, or about something that does not exist."""
    held = {
        "year": YEAR,
        "number": 1,
        "indicator": "CO5-L1",
        "organization": stage["world"].branch.pk,
        "branch": stage["world"].branch.pk,
        "kind": "party_committee",
        "code": stage["certificate"].code,
        "pk": _number(name, stage),
    }
    if name.startswith("provider:"):
        held["organization"] = stage["world"].department.pk
    if name == "review:evidence":
        held["number"] = stage["piece"].pk
    if missing:
        held |= {"organization": 999_999, "branch": 999_999, "pk": 999_999, "code": "0" * 26}
    keys = ADDRESSES[name].pattern.converters
    return reverse(name, kwargs={key: held[key] for key in keys})


def _number(name: str, stage: dict[str, Any]) -> int:
    numbers = {
        "office:settle": stage["objection"].pk,
        "office:withdraw_history": stage["past"].pk,
        "office:document_file": stage["issued"].pk,
        "office:replace_document": stage["issued"].pk,
        "office:withdraw_document": stage["issued"].pk,
        **dict.fromkeys(DRAFT_PAGES, stage["draft"].pk),
        **dict.fromkeys(RUBRIC_DRAFT_PAGES, stage["rubric_draft"].pk),
        **dict.fromkeys(OF_ALL_OFFICES, stage["world"].version.pk),
        **dict.fromkeys(("rubrics:repin", "rubrics:move"), stage["sibling"].cycle_id),
        **dict.fromkeys(("office:cancel_export", "office:export"), stage["export"].pk),
        "office:confirm_veto": stage["case"].pk,
        "office:withdraw_veto": stage["case"].pk,
        "provider:withdraw_incident": stage["incident"].pk,
        "record:certificate": stage["certificate"].pk,
        "office:correct": stage["certificate"].pk,
        "office:ask_correction": stage["certificate"].pk,
        "office:confirm_correction": stage["correction"].pk,
        "office:withdraw_correction": stage["correction"].pk,
        "office:print_file": stage["print_file"].pk,
        **dict.fromkeys(("record:evidence", "record:picture"), stage["piece"].pk),
        "selfassessment:evidence": stage["piece"].pk,
        "selfassessment:leave_member": stage["member"].pk,
        "selfassessment:rename_member": stage["member"].pk,
        "selfassessment:save_evidence": stage["piece"].pk,
        "selfassessment:remove_evidence": stage["piece"].pk,
        "review:spot_check": stage["sibling"].pk,
        "review:record_spot_check": stage["sibling"].pk,
    }
    return int(numbers.get(name, stage["branch"].pk))


class Written(list[str]):
    """The statements that changed tables of ours."""

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        if OURS.match(sql.lstrip()):
            self.append(sql)
        return execute(sql, *rest)


def ask(who: str, method: str, url: str, stage: dict[str, Any]) -> tuple[Any, Written]:
    """Return the answer and what was written for it; nothing of it stays."""
    client = Client(headers={"accept-language": "zh-hans"})
    written = Written()
    with transaction.atomic():
        if who != "anonymous":
            client.force_login(getattr(stage["world"], who))
        with connection.execute_wrapper(written):
            answer = getattr(client, method)(url)
            if answer.streaming:
                assert b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer, written


def test_every_address_is_in_the_table_and_no_other():
    assert sorted(ADDRESSES) == sorted(PAGES)


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) & set(PAGES)))
def test_the_answers_are_those_of_the_table(name, stage):
    url = address(name, stage)
    with time_machine.travel(LATER, tick=True):
        for method in ("get", "post"):
            expected = dict(zip(PEOPLE, map(int, PAGES[name][method].split()), strict=True))
            found = {}
            for who in PEOPLE:
                answer, written = ask(who, method, url, stage)
                found[who] = answer.status_code
                if answer.status_code in REFUSALS and answer.status_code != 302:
                    assert not written, (who, method, written)
            assert found == expected, (method, url)


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, one in ADDRESSES.items()
        if set(one.pattern.converters) & {"pk", "organization"} and name not in OF_ALL_OFFICES
    ),
)
def test_foreign_and_missing_look_the_same(name, stage):
    with time_machine.travel(LATER, tick=False):
        for method in ("get", "post"):
            pages = []
            for url in (address(name, stage), address(name, stage, missing=True)):
                answer, written = ask("foreign_office", method, url, stage)
                assert answer.status_code in (404, 405), (method, url)
                assert not written
                pages.append(CSRF.sub(b"", answer.content.replace(url.encode(), b"")))
            assert pages[0] == pages[1]


@pytest.mark.parametrize("who", ["anonymous", "secretary", "reviewer", "office", "auditor"])
def test_the_admin_is_for_system_administrators(who, stage):
    for name in ("admin:index", "admin:organizations_user_changelist"):
        answer, written = ask(who, "get", reverse(name), stage)
        assert answer.status_code in (302, 403, 404)
        assert not written


def test_the_admin_opens_for_the_system_role_in_chinese(stage):
    for name in ("admin:index", "admin:organizations_user_changelist"):
        answer, _written = ask("system", "get", reverse(name), stage)
        assert answer.status_code == 200
        assert re.search("[一-鿿]{4}", answer.content.decode())
