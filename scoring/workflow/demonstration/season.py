"""One cycle of the demonstration on its way."""

import random
from dataclasses import dataclass

from scoring.assessments.models import Cycle
from scoring.workflow.demonstration.content import names
from scoring.workflow.demonstration.people import Cast
from scoring.workflow.demonstration.plan import Calendar


@dataclass
class Season:
    """One cycle on its way."""

    cast: Cast
    cycle: Cycle
    days: Calendar
    chance: random.Random

    def sentence(self, key: str) -> str:
        """Return one of the invented sentences."""
        text: str = names()["sentences"][key]
        return text
