"""The moment before a batch, to send the same thousand certificates through another fault."""

import shutil
from pathlib import Path

from django.db import connection, transaction

from scoring.audit.guard import GUARD
from scoring.audit.models import Event, Head
from scoring.documents.models import Certificate
from scoring.jobs.models import Job

SIGNED_OR_STORED = ["content", "signature", "key_id", "pdf_path", "pdf_sha256"]


class Moment:
    """What is issued, owed and written down now. Making a thousand branches takes a minute."""

    def __init__(self) -> None:
        """Remember certificates, jobs and the head of the trail."""
        self.certificates = list(Certificate.objects.order_by("pk"))
        self.jobs = list(Job.objects.order_by("pk"))
        self.head = Head.objects.get(pk=1)

    def bring_back(self, home: Path) -> None:
        """Make everything as it was; only a test may lift the guard of the trail for that."""
        GUARD.remove(connection)
        with transaction.atomic():
            Event.objects.filter(sequence__gt=self.head.last_sequence).delete()
            self.head.save()
            Certificate.objects.bulk_update(self.certificates, SIGNED_OR_STORED, batch_size=200)
            Job.objects.all().delete()
            Job.objects.bulk_create(self.jobs)
        GUARD.install(connection)
        shutil.rmtree(home / "documents")
