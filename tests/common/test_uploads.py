"""Uploads: what a file is decides, not what it is called."""

import io
import zipfile

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from scoring.common import uploads
from scoring.common.uploads import (
    ContentMismatch,
    EmptyFile,
    FileTooLarge,
    KindNotAllowed,
    UploadRefused,
    check_upload,
)


def picture(form: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (6, 4), "red").save(content, form)
    return content.getvalue()


def pdf() -> bytes:
    content = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(content)
    return content.getvalue()


def workbook() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


def document() -> bytes:
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


def archive(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return content.getvalue()


def check(name: str, content: bytes):
    return check_upload(SimpleUploadedFile(name, content))


GOOD = {
    "记录.png": (picture("PNG"), "image/png"),
    "记录.jpg": (picture("JPEG"), "image/jpeg"),
    "记录.JPEG": (picture("JPEG"), "image/jpeg"),
    "记录.webp": (picture("WEBP"), "image/webp"),
    "记录.pdf": (pdf(), "application/pdf"),
    "台账.xlsx": (workbook(), uploads.CONTENT_TYPES["xlsx"]),
    "台账.docx": (document(), uploads.CONTENT_TYPES["docx"]),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_files_pass_byte_for_byte(name):
    content, content_type = GOOD[name]
    checked = check(name, content)
    assert checked.content == content
    assert (checked.name, checked.content_type, checked.size) == (name, content_type, len(content))
    assert len(checked.sha256) == 64


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD = {
    "empty.pdf": (b"", EmptyFile),
    "virus.exe": (b"MZ\x90\x00" + b"\0" * 64, KindNotAllowed),
    "virus.jpg": (b"MZ\x90\x00" + b"\0" * 64, KindNotAllowed),
    "drawing.svg": (SVG, KindNotAllowed),
    "drawing.png": (SVG, KindNotAllowed),
    "page.html": (b"<html><script>1</script></html>", KindNotAllowed),
    "page.pdf": (b"<html><script>1</script></html>", KindNotAllowed),
    "plain.zip": (archive({"a.txt": b"x"}), KindNotAllowed),
    "plain.docx": (archive({"a.txt": b"x"}), KindNotAllowed),
    "macro.xlsm": (workbook(), KindNotAllowed),
    "noending": (pdf(), KindNotAllowed),
    "picture.pdf": (picture("PNG"), ContentMismatch),
    "really_a.png": (picture("JPEG"), ContentMismatch),
    "book.docx": (workbook(), ContentMismatch),
    "cut.png": (picture("PNG")[:-20], ContentMismatch),
    "cut.pdf": (b"%PDF-1.7\n%%EOF", ContentMismatch),
    "cut.xlsx": (workbook()[:200], ContentMismatch),
    "head.jpg": (b"\xff\xd8\xff" + b"\0" * 40, ContentMismatch),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_refused_for_the_right_reason(name):
    content, refusal = BAD[name]
    with pytest.raises(UploadRefused) as raised:
        check(name, content)
    assert type(raised.value) is refusal
    assert raised.value.name == name


def test_the_limit_is_inclusive(monkeypatch):
    content = picture("PNG")
    monkeypatch.setattr(uploads, "LIMIT", len(content))
    assert check("a.png", content).size == len(content)
    monkeypatch.setattr(uploads, "LIMIT", len(content) - 1)
    with pytest.raises(FileTooLarge) as refusal:
        check("a.png", content)
    assert refusal.value.limit == len(content) - 1


def test_a_client_that_lies_about_the_size_is_read_no_further_than_the_limit(monkeypatch):
    monkeypatch.setattr(uploads, "LIMIT", 10)
    file = SimpleUploadedFile("a.png", picture("PNG"))
    file.size = 1
    with pytest.raises(FileTooLarge):
        check_upload(file)


def test_a_picture_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PIXELS", 23)  # 6 by 4 is one more
    with pytest.raises(ContentMismatch):
        check("a.png", picture("PNG"))


def test_an_office_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 10)
    with pytest.raises(ContentMismatch):
        check("a.xlsx", workbook())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/记录.png", "记录.png"),
        ("C:\\记录\\会议.png", "会议.png"),
        ("a\u202egnp.png", "agnp.png"),
        ("a\r\nb.png", "ab.png"),
        ("长" * 200 + ".png", "长" * 110 + ".png"),
    ],
)
def test_names_are_cleaned(given, kept):
    file = SimpleUploadedFile("x.png", picture("PNG"))
    file._name = given  # Django's own cleaning must not be all there is
    assert check_upload(file).name == kept
