"""Certificates for the archive: PDF/A-2b, as far as a file can be asked without a validator."""

import io

import pikepdf
import pytest

from scoring.documents.certificates import render_certificate
from scoring.documents.opening import NotOurCertificate, read_enclosed
from scoring.documents.private_data import with_private_data
from tests.documents import pdf as reading
from tests.documents.papers import certificate

# WeasyPrint leaves the closing of its colour profile to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

FACTS, SIGNATURE = '{"a":"证"}', "c2ln"


@pytest.fixture(scope="module")
def archival() -> bytes:
    return render_certificate(certificate(facts=FACTS, signature=SIGNATURE, is_archival=True))


def test_says_what_it_is_and_has_what_that_asks_for(archival: bytes) -> None:
    with pikepdf.open(io.BytesIO(archival)) as document:
        assert document.open_metadata().pdfa_status == "2B"
        [intent] = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert len(intent.DestOutputProfile.read_bytes()) > 1000
        assert "/ID" in document.trailer
        assert "/EmbeddedFiles" not in document.Root.get("/Names", {})
        assert not document.is_encrypted
        assert document.check_pdf_syntax() == []
        for font in reading.fonts(document).values():
            assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor
        for state in document.pages[0].Resources.get("/ExtGState", {}).values():
            assert float(state.get("/ca", 1)) == float(state.get("/CA", 1)) == 1


def test_carries_the_signed_facts_all_the_same(archival: bytes) -> None:
    assert read_enclosed(archival) == (FACTS, SIGNATURE)


def test_looks_like_the_usual_one(archival: bytes) -> None:
    usual = render_certificate(certificate(facts=FACTS, signature=SIGNATURE))
    assert reading.picture(archival).tobytes() == reading.picture(usual).tobytes()
    assert len(archival) < len(usual) + 5000


def test_the_same_data_gives_the_same_bytes(archival: bytes) -> None:
    data = certificate(facts=FACTS, signature=SIGNATURE, is_archival=True)
    assert render_certificate(data) == archival


def test_private_data_of_others_is_not_ours() -> None:
    blank = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.PieceInfo = pikepdf.Dictionary(Branchstd=7)
        document.save(blank)
    with pytest.raises(NotOurCertificate):
        read_enclosed(blank.getvalue())
    assert with_private_data(b"x", {}) == b"x"
