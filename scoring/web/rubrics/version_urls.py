"""Addresses of the rubrics desk: versions side by side, and cycles that change theirs."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
