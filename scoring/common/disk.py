"""A disk without space, told apart from every other failure of a file."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from scoring.common.refusals import Refusal

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No space, quota used up, larger than a file may be: all three mean that nothing more fits."""


class StorageFull(Refusal):
    """There is no room left for files; nothing was stored."""


def is_full(error: BaseException | None) -> bool:
    """Tell whether an error says that nothing more fits on the disk."""
    return isinstance(error, OSError) and error.errno in FULL


@contextmanager
def full_disk_told() -> Iterator[None]:
    """Turn the system's word for a full disk into ours.

    Raises:
        StorageFull: what stands inside could not be written.

    Source: reliability, F15 and F16.
    """
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise StorageFull from error
        raise
