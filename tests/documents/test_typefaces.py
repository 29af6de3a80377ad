"""Which character is set by which font, and which is refused."""

import shutil
from pathlib import Path

import pytest
import uharfbuzz
from pytest_django.fixtures import Settings

from scoring.common.canonical import sha256_of
from scoring.documents import charset
from scoring.documents.typefaces import (
    BOLD,
    FANG,
    FONT_FOLDER,
    KAI,
    SERIF,
    STACKS,
    Face,
    Role,
    check_glyphs,
    code_points,
    cut_for,
    faces_of,
    site_families,
)

REQUIRED = (
    charset.gb2312()
    | frozenset(charset.UNIFIED_IDEOGRAPHS)
    | {ord(each) for each in charset.NAME_CHARACTERS + charset.PUNCTUATION}
)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_covers_what_was_decided(role: Role) -> None:
    covered = frozenset().union(*(code_points(face) for face in faces_of(role)))
    assert REQUIRED - covered == frozenset()


def test_gb2312_is_whole() -> None:
    assert len(charset.gb2312()) == 6763 + 682
    assert len(charset.UNIFIED_IDEOGRAPHS) == 20902


def test_bold_has_the_listed_name_characters_itself() -> None:
    bold = code_points(Face(FONT_FOLDER / BOLD))
    assert {ord(each) for each in charset.NAME_CHARACTERS} <= bold


def test_fonts_fit_the_repository() -> None:
    assert sum(path.stat().st_size for path in FONT_FOLDER.glob("*.[ot]tf")) <= 25_000_000


def test_every_font_has_its_source_and_hash() -> None:
    sources = (FONT_FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    shipped = {file for stack in STACKS.values() for file in stack.files}
    assert {path.name for path in FONT_FOLDER.glob("*.[ot]tf")} == shipped
    for name in shipped:
        assert f"{sha256_of((FONT_FOLDER / name).read_bytes())}  {name}\n" in sources


def test_the_renamed_font_does_not_carry_the_reserved_name() -> None:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONT_FOLDER / KAI)))
    families = uharfbuzz.OTNameIdPredefined
    names = {entry.name_id for entry in face.list_names()}
    assert families.FONT_FAMILY not in names
    assert families.FULL_NAME not in names
    assert families.COPYRIGHT in names


def test_check_names_characters_by_field() -> None:
    report = check_glyphs({"a": "支部\U000313a0", "b": "\U000313a0\U000313a1\U000313a0"}, Role.SONG)
    assert report.missing == {"a": "\U000313a0", "b": "\U000313a0\U000313a1"}
    assert report.fallbacks == {}


def test_check_lists_fallbacks_as_a_notice() -> None:
    report = check_glyphs({"name": "王喆支部"}, Role.BODY)
    assert report.missing == {}
    assert report.fallbacks == {"name": "喆"}  # Fandol lacks it, the Kai has it


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\ufeff", "\x07", "\ufe0f", "\ue000"])
def test_unseen_and_private_characters_are_refused(hidden: str) -> None:
    for role in Role:
        assert check_glyphs({"name": f"第一{hidden}支部"}, role).missing == {"name": hidden}


def test_batch_fonts_hold_the_text_and_little_else() -> None:
    fonts = cut_for("中共云岭州财政局喆", [Role.BODY, Role.TITLE])
    body = fonts.families[Role.BODY]
    assert len(body) == 2
    cut = {
        family: frozenset(uharfbuzz.Face(uharfbuzz.Blob(data)).unicodes)
        for family, data in fonts.files.items()
    }
    assert cut[body[1]] == {ord("喆")}
    assert cut[body[0]] == {ord(each) for each in "中共云岭州财政局 "}
    assert all(len(data) < 20_000 for data in fonts.files.values())


def test_licensed_fonts_come_first(tmp_path: Path, settings: Settings) -> None:
    licensed = tmp_path / "licensed.ttf"
    shutil.copyfile(FONT_FOLDER / FANG, licensed)
    (tmp_path / "readme.txt").write_text("not a font")
    (tmp_path / "broken.ttf").write_bytes(b"no font either")
    families = site_families(tmp_path)
    assert families["FandolFang"] == Face(licensed)
    settings.FONT_DIR = str(tmp_path)
    assert faces_of(Role.BODY)[0] == Face(FONT_FOLDER / FANG)
    families["FangSong"] = Face(licensed)  # as a site's own font would call itself
    assert faces_of(Role.BODY)[0] == Face(licensed)
    assert faces_of(Role.SONG)[0] == Face(FONT_FOLDER / SERIF)


def test_without_a_font_folder_ours_serve(settings: Settings) -> None:
    settings.FONT_DIR = ""
    assert [face.name for face in faces_of(Role.BODY)] == [FANG, KAI, SERIF]
