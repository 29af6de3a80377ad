"""What can be chosen in the fields of a rubric: values of the format, and their words."""

from django.utils.translation import gettext_lazy as _

NEEDS = (
    ("", _("on request")),
    ("none", _("none")),
    ("on_request", _("on request")),
    ("required", _("required")),
)
SUBJECTS = (
    ("", _("Branches")),
    ("branch", _("Branches")),
    ("committee", _("Party committees")),
    ("organization", _("Other primary organizations")),
    ("member", _("Members")),
)
ROUTES = (
    ("", _("Reviewed")),
    ("file", _("Filed for the record")),
    ("review", _("Reviewed")),
    ("on_site", _("Reviewed and accepted on site")),
)
QUOTAS = (
    ("floor", _("At least (warns)")),
    ("cap", _("No more than (a cap)")),
    ("target", _("Goal (shown)")),
)
EFFECTS = (
    ("", _("The star in force goes")),
    ("cancel", _("The star in force goes")),
    ("disqualify_year", _("No star this year")),
    ("cap", _("At most the level below")),
    ("freeze", _("At most the level held before")),
)
HOW = (("exactly", _("Exactly this level")), ("at_most", _("At most this level")))

SCORINGS = (
    ("boolean", _("All or nothing")),
    ("tiered", _("By tiers")),
    ("proportional", _("In proportion")),
    ("count_deduction", _("Deducted per case")),
    ("checklist", _("By points of a list")),
    ("judged", _("Judged by the reviewer")),
)
COUNTED = (
    ("", _("All who have the level")),
    ("stock", _("All who have the level")),
    ("new", _("Those new to the level")),
)
ROUNDINGS = (
    ("", _("As is usual for the kind")),
    ("floor", _("Rounded down")),
    ("half_up", _("To the nearest")),
    ("ceil", _("Rounded up")),
)
SCOPES = (
    ("", _("Whole cycle")),
    ("cycle", _("Whole cycle")),
    ("organization", _("Each organization above branches")),
)
TIES = (
    ("", _("The naming body decides")),
    ("decide", _("The naming body decides")),
    ("all_in", _("All of them in")),
    ("all_out", _("All of them out")),
)
