"""The certificate as it lies on the table: read back, decoded, measured."""

import io
import json

import pikepdf
import pytest
from django.utils import translation

from scoring.common.canonical import canonical_json
from scoring.documents.certificates import render_certificate, render_certificates
from scoring.documents.opening import read_enclosed
from scoring.documents.typesetting import MissingGlyphs
from tests.documents import pdf as reading
from tests.documents.papers import BRANCH, CODE, ISSUER, LONG_NAME, SITE, certificate


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render_certificate(certificate(facts='{"a":1}', signature="c2ln"))


def test_is_one_landscape_page_of_a4(printed: bytes) -> None:
    assert reading.page_count(printed) == 1
    assert reading.page_size(printed) == pytest.approx((297, 210), abs=0.1)


def test_embeds_two_fonts_and_draws_none(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as document:
        found = reading.fonts(document)
        assert len(found) == 2
        for font in found.values():
            assert font.Subtype == "/Type0"
            assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor


def test_text_reads_back(printed: bytes) -> None:
    text = reading.text_of(printed).replace("\n", "")
    assert "星级党支部证书" in text.replace(" ", "")  # wide tracking reads as spaces
    assert BRANCH in text
    assert "在 2026 年度党支部标准化建设考核中，经自评申报、组织审核、结果公示，评定为" in text
    assert "四星级党支部" in text.replace(" ", "")
    assert "证书编号：星评〔2026〕第 0061 号" in text
    assert "防 伪 码：3K3M-Q9XT-2F3K-3MQ9-XT2F-3K3M-Q9" in text
    assert "有效期至：2027年12月31日" in text
    assert f"{ISSUER}2026年12月15日" in text


def test_qr_leads_to_the_verify_page(printed: bytes) -> None:
    assert reading.qr_texts(printed) == [f"{SITE}/v/{CODE}/"]


def test_stays_under_thirty_kilobytes() -> None:
    facts = canonical_json({"rubric": {"hash": "5f" * 32}, "branch": BRANCH, "more": "证" * 150})
    data = certificate(facts=facts, signature="k9" * 44)
    assert len(render_certificate(data)) <= 30_000


def test_measures_of_the_layout(printed: bytes) -> None:
    title = reading.line_with(printed, "星级党支部证书")
    level = reading.line_with(printed, "四星级党支部")
    name = reading.line_with(printed, BRANCH)
    for row in (title, level, name):
        assert (row[0].left + row[-1].right) / 2 == pytest.approx(297 / 2, abs=0.4)
    assert title[0].size == pytest.approx(15.5 * reading.MM, abs=0.1)
    assert level[0].size == pytest.approx(13 * reading.MM, abs=0.1)
    assert name[0].size == pytest.approx(9.2 * reading.MM, abs=0.1)
    number = reading.line_with(printed, "证书编号：")
    assert number[0].left == pytest.approx(58, abs=0.3)


def test_draws_the_frames_where_they_belong(printed: bytes) -> None:
    image = reading.picture(printed, dots=254)  # ten dots a millimetre

    def at(x: float, y: float) -> tuple[int, ...]:
        colour = image.getpixel((int(x * 10), int(y * 10)))
        assert isinstance(colour, tuple)
        return colour

    def is_near(colour: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
        return all(abs(a - b) < 40 for a, b in zip(colour, wanted, strict=True))

    ground, red, gold = (255, 253, 248), (154, 26, 26), (185, 138, 47)
    assert is_near(at(4, 4), ground)
    assert is_near(at(9.8, 105), red)
    assert is_near(at(297 - 9.8, 105), red)
    assert is_near(at(148, 9.8), red)
    assert is_near(at(12.2, 105), gold)
    assert is_near(at(148, 210 - 12.2), gold)
    assert is_near(at(12.2, 12.2), ground)  # the corner box covers the frames
    assert is_near(at(17.5, 17.6), gold)  # its star
    assert is_near(at(148.5, 27), ground)  # the emblem's place is empty


@pytest.mark.parametrize(("stars", "name"), [(3, "三星级"), (4, "四星级"), (5, "五星级")])
def test_shows_the_earned_stars_only(stars: int, name: str) -> None:
    data = certificate(stars=stars, level_name=name)
    image = reading.picture(render_certificate(data), dots=254)
    row = [image.getpixel((x, 1257)) for x in range(800, 2170)]  # through the row of stars
    gold = [isinstance(one, tuple) and one[2] < 100 and one[0] > 150 for one in row]
    runs = sum(now and not before for before, now in zip([False, *gold], gold, strict=False))
    assert runs == stars


@pytest.mark.parametrize("length", [2, 12, 26, 27, 38, 42, 76, 77, 80])
def test_names_of_every_length_stay_inside(length: int) -> None:
    name = LONG_NAME[:length]
    printed = render_certificate(certificate(branch_name=name, issuer_name=LONG_NAME[:length]))
    assert reading.page_count(printed) == 1
    text = reading.text_of(printed).replace("\n", "")
    assert text.count(name) == 2
    for each in reading.characters(printed):
        assert each.left >= 20
        assert each.right <= 277
        assert each.bottom <= 190
    level = reading.line_with(printed, "四星级党支部")
    sentence = reading.line_with(printed, "标准化建设考核")
    assert sentence[0].bottom < level[0].top + 2
    # What stands below the name moves by at most 8 mm.
    usual = reading.line_with(render_certificate(certificate()), "四星级党支部")
    assert level[0].bottom == pytest.approx(usual[0].bottom, abs=8)
    assert reading.qr_texts(printed) == [f"{SITE}/v/{CODE}/"]


def test_long_names_break_into_lines_of_like_length() -> None:
    printed = render_certificate(certificate(branch_name=LONG_NAME[:42]))
    rows = ["".join(one.text for one in row) for row in reading.lines(printed)]
    halves = [row for row in rows if row in LONG_NAME]
    assert "".join(halves) == LONG_NAME[:42]
    assert [len(half) for half in halves] == pytest.approx([21, 21], abs=4)


@pytest.mark.parametrize("name", ["中共𬭎䶮镇喆㛃社区党支部", "镕堃煊玥犇骉淼赟燊垚龑支部"])
def test_rare_characters_of_names_are_set(name: str) -> None:
    printed = render_certificate(certificate(branch_name=name))
    assert name in reading.text_of(printed)


def test_a_character_outside_every_font_is_refused_by_name() -> None:
    with pytest.raises(MissingGlyphs) as refusal:
        render_certificate(certificate(branch_name="中共\U000313a0镇党支部"))
    assert refusal.value.missing == {"page": "\U000313a0"}


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>支部",
        "<img src=file:///etc/passwd>支部",
        "</p><style>*{display:none}</style>",
        "{{ data.code }}{% now %}支部",
        "支部&amp;&#36;\"'",
    ],
)
def test_hostile_names_are_printed_as_they_are(name: str) -> None:
    printed = render_certificate(certificate(branch_name=name))
    assert name in reading.text_of(printed)


def test_carries_its_signed_facts(printed: bytes) -> None:
    assert read_enclosed(printed) == ('{"a":1}', "c2ln")


def test_a_specimen_carries_nothing_to_check() -> None:
    with pikepdf.open(io.BytesIO(render_certificate(certificate()))) as document:
        assert not list(document.attachments)


def test_seal_place_is_a_choice(printed: bytes) -> None:
    assert "盖章处" in reading.text_of(printed)
    without = render_certificate(certificate(shows_seal_place=False))
    assert "盖章处" not in reading.text_of(without)


def test_the_same_data_gives_the_same_bytes() -> None:
    data = certificate(facts=json.dumps({"a": 1}), signature="c2ln")
    assert render_certificate(data) == render_certificate(data)


def test_a_batch_comes_back_in_its_order_and_looks_like_single_ones() -> None:
    batch = [certificate(branch_name=f"第{i}党支部", code=CODE[:-1] + str(i)) for i in range(4)]
    printed = render_certificates(batch)
    for data, each in zip(batch, printed, strict=True):
        assert data.branch_name in reading.text_of(each)
        alone = render_certificate(data)
        assert reading.picture(each).tobytes() == reading.picture(alone).tobytes()


def test_an_empty_batch_is_an_empty_list() -> None:
    assert render_certificates([]) == []


def test_language_of_the_reader_does_not_matter(printed: bytes) -> None:
    with translation.override("en"):
        english = render_certificate(certificate(facts='{"a":1}', signature="c2ln"))
    assert english == printed
