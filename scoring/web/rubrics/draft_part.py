"""The page of one part of a draft as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict

from scoring.facts.mapping import definitions
from scoring.rubrics.models import RubricDraft
from scoring.rubrics.parts import NoSuchPart, part_at
from scoring.web.components import Fault
from scoring.web.rubrics.draft_faults import (
    PlacedFault,
    faults_in_part,
    place_of,
    sentences_by_input,
    unreadable,
)
from scoring.web.rubrics.draft_fields import PartSpec
from scoring.web.rubrics.draft_preview import preview_of
from scoring.web.rubrics.draft_reading import PartReader
from scoring.web.rubrics.draft_rows import changed_rows
from scoring.web.rubrics.draft_specs import part_spec
from scoring.web.rubrics.draft_typed import Typed, typed_of
from scoring.web.rubrics.draft_widgets import Block, FormBuilder, input_id
from scoring.web.selfassessment.controls import fact_label
from scoring.web.selfassessment.dimension import Card

LONGEST = 20_000  # characters of one input
_OURS = ("csrfmiddlewaretoken", "do", "at", "revision")


@dataclass(frozen=True)
class OpenPart:
    """One part of a draft with its form, before anything of it is shown."""

    draft: RubricDraft
    pointer: str
    spec: PartSpec
    held: dict[str, Any]

    @property
    def is_item(self) -> bool:
        """Tell whether branches see this part as a card of their own."""
        return self.pointer.count("/") == 4 and "/indicators/" in self.pointer


@dataclass(frozen=True)
class PartPage:
    """Everything the page of one part shows."""

    part: OpenPart
    place: str
    form: Block
    open_faults: tuple[Fault, ...]  # still to be mended, after saving
    preview: Card | None
    facts: tuple[tuple[str, str], ...]  # key, name


def open_part(draft: RubricDraft, pointer: str) -> OpenPart:
    """Return a part of a draft with its form.

    Raises:
        Http404: the draft has no such part, or the part has no form.
    """
    spec = part_spec(pointer)
    try:
        held = part_at(draft.document, pointer)
    except NoSuchPart:
        raise Http404 from None
    if spec is None or not isinstance(held, dict):
        raise Http404
    return OpenPart(draft, pointer, spec, held)


def typed_in(data: QueryDict) -> Typed:
    """Return what was typed; several inputs of one name become lines. Control signs are dropped."""
    return {
        name: "\n".join(_clean(value) for value in data.getlist(name))[:LONGEST]
        for name in data
        if name not in _OURS
    }


def _clean(text: str) -> str:
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable())


def step_of(data: QueryDict) -> str:
    """Return what the person pressed: save, preview, reshape, or a step with rows."""
    return data.get("do", "") or "save"


def stored_page(part: OpenPart) -> PartPage:
    """Return the page of a part as it is stored, with what is still to be mended."""
    typed = typed_of(part.spec, part.held)
    found = faults_in_part(part.draft.document, definitions(), part.pointer, typed)
    return _page(part, typed, part.held, found)


def read_part(part: OpenPart, typed: Typed) -> tuple[dict[str, Any], list[PlacedFault]]:
    """Return what was typed as a part of the document, and what of it could not be read."""
    reader = PartReader(typed, definitions())
    value = reader.part(part.spec, part.held)
    return value, unreadable(reader.faults)


def typed_page(part: OpenPart, typed: Typed, step: str = "") -> PartPage:
    """Return the page with what was typed, after a step that stores nothing."""
    changed = changed_rows(typed, step)
    value, found = read_part(part, changed)
    return _page(part, changed, value, found)


def _page(
    part: OpenPart, typed: Typed, value: dict[str, Any], found: Sequence[PlacedFault]
) -> PartPage:
    known = definitions()
    builder = FormBuilder(typed, known, sentences_by_input(found))
    organization = part.draft.organization
    return PartPage(
        part=part,
        place=place_of(part.draft.document, part.pointer),
        form=builder.form(part.spec),
        open_faults=tuple(Fault(input_id(one.name), one.text) for one in found),
        preview=preview_of(value, organization, known) if part.is_item else None,
        facts=tuple((key, fact_label(one)) for key, one in known.items()),
    )
