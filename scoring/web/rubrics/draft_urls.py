"""Addresses of the rubrics desk: writing and issuing drafts."""

from django.urls import URLPattern, path

from scoring.web.rubrics import draft_list_views, draft_part_views, draft_views

patterns: list[URLPattern] = [
    path("", draft_list_views.list_rubrics, name="list"),
    path("versions/<int:pk>/", draft_list_views.show_version, name="version"),
    path("versions/<int:pk>/clone/", draft_list_views.clone, name="clone"),
    path("drafts/<int:pk>/", draft_views.show_draft, name="draft"),
    path("drafts/<int:pk>/standard/", draft_list_views.show_draft_standard, name="draft_standard"),
    path("drafts/<int:pk>/check/", draft_views.check_draft, name="check_draft"),
    path("drafts/<int:pk>/part/", draft_part_views.show_part, name="draft_part"),
    path("drafts/<int:pk>/part/save/", draft_part_views.save, name="save_part"),
    path("drafts/<int:pk>/parts/", draft_part_views.change_parts, name="change_parts"),
    path("drafts/<int:pk>/propose/", draft_views.propose, name="propose"),
    path("drafts/<int:pk>/issue/", draft_views.issue, name="issue"),
    path("drafts/<int:pk>/return/", draft_views.send_back, name="send_back"),
    path("drafts/<int:pk>/drop/", draft_views.drop, name="drop"),
]
