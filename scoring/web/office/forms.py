"""Forms of the office desk: they check shape, neither state nor permission."""

import datetime
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.assessments.queries import rated_at
from scoring.organizations.models import Organization
from scoring.web.review.forms import DayField, PointsField

NAME, REFERENCE, REASON, TEXT = 40, 120, 400, 1000  # characters


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


def _day(label: Any, **options: Any) -> DayField:
    return DayField(label=label, max_length=20, **options)


class StyledForm(forms.Form):
    """A form whose controls carry the classes of the style sheet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Dress every control."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            chooses = isinstance(field.widget, forms.Select)
            field.widget.attrs["class"] = "form-select" if chooses else "form-control"


class PublicityForm(StyledForm):
    """The first day of a publicity; the branches are ticked in the table beside it."""

    starts_on = _day(gettext_lazy("First day of the publicity"))


class ObjectionForm(StyledForm):
    """An objection that somebody raised during publicity."""

    rating = forms.TypedChoiceField(label=gettext_lazy("Branch"), coerce=int)
    received_on = _day(gettext_lazy("Received on"))
    content = forms.CharField(
        label=gettext_lazy("What is objected"), max_length=TEXT, widget=_area()
    )

    @classmethod
    def of(cls, branches: list[tuple[int, str]], data: Any = None, **initial: Any) -> Self:
        """Return the form for the branches in publicity: (rating, name)."""
        form = cls(data, initial=initial)
        form.fields["rating"].choices = branches  # type: ignore[attr-defined]  # a choice field
        return form


class SettlementForm(StyledForm):
    """How an objection was settled."""

    settlement = forms.CharField(
        label=gettext_lazy("How it was settled"), max_length=TEXT, widget=_area()
    )


class VetoForm(StyledForm):
    """An incident that cancels a star."""

    organization = forms.TypedChoiceField(label=gettext_lazy("Branch"), coerce=int)
    veto = forms.ChoiceField(label=gettext_lazy("Reason of the standard"))
    happened_on = _day(gettext_lazy("Day of the filing or decision"))
    reference = forms.CharField(
        label=gettext_lazy("Number of the filing or decision"), max_length=REFERENCE
    )
    reason = forms.CharField(label=gettext_lazy("What happened"), max_length=TEXT, widget=_area())

    @classmethod
    def of(
        cls, below: Organization, vetoes: list[tuple[str, str]], data: Any = None, **initial: Any
    ) -> Self:
        """Return the form for what is rated below an organization."""
        form = cls(data, initial=initial)
        rated = rated_at(below).order_by("path")
        names = [(one.pk, one.name) for one in rated]
        form.fields["organization"].choices = [("", _("Please choose")), *names]  # type: ignore[attr-defined]  # a choice field
        form.fields["veto"].choices = vetoes  # type: ignore[attr-defined]  # a choice field
        return form


class ReasonForm(StyledForm):
    """Why something is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON)


class ExtensionForm(StyledForm):
    """More time for one of those that are rated."""

    assessment = forms.TypedChoiceField(label=gettext_lazy("Granted to"), coerce=int)
    until = _day(gettext_lazy("New deadline, end of the day"))
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=REASON)

    @classmethod
    def of(cls, branches: list[tuple[int, str]], data: Any = None) -> Self:
        """Return the form for the branches that may still declare: (assessment, name)."""
        form = cls(data)
        form.fields["assessment"].choices = [("", _("Please choose")), *branches]  # type: ignore[attr-defined]  # a choice field
        return form

    def clean_until(self) -> datetime.datetime:
        """Return the end of the day."""
        return moment_of(self.cleaned_data["until"], datetime.time(23, 59, 59))


class CycleForm(StyledForm):
    """Everything that a year needs."""

    standard = forms.TypedChoiceField(label=gettext_lazy("Standard"), coerce=int)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    window_start = _day(gettext_lazy("Work counted from"))
    window_end = _day(gettext_lazy("Work counted until"))
    declare_on = _day(gettext_lazy("To be declared by, day"))
    declare_at = forms.TimeField(
        label=gettext_lazy("To be declared by, time"), input_formats=["%H:%M"]
    )
    target_score = PointsField(
        label=gettext_lazy("Goal of the annual assessment, points"), max_length=10
    )
    publicity_days = forms.IntegerField(
        label=gettext_lazy("Publicity, working days"), min_value=1, max_value=60
    )
    validity_years = forms.IntegerField(
        label=gettext_lazy("Stars are valid, years after this one"), min_value=1, max_value=5
    )
    issuer_name = forms.CharField(
        label=gettext_lazy("Issuer printed on the certificates"), max_length=80
    )
    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=NAME)
    contact_phone = forms.CharField(label=gettext_lazy("Contact phone"), max_length=NAME)

    @classmethod
    def of(
        cls, standards: list[tuple[str, list[tuple[int, str]]]], data: Any = None, **initial: Any
    ) -> Self:
        """Return the form for the published standards: (what they rate, [(version, name)])."""
        form = cls(data, initial=initial)
        form.fields["standard"].choices = standards  # type: ignore[attr-defined]  # a choice field
        return form

    def clean(self) -> dict[str, Any]:
        """Join day and time of the deadline."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "declare_on" in data and "declare_at" in data:
            data["declare_by"] = moment_of(data["declare_on"], data["declare_at"])
        if (
            data.get("window_start")
            and data.get("window_end", datetime.date.max) < data["window_start"]
        ):
            self.add_error("window_end", ValidationError(_("The window ends before it starts")))
        return data


def moment_of(day: datetime.date, clock: datetime.time) -> datetime.datetime:
    """Return a moment in the installation's time zone."""
    return timezone.make_aware(datetime.datetime.combine(day, clock))
