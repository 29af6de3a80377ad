"""Check uploaded files: what they really are, not what they call themselves."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import pikepdf
import puremagic
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError

from scoring.common.refusals import Refusal

LIMIT = 20 * 1024 * 1024  # bytes
MOST_PIXELS = 80_000_000  # a picture that unpacks to more is a bomb, not a photo
MOST_UNPACKED = 200 * 1024 * 1024  # bytes inside an office document

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ALIASES = {"jpeg": "jpg"}
_PICTURES = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_SIGNATURES = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"PK\x03\x04": "zip",
}


class UploadRefused(Refusal):
    """A file that is not taken. Data: ``name``."""


class EmptyFile(UploadRefused):
    """The file has no content."""


class FileTooLarge(UploadRefused):
    """Data: ``limit`` and ``size`` in bytes."""


class KindNotAllowed(UploadRefused):
    """Data: ``found``, what the file seems to be; ``allowed``, the endings that are taken."""


class ContentMismatch(UploadRefused):
    """The content is not what the name says, or is damaged. Data: ``claimed``, ``found``."""


@dataclass(frozen=True)
class CheckedUpload:
    """A file that was looked into; ``content`` is what will be stored, byte for byte."""

    name: str
    kind: str  # key of CONTENT_TYPES
    content_type: str
    size: int  # bytes
    sha256: str
    content: bytes


def check_upload(file: UploadedFile[bytes]) -> CheckedUpload:
    """Return the file's content after a look inside.

    Raises:
        EmptyFile, FileTooLarge, KindNotAllowed, ContentMismatch.

    Source: reliability, hostile files: the ending, the signature and a full read must agree.
    """
    name = _clean_name(file.name or "")
    size = file.size or 0
    if size > LIMIT:
        raise FileTooLarge(name=name, limit=LIMIT, size=size)
    file.seek(0)
    content = file.read(LIMIT + 1)
    if not content:
        raise EmptyFile(name=name)
    if len(content) > LIMIT:
        raise FileTooLarge(name=name, limit=LIMIT, size=len(content))
    claimed = PurePosixPath(name).suffix.lower().removeprefix(".")
    claimed = _ALIASES.get(claimed, claimed)
    found = _found(content)
    if claimed not in CONTENT_TYPES:
        raise KindNotAllowed(name=name, found=claimed or found, allowed=sorted(CONTENT_TYPES))
    if found != claimed:
        if found not in CONTENT_TYPES and found != "damaged":
            raise KindNotAllowed(name=name, found=found, allowed=sorted(CONTENT_TYPES))
        raise ContentMismatch(name=name, claimed=claimed, found=found)
    if not _opens(claimed, content):
        raise ContentMismatch(name=name, claimed=claimed, found="damaged")
    return CheckedUpload(
        name=name,
        kind=claimed,
        content_type=CONTENT_TYPES[claimed],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


def _clean_name(name: str) -> str:
    """Return the last part of the name without control signs, at most 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:110]}{dot}{ending[:9]}" if dot else kept[:120]


def _found(content: bytes) -> str:
    for signature, kind in _SIGNATURES.items():
        if content.startswith(signature):
            return _office_kind(content) if kind == "zip" else kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    try:
        guess = puremagic.from_string(content[:4096])
    except (puremagic.PureError, ValueError):
        return "unknown"
    return str(guess).removeprefix(".") or "unknown"


def _office_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "damaged"
    if "[Content_Types].xml" not in names:
        return "zip"
    return next((kind for kind, part in _PARTS.items() if part in names), "zip")


def _opens(kind: str, content: bytes) -> bool:
    if kind in _PICTURES:
        return _picture_opens(_PICTURES[kind], content)
    if kind == "pdf":
        return _pdf_opens(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(entry.file_size for entry in archive.infolist()) <= MOST_UNPACKED


def _picture_opens(wanted: str, content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=[wanted]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return False
            picture.verify()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
    ):
        return False
    return True


def _pdf_opens(content: bytes) -> bool:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            return len(document.pages) > 0
    except (pikepdf.PdfError, ValueError):
        return False
