"""Addresses of the product, desk by desk."""

from django.urls import include, path

urlpatterns = [
    path("", include("scoring.web.home.urls")),
    path("self/", include("scoring.web.selfassessment.urls")),
    path("review/", include("scoring.web.review.urls")),
    path("org/rubrics/", include("scoring.web.rubrics.urls")),
    path("org/", include("scoring.web.office.urls")),
    path("facts/", include("scoring.web.provider.urls")),
    path("record/", include("scoring.web.record.urls")),
    path("v/", include("scoring.web.verify.urls")),
    path("account/", include("scoring.web.account.urls")),
]
