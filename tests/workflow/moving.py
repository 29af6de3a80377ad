"""What the tests of moving a cycle share."""

from scoring.assessments.models import Assessment
from scoring.workflow.repinning import (
    repin_cycle,
)
from tests.factories import NOW
from tests.factories.versions import item_of


def changed(document):
    """Rename an item, drop a choice, rename another, add an item, raise the lines."""
    item = item_of(document, "CO5-M6")
    item["id"] = "CO5-M60"
    care = item_of(document, "CO5-M7")
    care["scoring"]["choices"] = [
        {"id": "all", "name": "全部到位", "share": 1},
        {"id": "none", "name": "没有开展", "share": 0},
    ]
    item_of(document, "CO5-P5")["scoring"]["choices"].pop(0)
    document["levels"][2]["min_score"] = 99


RENAMES = {"item:CO5-M6": "item:CO5-M60", "choice:CO5-M7/full": "choice:CO5-M7/all"}


def move(world, filled, version, renames=RENAMES, by=None):
    return repin_cycle(
        cycle=filled.cycle, version=version, renames=renames, by=by or world.office, now=NOW
    )


def rows():
    return list(Assessment.objects.order_by("pk").values("pk", "answers", "total", "version"))
