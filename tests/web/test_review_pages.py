"""Every list of the reviewer's desk is paged, and costs the same for ten rows and two hundred."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.assessments.actions import recount
from scoring.assessments.enums import Status
from scoring.assessments.models import Assessment
from scoring.organizations.models import Organization
from scoring.reviews.enums import ReviewStatus
from scoring.reviews.models import Finding, Review
from tests.factories import make_world
from tests.factories.review import REVIEWED, assessment_at, review_of
from tests.web.reviewer import text_of, url
from tests.web.secretary import signed_in

pytestmark = pytest.mark.django_db

STATES = {"worklist": ("open", "review"), "filing": ("open", "file"), "visits": ("open", "on_site")}
STATES["approvals"] = ("concluded", "review")
STATUS = {"open": Status.SUBMITTED, "concluded": Status.CONCLUDED}
PEOPLE = {"worklist": "reviewer", "filing": "reviewer", "visits": "inspector"}


def copies(world, pattern: Assessment, numbers: range, *, status: str, route: str) -> None:
    """Put branches like the first one beside it: what a list shows of them, nothing else."""
    submission, review = pattern.submissions.get(), review_of(pattern)
    findings = list(review.findings.all()[:3])
    for number in numbers:
        world.committee.refresh_from_db()
        values = {"code": f"C{number:04}", "name": f"第{number:04}党支部", "kind": "branch"}
        branch = Organization.objects.add_child(world.committee, values)
        assessment = Assessment.objects.get(pk=pattern.pk)
        assessment.pk, assessment.organization = None, branch
        assessment.organization_path, assessment.status = branch.path, STATUS[status]
        assessment.save()
        submission.pk, submission.assessment = None, assessment
        submission.save()
        own = Review.objects.get(pk=review.pk)
        own.pk, own.assessment, own.submission = None, assessment, submission
        own.organization_path, own.status, own.route = branch.path, status, route
        own.save()
        for finding in findings:
            finding.pk, finding.review = None, own
        Finding.objects.bulk_create(findings)
    recount(by="test", now=REVIEWED)


@pytest.fixture
def world():
    return make_world()


@pytest.mark.parametrize("name", STATES)
def test_a_list_costs_the_same_for_ten_rows_and_for_two_hundred(world, name):
    status, route = STATES[name]
    pattern = assessment_at(Status.SUBMITTED, world, star="three")
    person = getattr(world, PEOPLE.get(name, "approver"))
    client = signed_in(person)
    costs = []
    for numbers in (range(10), range(10, 200)):
        copies(world, pattern, numbers, status=status, route=route)
        # A branch without a star in sight says why, and costs no more than the others.
        Assessment.objects.filter(pk__gt=pattern.pk).update(predicted_level="")
        client.get(url(name))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(url(name))
        costs.append(len(asked))
        assert page.status_code == 200
    assert costs[0] == costs[1]
    assert len(page.context["rows"]) == 50
    assert page.context["page"].paginator.count in (200, 201)


def test_filters_survive_paging_and_every_branch_is_on_one_page(world):
    pattern = assessment_at(Status.SUBMITTED, world, star="four")
    copies(world, pattern, range(120), status="open", route="review")
    client = signed_in(world.reviewer)
    seen: list[str] = []
    for number in (1, 2, 3):
        asked = {"state": "waiting", "star": "four", "q": "党支部", "page": number}
        page = client.get(url("worklist"), asked)
        seen += [row.branch for row in page.context["rows"]]
    assert len(seen) == len(set(seen)) == 121
    assert "star=four" in text_of(page)
    assert "page=2" in text_of(page)
    assert page.context["tabs"][0].count == "121"


def test_the_walk_from_branch_to_branch_follows_the_list(world):
    pattern = assessment_at(Status.SUBMITTED, world, star="four")
    copies(world, pattern, range(3), status="open", route="review")
    client = signed_in(world.reviewer)
    order = [row.pk for row in client.get(url("worklist")).context["rows"]]
    for number, pk in enumerate(order):
        page = client.get(url("conclude", pk))
        head = page.context["head"]
        assert f"{number + 1} " in head.facts
        before = url("start", order[number - 1]) if number else ""
        behind = url("start", order[number + 1]) if number + 1 < len(order) else ""
        assert (head.previous, head.following) == (before, behind)


def test_filing_says_that_only_this_page_is_filed(world):
    pattern = assessment_at(Status.SUBMITTED, world, star="three")
    copies(world, pattern, range(60), status="open", route="file")
    client = signed_in(world.reviewer)
    page = client.get(url("filing"), {"page": "2"})
    assert "只备案本页勾选的支部" in text_of(page)
    assert f"{url('file_all')}?page=2" in text_of(page)
    assert len(page.context["rows"]) == 11
    foreign = Review.objects.filter(status=ReviewStatus.OPEN).order_by("pk").values_list("pk")
    answer = client.post(url("file_all"), {"review": ["9" * 30, "x"]})
    assert answer.status_code == 422
    assert foreign.count() == 61
