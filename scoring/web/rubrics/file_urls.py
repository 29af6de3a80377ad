"""Addresses of the rubrics desk: files that drafts come from and go to."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
