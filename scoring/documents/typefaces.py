"""Which font sets which character: roles, stacks, the glyph check, the fonts of a batch.

Every role has a stack of faces. Faces that the site licenses come first (``FONT_DIR``), ours
after them. A character belongs to the first face of the stack that has it. Generic families are
never used: the system's own choice may miss rarer characters and differs between machines.
"""

import dataclasses
import enum
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import uharfbuzz
from django.conf import settings

from scoring.documents.subsetting import cut

FONT_FOLDER = Path(__file__).with_name("fonts")


class Role(enum.StrEnum):
    """What a face is used for. The value is the name that style sheets use."""

    TITLE = "title"
    BODY = "body"
    KAI = "kai"
    HEI = "hei"
    SONG = "song"
    SONG_BOLD = "song-bold"


@dataclasses.dataclass(frozen=True)
class Stack:
    """Families that a site may license, then the files we ship, best first."""

    families: tuple[str, ...]
    files: tuple[str, ...]


SERIF, BOLD = "NotoSerifSC-Regular.otf", "NotoSerifSC-Bold.otf"
SANS, FANG, KAI = "NotoSansSC-Regular.otf", "FandolFang-Regular.otf", "BranchKai-Light.ttf"

STACKS: Mapping[Role, Stack] = {
    Role.TITLE: Stack(("方正小标宋简体", "FZXiaoBiaoSong-B05S"), (BOLD, SERIF)),
    Role.BODY: Stack(
        ("仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "Zhuque Fangsong"),
        (FANG, KAI, SERIF),
    ),
    Role.KAI: Stack(("楷体_GB2312", "KaiTi", "楷体"), (KAI, SERIF)),
    Role.HEI: Stack(("SimHei", "黑体"), (SANS, SERIF)),
    Role.SONG: Stack((), (SERIF,)),
    Role.SONG_BOLD: Stack((), (BOLD, SERIF)),
}

UNSEEN = frozenset("\n\r\t")
"""Characters that layout turns into spaces or breaks; no glyph is asked of them."""


class Face(NamedTuple):
    """One face of one font file; ``position`` counts the faces of a collection."""

    path: Path
    position: int = 0

    @property
    def name(self) -> str:
        """Return the file's name, for messages."""
        return self.path.name


@dataclasses.dataclass(frozen=True)
class GlyphReport:
    """What the check found: characters per field, in the order of the text.

    ``missing`` has no glyph in any face of the role; ``fallbacks`` are set in a later face of
    the stack, so that their weight or style differs.
    """

    missing: Mapping[str, str]
    fallbacks: Mapping[str, str]


def faces_of(role: Role) -> tuple[Face, ...]:
    """Return the faces of a role, best first: the site's licensed ones, then ours."""
    folder = getattr(settings, "FONT_DIR", "") or ""
    licensed = site_families(Path(folder)) if folder else {}
    stack = STACKS[role]
    ours = tuple(Face(FONT_FOLDER / file) for file in stack.files)
    return tuple(licensed[family] for family in stack.families if family in licensed) + tuple(
        face for face in ours if face.path.is_file()
    )


@lru_cache(maxsize=8)
def site_families(folder: Path) -> dict[str, Face]:
    """Return the faces of a site's font folder by every family name they carry."""
    found: dict[str, Face] = {}
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() not in {".otf", ".ttf", ".ttc"}:
            continue
        blob = uharfbuzz.Blob.from_file_path(str(path))
        for index in range(uharfbuzz.Face(blob).count):
            for family in _family_names(uharfbuzz.Face(blob, index)):
                found.setdefault(family, Face(path, index))
    return found


def check_glyphs(texts: Mapping[str, str], role: Role) -> GlyphReport:
    """Look up every character of every field in the role's faces.

    Source: documents, never issue a document with a missing glyph.
    """
    coverage = [code_points(face) for face in faces_of(role)]
    missing: dict[str, str] = {}
    fallbacks: dict[str, str] = {}
    for field, text in texts.items():
        for character in dict.fromkeys(text):
            if character in UNSEEN:
                continue
            rank = next((i for i, known in enumerate(coverage) if ord(character) in known), -1)
            if rank < 0:
                missing[field] = missing.get(field, "") + character
            elif rank > 0:
                fallbacks[field] = fallbacks.get(field, "") + character
    return GlyphReport(missing, fallbacks)


@dataclasses.dataclass(frozen=True)
class BatchFonts:
    """The fonts of one batch, cut to its characters, and the families of each role.

    ``files`` maps a family name to the bytes of its font; ``families`` maps a role to the
    family names in the order of its stack. A style sheet declares the first, uses the second.
    """

    files: Mapping[str, bytes]
    families: Mapping[Role, tuple[str, ...]]


def cut_for(text: Iterable[str], roles: Iterable[Role]) -> BatchFonts:
    """Return fonts with the characters of ``text`` for every role, each as small as can be.

    All roles get all characters: which element is set in which role is the style sheet's
    affair, and an unused glyph of a batch costs less than a second reading of the page.
    """
    wanted = {ord(character) for character in text if character not in UNSEEN} | {0x20}
    families: dict[Role, tuple[str, ...]] = {}
    assigned: dict[Face, set[int]] = {}
    for role in roles:
        left = set(wanted)
        names = []
        for face in faces_of(role):
            found = left & code_points(face)
            if found:
                assigned.setdefault(face, set()).update(found)
                names.append(_family(face))
                left -= found
        families[role] = tuple(names)
    files = {_family(face): cut(_open(face), points) for face, points in assigned.items()}
    return BatchFonts(files, families)


@lru_cache(maxsize=32)
def code_points(face: Face) -> frozenset[int]:
    """Return the code points that a face has a visible glyph for; read once per process.

    Some fonts map controls, formats and private characters; on paper they would be a hole or a
    riddle, so nobody counts as having them.
    """
    return frozenset(
        point
        for point in _open(face).unicodes
        if not unicodedata.category(chr(point)).startswith("C")
    )


@lru_cache(maxsize=32)
def _open(face: Face) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(face.path)), face.position)


def _family(face: Face) -> str:
    # Our own name, never the font's: a font of the same name on the system must not step in.
    return f"doc-{face.path.stem}-{face.position}"


def _family_names(face: uharfbuzz.Face) -> set[str]:
    families = uharfbuzz.OTNameIdPredefined
    wanted = (families.FONT_FAMILY, families.TYPOGRAPHIC_FAMILY)
    names = (
        face.get_name(entry.name_id, entry.language)
        for entry in face.list_names()
        if entry.name_id in wanted
    )
    return {name for name in names if name}
