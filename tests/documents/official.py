"""Official documents in a database: a year with one confirmed star, drafts and issued ones."""

import datetime
import io
import struct
from pathlib import Path
from typing import Any
from zlib import crc32

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from scoring.assessments.models import Cycle
from scoring.common.uploads import CheckedUpload, check_upload
from scoring.documents.actions import draft_document, edit_document, issue_document
from scoring.documents.actions.issuing import seen_of
from scoring.documents.enums import DocumentKind
from scoring.documents.forms.official import Official
from scoring.documents.models import OfficialDocument
from scoring.documents.storage import home as home_folder
from scoring.organizations.models import User
from scoring.reports.official_papers import figures, figures_of
from tests.documents import pdf as reading
from tests.documents.conftest import confirmed_rating
from tests.factories.review import CONFIRMED
from tests.factories.world import World

LATER = CONFIRMED + datetime.timedelta(days=2)  # 6 November 2026
TODAY = LATER.date()


def named_year(world: World) -> Cycle:
    """Return a cycle in which one branch holds a confirmed star, as a plain row."""
    cycle: Cycle = confirmed_rating(world).assessment.cycle
    return cycle


def draft(
    world: World, kind: str = DocumentKind.NAMING, cycle: Cycle | None = None, **more: Any
) -> OfficialDocument:
    """Return a draft by the office."""
    held = cycle or Cycle.objects.get()
    about = more.pop("organization", held.organization)
    return draft_document(
        figures=figures(kind, held, about, more.get("publicity"), issued_on=TODAY),
        kind=kind,
        cycle=held,
        organization=about,
        by=more.pop("by", world.office),
        now=LATER,
        **more,
    )


def issue(document: OfficialDocument, by: User, **more: Any) -> OfficialDocument:
    """Return the document, issued as it stands now."""
    document.refresh_from_db()
    data: Official = figures_of(document, issued_on=TODAY)
    seen = more.pop("seen", seen_of(data, document))
    return issue_document(document=document, figures=data, seen=seen, by=by, now=LATER, **more)


def seal_png(
    side: int = 840, *, ground: tuple[int, int, int, int] = (0, 0, 0, 0), kind: str = "PNG"
) -> bytes:
    """Return a ring in seal red: an image of a seal for tests only."""
    picture = Image.new("RGBA", (side, side), ground)
    ring = (side // 80, side // 80, side - side // 80, side - side // 80)
    ImageDraw.Draw(picture).ellipse(ring, outline=(220, 0, 0, 255), width=side // 40)
    written = io.BytesIO()
    (picture if kind == "PNG" else picture.convert("RGB")).save(written, kind)
    return written.getvalue()


def hollow_png(side: int = 840) -> bytes:
    """Return a PNG whose chunks are whole and whose pixels are not there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", b"not deflated"), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in parts)


def uploaded(content: bytes, name: str = "seal.png") -> CheckedUpload:
    """Return the bytes as a person's checked upload."""
    return check_upload(SimpleUploadedFile(name, content))


def reworded(document: OfficialDocument, by: User, **changes: str) -> OfficialDocument:
    """Return the draft with other words in some fields."""
    return edit_document(
        document=document,
        wording={**document.wording, **changes},
        seen=document.version,
        by=by,
        now=LATER,
    )


def stored_at(path: str) -> Path:
    return home_folder() / path


def text_of(document: OfficialDocument) -> str:
    pdf = stored_at(document.pdf_path).read_bytes()
    pages = range(reading.page_count(pdf))
    return "".join("".join(reading.text_of(pdf, page).split()) for page in pages)
