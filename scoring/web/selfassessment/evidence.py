"""Evidence on the filling pages: tiles, and the links to add, look at and change them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from scoring.assessments.models import Evidence
from scoring.engine.rubric import Indicator
from scoring.web import formats
from scoring.web.components import EvidenceTile


@dataclass(frozen=True)
class EvidenceArea:
    """The evidence of one card: what is there, what is asked for, where to add more."""

    id: str
    field: str  # name of the file input for browsers without script
    reference: str  # name of the text input for a reference to an archive box
    upload_url: str
    need: str
    reason: str
    documents: str
    shared: int  # how many items share what is added here
    tiles: tuple[EvidenceTile, ...]

    @property
    def unfolded(self) -> bool:
        """Tell whether the area stands open: proof is required, or there is some."""
        return self.need == "required" or bool(self.tiles)


def tile(evidence: Evidence, term: str, *, open_now: bool = True) -> EvidenceTile:
    """Return the tile of one kept piece of evidence; it can be removed while items are open."""
    uses = len(evidence.uses.all())
    parts = [
        formats.day(evidence.dated_on) if evidence.dated_on else "",
        evidence.reference,
        formats.megabytes(evidence.size) if evidence.path else "",
        ngettext("for %(count)s item", "for %(count)s items", uses) % {"count": uses},
    ]
    return EvidenceTile(
        id=f"evidence-{evidence.pk}",
        name=evidence.name,
        detail=" · ".join(part for part in parts if part),
        url=reverse("selfassessment:evidence", args=[term, evidence.pk]),
        thumbnail=_thumbnail(evidence),
        remove_url=(
            reverse("selfassessment:remove_evidence", args=[term, evidence.pk]) if open_now else ""
        ),
    )


def _thumbnail(evidence: Evidence) -> str:
    if not evidence.content_type.startswith("image/"):
        return ""
    return f"{reverse('record:picture', args=[evidence.pk])}?size=small"


def refused_tile(name: str, sentence: str) -> EvidenceTile:
    """Return the tile of a file that was not taken, with the reason."""
    return EvidenceTile(id="", name=name, state="error", fault=sentence)


def area(
    indicators: Iterable[Indicator],
    kept: Iterable[Evidence],
    term: str,
    *,
    open_now: bool,
) -> EvidenceArea:
    """Return the evidence area that some items share; ``term`` is the assessment's address."""
    asked = tuple(indicators)
    wanted = {one.id for one in asked}
    used = [
        evidence for evidence in kept if wanted & {use.indicator for use in evidence.uses.all()}
    ]
    policies = [one.evidence for one in asked]
    required = [policy for policy in policies if policy.need == "required"]
    address = reverse("selfassessment:upload", args=[term])
    return EvidenceArea(
        id=f"files-{asked[0].id}",
        field=f"file:{asked[0].id}",
        reference=f"reference:{asked[0].id}",
        upload_url=f"{address}?{urlencode({'item': sorted(wanted)}, doseq=True)}",
        need=_need(bool(required), all(policy.need == "none" for policy in policies)),
        reason=required[0].reason if required else "",
        documents="、".join(dict.fromkeys(name for one in policies for name in one.documents)),
        shared=len(asked),
        tiles=tuple(tile(evidence, term, open_now=open_now) for evidence in used),
    )


def _need(required: bool, none: bool) -> str:
    if required:
        return "required"
    return "none" if none else "on_request"
