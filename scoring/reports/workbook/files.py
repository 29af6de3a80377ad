"""Files that stand whole or not at all."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import IO, TypeVar

Result = TypeVar("Result")


def write_whole(target: Path, write: Callable[[IO[bytes]], Result]) -> Result:
    """Let ``write`` fill a draft beside the target, then put it in the target's place.

    Whatever goes wrong, the target is what it was, and no draft is left.
    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            result = write(file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    # The rename is only safe on disk once the folder is.
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return result
