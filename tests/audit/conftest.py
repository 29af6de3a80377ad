"""A short chain whose guard is off, so that it can be tampered with."""

import pytest
from django.db import connection

from scoring.audit.guard import GUARD
from scoring.audit.models import Event
from tests.audit.links import link


@pytest.fixture
def chain(db: None) -> list[Event]:
    """Return five links."""
    GUARD.remove(connection)
    return [link(number) for number in range(1, 6)]
