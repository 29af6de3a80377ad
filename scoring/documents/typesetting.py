"""WeasyPrint behind one door: imported late, without network, with declared files only."""

import contextlib
import dataclasses
import datetime
import importlib
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.template.loader import get_template
from django.utils import translation

from scoring.common.refusals import Refusal
from scoring.documents.finishing import Drawing, Underlay, finisher, finisher_of_pages
from scoring.documents.memory import font_configuration, swept
from scoring.documents.pagetext import text_of
from scoring.documents.private_data import with_private_data
from scoring.documents.typefaces import BatchFonts, Role, check_glyphs, cut_for

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

SCHEME = "document:"
"""Addresses of declared files; no library resolves this scheme by itself."""

CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}

ARCHIVAL = "pdf/a-2b"

SYSTEM_LIBRARIES = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"


class TypesettingUnavailable(Refusal):
    """Pango is not installed. Data: ``command`` that installs it."""


class MissingGlyphs(Refusal):
    """No font has some characters.

    Data: ``missing`` (field → characters), ``fields`` (their names), ``codes`` (as in U+200B,
    since some are invisible), ``role``, ``folder`` (the setting whose folder takes a cure).
    """


class UndeclaredAddress(Refusal):
    """The page asked for files nobody declared. Data: ``addresses``."""


@dataclasses.dataclass(frozen=True)
class Enclosure:
    """A file inside the PDF."""

    name: str
    description: str
    content: bytes


@dataclasses.dataclass(frozen=True)
class Sheet:
    """One document before typesetting: its page as HTML, its pictures, its enclosures.

    ``identifier`` and ``dated`` go into the file's metadata, so that the same sheet gives the
    same bytes at any time. ``underlay`` and ``drawing`` are added to the first page. An archival
    sheet becomes PDF/A-2b, which allows no enclosed files: they go into the private data of the
    file instead.
    """

    html: str
    pictures: Mapping[str, bytes]
    enclosures: tuple[Enclosure, ...]
    identifier: str
    dated: datetime.datetime
    underlay: Underlay | None = None
    drawing: Drawing | None = None
    is_archival: bool = False


def check_typesetting() -> None:
    """Try the system libraries.

    Raises:
        TypesettingUnavailable: pango is missing.
    """
    load_weasyprint()


def load_weasyprint() -> ModuleType:
    """Return WeasyPrint, imported on first use: without pango the application must start.

    Raises:
        TypesettingUnavailable: pango is missing.
    """
    try:
        return importlib.import_module("weasyprint")
    except OSError as error:
        raise TypesettingUnavailable(command=SYSTEM_LIBRARIES) from error


def page_of(template: str, context: dict[str, Any]) -> str:
    """Return a page in Chinese, whatever the reader's language; data is escaped."""
    with translation.override("zh-hans"):
        return get_template(template).render(context)


def typeset(sheets: Sequence[Sheet], *, style: str, roles: Iterable[Role]) -> list[bytes]:
    """Return one PDF per sheet. All share the style and one set of fonts cut to their text.

    Raises:
        TypesettingUnavailable: pango is missing.
        MissingGlyphs: a character of a page has no glyph in any face of some role.
        UndeclaredAddress: a page asked for something that is not among its pictures.
    """
    roles = tuple(roles)
    for sheet in sheets:
        check_text({"page": text_of(sheet.html)}, roles)
    press = Press(sheets, style=style, roles=roles)
    return [press.print(sheet) for sheet in sheets]


class Press:
    """Prints sheets one after the other with one style and one set of fonts."""

    def __init__(
        self,
        sheets: Iterable[Sheet],
        *,
        style: str,
        roles: Iterable[Role],
        are_small: bool = False,
    ) -> None:
        """Cut the fonts to the text of ``sheets`` and read the style once.

        ``style`` is the name of a style sheet among the templates; it sets ``font-family`` by
        variables named after the roles, as in ``var(--song)``. Sheets that ``are_small``, a page
        each, are swept up one by one.

        Raises:
            TypesettingUnavailable: pango is missing.
        """
        text = "".join(text_of(sheet.html) for sheet in sheets)
        fonts = cut_for(text + PAGE_NUMBER_CHARACTERS, roles)
        weasyprint = load_weasyprint()
        self._configuration = font_configuration(weasyprint)
        fetch = door({f"{SCHEME}{family}": data for family, data in fonts.files.items()})
        self._css = weasyprint.CSS(
            string=font_rules(fonts) + get_template(style).render(),
            font_config=self._configuration,
            url_fetcher=fetch,
        )
        refuse_undeclared(fetch)
        self._closed_door = door({})  # making one takes a millisecond
        self._tidily = swept if are_small else contextlib.nullcontext

    def print(self, sheet: Sheet, **options: Any) -> bytes:
        """Return the PDF of one sheet whose text was among those given; glyphs are not checked.

        ``options`` are WeasyPrint's.

        Raises:
            UndeclaredAddress: the page asked for something that is not among its pictures.
        """
        weasyprint = load_weasyprint()
        pictures = {f"{SCHEME}{name}": data for name, data in sheet.pictures.items()}
        fetch = door(pictures) if pictures else self._closed_door
        enclosures = [
            weasyprint.Attachment(
                string=each.content,
                name=each.name,
                description=each.description,
                created=sheet.dated,
                modified=sheet.dated,
                relationship="Data",
            )
            for each in sheet.enclosures
        ]
        with self._tidily():
            page = weasyprint.HTML(string=sheet.html, url_fetcher=fetch, base_url=SCHEME)
            pdf: bytes = page.write_pdf(
                stylesheets=[self._css],
                font_config=self._configuration,
                attachments=[] if sheet.is_archival else enclosures,
                pdf_variant=ARCHIVAL if sheet.is_archival else None,
                pdf_identifier=sheet.identifier.encode(),
                finisher=finisher(sheet.underlay, sheet.drawing),
                **options,
            )
            del page
        refuse_undeclared(fetch)
        return with_private_data(pdf, _pieces(sheet)) if sheet.is_archival else pdf

    def print_together(self, sheets: Sequence[Sheet]) -> bytes:
        """Return one PDF of many one-page sheets without pictures, for the printer.

        Fonts and metadata are there once and enclosures not at all: 4 to 7 kB a page.

        Raises:
            UndeclaredAddress: a page asked for something.
        """
        weasyprint = load_weasyprint()
        documents = [
            weasyprint.HTML(
                string=sheet.html, url_fetcher=self._closed_door, base_url=SCHEME
            ).render(stylesheets=[self._css], font_config=self._configuration)
            for sheet in sheets
        ]
        refuse_undeclared(self._closed_door)
        pages = [page for document in documents for page in document.pages]
        pdf: bytes = (
            documents[0]
            .copy(pages)
            .write_pdf(
                pdf_identifier=sheets[0].identifier.encode(),
                finisher=finisher_of_pages([(each.underlay, each.drawing) for each in sheets]),
            )
        )
        return pdf


def _pieces(sheet: Sheet) -> dict[str, bytes]:
    return {each.name: each.content for each in sheet.enclosures}


PAGE_NUMBER_CHARACTERS = "— 0123456789"
"""What style sheets add to the text of a page."""


def check_text(texts: Mapping[str, str], roles: Iterable[Role]) -> None:
    """Refuse texts that some role cannot set.

    Raises:
        MissingGlyphs: with the characters of each field.
    """
    for role in roles:
        missing = check_glyphs(texts, role).missing
        if missing:
            raise MissingGlyphs(
                missing=dict(missing),
                fields=list(missing),
                codes=[f"U+{ord(each):04X}" for each in dict.fromkeys("".join(missing.values()))],
                role=str(role),
                folder="FONT_DIR",
            )


def font_rules(fonts: BatchFonts) -> str:
    """Return the style rules that declare the fonts and name each role's stack."""
    faces = "".join(
        f'@font-face{{font-family:"{family}";src:url("{SCHEME}{family}")}}\n'
        for family in fonts.files
    )
    variables = ";".join(
        f"--{role}:" + ",".join(f'"{family}"' for family in families)
        for role, families in fonts.families.items()
    )
    return f"{faces}:root{{{variables}}}\n"


def door(declared: Mapping[str, bytes]) -> "URLFetcher":
    """Return a fetcher that answers for the declared addresses and refuses all others.

    It keeps what it refused in ``refused``: WeasyPrint swallows errors of pictures and fonts,
    and a page that lost its picture must not be issued.
    """
    urls = load_weasyprint().urls
    base: Any = urls.URLFetcher

    class DeclaredOnly(base):
        """Answers from memory; never opens a file or a connection."""

        refused: list[str] = []

        def fetch(self, url: str, headers: object = None) -> Any:
            if url not in declared:
                self.refused.append(url)
                raise ValueError(f"not declared: {url}")
            kind = CONTENT_TYPES.get(url.rpartition(".")[2], "font/otf")
            return urls.URLFetcherResponse(url, declared[url], {"Content-Type": kind})

    fetch = DeclaredOnly()
    fetch.refused = []
    return fetch


def refuse_undeclared(fetch: "URLFetcher") -> None:
    """Raise when the fetcher had to refuse an address."""
    if fetch.refused:
        refused, fetch.refused = fetch.refused, []
        raise UndeclaredAddress(addresses=refused)
