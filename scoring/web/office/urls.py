"""Addresses of the organization department's desk."""

from django.urls import path

from scoring.web.office import reading_views

app_name = "office"
urlpatterns = [
    path("", reading_views.show_overview, name="overview"),
    path("branches/", reading_views.list_branches, name="branches"),
    path("standard/", reading_views.show_standard, name="standard"),
    path("summary.xlsx", reading_views.download_workbook, name="workbook"),
]
