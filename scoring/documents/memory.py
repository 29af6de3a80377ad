"""What typesetting leaves behind, given back: a worker prints for weeks.

Pango keeps the Fontconfig configuration that a font map was given, and does not let go of it when
the map ends (seen in 1.50): 0.2 MB for every batch of certificates, for as long as the worker
lives. A map that is handed no configuration before it ends lets go of the one it had.

The boxes of a laid-out page point at each other. Left to Python's own pace some dozens of pages
lie about before they are collected, and the process has grown by as much.
"""

import contextlib
import gc
import weakref
from collections.abc import Iterator
from types import ModuleType
from typing import Any


def font_configuration(weasyprint: ModuleType) -> Any:
    """Return a new font configuration whose memory is free again once nobody holds it."""
    configuration = weasyprint.text.fonts.FontConfiguration()
    weakref.finalize(configuration, _let_go, weasyprint.text.ffi, configuration.font_map)
    return configuration


def _let_go(library: Any, font_map: Any) -> None:
    held = library.ffi.cast("PangoFcFontMap *", font_map)
    library.pangoft2.pango_fc_font_map_set_config(held, library.ffi.NULL)


@contextlib.contextmanager
def swept() -> Iterator[None]:
    """Collect at the end of the block what was made in it, and only that.

    No collection runs inside: everything new stays young, and to look at the young is quick.
    For small pieces of work; a long one would pile up what nobody needs any more.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()
