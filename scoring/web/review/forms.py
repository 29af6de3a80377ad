"""Forms of the reviewer's desk: they check shape and range, neither state nor permission."""

import datetime
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.engine.numbers import EntryError, parse_date, parse_number
from scoring.reviews.enums import ReasonCode
from scoring.web import formats
from scoring.web.errors import worded

REASON = 400  # characters
NAME = 40
NOTE = 1000


class PointsField(forms.CharField):
    """Points as people type them, full-width digits included."""

    def clean(self, value: object) -> Decimal:
        """Return the number."""
        text = super().clean(value)
        try:
            return parse_number(text)
        except EntryError as error:
            raise ValidationError(worded(error.reason)) from error


class DayField(forms.CharField):
    """A day in any of the spellings that people use."""

    def prepare_value(self, value: object) -> object:
        """Return a day that was filled in beforehand as people write it; what was typed stays."""
        return formats.typed_day(value) if isinstance(value, datetime.date) else value

    def clean(self, value: object) -> datetime.date:
        """Return the day."""
        text = super().clean(value)
        try:
            return parse_date(text)
        except EntryError as error:
            raise ValidationError(worded(error.reason)) from error


class SeenForm(forms.Form):
    """The version of the item that was on screen."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ReasonForm(SeenForm):
    """Why an item is cut or returned: a stored reason, a sentence, or both."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        choices=ReasonCode.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Remark"), max_length=REASON, required=False, widget=forms.Textarea
    )

    def spoken_reason(self) -> str:
        """Return the stored reason and the sentence as one text for the branch."""
        code = self.cleaned_data["reason_code"]
        label = str(ReasonCode(code).label) if code and code != ReasonCode.OTHER else ""
        parts = [part for part in (label, self.cleaned_data["reason"].strip()) if part]
        return gettext("; ").join(parts)[:REASON]


class DecisionForm(ReasonForm):
    """The reviewer's points for one item."""

    points = PointsField(
        label=_("Verified points"),
        max_length=20,
        error_messages={"required": _("Please enter the points for this item")},
    )


class ReturnForm(forms.Form):
    """Until when the branch may mend the items; items and reasons are read beside it."""

    due = DayField(label=_("To be handed in again by"), max_length=20)


class VisitForm(forms.Form):
    """What is kept of a visit besides the verdicts on the items."""

    visited_on = DayField(label=_("Day of the visit"), max_length=20)
    first = forms.CharField(label=_("First visitor"), max_length=NAME)
    second = forms.CharField(label=_("Second visitor"), max_length=NAME)
    passed = forms.TypedChoiceField(
        label=_("Result of the visit"),
        choices=[("yes", _("Accepted on site")), ("no", _("Not accepted"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What was seen"), max_length=NOTE, required=False, widget=forms.Textarea
    )


class ReinspectionForm(forms.Form):
    """The result of a re-inspection."""

    inspected_on = DayField(label=_("Day of the re-inspection"), max_length=20)
    first = forms.CharField(label=_("First inspector"), max_length=NAME)
    second = forms.CharField(label=_("Second inspector"), max_length=NAME)
    passed = forms.TypedChoiceField(
        label=_("Result of the re-inspection"),
        choices=[
            ("yes", _("Passed: the star stays")),
            ("no", _("Not passed: one star less")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    findings = forms.CharField(
        label=_("Findings"), max_length=NOTE, required=False, widget=forms.Textarea
    )
