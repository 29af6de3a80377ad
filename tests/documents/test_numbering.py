"""Number series in a real database."""

import datetime

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from scoring.documents.actions import (
    start_epoch,
)
from scoring.documents.models import Certificate, NumberSeries
from scoring.documents.numbering import NumberPatternWrong, take_number
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
