"""Move the clock of a Python process at its start, by ``JOURNEY_CLOCK_SHIFT`` seconds.

The product has no switch for another day, and needs none: Python reads this file by itself. All
processes of an installation get the same shift, so they agree with each other at every moment.
"""

import datetime
import os

import time_machine

SHIFT = os.environ.get("JOURNEY_CLOCK_SHIFT")

if SHIFT:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=float(SHIFT))
    time_machine.travel(moment, tick=True).start()
