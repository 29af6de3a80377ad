"""Addresses of the secretary's desk."""

from django.urls import path

from scoring.web import terms  # registers the converter
from scoring.web.selfassessment import (
    closing_views,
    dimension_views,
    evidence_views,
    members_views,
    views,
)

__all__ = ["terms"]

app_name = "selfassessment"
urlpatterns = [
    path("", views.home, name="home"),
    path("records/", views.records, name="records"),
    path("members/", members_views.members, name="members"),
    path("members/add/", members_views.add, name="add_member"),
    path("members/<int:pk>/rename/", members_views.rename, name="rename_member"),
    path("members/<int:pk>/leave/", members_views.leave, name="leave_member"),
    path("profile/", views.profile, name="profile"),
    path("profile/save/", views.save_profile, name="save_profile"),
    path("<term:year>/", views.home_of, name="home_of"),
    path("<term:year>/profile/", views.profile_of, name="profile_of"),
    path("<term:year>/autosave/", views.autosave, name="autosave"),
    path("<term:year>/sheet/", views.sheet, name="sheet"),
    path("<term:year>/<int:number>/", dimension_views.dimension, name="dimension"),
    path("<term:year>/<int:number>/save/", dimension_views.save, name="save_dimension"),
    path("<term:year>/<int:number>/autosave/", dimension_views.autosave, name="autosave_dimension"),
    path("<term:year>/gates/", closing_views.gates, name="gates"),
    path("<term:year>/gates/save/", closing_views.save_gates, name="save_gates"),
    path("<term:year>/check/", closing_views.check, name="check"),
    path("<term:year>/check/submit/", closing_views.submit, name="submit"),
    path("<term:year>/submitted/", closing_views.submitted, name="submitted"),
    path("<term:year>/evidence/", evidence_views.upload, name="upload"),
    path("<term:year>/evidence/<int:pk>/", evidence_views.evidence, name="evidence"),
    path("<term:year>/evidence/<int:pk>/save/", evidence_views.save, name="save_evidence"),
    path("<term:year>/evidence/<int:pk>/remove/", evidence_views.remove, name="remove_evidence"),
]
