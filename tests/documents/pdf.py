"""Reading PDF files back with programs that did not write them."""

import dataclasses
from ctypes import c_double

import pikepdf
import pypdfium2
import zxingcpp
from PIL.Image import Image

MM = 72 / 25.4
"""Points of one millimetre."""


@dataclasses.dataclass(frozen=True)
class Character:
    """One character with its box in millimetres from the upper left corner of the sheet."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float  # points
    baseline: float


def page_count(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def page_size(pdf: bytes, page: int = 0) -> tuple[float, float]:
    """Return width and height in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[page].get_size()
        return width / MM, height / MM


def text_of(pdf: bytes, page: int = 0) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        text: str = document[page].get_textpage().get_text_bounded()
        return text.replace("\r\n", "\n")


def characters(pdf: bytes, page: int = 0) -> list[Character]:
    """Return the characters of a page; boxes are the font's (advance by height), not the ink's."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        height = document[page].get_height()
        textpage = document[page].get_textpage()
        for index in range(textpage.count_chars()):
            character = chr(pypdfium2.raw.FPDFText_GetUnicode(textpage, index))
            if character.isspace():
                continue
            left, bottom, right, top = textpage.get_charbox(index, loose=True)
            matrix = pypdfium2.raw.FS_MATRIX()
            pypdfium2.raw.FPDFText_GetMatrix(textpage, index, matrix)
            size = pypdfium2.raw.FPDFText_GetFontSize(textpage, index) * matrix.a
            x, y = c_double(), c_double()
            pypdfium2.raw.FPDFText_GetCharOrigin(textpage, index, x, y)
            found.append(
                Character(
                    character,
                    left / MM,
                    right / MM,
                    (height - top) / MM,
                    (height - bottom) / MM,
                    size,
                    (height - y.value) / MM,
                )
            )
    return found


def lines(pdf: bytes, page: int = 0) -> list[list[Character]]:
    """Return the characters by line, top to bottom, left to right."""
    rows: list[list[Character]] = []
    for each in sorted(characters(pdf, page), key=lambda one: (one.baseline, one.left)):
        if rows and abs(rows[-1][0].baseline - each.baseline) < 1:
            rows[-1].append(each)
        else:
            rows.append([each])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def line_with(pdf: bytes, words: str, page: int = 0) -> list[Character]:
    """Return the line that holds ``words``, cut to them."""
    for row in lines(pdf, page):
        text = "".join(one.text for one in row)
        if words in text:
            start = text.index(words)
            return row[start : start + len(words)]
    raise AssertionError(f"{words} is on no line of page {page}")


def picture(pdf: bytes, page: int = 0, dots: int = 150) -> Image:
    """Return the page as an RGB image."""
    with pypdfium2.PdfDocument(pdf) as document:
        image: Image = document[page].render(scale=dots / 72).to_pil().convert("RGB")
        return image


def qr_texts(pdf: bytes) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture(pdf, dots=200))]


def fonts(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """Return every font of the file by its name."""
    found = {}
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            found[str(font.BaseFont)] = font
    return found


def images(pdf: bytes) -> list[int]:
    """Return how many pictures each page draws."""
    wanted = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    with pypdfium2.PdfDocument(pdf) as document:
        return [len(list(page.get_objects(filter=wanted))) for page in document]
