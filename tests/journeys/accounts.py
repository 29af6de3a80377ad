"""Who signs in on the journeys; free of Django, so that the browser's side may read it."""

PASSWORD = "county-journey-2026"
SPARE_BRANCHES = 14  # one for each short journey that changes something
MAIN = 0


def secretary_of(number: int) -> str:
    """Return the account of a branch's secretary."""
    return f"secretary-{number:02d}"
