"""Names of models for the administration pages."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Word


def name_models(app: AppConfig, names: "Mapping[str, tuple[Word, Word]]") -> None:
    """Give models of ``app`` their names: model → one, many.

    Words are no matter of the schema: said here, they change without a migration, since Django
    compares only what the models themselves declare.
    """
    for model, (one, many) in names.items():
        meta = app.get_model(model)._meta
        meta.verbose_name, meta.verbose_name_plural = one, many
