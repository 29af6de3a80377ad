"""The door to WeasyPrint: nothing comes in that was not declared."""

import datetime
import importlib
import socket
from pathlib import Path
from types import ModuleType

import pytest

from scoring.documents.checks import check_pdf
from scoring.documents.pagetext import text_of
from scoring.documents.typefaces import Role
from scoring.documents.typesetting import (
    Sheet,
    TypesettingUnavailable,
    UndeclaredAddress,
    door,
    typeset,
)
from tests.documents import pdf as reading

PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'


def sheet(body: str, pictures: dict[str, bytes] | None = None) -> Sheet:
    return Sheet(
        html=f"<!doctype html><body>{body}</body>",
        pictures=pictures or {},
        enclosures=(),
        identifier="x",
        dated=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )


def set_one(one: Sheet) -> bytes:
    return typeset([one], style="print/certificate.css", roles=[Role.SONG, Role.SONG_BOLD])[0]


def test_declared_pictures_are_drawn() -> None:
    assert set_one(sheet('<img src="document:a.svg">支部', {"a.svg": PICTURE}))


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "file://localhost/etc/hostname",
        "http://127.0.0.1:9/x.svg",
        "https://example.org/x.svg",
        "ftp://example.org/x.svg",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
        "document:other.svg",
        "/etc/passwd",
        "x.svg",
    ],
)
def test_every_other_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _no_connection)
    with pytest.raises(UndeclaredAddress) as refusal:
        set_one(sheet(f'<img src="{address}">支部', {"a.svg": PICTURE}))
    assert len(refusal.value.addresses) == 1


def _no_connection(*_: object) -> None:
    raise AssertionError("a rendering opened a connection")


@pytest.mark.parametrize(
    "body",
    [
        '<link rel="stylesheet" href="file:///etc/passwd">支部',
        '<link rel="attachment" href="file:///etc/passwd">支部',
        '<style>@import url("http://127.0.0.1:9/a.css");</style>支部',
        '<style>@font-face{font-family:x;src:url("file:///etc/passwd")}</style>支部',
        '<p style="background:url(file:///etc/passwd)">支部</p>',
        '<object data="file:///etc/passwd">支部</object>',
        '<embed src="file:///etc/passwd">支部',
    ],
)
def test_other_ways_in_are_refused_too(body: str) -> None:
    with pytest.raises(UndeclaredAddress):
        set_one(sheet(body))


def test_an_svg_cannot_reach_further() -> None:
    nested = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">'
        b'<image href="file:///etc/passwd" width="1" height="1"/></svg>'
    )
    with pytest.raises(UndeclaredAddress):
        set_one(sheet('<img src="document:a.svg">支部', {"a.svg": nested}))


def test_the_door_answers_from_memory(tmp_path: Path) -> None:
    fetch = door({"document:a.svg": PICTURE})
    assert fetch("document:a.svg").read() == PICTURE
    with pytest.raises(ValueError, match="not declared"):
        fetch(tmp_path.as_uri())
    assert fetch.refused == [tmp_path.as_uri()]


def test_text_of_a_page_is_what_it_shows() -> None:
    html = "<title>不显示</title><style>p{}</style><p>甲&lt;乙&amp;&#20013;<br>丙</p>"
    assert text_of(html) == "甲<乙&中丙"


def test_text_is_selectable() -> None:
    assert "支部" in reading.text_of(set_one(sheet("<p>支部</p>")))


def test_without_pango_the_refusal_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_library(name: str) -> ModuleType:
        raise OSError(f"cannot load library of {name}")

    monkeypatch.setattr("scoring.documents.typesetting.importlib.import_module", no_library)
    with pytest.raises(TypesettingUnavailable) as refusal:
        set_one(sheet("支部"))
    assert "libpango" in refusal.value.command
    assert [each.id for each in check_pdf()] == ["documents.W001"]


def test_with_pango_the_check_is_silent() -> None:
    assert importlib.import_module("weasyprint")
    assert check_pdf() == []
