"""Forms of the secretary's desk that are not entries: the declaration, and a piece of evidence."""

import uuid
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from scoring.assessments.models import Evidence
from scoring.engine.numbers import EntryError, parse_date
from scoring.engine.results import Reason
from scoring.web import formats
from scoring.web.errors import worded
from scoring.web.selfassessment import wording
from scoring.web.selfassessment.controls import Option
from scoring.web.selfassessment.workbook import Workbook
from scoring.workflow.submission import stars_open


class EvidenceForm(forms.Form):
    """The date of a piece of evidence and the items it proves."""

    dated_on = forms.CharField(
        label=_("Date of the document"),
        required=False,
        help_text=_("For example 2026-1-23 or 2026.1.23"),
    )
    items = forms.MultipleChoiceField(
        label=_("Proves these items"), widget=forms.CheckboxSelectMultiple
    )

    @classmethod
    def of(cls, book: Workbook, piece: Evidence, data: QueryDict | None = None) -> Self:
        """Return the form of one piece of evidence of a workbook."""
        form = cls(
            data,
            initial={
                "dated_on": formats.typed_day(piece.dated_on) if piece.dated_on else "",
                "items": [use.indicator for use in piece.uses.all()],
            },
        )
        choices = [
            (dimension.name, [(one.id, wording.cited(one)) for one in dimension.indicators])
            for dimension in book.rubric.dimensions
        ]
        form.fields["items"].choices = choices  # type: ignore[attr-defined]  # a choice field
        return form

    def clean_dated_on(self) -> Any:
        """Return the day in any of the spellings people use; nothing for nothing."""
        text = self.cleaned_data["dated_on"].strip()
        if not text:
            return None
        try:
            return parse_date(text)
        except EntryError as error:
            sentence = worded(Reason(error.code, error.data))
            raise ValidationError(sentence) from error


def item_options(book: Workbook, form: EvidenceForm) -> list[tuple[str, list[Option]]]:
    """Return (dimension, items with their boxes) as the form holds them now."""
    chosen = set(form["items"].value() or ())
    return [
        (
            dimension.name,
            [
                Option(one.id, wording.cited(one), one.id in chosen, f"id_items_{one.id}")
                for one in dimension.indicators
            ],
        )
        for dimension in book.rubric.dimensions
    ]


class DeclarationForm(forms.Form):
    """The star applied for, the two names, and the key that makes a repeat harmless."""

    star = forms.ChoiceField(label=_("Star applied for"), widget=forms.RadioSelect)
    secretary_name = forms.CharField(label=_("Branch secretary"), max_length=40)
    filler_name = forms.CharField(label=_("Filled in by"), max_length=40)
    submit_key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, book: Workbook, data: QueryDict | None = None, filler: str = "") -> Self:
        """Return the declaration of a workbook; a fresh page gets a fresh key."""
        form = cls(
            data,
            initial={
                "star": book.assessment.star_applied,
                "filler_name": filler,
                "submit_key": uuid.uuid4(),
            },
        )
        form.fields["star"].choices = [  # type: ignore[attr-defined]  # a choice field
            (level, wording.level_name(book.rubric, level))
            for level in reversed(stars_open(book.assessment, book.rubric))
        ]
        return form
