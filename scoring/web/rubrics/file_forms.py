"""The form of a file that becomes a draft."""

from django import forms
from django.utils.translation import gettext_lazy

from scoring.web.office.forms import StyledForm


class RubricFileForm(StyledForm):
    """One YAML file or workbook, and the version number the draft shall bear."""

    file = forms.FileField(label=gettext_lazy("YAML file or Excel workbook"))
    version = forms.CharField(
        label=gettext_lazy("Version of the draft, where it is not the one of the file"),
        max_length=20,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Let the browser offer files of these kinds only."""
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".yaml,.yml,.xlsx"
