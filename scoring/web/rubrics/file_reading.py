"""Rubrics that come in as files and go out as files, for the pages."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.engine.results import Reason
from scoring.facts.mapping import definitions
from scoring.rubrics.lined_yaml import Place
from scoring.rubrics.management.commands.load_rubrics import SENTENCES
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.rubrics.workbook.lines import CellError
from scoring.rubrics.workbook.reading import read_workbook
from scoring.rubrics.yaml_files import LARGEST, YamlRefused, read_yaml
from scoring.web.errors import worded
from scoring.web.rubrics.draft_scope import draft_of, version_of

WORKBOOK, YAML = ("xlsx",), ("yaml", "yml")
LARGEST_WORKBOOK = 4 * 1024 * 1024
_LONGEST_KEY = 18  # digits of a row's key


class RubricFileUnknown(Refusal):
    """A file that is neither YAML nor a workbook by its name. Data: ``name``."""


class RubricFileTooLarge(Refusal):
    """A file above the limit. Data: ``limit`` in KB."""


class TextTooLong(Refusal):
    """A text is longer than a cell of a workbook. Data: ``sheet``."""


@dataclass(frozen=True)
class FileFaultLine:
    """One fault of a file: where, and what to do."""

    place: str
    text: str


class FileFaulty(Exception):
    """A file with faults: every one, in the order of the file."""

    def __init__(self, lines: list[FileFaultLine]) -> None:
        """Keep the lines."""
        super().__init__(len(lines))
        self.lines = lines


def key_of(request: HttpRequest, name: str) -> int | None:
    """Return a row's key out of the address, None where it is absent. Raises Http404."""
    text = request.GET.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_KEY):
        raise Http404
    return int(text)


def asked_for(request: HttpRequest) -> RubricVersion | RubricDraft:
    """Return what ``?version=`` or ``?draft=`` names, within the person's scope.

    Raises:
        Http404: neither is named, or there is none, or the person does not see it.
    """
    version, draft = key_of(request, "version"), key_of(request, "draft")
    if version is not None:
        return version_of(request, version)
    return draft_of(request, draft or 0)


def file_name(asked: RubricVersion | RubricDraft, ending: str) -> str:
    """Return the name under which a browser keeps the file."""
    return f"{asked.rubric}-{asked.version}.{ending}"


def document_of(file: UploadedFile[bytes]) -> dict[str, Any]:
    """Return the document of an uploaded YAML file or workbook, without fault.

    Raises:
        RubricFileUnknown, RubricFileTooLarge: the file is not looked into.
        FileFaulty: with every fault.
    """
    ending = PurePosixPath(file.name or "").suffix.lower().removeprefix(".")
    if ending not in (*WORKBOOK, *YAML):
        raise RubricFileUnknown(name=str(file.name)[:80])
    limit = LARGEST_WORKBOOK if ending in WORKBOOK else LARGEST
    if (file.size or 0) > limit:
        raise RubricFileTooLarge(limit=limit // 1024)
    content = file.read(limit + 1)
    return _from_workbook(content) if ending in WORKBOOK else _from_yaml(content)


def _from_workbook(content: bytes) -> dict[str, Any]:
    reading = read_workbook(content, definitions())
    if reading.errors:
        raise FileFaulty([_cell_line(error) for error in reading.errors])
    return reading.document


def _from_yaml(content: bytes) -> dict[str, Any]:
    library = {
        version.rubric: version.document
        for version in RubricVersion.objects.published().order_by("published_at", "pk")
    }
    try:
        return read_yaml(content, library, definitions())
    except YamlRefused as refused:
        raise FileFaulty([_yaml_line(place) for place in refused.places]) from refused


def _cell_line(error: CellError) -> FileFaultLine:
    spot = error.spot
    place = f"{spot.sheet}!{spot.cell}" if spot.sheet else _("The file")
    return FileFaultLine(place, worded(error.reason))


def _yaml_line(place: Place) -> FileFaultLine:
    where = _("Line %(number)s") % {"number": place.line}
    if place.code in SENTENCES:
        return FileFaultLine(where, str(SENTENCES[place.code]) % place.data)
    return FileFaultLine(where, worded(Reason(place.code, place.data)))
