"""Give out certificates and notices, end them, store their files."""

from scoring.documents.actions.certificates import (
    PUBLISH_STATUS,
    RENDER_CERTIFICATE,
    AlreadyCertified,
    NoStar,
    SiteAddressMissing,
    issue_certificate,
    revoke,
    sign_certificate,
)
from scoring.documents.actions.drafting import discard_document, draft_document, edit_document
from scoring.documents.actions.files import store_pdf
from scoring.documents.actions.issuing import RENDER_DOCUMENT, issue_document, withdraw_document
from scoring.documents.actions.keys import rotate_key
from scoring.documents.actions.notices import RENDER_NOTICE, draft_notice, issue_notice
from scoring.documents.actions.patterns import set_pattern
from scoring.documents.actions.replacing import (
    reissue_certificate,
    void_certificate,
)
from scoring.documents.actions.seals import remove_seal, upload_seal
from scoring.documents.actions.series import start_epoch

__all__ = [
    "PUBLISH_STATUS",
    "RENDER_CERTIFICATE",
    "RENDER_DOCUMENT",
    "RENDER_NOTICE",
    "AlreadyCertified",
    "NoStar",
    "SiteAddressMissing",
    "discard_document",
    "draft_document",
    "draft_notice",
    "edit_document",
    "issue_certificate",
    "issue_document",
    "issue_notice",
    "reissue_certificate",
    "remove_seal",
    "revoke",
    "rotate_key",
    "set_pattern",
    "sign_certificate",
    "start_epoch",
    "store_pdf",
    "upload_seal",
    "void_certificate",
    "withdraw_document",
]
