"""States of certificates, kinds of notices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateStatus(models.TextChoices):
    """What a certificate is worth. Expiry is read from the date, never stored."""

    VALID = "valid", _("valid")
    DOWNGRADED = "downgraded", _("downgraded")
    REVOKED = "revoked", _("revoked")
    VOIDED = "voided", _("voided")  # a fault of the paper; the star stays


class NoticeKind(models.TextChoices):
    """Official notices of this version."""

    DOWNGRADE = "downgrade", _("downgrade notice")
    CANCELLATION = "cancellation", _("cancellation notice")


class NoticeStatus(models.TextChoices):
    """Where a notice stands."""

    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")


class DocumentKind(models.TextChoices):
    """Official documents that an office drafts and issues."""

    PUBLICITY = "publicity", _("publicity list")
    NAMING = "naming", _("naming decision")
    BULLETIN = "bulletin", _("bulletin of results")
    RECTIFICATION = "rectification", _("rectification notice")


class DocumentStatus(models.TextChoices):
    """Where an official document stands. The last two are final."""

    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DISCARDED = "discarded", _("discarded")
