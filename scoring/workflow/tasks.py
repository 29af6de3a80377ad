"""What beat starts. Nothing here decides: people do."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from scoring.ratings.queries import due_for_confirmation, vetoes_waiting

log = logging.getLogger(__name__)


@shared_task(name="scoring.workflow.tasks.remind")
def remind(**_: Any) -> None:
    """Say once a day what waits for a person. Safe to run twice: it only reads."""
    now = timezone.now()
    for rating in due_for_confirmation(now):
        log.info("rating %s of %s waits for confirmation", rating.pk, rating.assessment_id)
    for case in vetoes_waiting():
        log.info("veto case %s waits for a second person", case.pk)
