"""Make the files of ``documents/fonts`` from the distributors' fonts."""

import hashlib
import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import uharfbuzz
from django.core.management.base import BaseCommand

from scoring.documents import charset
from scoring.documents.subsetting import COPYRIGHT_NAMES, cut
from scoring.documents.typefaces import FONT_FOLDER

SIMPLIFIED_CHINESE = 2
"""Position of the SC face in the Noto CJK collections."""


class Command(BaseCommand):
    """Cut the shipped fonts; needed only when a source font is renewed."""

    help = "Make the shipped font subsets from Debian's Noto CJK, Fandol and LXGW WenKai files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the source files, and the folder to write to."""
        parser.add_argument("--noto", type=Path, required=True, help="folder of Noto*CJK-*.ttc")
        parser.add_argument("--fandol", type=Path, required=True, help="FandolFang-Regular.otf")
        parser.add_argument("--wenkai", type=Path, required=True, help="LXGWWenKai-Light.ttf")
        parser.add_argument(
            "--face", type=int, default=SIMPLIFIED_CHINESE, help="position of the SC face"
        )
        parser.add_argument("--output", type=Path, default=FONT_FOLDER)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the five files and print the SHA-256 of each."""
        noto, output, face = options["noto"], options["output"], options["face"]
        serif = _open(noto / "NotoSerifCJK-Regular.ttc", face)
        bold = _open(noto / "NotoSerifCJK-Bold.ttc", face)
        sans = _open(noto / "NotoSansCJK-Regular.ttc", face)
        wenkai = _open(options["wenkai"], 0)
        fang = frozenset(_open(options["fandol"], 0).unicodes)
        everyday = charset.everyday()
        shared = frozenset(serif.unicodes) & frozenset(wenkai.unicodes)
        rarer = charset.rarer_ideographs(shared)
        unified = frozenset(charset.UNIFIED_IDEOGRAPHS)
        made = {
            "NotoSerifSC-Regular.otf": cut(serif, everyday | unified | rarer | fang),
            "NotoSerifSC-Bold.otf": cut(bold, everyday | rarer | fang),
            "NotoSansSC-Regular.otf": cut(sans, everyday),
            # The original's name is reserved: the subset carries none of it.
            "BranchKai-Light.ttf": cut(wenkai, everyday | rarer, name_ids=COPYRIGHT_NAMES),
        }
        for name, data in made.items():
            (output / name).write_bytes(data)
        shutil.copyfile(options["fandol"], output / "FandolFang-Regular.otf")
        for path in sorted(output.glob("*.[ot]tf")):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            self.stdout.write(f"{digest}  {path.stat().st_size:>9}  {path.name}")


def _open(path: Path, index: int) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), index)
