"""Reading the signed facts back out of a PDF that somebody presents."""

import io

import pikepdf

from scoring.common.refusals import Refusal
from scoring.documents.embedding import FACTS_NAME, SIGNATURE_NAME
from scoring.documents.private_data import private_piece

LIMIT = 64 * 1024
"""Bytes of either enclosure; ours have about one thousand."""


class NotOurCertificate(Refusal):
    """The file is no PDF, or carries no signed facts. Data: ``why``."""


def read_enclosed(pdf: bytes) -> tuple[str, str]:
    """Return the facts and the signature that a PDF carries; nothing about them is checked.

    Raises:
        NotOurCertificate: the file cannot be read or carries none.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            found = {name: _content(document, name) for name in (FACTS_NAME, SIGNATURE_NAME)}
    except (pikepdf.PdfError, UnicodeDecodeError) as error:
        raise NotOurCertificate(why="unreadable") from error
    if not all(found.values()):
        raise NotOurCertificate(why="unsigned")
    return found[FACTS_NAME], found[SIGNATURE_NAME]


def _content(document: pikepdf.Pdf, name: str) -> str:
    if name in document.attachments:
        data = document.attachments[name].get_file().read_bytes()
    else:
        data = private_piece(document, name)
    return data.decode() if len(data) <= LIMIT else ""
