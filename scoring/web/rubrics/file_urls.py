"""Addresses of the rubrics desk: files that drafts come from and go to."""

from django.urls import URLPattern, path

from scoring.web.rubrics import file_views

patterns: list[URLPattern] = [
    path("export.yaml", file_views.export_yaml, name="export_yaml"),
    path("export.xlsx", file_views.export_workbook, name="export_workbook"),
    path("import/", file_views.import_file, name="import_file"),
    path("import/upload/", file_views.upload_file, name="upload_file"),
]
