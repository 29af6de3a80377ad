"""Addresses of the rubrics desk: writing and issuing drafts."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
