"""Addresses of the rubrics desk: what a rubric asks for."""

from django.urls import URLPattern, path

from scoring.web.rubrics import burden_views

patterns: list[URLPattern] = [path("burden/", burden_views.burden, name="burden")]
