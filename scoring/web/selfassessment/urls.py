"""Addresses of the secretary's desk."""

from django.urls import path

from scoring.web.selfassessment import (
    closing_views,
    dimension_views,
    evidence_views,
    views,
)

app_name = "selfassessment"
urlpatterns = [
    path("", views.home, name="home"),
    path("records/", views.records, name="records"),
    path("profile/", views.profile, name="profile"),
    path("profile/save/", views.save_profile, name="save_profile"),
    path("<int:year>/autosave/", views.autosave, name="autosave"),
    path("<int:year>/sheet/", views.sheet, name="sheet"),
    path("<int:year>/<int:number>/", dimension_views.dimension, name="dimension"),
    path("<int:year>/<int:number>/save/", dimension_views.save, name="save_dimension"),
    path("<int:year>/<int:number>/autosave/", dimension_views.autosave, name="autosave_dimension"),
    path("<int:year>/gates/", closing_views.gates, name="gates"),
    path("<int:year>/gates/save/", closing_views.save_gates, name="save_gates"),
    path("<int:year>/check/", closing_views.check, name="check"),
    path("<int:year>/check/submit/", closing_views.submit, name="submit"),
    path("<int:year>/submitted/", closing_views.submitted, name="submitted"),
    path("<int:year>/evidence/", evidence_views.upload, name="upload"),
    path("<int:year>/evidence/<int:pk>/", evidence_views.evidence, name="evidence"),
    path("<int:year>/evidence/<int:pk>/save/", evidence_views.save, name="save_evidence"),
    path("<int:year>/evidence/<int:pk>/remove/", evidence_views.remove, name="remove_evidence"),
]
