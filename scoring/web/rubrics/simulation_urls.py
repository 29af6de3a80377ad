"""Addresses of the rubrics desk: trying a rubric on a past year."""

from django.urls import URLPattern, path

from scoring.web.rubrics import simulation_views

patterns: list[URLPattern] = [
    path("simulate/", simulation_views.show, name="simulate"),
    path("simulate/result.xlsx", simulation_views.download, name="simulate_workbook"),
    path("simulate/file/", simulation_views.try_file, name="simulate_file"),
]
