"""Addresses of the rubrics desk: trying a rubric on a past year."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
