"""Anticipated refusals: raised by the apps, worded once in ``web.errors``."""

from typing import Any


class Refusal(Exception):
    """A request that the rules turn down. Carries data, never a sentence."""

    def __init__(self, **data: Any) -> None:
        """Keep the data that the wording needs."""
        super().__init__(type(self).__name__, data)
        self.data = data

    def __getattr__(self, name: str) -> Any:
        """Return one piece of the data by name."""
        if name == "data" or name.startswith("__"):
            raise AttributeError(name)
        try:
            return self.data[name]
        except KeyError:
            raise AttributeError(name) from None


class NotAllowed(Refusal):
    """The person may not do this, whatever the state."""


class WrongState(Refusal):
    """The step is not open in the present state. Data: ``state``, ``step``."""


class StaleVersion(Refusal):
    """Somebody else changed the row first. Data depends on the row."""
