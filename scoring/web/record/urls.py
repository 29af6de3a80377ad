"""Addresses of results and of the files that belong to them."""

from django.urls import path

from scoring.web.record import below_views, files, form_views, views

app_name = "record"
urlpatterns = [
    path("<term:year>/", views.own, name="own"),
    path("<int:organization>/<term:year>/", views.show, name="show"),
    path("certificate/<int:pk>/", files.certificate, name="certificate"),
    path("notice/<int:pk>/", files.notice, name="notice"),
    path("document/<int:pk>/", files.document, name="document"),
    path("evidence/<int:pk>/", files.evidence, name="evidence"),
    path("picture/<int:pk>/", files.picture, name="picture"),
    path("below/<int:pk>/", below_views.below, name="below"),
    path("forms/<int:pk>/", form_views.forms, name="forms"),
    path(
        "forms/<int:pk>/self-assessment.pdf", form_views.declaration_form, name="declaration_form"
    ),
    path("forms/<int:pk>/review.pdf", form_views.verification_form, name="verification_form"),
    path("forms/<int:pk>/visit.pdf", form_views.visit_form, name="visit_form"),
]
