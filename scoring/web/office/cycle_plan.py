"""What a person is told before a year is opened: the standard, the days, whom it rates."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from scoring.organizations.enums import OrganizationKind, Sector
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.web import formats
from scoring.web.subjects import subject_name


def plan_points(version: RubricVersion, plan: Mapping[str, Any]) -> list[str]:
    """Return the lines under the question; the last warns of a window that ends another year."""
    days = {"start": formats.day(plan["window_start"]), "end": formats.day(plan["window_end"])}
    said = [
        f"{version.name} {version.version}",
        _("Work counted from %(start)s until %(end)s") % days,
        _("To be declared by %(moment)s") % {"moment": formats.full_moment(plan["declare_by"])},
    ]
    if plan["window_end"].year != plan["year"]:
        warning = _("Please check: the window ends on %(end)s, not in the year %(year)s")
        said.append(warning % {"end": days["end"], "year": plan["year"]})
    return said


def nobody_rated(version: RubricVersion) -> str:
    """Return that no organization in hand is one of those that the standard rates."""
    settings = rubric_of(version).settings
    kinds = _names(settings.get("kinds"), dict(OrganizationKind.choices))
    sectors = _names(settings.get("sectors"), dict(Sector.choices))
    rated = kinds or subject_name(version.subject)
    if sectors:
        rated = f"{rated}（{sectors}）"
    words = _("This standard rates %(kinds)s, and you have none of them. No year can be opened.")
    return words % {"kinds": rated}


def _names(setting: object, labels: Mapping[str, Any]) -> str:
    found = setting if isinstance(setting, list) else [setting]
    return "、".join(str(labels.get(str(one), one)) for one in found if one)
