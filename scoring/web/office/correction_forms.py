"""The form that asks for a correction of a certificate."""

from django import forms
from django.utils.translation import gettext_lazy

from scoring.documents.corrections import CorrectionKind
from scoring.web.office.forms import REASON, StyledForm


class CorrectionForm(StyledForm):
    """What is to be done to a certificate, and why."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is done to it"),
        choices=[
            (CorrectionKind.REISSUE, gettext_lazy("Issue it anew: lost, damaged, or a wrong name")),
            (CorrectionKind.VOID, gettext_lazy("Void it: no certificate for the time being")),
        ],
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=REASON, widget=forms.Textarea(attrs={"rows": 2})
    )
