"""Wiring of 支部星评: settings, addresses, processes. No rule and no page lives here."""

from branchstd.celery import app as celery_app

__all__ = ["celery_app"]
