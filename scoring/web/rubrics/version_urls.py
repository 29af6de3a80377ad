"""Addresses of the rubrics desk: versions side by side, and cycles that change theirs."""

from django.urls import URLPattern, path

from scoring.web.rubrics import version_views

patterns: list[URLPattern] = [
    path("compare/", version_views.compare, name="compare"),
    path("cycles/<int:pk>/version/", version_views.repin, name="repin"),
    path("cycles/<int:pk>/version/move/", version_views.move, name="move"),
]
