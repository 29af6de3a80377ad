"""The list of official documents: page by page, and drafts only for those at the issuer."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.documents.enums import DocumentKind
from scoring.organizations.enums import Role
from scoring.organizations.models import RoleAssignment, User
from scoring.web.office import document_views
from tests.documents import official
from tests.factories import YEAR
from tests.web.secretary import signed_in
from tests.web.test_office_documents import address, november, wording, world, year

__all__ = ["november", "world", "year"]
pytestmark = pytest.mark.django_db


def test_the_list_is_paged_and_reads_nothing_long(year, monkeypatch):
    monkeypatch.setattr(document_views, "ROWS_PER_PAGE", 1)
    first = official.issue(official.draft(year), year.second_office)
    order = official.draft(year, DocumentKind.RECTIFICATION, organization=year.branch)
    edited = wording(order, problems="甲", number="云直工发〔2026〕7号")
    signed_in(year.office).post(address("save_document", order.pk), edited)
    second = official.issue(order, year.second_office)
    client = signed_in(year.office)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address("documents")).content.decode()
    listed = [one["sql"] for one in queries if '"ended_reason"' in one["sql"]]
    assert second.number in page
    assert first.number not in page
    assert first.number in client.get(address("documents") + "&page=2").content.decode()
    assert "已有，请在上表中打开" in page  # also what is in force on another page
    assert len(listed) == 2  # drafts, and one page of what is issued
    assert not any('"document"' in sql or '"content"' in sql for sql in listed)


def test_an_office_below_the_issuer_reads_no_drafts(year):
    order = official.draft(year, DocumentKind.RECTIFICATION, organization=year.branch)
    RoleAssignment.objects.filter(user=year.second_office).update(organization=year.committee)
    below = signed_in(year.second_office)
    assert order.wording["title"] not in below.get(address("documents")).content.decode()
    for name in ("document", "preview_document"):
        assert below.get(address(name, order.pk)).status_code == 404
    edited = wording(order, problems="甲")
    assert signed_in(year.auditor).get(address("document", order.pk)).status_code == 200
    assert (
        signed_in(year.office).post(address("save_document", order.pk), edited).status_code == 302
    )
    other = User.objects.create(username="another-office")
    RoleAssignment.objects.create(
        user=other,
        role=Role.OFFICE,
        organization=order.issuer,
        valid_from=datetime.date(YEAR, 1, 1),
    )
    issued = official.issue(order, other)
    assert issued.number in below.get(address("documents")).content.decode()
