"""Number series: gapless, counted in the transaction that uses the number."""

import itertools
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from scoring.common.refusals import Refusal, StaleVersion
from scoring.documents import serials
from scoring.documents.enums import DocumentKind
from scoring.documents.models import NumberPattern, NumberSeries, OfficialDocument
from scoring.organizations.models import Organization

CERTIFICATE, NOTICE = "certificate", "notice"

PATTERNS = {
    CERTIFICATE: ("CERTIFICATE_NUMBER_PATTERN", "星评〔{year}〕第 {number} 号", 4),
    NOTICE: ("NOTICE_NUMBER_PATTERN", "星评通〔{year}〕{number}号", 1),
}
"""Per kind: the setting of the pattern, the pattern without it, the least number of digits."""


DOCUMENT_PATTERNS: Mapping[str, str] = {
    DocumentKind.PUBLICITY: "星评示〔{year}〕{number}号",
    DocumentKind.NAMING: "星评命〔{year}〕{number}号",
    DocumentKind.BULLETIN: "星评报〔{year}〕{number}号",
    DocumentKind.RECTIFICATION: "星评改〔{year}〕{number}号",
}
"""Per kind of official document: the pattern of an organ that has not set its own."""


class NumberPatternWrong(Refusal):
    """The pattern in the settings lacks a field. Data: ``setting``, ``fields``."""


class Taken(NamedTuple):
    """A number that was taken, and how it is printed."""

    number: int
    epoch: int
    text: str


def take_number(*, kind: str, year: int) -> Taken:
    """Return the next number of a kind and year, counted in the caller's transaction.

    The series' row stays locked until that transaction ends, so a number that is rolled back
    is taken by the next one: no gaps. One series serves the whole installation, since the
    printed number does not name the issuer.

    Raises:
        TransactionManagementError: the caller opened no transaction.
        NumberPatternWrong: the setting cannot print a number.

    Source: decisions, numbers are gapless between restores.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a number belongs to a transaction")
    setting, _, digits = PATTERNS[kind]
    pattern = printed_pattern(kind)
    if wrong := serials.pattern_faults(pattern):
        raise NumberPatternWrong(setting=setting, fields=wrong)
    return _count(_series(kind, year), pattern=pattern, digits=digits)


def printed_pattern(kind: str) -> str:
    """Return the pattern of the installation's certificates or notices."""
    setting, standard, _ = PATTERNS[kind]
    return getattr(settings, setting, "") or standard


def take_document_number(*, issuer: Organization, kind: str, year: int) -> Taken:
    """Return the next 发文字号 of an organ's kind of document and year, as ``take_number`` does.

    Each issuer counts each kind by itself; the pattern names both. A number that the office has
    given by its own register is passed over: it would be refused for ever.

    Raises:
        TransactionManagementError: the caller opened no transaction.

    Source: documents, numbers 〔year〕n from series per issuing organization and kind.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("a number belongs to a transaction")
    series, _ = NumberSeries.objects.get_or_create(
        issuer=issuer, kind=kind, year=year, epoch=current_epoch()
    )
    pattern = pattern_of(issuer, kind)
    taken = _count(series, pattern=pattern, digits=1)
    while _is_given(issuer, kind, taken.text):
        taken = _count(series, pattern=pattern, digits=1)
    return taken


def coming_document_number(*, issuer: Organization, kind: str, year: int) -> str:
    """Return the 发文字号 that would be next, without taking it."""
    epoch = current_epoch()
    series = NumberSeries.objects.filter(issuer=issuer, kind=kind, year=year, epoch=epoch).first()
    pattern = pattern_of(issuer, kind)
    for number in itertools.count((series.last if series else 0) + 1):
        text = serials.format_serial(
            year=year, number=number, epoch=epoch, pattern=pattern, digits=1
        )
        if not _is_given(issuer, kind, text):
            break
    return text


def _is_given(issuer: Organization, kind: str, number: str) -> bool:
    """Tell whether a document of this organ and kind bears the number already."""
    return OfficialDocument.objects.filter(issuer=issuer, kind=kind, number=number).exists()


def pattern_of(issuer: Organization, kind: str) -> str:
    """Return the pattern of an organ's kind of document: its own, or the usual one."""
    own = NumberPattern.objects.filter(issuer=issuer, kind=kind).first()
    return own.pattern if own else DOCUMENT_PATTERNS[kind]


def _count(found: NumberSeries, *, pattern: str, digits: int) -> Taken:
    """Lock a series and count one further."""
    series = NumberSeries.objects.select_for_update().get(pk=found.pk)
    counted = NumberSeries.objects.filter(pk=series.pk, last=series.last)
    if not counted.update(last=F("last") + 1):
        # SQLite knows no row locks; its one writer at a time makes this unreachable there.
        raise StaleVersion(kind=series.kind, year=series.year)
    number = series.last + 1
    text = serials.format_serial(
        year=series.year, number=number, epoch=series.epoch, pattern=pattern, digits=digits
    )
    return Taken(number, series.epoch, text)


def current_epoch() -> int:
    """Return the epoch of the installation: one more than the number of restores so far.

    It spans all series: a year whose first number was given out after the backup has no row
    to remember it by.
    """
    return NumberSeries.objects.aggregate(epoch=Max("epoch"))["epoch"] or 1


def series_holder() -> Organization:
    """Return the organization that the installation's series hang on: the first of the tree."""
    first: Organization = Organization.objects.get_queryset().filter(depth=1).order_by("path")[0]
    return first


def _series(kind: str, year: int) -> NumberSeries:
    epoch = current_epoch()
    existing = NumberSeries.objects.filter(kind=kind, year=year, epoch=epoch).order_by("pk").first()
    if existing is not None:
        return existing
    series, _ = NumberSeries.objects.get_or_create(
        issuer=series_holder(), kind=kind, year=year, epoch=epoch
    )
    return series
