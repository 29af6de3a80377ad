"""Let guarded tables be emptied between tests that commit, although the database forbids it."""

from collections.abc import Iterator

import pytest
from django.db import connection

from scoring.audit.guard import GUARD
from scoring.rubrics.guard import DRAFT_GUARD
from scoring.rubrics.guard import GUARD as RUBRIC_GUARD


@pytest.fixture(autouse=True)
def lift_audit_guard(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put the guards on for a test that commits, and off before its rows are flushed.

    Asking for ``transactional_db`` here makes this fixture end before the flush.
    """
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction"))
    if not commits and not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    GUARD.install(connection)
    RUBRIC_GUARD.install(connection)
    DRAFT_GUARD.install(connection)
    yield
    DRAFT_GUARD.remove(connection)
    RUBRIC_GUARD.remove(connection)
    GUARD.remove(connection)
