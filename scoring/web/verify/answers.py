"""What the public reads about a certificate: worth, dates, issuer; no score, no person."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from scoring.documents.codes import grouped
from scoring.documents.mapping import certificate_data
from scoring.documents.models import Certificate
from scoring.documents.papers import CertificateData
from scoring.documents.queries import Answer
from scoring.documents.verification import Outcome
from scoring.web import formats

NOT_FOUND, UNAVAILABLE = 404, 503


@dataclass(frozen=True)
class Manner:
    """How one outcome is told. ``text`` may name the day ``since``."""

    kind: str  # class of the band: "", off, none, warn
    icon: str
    title: str
    text: str
    status: int = 200


MANNERS: dict[Outcome, Manner] = {
    Outcome.VALID: Manner("", "shield-check", gettext_noop("The certificate is valid"), ""),
    Outcome.DOWNGRADED: Manner(
        "off",
        "shield-exclamation",
        gettext_noop("The certificate is no longer valid"),
        gettext_noop("Ended on %(since)s: the star was lowered after a re-inspection."),
    ),
    Outcome.REVOKED: Manner(
        "off",
        "shield-x",
        gettext_noop("The certificate is no longer valid"),
        gettext_noop("Ended on %(since)s: the star was cancelled by its issuer."),
    ),
    Outcome.VOIDED: Manner(
        "off",
        "shield-x",
        gettext_noop("The certificate is void"),
        gettext_noop(
            "Voided on %(since)s by its issuer for a fault of the paper. That says nothing "
            "against the star."
        ),
    ),
    Outcome.EXPIRED: Manner(
        "off",
        "shield-exclamation",
        gettext_noop("The certificate has expired"),
        gettext_noop("Out of its term since %(since)s."),
    ),
    Outcome.UNKNOWN: Manner(
        "none",
        "shield-x",
        gettext_noop("No such certificate"),
        gettext_noop(
            "No certificate was issued under this code. Please compare it with the paper once "
            "more; if it is the same, the paper was not issued by this system."
        ),
        NOT_FOUND,
    ),
    Outcome.UNAVAILABLE: Manner(
        "warn",
        "shield-exclamation",
        gettext_noop("It cannot be told at the moment"),
        gettext_noop(
            "The register could not vouch for this certificate just now. That says nothing "
            "about the certificate; please ask again later or call the issuer."
        ),
        UNAVAILABLE,
    ),
}


@dataclass(frozen=True)
class Shown:
    """One answer, ready to be laid out."""

    manner: Manner
    title: str
    text: str
    paper: CertificateData | None
    code: str
    stars: int  # 0 where the star no longer holds
    phone: str
    successor_url: str = ""
    successor: str = ""


def shown(answer: Answer) -> Shown:
    """Return what the page says about an answer of the register."""
    # A forged row is answered as unavailable by the register; nothing else remains.
    manner = MANNERS.get(answer.outcome, MANNERS[Outcome.UNAVAILABLE])
    paper = answer.paper
    text = _(manner.text) % {"since": formats.day(answer.since)} if manner.text else ""
    url, successor = _successor(answer.successor)
    return Shown(
        manner=manner,
        title=_(manner.title),
        text=text,
        paper=paper,
        code=grouped(paper.code) if paper else "",
        stars=paper.stars if paper and answer.outcome == Outcome.VALID else 0,
        phone=_phone(answer.certificate),
        successor_url=url,
        successor=successor,
    )


def _successor(certificate: Certificate | None) -> tuple[str, str]:
    if certificate is None:
        return "", ""
    paper = certificate_data(certificate)
    return reverse("verify:show", args=[paper.code]), f"{paper.serial}（{paper.level_name}）"


def _phone(certificate: Certificate | None) -> str:
    return certificate.rating.assessment.cycle.contact_phone if certificate else ""
