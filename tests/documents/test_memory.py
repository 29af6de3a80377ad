"""What typesetting leaves behind is given back."""

import gc
import weakref
from pathlib import Path

from scoring.documents.memory import font_configuration, swept
from scoring.documents.typesetting import load_weasyprint

MEGABYTE = 1024 * 1024


class Box:
    """Points at itself, as boxes of a page point at each other."""

    def __init__(self) -> None:
        self.parent = self


def held() -> float:
    """Return the megabytes of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / MEGABYTE


def test_font_configurations_leave_nothing_behind() -> None:
    weasyprint = load_weasyprint()
    for _ in range(10):
        font_configuration(weasyprint)
    before = held()
    for _ in range(60):  # Pango alone would keep 13 MB
        font_configuration(weasyprint)
    assert held() - before < 4


def test_what_was_made_inside_is_collected_and_the_collector_goes_on() -> None:
    assert gc.isenabled()
    with swept():
        assert not gc.isenabled()
        box = Box()
        trace = weakref.ref(box)
        del box
        assert trace() is not None
    assert trace() is None
    assert gc.isenabled()


def test_blocks_inside_blocks_leave_the_collector_as_it_was() -> None:
    with swept():
        with swept():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
