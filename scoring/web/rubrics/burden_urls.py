"""Addresses of the rubrics desk: what a rubric asks for."""

from django.urls import URLPattern

patterns: list[URLPattern] = []
