"""Change the signing key."""

import datetime
from pathlib import Path

from django.db import transaction

from scoring.audit.actions import record
from scoring.documents.signing import Rotation, replace_key


@transaction.atomic
def rotate_key(*, folder: Path, by: object, now: datetime.datetime) -> Rotation:
    """Sign with a new key from now on; what the old one signed stays checkable by the ring.

    The old private key is gone afterwards: nobody can sign with it any more.

    Raises:
        PermissionError: this process may not write the key folder. Only the worker's user may.

    Source: reliability, F51.
    """
    rotation = replace_key(folder)
    record(
        action="key.rotated",
        about=("signing_key", rotation.new),
        by=by,
        now=now,
        detail={"before": rotation.old},
    )
    return rotation
