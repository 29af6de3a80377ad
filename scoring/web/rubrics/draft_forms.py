"""Forms of the steps of a draft: they check shape, neither state nor permission."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.web.office.forms import REASON, StyledForm
from scoring.web.review.forms import DayField

NUMBER = 80  # characters of a document number


class ProposalForm(StyledForm):
    """What a standard is issued under."""

    basis = forms.CharField(label=gettext_lazy("Document it is issued under"), max_length=REASON)
    document_number = forms.CharField(
        label=gettext_lazy("Number of the document"), max_length=NUMBER
    )
    effective_from = DayField(label=gettext_lazy("In force from"), max_length=20)
    effective_to = forms.CharField(
        label=gettext_lazy("In force until (leave empty for open end)"),
        max_length=20,
        required=False,
    )

    def clean_effective_to(self) -> datetime.date | None:
        """Return the last day, None for an open end."""
        text = self.cleaned_data["effective_to"]
        return DayField().clean(text) if text else None

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = data.get("effective_from"), data.get("effective_to")
        if first and last and last < first:
            self.add_error("effective_to", ValidationError(_("It would end before it begins")))
        return data
