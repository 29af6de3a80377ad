"""Which fields each part of a rubric has: one table per part, from which the forms are made."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from scoring.web.rubrics.draft_choices import (
    COUNTED,
    EFFECTS,
    HOW,
    NEEDS,
    QUOTAS,
    ROUNDINGS,
    ROUTES,
    SCOPES,
    SCORINGS,
    SUBJECTS,
    TIES,
)
from scoring.web.rubrics.draft_fields import (
    ConditionSpec,
    Field,
    Group,
    Kinds,
    MeasureSpec,
    PartSpec,
    Rows,
    Spec,
)

_ID = Field("id", _("Id (may be left empty)"), "id")
_NAME = Field("name", _("Name"))
_NAME_EN = Field("name_en", _("Name in English"))
_RULE = Field("rule", _("Clause"), hint=_("As the rules of the source are numbered"))
_NOTES = Field("notes", _("Notes"), "plain", wide=True)

_SHARE = Field("share", _("Share of the points"), "number", hint=_("0 to 1; 0.5 is half"))
SCORING_SPECS: dict[str, tuple[Spec, ...]] = {
    "boolean": (ConditionSpec("condition", _("Condition")),),
    "tiered": (
        Rows(
            "tiers",
            _("Tiers, the best first"),
            _("Tier"),
            (_NAME, _SHARE, ConditionSpec("condition", _("Condition"))),
        ),
        Field("otherwise", _("Share below all tiers"), "number"),
    ),
    "proportional": (
        MeasureSpec("measure", _("What is counted")),
        Field("target", _("Full points at"), "number", hint=_("1 means the whole")),
    ),
    "count_deduction": (
        MeasureSpec("measure", _("What is counted")),
        Field("each", _("Points off for each"), "number"),
        Field("free", _("Free of deduction up to"), "number"),
        Field("short_of", _("Or: deducted below"), "number"),
    ),
    "checklist": (
        Rows(
            "parts",
            _("Points of the list"),
            _("Point"),
            (
                _ID,
                _NAME,
                Field("weight", _("Weight"), "number", hint=_("1 where left empty")),
                Field("judged", _("Judged by the reviewer"), "flag"),
                ConditionSpec("condition", _("Condition")),
            ),
        ),
    ),
    "judged": (Rows("choices", _("Answers, the best first"), _("Answer"), (_ID, _NAME, _SHARE)),),
}

_CONDITION = ConditionSpec("condition", _("Condition"))
GATE = (
    _ID,
    Field("name", _("Condition in words"), wide=True),
    Field("judged", _("Judged by the reviewer"), "flag"),
    Field("claim", _("Sentence the branch claims it with"), wide=True),
    _CONDITION,
    Field("exception", _("Sentence that asks to be excused"), wide=True),
    Field("facts", _("Facts shown beside it"), "facts"),
    _RULE,
    _NOTES,
)
ITEM = (
    Field("number", _("Number")),
    _NAME,
    Field("max", _("Points it is worth"), "number"),
    Field("requirement", _("Requirement"), "area", wide=True),
    Kinds("scoring", _("How points are given"), SCORINGS, SCORING_SPECS),
    Field(
        "facts",
        _("Facts asked for here"),
        "facts",
        hint=_("Where all are empty, those that the points need"),
    ),
    Group(
        "evidence",
        _("Evidence"),
        (
            Field("need", _("Evidence"), "choice", NEEDS),
            Field("reason", _("Reason, where it is required"), wide=True),
            Field("documents", _("Documents, one a line"), "words"),
        ),
    ),
    Field("on_site", _("Seen on site"), "flag"),
    Field("year_end", _("Provisional until the final cut-off"), "flag"),
    ConditionSpec("not_applicable_when", _("Does not apply when")),
    Field("rules", _("Clauses, one a line"), "words"),
    _ID,
    _NOTES,
)

HEAD = PartSpec(
    _("Head of the standard"),
    (
        _NAME,
        _NAME_EN,
        Field("id", _("Id of the rubric"), hint=_("The same id makes it a version of that rubric")),
        Field("version", _("Version")),
        Field("subject", _("Rates"), "choice", SUBJECTS),
        Field("max", _("Full points"), "number"),
        Field("source", _("Source"), "plain", wide=True),
        Field("legal_basis", _("Legal basis"), "plain", wide=True),
        Field("settings", _("Settings"), "yaml", wide=True),
        Field("missing", _("Content still owed, one a line"), "words", wide=True),
        _NOTES,
    ),
    keeps=(
        "format", "dimensions", "levels", "vetoes", "quotas", "sheets", "bonuses", "placements",
    ),
)  # fmt: skip
_POINTED: tuple[tuple[str, PartSpec], ...] = (
    (
        "dimensions/#",
        PartSpec(
            _("Dimension"),
            (_NAME, _NAME_EN, Field("weight", _("Points it is worth"), "number"), _ID, _NOTES),
            keeps=("indicators",),
        ),
    ),
    ("dimensions/#/indicators/#", PartSpec(_("Item"), ITEM)),
    (
        "levels/#",
        PartSpec(
            _("Level"),
            (
                _NAME,
                _NAME_EN,
                Field("stars", _("Stars"), "number"),
                Field("min_score", _("Line, points"), "number"),
                Field("dimension_floor", _("At least in each dimension"), "number"),
                Field("route", _("Route"), "choice", ROUTES),
                Field("validity_years", _("Valid, years"), "number"),
                Field("sheet", _("Part sheet of the line (id)")),
                _ID,
                _NOTES,
            ),
            keeps=("gates",),
        ),
    ),
    ("levels/#/gates/#", PartSpec(_("Condition of a level"), GATE)),
    (
        "vetoes/#",
        PartSpec(
            _("Veto"),
            (
                _NAME,
                Field("trigger", _("When it holds"), "area", wide=True),
                Field("effect", _("Effect"), "choice", EFFECTS),
                Field("basis", _("Legal basis"), wide=True),
                Field("level", _("Level, for “at most”")),
                Field("expires_after_years", _("Expires after years"), "number"),
                Field("fact", _("Fact that tells it"), "fact"),
                _CONDITION,
                _RULE,
                _ID,
                _NOTES,
            ),
        ),
    ),
    (
        "quotas/#",
        PartSpec(
            _("Share"),
            (
                _NAME,
                Field("kind", _("Kind"), "choice", QUOTAS),
                Field("level", _("From level (id)")),
                Field("share", _("Share, 0 to 1"), "number"),
                Field("count", _("Or: number of branches"), "number"),
                Field("of", _("Counted are"), "choice", COUNTED),
                Field("year_index", _("Year of the programme"), "number"),
                Field("rounding", _("Rounded"), "choice", ROUNDINGS),
                Field("scope", _("Counted within"), "choice", SCOPES),
                Field("ties", _("Equal points at the cut"), "choice", TIES),
                _RULE,
                _ID,
                _NOTES,
            ),
        ),
    ),
    (
        "bonuses/#",
        PartSpec(
            _("Bonus"),
            (
                _NAME,
                Field("trigger", _("When it holds"), "area", wide=True),
                Field("points", _("Points"), "number"),
                Field("each", _("Or: points for each"), "number"),
                MeasureSpec("measure", _("What is counted")),
                Field("at_most", _("At most, points"), "number"),
                Field("judged", _("Judged by the reviewer"), "flag"),
                Field("claim", _("Sentence the branch claims it with"), wide=True),
                _CONDITION,
                _RULE,
                _ID,
                _NOTES,
            ),
        ),
    ),
    (
        "placements/#",
        PartSpec(
            _("Direct placement"),
            (
                _NAME,
                Field("level", _("Level (id), or none")),
                Field("how", _("How"), "choice", HOW),
                _CONDITION,
                _RULE,
                _ID,
                _NOTES,
            ),
        ),
    ),
    (
        "sheets/#",
        PartSpec(
            _("Part sheet"),
            (
                _NAME,
                _NAME_EN,
                Field("weight", _("Weight, 0 to 1"), "number"),
                Field("dimensions", _("Dimensions (ids), one a line"), "words"),
                _ID,
                _NOTES,
            ),
        ),
    ),
)
SECTIONS: tuple[tuple[str, Any], ...] = (
    ("vetoes", _("Vetoes")),
    ("quotas", _("Shares")),
    ("bonuses", _("Bonuses")),
    ("placements", _("Direct placements")),
    ("sheets", _("Part sheets")),
)
_SPECS = dict(_POINTED)
_NUMBER = re.compile(r"/[0-9]+(?=/|\Z)")


def part_spec(pointer: str) -> PartSpec | None:
    """Return the form of the part at a JSON pointer, None where there is no form."""
    if not pointer:
        return HEAD
    return _SPECS.get(_NUMBER.sub("/#", pointer).removeprefix("/"))
