"""A batch of certificates: one cut of the fonts, each row by itself."""

import json
from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.common.canonical import canonical_json
from scoring.documents.certificates import press_for
from scoring.documents.models import Certificate
from scoring.documents.queries import certificate_for, pdf_of
from scoring.documents.tasks import CertificateLost, deliver_certificates
from scoring.documents.typesetting import MissingGlyphs, Press, Sheet
from scoring.documents.verification import Outcome
from scoring.jobs.actions import claim_batch, run_owed
from scoring.jobs.models import Job
from scoring.organizations.models import Organization
from tests.documents import pdf as reading
from tests.documents.conftest import issued
from tests.documents.papers import SITE
from tests.factories.review import CONFIRMED
from tests.factories.world import World

pytestmark = pytest.mark.django_db
TODAY = CONFIRMED.date()
RARE = "\U000313a0"


@pytest.fixture
def batch(world: World) -> list[Certificate]:
    """Return four certificates of branches of their own, not yet delivered."""
    branches = [world.branch]
    for number in (2, 3, 4):
        world.committee.refresh_from_db()
        values = {
            "code": f"XQ-JG-9{number}",
            "name": f"某县第{number}党支部",
            "kind": world.branch.kind,
            "founded_on": world.branch.founded_on,
        }
        branches.append(Organization.objects.add_child(world.committee, values))
    return [issued(world, branch) for branch in branches]


def poison(certificate: Certificate) -> None:
    """Give a certificate a character of no font, as if a font file had been lost since."""
    facts = json.loads(certificate.content)
    facts["branch"]["name"] += RARE
    Certificate.objects.filter(pk=certificate.pk).update(content=canonical_json(facts))


def test_a_batch_is_delivered_with_one_press(
    batch: list[Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    presses: list[int] = []

    def counted(sheets: Sequence[Sheet]) -> Press:
        presses.append(len(sheets))
        return press_for(sheets)

    monkeypatch.setattr("scoring.documents.tasks.press_for", counted)
    assert run_owed() == (4, 0)
    assert presses == [4]
    for each in batch:
        each.refresh_from_db()
        stored = pdf_of(each)
        assert reading.qr_texts(stored) == [f"{SITE}/v/{each.code}/"]
        assert json.loads(each.content)["branch"]["name"] in reading.text_of(stored)
        assert certificate_for(each.code, today=TODAY).outcome == Outcome.VALID


def test_a_poisoned_certificate_fails_alone_with_its_character(batch: list[Certificate]) -> None:
    poison(batch[1])
    assert run_owed() == (3, 1)
    stored = Certificate.objects.exclude(pdf_sha256="").values_list("pk", flat=True)
    assert sorted(stored) == [batch[0].pk, batch[2].pk, batch[3].pk]
    failed = Job.objects.get(done_at__isnull=True)
    assert failed.payload == {"certificate": batch[1].pk}
    assert "MissingGlyphs" in failed.last_error
    assert "U+313A0" in failed.last_error


def test_outcomes_come_in_order_and_as_soon_as_each_is_stored(batch: list[Certificate]) -> None:
    poison(batch[2])
    numbers = [batch[0].pk, 987654, batch[2].pk, batch[3].pk]
    outcomes = deliver_certificates([{"certificate": number} for number in numbers])
    assert next(outcomes) is None
    assert Certificate.objects.exclude(pdf_sha256="").count() == 1
    rest = [type(each) for each in outcomes]
    assert rest == [CertificateLost, MissingGlyphs, type(None)]
    assert Certificate.objects.exclude(pdf_sha256="").count() == 2


def test_a_killed_batch_repeats_only_what_is_unfinished(batch: list[Certificate]) -> None:
    jobs = claim_batch(kind="render-certificate", now=CONFIRMED)
    outcomes = deliver_certificates([job.payload for job in jobs])
    next(outcomes), next(outcomes)  # and the worker dies before it marks the second one
    Job.objects.filter(pk=jobs[0].pk).update(done_at=CONFIRMED)
    before = dict(Certificate.objects.exclude(pdf_sha256="").values_list("pk", "pdf_sha256"))
    assert len(before) == 2
    assert run_owed() == (3, 0)  # the leases of that day are long over
    after = dict(Certificate.objects.values_list("pk", "pdf_sha256"))
    assert len(set(after.values())) == 4
    assert before.items() <= after.items()


def test_what_is_delivered_costs_one_query(batch: list[Certificate]) -> None:
    run_owed()
    with CaptureQueriesContext(connection) as queries:
        outcomes = list(deliver_certificates([{"certificate": each.pk} for each in batch]))
    assert outcomes == [None] * 4
    assert len(queries) == 1
