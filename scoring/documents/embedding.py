"""The signed facts inside the PDF, so that a copy can be checked without this system's pages."""

from scoring.documents.typesetting import Enclosure

FACTS_NAME = "certificate.json"
SIGNATURE_NAME = "certificate.sig"


def enclose(facts: str, signature: str) -> tuple[Enclosure, ...]:
    """Return the enclosures of a certificate; none for a specimen."""
    if not facts or not signature:
        return ()
    return (
        Enclosure(FACTS_NAME, "signed facts", facts.encode()),
        Enclosure(SIGNATURE_NAME, "Ed25519 signature, base64", signature.encode()),
    )
