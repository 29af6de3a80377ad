"""Forms of official documents: what an office may write, and what it may ask for."""

import datetime
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.assessments.queries import rated_at
from scoring.documents.enums import DocumentKind
from scoring.documents.forms.wording import FIELDS
from scoring.documents.models import OfficialDocument
from scoring.documents.seals import NARROWEST, USUAL, WIDEST
from scoring.documents.serials import is_dispatch_number
from scoring.organizations.models import Organization
from scoring.web.office.forms import StyledForm
from scoring.web.review.forms import DayField

LINE, LIST, TEXT = 120, 400, 4000  # characters
TITLE = 80


def _line(label: Any, length: int = LINE, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, **options)


def _area(label: Any, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=TEXT, widget=widget)


class OptionalDayField(DayField):
    """A day, or none."""

    def clean(self, value: object) -> Any:
        """Return the day, None when nothing was typed."""
        return super().clean(value) if str(value or "").strip() else None


class WordingForm(StyledForm):
    """What an office writes in a draft; fields that its kind does not have are taken out."""

    title = _line(gettext_lazy("Title"), TITLE)
    addressee = _line(gettext_lazy("Addressee"), LIST, required=False)
    basis = _line(gettext_lazy("Rule that it rests on"), LINE)
    problems = _area(gettext_lazy("What is to be mended, one a line"), 5)
    deadline = DayField(label=gettext_lazy("To be mended by"), max_length=20)
    paragraphs = _area(gettext_lazy("Text after the figures, one paragraph a line"), 5)
    enclosure = _line(gettext_lazy("Name of the annex"), TITLE)
    contact = _line(gettext_lazy("Contact line"), LINE, required=False)
    copies_to = _line(gettext_lazy("Copies to"), LIST, required=False)
    printed_by = _line(gettext_lazy("Printed by"), TITLE)
    printed_on = OptionalDayField(
        label=gettext_lazy("Printed on (empty: the day of issue)"), max_length=20, required=False
    )
    number = _line(
        gettext_lazy("Number of your own register (empty: counted here)"), 40, required=False
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    SHORT = ("deadline", "printed_on", "number")

    @classmethod
    def of(cls, document: OfficialDocument, data: Any = None) -> Self:
        """Return the form of a draft, filled with its present wording."""
        form = cls(data, initial={**document.wording, "seen": document.version})
        for name in set(form.fields) - set(FIELDS[document.kind]) - {"seen"}:
            del form.fields[name]
        return form

    def clean_deadline(self) -> datetime.date:
        """Return the day; one that is past leaves no time to mend."""
        day: datetime.date = self.cleaned_data["deadline"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is past"))
        return day

    def clean_number(self) -> str:
        """Return the number; it reads as a 发文字号."""
        number: str = self.cleaned_data["number"]
        if number and not is_dispatch_number(number):
            raise ValidationError(_("This does not read as the number of a document"))
        return number

    def wording(self) -> dict[str, str]:
        """Return what was typed as it is stored: text, days in ISO format."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return {
            name: value.isoformat() if isinstance(value, datetime.date) else value or ""
            for name, value in typed.items()
        }

    def rows(self) -> list[tuple[forms.BoundField, bool]]:
        """Return (field, whether it takes the whole width) in the order of the page."""
        return [(field, field.name not in self.SHORT) for field in self.visible_fields()]


class DraftForm(StyledForm):
    """Which document is begun, and about whom."""

    kind = forms.ChoiceField(choices=DocumentKind.choices, widget=forms.HiddenInput)
    publicity = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    organization = forms.TypedChoiceField(
        label=gettext_lazy("Branch"), coerce=int, required=False, empty_value=None
    )

    @classmethod
    def of(cls, below: Organization, data: Any = None) -> Self:
        """Return the form for the branches below an organization."""
        form = cls(data, initial={"kind": DocumentKind.RECTIFICATION})
        branches = rated_at(below).order_by("path")
        names = [(branch.pk, branch.name) for branch in branches]
        form.fields["organization"].choices = [("", _("Please choose")), *names]  # type: ignore[attr-defined]  # a choice field
        return form

    def clean(self) -> dict[str, Any]:
        """Ask for the branch of a rectification notice."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_order = data.get("kind") == DocumentKind.RECTIFICATION
        if is_order and not data.get("organization") and "organization" not in self.errors:
            self.add_error("organization", ValidationError(_("Please choose a branch")))
        return data


class PatternForm(StyledForm):
    """How one kind of document is numbered."""

    kind = forms.ChoiceField(choices=DocumentKind.choices, widget=forms.HiddenInput)
    pattern = _line(gettext_lazy("Number pattern"), 40)


class SealForm(StyledForm):
    """The image of a seal and its width on paper."""

    image = forms.FileField(label=gettext_lazy("PNG with a transparent ground"))
    width = forms.IntegerField(
        label=gettext_lazy("Width on paper, mm"),
        min_value=NARROWEST,
        max_value=WIDEST,
        initial=USUAL,
    )
