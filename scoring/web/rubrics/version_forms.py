"""Forms about versions: which two stand side by side, and where old answers go."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.rubrics.models import RubricDraft
from scoring.web.office.forms import StyledForm
from scoring.workflow.carrying import Renames

TO = "to:"  # before the key of a question that the later version no longer asks


class CompareForm(StyledForm):
    """Two versions."""

    before = forms.ChoiceField(label=gettext_lazy("Earlier"))
    after = forms.ChoiceField(label=gettext_lazy("Later"))

    def __init__(
        self, options: list[tuple[int, str]], draft: RubricDraft | None, **initial: Any
    ) -> None:
        """Offer the versions, and the draft as the later one while the address names it."""
        super().__init__(initial=initial)
        own = []
        if draft is not None:
            words = {"name": draft.name, "version": draft.version}
            own = [("", _("Draft: %(name)s %(version)s") % words)]
        self.fields["before"].choices = options  # type: ignore[attr-defined]  # a choice field
        later = [*own, *options]
        self.fields["after"].choices = later  # type: ignore[attr-defined]  # a choice field


class RenamesForm(StyledForm):
    """For every question that vanished: which one takes its answers, or none."""

    def __init__(self, gone: dict[str, str], known: dict[str, str], data: Any = None) -> None:
        """Make one choice for every key in ``gone`` among the questions of the later version."""
        super().__init__(data)
        for key, name in gone.items():
            kind = key.partition(":")[0]
            fitting = [(to, text) for to, text in known.items() if to.partition(":")[0] == kind]
            field = forms.ChoiceField(
                label=name,
                choices=[("", _("none, the answers are given up")), *fitting],
                required=False,
            )
            field.widget.attrs["class"] = "form-select"
            self.fields[f"{TO}{key}"] = field

    def renames(self) -> Renames:
        """Return old key -> new key, "" for none; empty while nothing valid was sent."""
        if not self.is_bound or not self.is_valid():
            return {}
        return {name.removeprefix(TO): str(to) for name, to in self.cleaned_data.items()}
