"""What must hold after every fault, whatever else it did."""

from io import StringIO

from django.core.management import CommandError, call_command


def assert_invariants() -> None:
    """Run ``check_invariants`` over all years as an operator would; fail with every breach."""
    said = StringIO()
    try:
        call_command("check_invariants", stdout=said)
    except CommandError as error:
        raise AssertionError(f"{error}\n{said.getvalue()}") from error
