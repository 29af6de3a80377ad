"""The shipped fonts can be made again. Cut from themselves, they keep their characters."""

import io
import shutil
from pathlib import Path

import uharfbuzz
from django.core.management import call_command

from scoring.documents.typefaces import BOLD, FANG, FONT_FOLDER, KAI, SANS, SERIF

SOURCES = {
    SERIF: "NotoSerifCJK-Regular.ttc",
    BOLD: "NotoSerifCJK-Bold.ttc",
    SANS: "NotoSansCJK-Regular.ttc",
}


def test_fonts_cut_from_themselves_keep_their_characters(tmp_path: Path) -> None:
    noto, output = tmp_path / "noto", tmp_path / "made"
    noto.mkdir()
    output.mkdir()
    for ours, theirs in SOURCES.items():
        shutil.copyfile(FONT_FOLDER / ours, noto / theirs)
    said = io.StringIO()
    call_command(
        "build_fonts",
        noto=noto,
        face=0,
        fandol=FONT_FOLDER / FANG,
        wenkai=FONT_FOLDER / KAI,
        output=output,
        stdout=said,
    )
    assert len(said.getvalue().splitlines()) == 5
    for name in (SERIF, BOLD, SANS, KAI, FANG):
        assert characters(output / name) == characters(FONT_FOLDER / name)
    assert (output / FANG).read_bytes() == (FONT_FOLDER / FANG).read_bytes()


def characters(path: Path) -> frozenset[int]:
    return frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))).unicodes)
