"""What people type on the journeys: a branch that lacks nothing, entry by entry."""

import io
from typing import Any

from PIL import Image, ImageDraw

from tests.factories.filling import form_entries
from tests.rubrics.branches import ANSWERS, YEAR, definitions, perfect_sheets, rubric

CLAIM = "有会议记录和台账可查。"
EARLIER_YEARS = (YEAR - 1, YEAR - 2)
OF_THE_CYCLE = "star.target_score"  # set when the year is opened


def own_entries() -> dict[str, Any]:
    """Return form key -> value of everything the branch itself enters."""
    known = definitions()
    found: dict[str, Any] = dict(ANSWERS)
    for year, facts in perfect_sheets().items():
        for key, value in facts.items():
            periodic = isinstance(value, dict)
            if known[key].branch_owned and (year == YEAR or periodic):
                found |= dict(form_entries(known[key], year, value))
    return found


def gate_entries() -> dict[str, str]:
    """Return form key -> sentence of every condition that a reviewer judges."""
    gates = (gate for level in rubric().levels for gate in level.gates)
    return {f"gate:{gate.id}": CLAIM for gate in gates if gate.condition is None}


def veto_entries() -> list[str]:
    """Return the form keys of the veto declarations."""
    return [f"veto:{veto.id}" for veto in rubric().vetoes]


def provided(kind: str, year: int = YEAR) -> dict[str, Any]:
    """Return fact key -> value of what one office types about the branch and a year."""
    known = definitions()
    return {
        key: value
        for key, value in perfect_sheets()[year].items()
        if known[key].provider == kind and key != OF_THE_CYCLE
    }


def as_cells(branch: str, facts: dict[str, Any]) -> str:
    """Return facts as a spreadsheet puts them on the clipboard, with the names of the columns."""
    heads = [definitions()[key].zh for key in facts]
    return "\n".join(["\t".join(["支部", *heads]), "\t".join([branch, *map(str, facts.values())])])


def picture(colour: str = "#8a2b20", size: tuple[int, int] = (640, 420)) -> bytes:
    """Return a PNG as a telephone would take it, each colour another file."""
    image = Image.new("RGB", size, "#f4efe6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, size[0] - 40, size[1] - 40), outline=colour, width=6)
    content = io.BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def items_needing_evidence() -> list[tuple[int, str]]:
    """Return (number of the dimension, item) of every item that must be proved."""
    return [
        (number, item.id)
        for number, dimension in enumerate(rubric().dimensions, 1)
        for item in dimension.indicators
        if item.evidence.need == "required"
    ]
