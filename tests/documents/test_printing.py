"""Print runs: many pages in one file, the same as the single files."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops, ImageStat

from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed
from scoring.documents.actions import printing, revoke
from scoring.documents.actions.printing import (
    NothingToPrint,
    ask_print_run,
    keep_print_file,
    retry_certificates,
)
from scoring.documents.certificates import render_certificate, render_together
from scoring.documents.enums import CertificateStatus
from scoring.documents.models import Certificate, PrintFile
from scoring.documents.storage import read_pdf
from scoring.documents.tasks import deliver_print_file
from scoring.jobs.actions import run_owed
from scoring.jobs.models import Job
from tests.documents import pdf as reading
from tests.documents.papers import LONG_NAME, certificate
from tests.documents.test_batches import batch, poison
from tests.factories.review import CONFIRMED
from tests.factories.world import World

__all__ = ["batch"]

NAMES = (LONG_NAME[:2], LONG_NAME[:12], LONG_NAME[:38], "中共𬭎䶮镇喆㛃社区党支部")


def pages(pdf: bytes) -> list[bytes]:
    """Return each page as a file of its own."""
    found = []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.check_pdf_syntax() == []
        for page in document.pages:
            single = pikepdf.new()
            single.pages.append(page)
            target = io.BytesIO()
            single.save(target)
            found.append(target.getvalue())
    return found


def test_every_page_shows_what_the_single_file_shows() -> None:
    papers = [
        certificate(branch_name=name, stars=3 + number % 3, code=f"{number}" + "A" * 25)
        for number, name in enumerate(NAMES)
    ]
    papers = [
        certificate(
            branch_name=one.branch_name,
            stars=one.stars,
            code=one.code,
            verify_url=f"https://xp.example.gov.cn/v/{one.code}/",
        )
        for one in papers
    ]
    together = pages(render_together(papers))
    assert len(together) == len(papers)
    for page, paper in zip(together, papers, strict=True):
        alone = render_certificate(paper)
        assert reading.text_of(page) == reading.text_of(alone)
        assert reading.qr_texts(page) == reading.qr_texts(alone) == [paper.verify_url]
        images = [reading.picture(one, dots=100) for one in (page, alone)]
        assert max(ImageStat.Stat(ImageChops.difference(*images)).mean) < 0.01


def test_a_page_of_a_run_takes_less_than_seven_kilobytes() -> None:
    papers = [certificate(serial=f"星评〔2026〕第 {number:04} 号") for number in range(40)]
    pdf = render_together(papers)
    assert len(pdf) / len(papers) < 7_000
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 40


@pytest.mark.django_db
def test_a_run_is_made_in_files_in_tree_order(
    batch: list[Certificate], world: World, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(printing, "PAGES_PER_FILE", 3)
    cycle = batch[0].rating.assessment.cycle
    where = cycle.organization
    with pytest.raises(NothingToPrint):
        ask_print_run(cycle=cycle, organization=where, by=world.office, now=CONFIRMED)
    run_owed()
    run = ask_print_run(cycle=cycle, organization=where, by=world.office, now=CONFIRMED)
    again = ask_print_run(cycle=cycle, organization=where, by=world.second_office, now=CONFIRMED)
    assert again == run
    files = list(run.files.order_by("number"))
    paths = dict(Certificate.objects.values_list("pk", "organization__path"))
    order = [pk for file in files for pk in file.certificates]
    assert [len(file.certificates) for file in files] == [3, 1]
    assert [paths[pk] for pk in order] == sorted(paths.values())
    run_owed()
    for file in run.files.order_by("number"):
        pdf = read_pdf(path=file.pdf_path, sha256=file.pdf_sha256, number="1")
        singles = [Certificate.objects.get(pk=pk) for pk in file.certificates]
        assert file.pages == len(pages(pdf)) == len(singles)
        for page, one in zip(pages(pdf), singles, strict=True):
            assert one.serial in reading.text_of(page)
    assert Event.objects.filter(action="print_file.made").count() == 2
    new = ask_print_run(cycle=cycle, organization=where, by=world.office, now=CONFIRMED)
    assert new != run


@pytest.mark.django_db
def test_what_ended_before_the_file_was_made_is_not_printed(
    batch: list[Certificate], world: World
) -> None:
    cycle = batch[0].rating.assessment.cycle
    run_owed()
    run = ask_print_run(
        cycle=cycle, organization=cycle.organization, by=world.office, now=CONFIRMED
    )
    revoke(
        certificate=batch[0],
        status=CertificateStatus.REVOKED,
        reason="否决",
        by=world.office,
        now=CONFIRMED,
    )
    file = run.files.get()
    deliver_print_file(file=file.pk)
    made = PrintFile.objects.get()
    assert (made.pages, len(made.certificates)) == (3, 4)
    deliver_print_file(file=file.pk)  # a second worker changes nothing
    assert not keep_print_file(file=made, pdf=b"x", pages=1, by="worker", now=CONFIRMED)
    assert PrintFile.objects.get().pdf_sha256 == made.pdf_sha256


@pytest.mark.django_db
def test_only_the_office_asks(batch: list[Certificate], world: World) -> None:
    cycle = batch[0].rating.assessment.cycle
    run_owed()
    for who in (world.auditor, world.foreign_office, world.secretary):
        with pytest.raises(NotAllowed):
            ask_print_run(cycle=cycle, organization=cycle.organization, by=who, now=CONFIRMED)
        with pytest.raises(NotAllowed):
            retry_certificates(cycle=cycle, certificates=[1], by=who, now=CONFIRMED)


@pytest.mark.django_db
def test_only_what_is_stuck_is_tried_again_and_it_is_noted(
    batch: list[Certificate], world: World
) -> None:
    content = batch[1].content
    poison(batch[1])
    run_owed()
    Job.objects.filter(done_at__isnull=True).update(stuck_at=CONFIRMED)
    cycle = batch[0].rating.assessment.cycle
    Certificate.objects.filter(pk=batch[1].pk).update(content=content)
    keys = [one.pk for one in batch]
    count = retry_certificates(cycle=cycle, certificates=keys, by=world.office, now=CONFIRMED)
    assert count == 1
    [event] = Event.objects.filter(action="certificate.retried")
    assert event.object_id == str(batch[1].pk)
    run_owed()
    assert not Certificate.objects.filter(pdf_sha256="").exists()
