"""What an office issued about one branch stands on the branch's record page."""

import re

import pytest
import time_machine
from django.urls import reverse

from scoring.documents.actions import withdraw_document
from scoring.documents.enums import DocumentKind
from scoring.documents.tasks import deliver_document
from tests.documents import official
from tests.factories import YEAR, make_world
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path, settings):
    settings.BRANCHSTD_HOME = tmp_path
    made = make_world()
    official.named_year(made)
    return made


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel(official.LATER, tick=True):
        yield


def told(answer) -> str:
    """Return the page without its own address and token, which differ from answer to answer."""
    page = answer.content.decode().replace(answer.wsgi_request.path, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.fixture
def order(world):
    draft = official.draft(world, DocumentKind.RECTIFICATION, organization=world.branch)
    written = official.reworded(draft, world.office, problems="主题党日未按月开展")
    issued = official.issue(written, world.second_office)
    deliver_document(document=issued.pk)
    issued.refresh_from_db()
    return issued


def test_the_branch_reads_its_rectification_notice(world, order):
    client = signed_in(world.secretary)
    page = client.get(reverse("record:own", args=[YEAR])).content.decode()
    assert order.number in page
    address = reverse("record:document", args=[order.pk])
    assert address in page
    file = client.get(address)
    assert file["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF")


def test_another_branch_does_not_find_it(world, order):
    client = signed_in(world.sibling_secretary)
    foreign = client.get(reverse("record:document", args=[order.pk]))
    missing = client.get(reverse("record:document", args=[order.pk + 999]))
    assert (foreign.status_code, told(foreign)) == (404, told(missing))


def test_a_draft_is_nobodys_business_and_a_withdrawn_one_says_so(world, order):
    draft = official.draft(world, DocumentKind.RECTIFICATION, organization=world.branch)
    client = signed_in(world.secretary)
    assert client.get(reverse("record:document", args=[draft.pk])).status_code == 404
    withdraw_document(document=order, reason="期限写错", by=world.second_office, now=official.LATER)
    page = client.get(reverse("record:own", args=[YEAR])).content.decode()
    assert "已撤回" in page
