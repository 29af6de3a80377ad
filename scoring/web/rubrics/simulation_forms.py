"""Forms of a trial: which rubric, other lines and weights, a file. They check shape only."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from scoring.engine.rubric import Rubric
from scoring.rubrics.yaml_files import LARGEST
from scoring.web import formats
from scoring.web.office.forms import StyledForm
from scoring.web.review.forms import PointsField

LINE, WEIGHT = "line-", "weight-"  # before the ids of levels and dimensions
SENT = "tried"  # says that the form was sent


class OptionalPoints(PointsField):
    """Points that may be left out."""

    def clean(self, value: object) -> Decimal | None:  # type: ignore[override]  # or nothing
        """Return the number, None for nothing typed."""
        return super().clean(value) if str(value or "").strip() else None


class LinesForm(StyledForm):
    """The line of every level, and the weight of every dimension."""

    def __init__(self, rubric: Rubric, data: Any = None) -> None:
        """Offer what the rubric says; what is not sent is not changed."""
        super().__init__(data if data is not None and SENT in data else None)
        for level in rubric.levels:
            self._add(f"{LINE}{level.id}", level.name, level.min_score)
        for one in rubric.dimensions:
            self._add(f"{WEIGHT}{one.id}", one.name, one.weight)

    def _add(self, name: str, label: str, value: Decimal) -> None:
        shown = formats.points(value)
        field = OptionalPoints(label=label, max_length=10, initial=shown, required=False)
        field.widget.attrs |= {"class": "form-control", "inputmode": "decimal"}
        self.fields[name] = field

    def lines(self) -> list[forms.BoundField]:
        """Return the inputs of the lines, lowest level first."""
        return [self[name] for name in self.fields if name.startswith(LINE)]

    def weights(self) -> list[forms.BoundField]:
        """Return the inputs of the weights."""
        return [self[name] for name in self.fields if name.startswith(WEIGHT)]

    def typed(self, prefix: str) -> dict[str, Decimal]:
        """Return id -> points of what differs from the rubric; nothing before it was sent."""
        if not self.is_bound:
            return {}
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if value is not None and name.startswith(prefix) and name in self.changed_data
        }


class FileForm(forms.Form):
    """A rubric as a YAML file, read and forgotten."""

    file = forms.FileField(
        label=gettext_lazy("Rubric as a YAML file"),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".yaml,.yml"}),
    )

    def content(self) -> bytes:
        """Return the bytes, one more than allowed at most: the reader refuses that."""
        content: bytes = self.cleaned_data["file"].read(LARGEST + 1)
        return content
