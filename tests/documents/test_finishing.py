"""The finisher draws what the plain page draws."""

import datetime
import io

import pikepdf
import pytest
from PIL import ImageChops, ImageStat

from scoring.documents.certificates import art, render_certificate, render_plainly
from scoring.documents.finishing import Underlay, finisher
from scoring.documents.papers import CertificateData
from tests.documents import pdf as reading
from tests.documents.papers import LONG_NAME, certificate

TOLERANCE = 0.002
"""Mean difference per channel of 255 steps: edges that fall between two dots."""


def difference(one: bytes, other: bytes) -> float:
    """Return the mean difference of two pages at 200 dots an inch, in steps of 255."""
    images = [reading.picture(pdf, dots=200) for pdf in (one, other)]
    assert images[0].size == images[1].size
    return max(ImageStat.Stat(ImageChops.difference(*images)).mean)


@pytest.mark.parametrize(
    "data",
    [
        certificate(),
        certificate(stars=3, level_name="三星级"),
        certificate(stars=5, level_name="五星级", branch_name=LONG_NAME[:2]),
        certificate(branch_name=LONG_NAME[:38], issuer_name=LONG_NAME[:20]),
        certificate(branch_name="中共𬭎䶮镇喆㛃社区党支部", shows_seal_place=False),
        certificate(branch_name=LONG_NAME[:80], issuer_name=LONG_NAME[:80]),
    ],
    ids=["usual", "three", "short", "long", "rare", "longest"],
)
def test_finished_page_looks_like_the_plain_one(data: CertificateData) -> None:
    assert difference(render_certificate(data), render_plainly(data)) < TOLERANCE


def test_the_comparison_sees_one_star() -> None:
    plain = render_plainly(certificate(stars=3))
    assert difference(render_certificate(certificate(stars=4)), plain) > 10 * TOLERANCE


def test_the_comparison_sees_a_star_moved_by_a_millimetre(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = render_plainly(certificate())
    monkeypatch.setattr("scoring.documents.certificates.STAR_STEP", 11.5)
    assert difference(render_certificate(certificate()), plain) > TOLERANCE


def test_the_art_is_painted_once_per_process() -> None:
    assert art(has_seal_place=True) is art(has_seal_place=True)
    assert art(has_seal_place=True).commands != art(has_seal_place=False).commands
    assert b"BT" not in art(has_seal_place=True).commands.split()


def test_finished_file_is_sound_and_has_no_traces_of_our_ids() -> None:
    data = certificate(issued_on=datetime.date(2026, 12, 15), facts="{}", signature="c2ln")
    with pikepdf.open(io.BytesIO(render_certificate(data))) as document:
        assert document.check_pdf_syntax() == []
        assert "/Dests" not in document.Root.get("/Names", {})
        assert list(document.attachments) == ["certificate.json", "certificate.sig"]
        operators = pikepdf.parse_content_stream(document.pages[0])
        depth = 0
        for operator in operators:
            depth += {"q": 1, "Q": -1}.get(str(operator.operator), 0)
            assert depth >= 0
        assert depth == 0


def test_a_finisher_of_nothing_changes_nothing() -> None:
    class Untouchable:
        page_references = (b"1 0 R",)
        objects = (None, {"Contents": b"2 0 R", "Resources": b"3 0 R"}, "commands", "resources")

    finisher(None, None)(None, Untouchable())
    assert Underlay(b"", {}).states == {}
