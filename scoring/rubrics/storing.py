"""Store what has been read: fact definitions, and rubric versions that never change again."""

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from scoring.audit.actions import record
from scoring.engine import rubric as engine
from scoring.facts.mapping import LOADED, forget_definitions
from scoring.facts.models import FactDefinition
from scoring.rubrics.aggregating import aggregate_faults
from scoring.rubrics.lined_yaml import LinedDocument
from scoring.rubrics.loading import FileFault, Reading, ReadRubric
from scoring.rubrics.models import Dimension, Gate, Indicator, Level, Quota, RubricVersion, Veto

_COLUMNS = ("zh", "en", "type", "unit", "period", "scope", "provider")


@dataclass(frozen=True)
class Stored:
    """What one run has done with one rubric. ``fresh`` is False for an unchanged version."""

    version: RubricVersion
    fresh: bool


def find_conflicts(reading: Reading) -> tuple[FileFault, ...]:
    """Return what stands against storing: what exists already otherwise, and rings of levels."""
    return (*_changed_types(reading), *_changed_versions(reading), *_faulty_aggregates(reading))


@transaction.atomic
def store(*, reading: Reading, by: str, now: datetime.datetime) -> list[Stored]:
    """Store the facts and every new rubric version; what is there already stays as it is.

    A version without missing content is published at once. A fact that has left the file keeps
    its row, since older versions and sheets still name it.

    Raises:
        ValueError: the reading has faults or conflicts, which the caller reports beforehand.

    Source: decisions, rubrics are immutable versions.
    """
    if reading.faults or find_conflicts(reading):
        raise ValueError("a reading with faults is not stored")
    changed = _store_facts(reading)
    if changed:
        before = {key: text for key, text in changed.items() if text}
        detail = {"keys": list(changed), "before": before}
        record(action=LOADED, about=("facts", ""), by=by, now=now, detail=detail)
    stored = [_store_rubric(read, by=by, now=now) for read in reading.rubrics]
    transaction.on_commit(forget_definitions)
    forget_definitions()
    return stored


@transaction.atomic
def store_document(
    *, document: dict[str, Any], rubric: engine.Rubric, by: object, now: datetime.datetime
) -> RubricVersion:
    """Store a document that was read as ``rubric``, and publish it when nothing is missing.

    The caller has seen to it that no version of this id and number exists.
    """
    read = ReadRubric(LinedDocument(Path(), document, {}), document, rubric)
    return _store_rubric(read, by=by, now=now).version


def _changed_types(reading: Reading) -> Iterator[FileFault]:
    if reading.facts is None:
        return
    before = dict(FactDefinition.objects.values_list("key", "type"))
    for n, definition in enumerate(reading.definitions.values()):
        held = before.get(definition.key, definition.type)
        if held != definition.type:
            path = f"/facts/{n}/type"
            data = {"key": definition.key, "before": held, "after": str(definition.type)}
            line = reading.facts.line(path)
            yield FileFault(reading.facts.path, line, path, "fact_type_changed", data)


def _changed_versions(reading: Reading) -> Iterator[FileFault]:
    for read in reading.rubrics:
        rubric = read.rubric
        held = RubricVersion.objects.filter(rubric=rubric.id, version=rubric.version).first()
        if held is not None and held.content_hash != read.content_hash:
            source = read.source
            data = {"id": rubric.id, "version": rubric.version}
            yield FileFault(
                source.path, source.line("/version"), "/version", "version_changed", data
            )


def _faulty_aggregates(reading: Reading) -> Iterator[FileFault]:
    beside = [read.rubric for read in reading.rubrics]
    for read in reading.rubrics:
        source = read.source
        for fault in aggregate_faults(read.rubric, beside):
            line = source.line(fault.path)
            yield FileFault(source.path, line, fault.path, fault.code, fault.data)


def _store_facts(reading: Reading) -> dict[str, str]:
    """Return the keys that were added or changed, with the JSON that stood there before."""
    if reading.facts is None:
        return {}
    rows = {row.key: row for row in FactDefinition.objects.all()}
    changed: dict[str, str] = {}
    for n, document in enumerate(reading.facts.data["facts"]):
        definition = reading.definitions[document["key"]]
        wanted = {name: str(getattr(definition, name)) for name in _COLUMNS}
        row = rows.get(definition.key) or FactDefinition(key=definition.key)
        if row.pk and (row.document, row.position) == (document, n):
            continue
        changed[row.key] = json.dumps(row.document, ensure_ascii=False) if row.pk else ""
        for name, value in wanted.items():
            setattr(row, name, value)
        row.position, row.document = n, document
        row.save()
    return changed


def _store_rubric(read: ReadRubric, *, by: object, now: datetime.datetime) -> Stored:
    rubric = read.rubric
    held = RubricVersion.objects.filter(rubric=rubric.id, version=rubric.version).first()
    if held is not None:
        return Stored(held, fresh=False)
    version = RubricVersion.objects.create(
        rubric=rubric.id,
        version=rubric.version,
        name=rubric.name,
        name_en=rubric.name_en,
        subject=rubric.subject,
        document=read.document,
        content_hash=read.content_hash,
        structure_hash=read.structure_hash,
        missing=list(rubric.missing),
        loaded_at=now,
    )
    _project(version, rubric)
    if not rubric.missing:  # from here on the database itself refuses to change it
        version.published_at = now
        version.save(update_fields=["published_at"])
    detail = {"rubric": rubric.id, "version": rubric.version, "content_hash": version.content_hash}
    record(
        action="rubric.loaded", about=("RubricVersion", version.pk), by=by, now=now, detail=detail
    )
    return Stored(version, fresh=True)


def _project(version: RubricVersion, rubric: engine.Rubric) -> None:
    """Write the rows that mirror the document."""
    for n, dimension in enumerate(rubric.dimensions, 1):
        _project_dimension(version, n, dimension)
    for n, level in enumerate(rubric.levels, 1):
        _project_level(version, n, level)
    Veto.objects.bulk_create(
        Veto(rubric_version=version, identifier=veto.id, name=veto.name, effect=veto.effect)
        for veto in rubric.vetoes
    )
    Quota.objects.bulk_create(
        Quota(
            rubric_version=version,
            identifier=quota.id,
            name=quota.name,
            kind=quota.kind,
            level=quota.level,
            share=quota.share,
        )
        for quota in rubric.quotas
    )


def _project_dimension(version: RubricVersion, position: int, part: engine.Dimension) -> None:
    dimension = Dimension.objects.create(
        rubric_version=version,
        position=position,
        identifier=part.id,
        name=part.name,
        name_en=part.name_en,
        weight=part.weight,
    )
    Indicator.objects.bulk_create(
        Indicator(
            dimension=dimension,
            position=n,
            identifier=indicator.id,
            number=indicator.number,
            name=indicator.name,
            requirement=indicator.requirement,
            max_points=indicator.max,
            scoring_kind=indicator.scoring.kind,
        )
        for n, indicator in enumerate(part.indicators, 1)
    )


def _project_level(version: RubricVersion, position: int, part: engine.Level) -> None:
    level = Level.objects.create(
        rubric_version=version,
        position=position,
        identifier=part.id,
        name=part.name,
        stars=part.stars,
        min_score=part.min_score,
        route=part.route,
    )
    Gate.objects.bulk_create(
        Gate(
            level=level,
            position=n,
            identifier=gate.id,
            name=gate.name,
            judged=gate.condition is None,
        )
        for n, gate in enumerate(part.gates, 1)
    )
