"""Walk the plan through the real workflow, step by step, with a moved clock."""

import datetime
import random
from decimal import Decimal
from typing import Any

from scoring.assessments.actions import attach_reference, extend_deadline
from scoring.assessments.models import Assessment
from scoring.engine.windows import default_window
from scoring.facts.mapping import definitions
from scoring.ratings.models import Rating
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.queries import rubric_of
from scoring.workflow.cycles import open_cycle
from scoring.workflow.demonstration.content import (
    entries,
    names,
    owned_values,
    provided_values,
)
from scoring.workflow.demonstration.people import Cast, Unit
from scoring.workflow.demonstration.plan import Calendar, Part, Stage
from scoring.workflow.demonstration.season import Season
from scoring.workflow.demonstration.verdicts import review_part
from scoring.workflow.filling import save_entries
from scoring.workflow.profile import confirm_profile
from scoring.workflow.providing import save_provider_entries
from scoring.workflow.rating import confirm_rating, publish_proposals
from scoring.workflow.review import (
    judged_gates,
)
from scoring.workflow.scoring_state import load
from scoring.workflow.submission import submit_assessment

PROGRAMME = "star-standardization"
TARGET_SCORE = Decimal(80)
LOOK_BACK = ("disc.cases", "disc.faults")
EARLIER_YEARS = 2


def open_season(
    cast: Cast, version: RubricVersion, year: int, days: Calendar, chance: random.Random
) -> Season:
    """Open the cycle of a year."""
    window = default_window(year)
    cycle = open_cycle(
        organization=cast.root,
        programme=PROGRAMME,
        year=year,
        rubric_version=version,
        window_start=window.start,
        window_end=window.end,
        declare_by=days.declare_by,
        target_score=TARGET_SCORE,
        publicity_days=5,
        issuer_name=cast.root.name,
        contact_name=cast.root.contact_name,
        contact_phone=cast.root.contact_phone,
        by=cast.office,
        now=days.opened,
    )
    return Season(cast, cycle, days, chance)


def play(season: Season, unit: Unit, plan: list[Part], *, first_year: bool) -> None:
    """Walk the branches of one unit as far as their plan says, publicity excepted."""
    for branch, part in zip(unit.branches, plan, strict=True):
        assessment = Assessment.objects.select_related("cycle", "organization").get(
            cycle=season.cycle, organization=branch
        )
        _provide(season, assessment, part, first_year=first_year)
        if part.stage >= Stage.STARTED:
            _fill(season, assessment, part)
        if part.stage >= Stage.SUBMITTED:
            _declare(season, assessment, part)
        if part.stage >= Stage.IN_REVIEW:
            review_part(season, unit, assessment, part)


def _provide(season: Season, assessment: Assessment, part: Part, *, first_year: bool) -> None:
    for kind, values in provided_values(part.profile).items():
        changes = {f"fact:{key}": value for key, value in values.items()}
        _save_for(season, assessment, kind, assessment.year, changes)
        if first_year:
            clean = {f"fact:{key}": 0 for key in LOOK_BACK if key in values}
            for earlier in range(1, EARLIER_YEARS + 1):
                _save_for(season, assessment, kind, assessment.year - earlier, clean)


def _save_for(
    season: Season, assessment: Assessment, kind: str, year: int, changes: dict[str, Any]
) -> None:
    if not changes:
        return
    result = save_provider_entries(
        organization=assessment.organization,
        year=year,
        changes=changes,
        seen=None,
        by=season.cast.providers[kind],
        now=season.days.provided,
        source="form",
    )
    if result.refused:
        raise ValueError(f"the demonstration's own facts were refused: {result.refused}")


def _fill(season: Season, assessment: Assessment, part: Part) -> None:
    window = default_window(assessment.year)
    typed = entries(owned_values(part.profile, season.chance), definitions(), window)
    if part.stage == Stage.STARTED:
        typed = {key: value for key, value in typed.items() if key.startswith("fact:org.")}
    secretary = season.cast.secretaries[assessment.organization_id]
    answers = _answers(season, part) if part.stage > Stage.STARTED else {}
    now = season.days.submitted
    # The one the demonstration's secretary finishes still lacks its star and its declaration.
    if part.stage == Stage.FILLED:
        answers = {key: one for key, one in answers.items() if not key.startswith("veto:")}
        answers.pop("star")
    standing = load(assessment)
    changes = typed | answers
    seen = {key: standing.version(key) for key in changes}
    saved = save_entries(assessment=assessment, changes=changes, seen=seen, by=secretary, now=now)
    if saved.refused or saved.conflicts:
        raise ValueError(f"the demonstration's own entries were refused: {saved.refused}")
    if part.stage > Stage.STARTED:
        confirm_profile(assessment=assessment, by=secretary, now=now)


def _answers(season: Season, part: Part) -> dict[str, Any]:
    rubric = rubric_of(season.cycle.rubric_version)
    found: dict[str, Any] = {"star": part.star}
    for item in rubric.indicators:
        if item.scoring.kind == "judged":
            weak = part.profile.loss > 6 and season.chance.random() < 0.4
            choice = item.scoring.choices[1 if weak else 0]
            found[f"item:{item.id}"] = choice.id
        for one in item.scoring.parts:
            if one.condition is None:
                found[f"part:{item.id}/{one.id}"] = True
    for gate in judged_gates(rubric, part.star):
        found[f"gate:{gate.id}"] = {"claimed": True, "sentence": season.sentence("gate")}
    for veto in rubric.vetoes:
        found[f"veto:{veto.id}"] = "none"
    return found


def _declare(season: Season, assessment: Assessment, part: Part) -> None:
    secretary = season.cast.secretaries[assessment.organization_id]
    required = [
        item.id
        for item in rubric_of(season.cycle.rubric_version).indicators
        if item.evidence.need == "required"
    ]
    attach_reference(
        assessment=assessment,
        reference=names()["archive_reference"].format(page=part.profile.number % 40 + 3),
        indicators=required,
        dated_on=season.cycle.window_end - datetime.timedelta(days=30),
        by=secretary,
        now=season.days.submitted,
    )
    submit_assessment(
        assessment=assessment,
        star=part.star,
        secretary_name=secretary.name,
        filler_name=secretary.name,
        submit_key=f"demo-{assessment.pk}",
        by=secretary,
        now=season.days.submitted,
    )


def publish(season: Season, planned: dict[int, Part]) -> None:
    """Publish and confirm what the plan says; ``planned`` maps organization ids to parts."""
    rows = Rating.objects.filter(assessment__cycle=season.cycle).select_related("assessment")
    ready = [
        one for one in rows if planned[one.assessment.organization_id].stage >= Stage.PUBLICIZED
    ]
    if not ready:
        return
    publish_proposals(
        cycle=season.cycle,
        ratings=ready,
        starts_on=season.days.published.date(),
        by=season.cast.office,
        now=season.days.published,
    )
    for one in ready:
        if planned[one.assessment.organization_id].stage == Stage.CONFIRMED:
            rating = Rating.objects.select_related("assessment__cycle").get(pk=one.pk)
            confirm_rating(rating=rating, by=season.cast.second, now=season.days.confirmed)


def extend_one(season: Season) -> None:
    """Give a week more to the last branch that is still filling in, if there is one."""
    assessment = (
        Assessment.objects.editable()
        .filter(cycle=season.cycle, submitted_at__isnull=True)
        .select_related("cycle")
        .order_by("organization_path")
        .last()
    )
    if assessment is None:
        return
    extend_deadline(
        assessment=assessment,
        until=season.days.declare_by + datetime.timedelta(days=7),
        reason=season.sentence("extension"),
        by=season.cast.office,
        now=season.days.confirmed,
    )
