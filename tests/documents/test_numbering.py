"""Number series in a real database."""

import datetime
from typing import Any

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from scoring.audit.models import Event
from scoring.common.refusals import NotAllowed
from scoring.documents.actions import set_pattern, start_epoch
from scoring.documents.actions.patterns import PatternTaken, PatternWrong
from scoring.documents.models import Certificate, NumberPattern, NumberSeries
from scoring.documents.numbering import (
    NumberPatternWrong,
    coming_document_number,
    take_document_number,
    take_number,
)
from scoring.documents.serials import dispatch_faults, is_dispatch_number
from tests.documents.conftest import issued
from tests.factories.review import CONFIRMED
from tests.factories.world import World

pytestmark = pytest.mark.django_db

LATER = CONFIRMED + datetime.timedelta(days=30)
UNTIL = datetime.date(2027, 12, 31)


def test_a_rolled_back_number_is_taken_again(certificate: Certificate) -> None:
    with transaction.atomic():
        assert take_number(kind="certificate", year=2026).number == 2
        transaction.set_rollback(True)
    with transaction.atomic():
        assert take_number(kind="certificate", year=2026).number == 2
        assert take_number(kind="certificate", year=2026).number == 3
        assert take_number(kind="certificate", year=2027).number == 1
        assert take_number(kind="notice", year=2026).text == "星评通〔2026〕1号"


@pytest.mark.django_db(transaction=True)
def test_a_number_needs_a_transaction(world: World) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        take_number(kind="certificate", year=2026)


def test_a_broken_pattern_is_refused(world: World, settings: Settings) -> None:
    settings.CERTIFICATE_NUMBER_PATTERN = "第 {number} 号"
    with pytest.raises(NumberPatternWrong) as refusal:
        take_number(kind="certificate", year=2026)
    assert refusal.value.fields == ["year"]


def test_a_site_s_own_pattern_prints(world: World, settings: Settings) -> None:
    settings.CERTIFICATE_NUMBER_PATTERN = "云直工星证〔{year}〕{number}号"
    assert take_number(kind="certificate", year=2026).text == "云直工星证〔2026〕0001号"


def test_a_restore_starts_an_epoch_for_every_series(certificate: Certificate, world: World) -> None:
    assert start_epoch(by="restore", now=LATER) == 2
    # Also for a year that had no series when the backup was made.
    assert take_number(kind="certificate", year=2026).text == "星评〔2026〕第 2-0001 号"
    assert take_number(kind="certificate", year=2027).text == "星评〔2027〕第 2-0001 号"
    assert take_number(kind="notice", year=2026).text == "星评通〔2026〕2-1号"
    assert start_epoch(by="restore", now=LATER) == 3
    assert take_number(kind="certificate", year=2026).epoch == 3


def test_all_branches_share_one_series(certificate: Certificate, world: World) -> None:
    other = issued(world, world.sibling)
    assert other.serial == "星评〔2026〕第 0002 号"
    assert NumberSeries.objects.filter(kind="certificate").count() == 1


def test_each_issuer_counts_each_kind_of_document_by_itself(world: World) -> None:
    NumberPattern.objects.create(
        issuer=world.stranger,
        kind="naming",
        pattern="邻组发〔{year}〕{number}号",
        changed_at=LATER,
        changed_by=world.office,
    )
    with transaction.atomic():
        taken = [
            take_document_number(issuer=issuer, kind=kind, year=year).text
            for issuer, kind, year in (
                (world.department, "naming", 2026),
                (world.department, "bulletin", 2026),
                (world.department, "naming", 2026),
                (world.stranger, "naming", 2026),
                (world.department, "naming", 2027),
            )
        ]
    assert taken == [
        "星评命〔2026〕1号",
        "星评报〔2026〕1号",
        "星评命〔2026〕2号",
        "邻组发〔2026〕1号",
        "星评命〔2027〕1号",
    ]
    coming = coming_document_number(issuer=world.department, kind="naming", year=2026)
    assert coming == "星评命〔2026〕3号"
    with transaction.atomic():
        assert take_document_number(issuer=world.department, kind="naming", year=2026).number == 3


def test_a_document_number_that_is_rolled_back_is_taken_again(world: World) -> None:
    with transaction.atomic():
        take_document_number(issuer=world.department, kind="naming", year=2026)
        transaction.set_rollback(True)
    with transaction.atomic():
        assert take_document_number(issuer=world.department, kind="naming", year=2026).number == 1


def test_a_restore_shows_in_document_numbers(certificate: Certificate, world: World) -> None:
    start_epoch(by="restore", now=LATER)
    with transaction.atomic():
        taken = take_document_number(issuer=world.department, kind="naming", year=2026)
    assert taken.text == "星评命〔2026〕2-1号"


@pytest.mark.django_db(transaction=True)
def test_a_document_number_needs_a_transaction(world: World) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        take_document_number(issuer=world.department, kind="naming", year=2026)


@pytest.mark.parametrize(
    ("pattern", "is_good"),
    [
        ("云直工发〔{year}〕{number}号", True),
        ("云直工发[{year}]{number}号", False),
        ("云直工发〔{year}〕第{number}号", False),
        ("〔{year}〕{number}号", False),
        ("云直工发〔{year}〕{number}", False),
        ("云 直工发〔{year}〕{number}号", False),
        ("云直工发〔{year}〕{number}{x}号", False),
        ("云直工发〔{year}〕{number", False),
    ],
)
def test_a_document_pattern_prints_a_number(pattern: str, is_good: bool) -> None:
    assert (dispatch_faults(pattern) == []) is is_good


@pytest.mark.parametrize(
    ("number", "is_good"),
    [
        ("云直工发〔2026〕12号", True),
        ("云直工发〔2026〕012号", False),
        ("云直工发2026年12号", False),
        ("〔2026〕12号", False),
        ("云直工发〔2026〕12号 ", False),
    ],
)
def test_an_own_number_reads_as_one(number: str, is_good: bool) -> None:
    assert is_dispatch_number(number) is is_good


def test_two_series_never_share_a_pattern(world: World) -> None:
    setting: dict[str, Any] = {"by": world.office, "now": LATER}
    own = "某组发〔{year}〕{number}号"
    assert set_pattern(issuer=world.department, kind="naming", pattern=own, **setting) == own
    with pytest.raises(PatternTaken):
        set_pattern(issuer=world.department, kind="bulletin", pattern=own, **setting)
    usual = "星评报〔{year}〕{number}号"
    with pytest.raises(PatternTaken):
        set_pattern(issuer=world.department, kind="naming", pattern=usual, **setting)
    with pytest.raises(PatternWrong):
        set_pattern(issuer=world.department, kind="naming", pattern="某组发", **setting)
    with pytest.raises(NotAllowed):
        set_pattern(
            issuer=world.department,
            kind="naming",
            pattern=own,
            by=world.foreign_office,
            now=LATER,
        )
    assert Event.objects.filter(action="number_pattern.set").count() == 1
