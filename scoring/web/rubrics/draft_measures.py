"""Which fields each measure has, and the words for measures and operators."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from scoring.web.rubrics.draft_fields import Field

_FACT = _("Fact (key or name)")
_FACTS = _("Facts (keys or names)")
MEASURES = (
    ("value", _("the fact itself")),
    ("ratio", _("share of one in another")),
    ("periods_met", _("months or quarters that reach")),
    ("period", _("one month or quarter")),
    ("count", _("number of entries")),
    ("sum", _("sum")),
    ("min", _("the least")),
    ("max", _("the most")),
    ("rank", _("rank")),
    ("difference", _("difference")),
    ("change_from_prior", _("change from the year before")),
    ("years_free_of", _("years without")),
    ("years_since", _("years since")),
    ("share_below", _("share of the organizations below (not counted here)")),
    ("level_held", _("level held before")),
    ("years_held", _("years at a level or above")),
)
_WHERE_HINT = _("Column and test, as in [proof, {equals: true}]")
MEASURE_FIELDS: dict[str, tuple[Field, ...]] = {
    "value": (Field("value", _FACT, "fact"),),
    "ratio": (
        Field("ratio.0", _("Part"), "facts"),
        Field("ratio.1", _("Whole"), "facts"),
    ),
    "periods_met": (
        Field("periods_met", _FACT, "fact"),
        Field(
            "every", _("Counted by"), "choice", (("month", _("month")), ("quarter", _("quarter")))
        ),
        Field("at_least", _("Each at least"), "number"),
    ),
    "period": (
        Field("period", _FACT, "fact"),
        Field("quarter", _("Quarter"), "number"),
        Field("month", _("Or month"), "number"),
    ),
    "count": (
        Field("count", _FACT, "fact"),
        Field("of", _("Only these options, one a line"), "words"),
        Field("where", _("Only rows with"), "plain", hint=_WHERE_HINT),
    ),
    "sum": (Field("sum", _FACTS, "facts"),),
    "min": (Field("min", _FACTS, "facts"),),
    "max": (Field("max", _FACTS, "facts"),),
    "rank": (Field("rank", _FACT, "fact"),),
    "difference": (
        Field("difference.0", _FACT, "fact"),
        Field("difference.1", _("less this fact"), "fact"),
    ),
    "change_from_prior": (Field("change_from_prior", _FACT, "fact"),),
    "years_free_of": (Field("years_free_of", _FACT, "fact"),),
    "years_since": (Field("years_since", _FACT, "fact"),),
    "share_below": (Field("share_below", _("Fact and test"), "plain", hint=_WHERE_HINT),),
    "level_held": (Field("level_held", _("Of this programme"), "flag"),),
    "years_held": (Field("years_held", _("Level (id)")),),
}
OPERATORS = (
    ("at_least", _("at least")),
    ("at_most", _("at most")),
    ("above", _("above")),
    ("below", _("below")),
    ("equals", _("is")),
    ("between", _("between, both included")),
    ("includes", _("includes all of")),
    ("one_of", _("is one of")),
    ("odd", _("is odd")),
    ("filled", _("is filled in")),
    ("of_periods", _("in this share of the periods")),
)
TREES = ("all", "any", "not", "when")
