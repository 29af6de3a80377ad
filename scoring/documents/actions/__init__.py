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
from scoring.documents.actions.files import store_pdf
from scoring.documents.actions.keys import rotate_key
from scoring.documents.actions.notices import RENDER_NOTICE, draft_notice, issue_notice
from scoring.documents.actions.replacing import (
    reissue_certificate,
    void_certificate,
)
from scoring.documents.actions.series import start_epoch

__all__ = [
    "PUBLISH_STATUS",
    "RENDER_CERTIFICATE",
    "RENDER_NOTICE",
    "AlreadyCertified",
    "NoStar",
    "SiteAddressMissing",
    "draft_notice",
    "issue_certificate",
    "issue_notice",
    "reissue_certificate",
    "revoke",
    "rotate_key",
    "sign_certificate",
    "start_epoch",
    "store_pdf",
    "void_certificate",
]
