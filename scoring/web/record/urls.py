"""Addresses of results and of the files that belong to them."""

from django.urls import path

from scoring.web.record import files, views

app_name = "record"
urlpatterns = [
    path("<int:year>/", views.own, name="own"),
    path("<int:organization>/<int:year>/", views.show, name="show"),
    path("certificate/<int:pk>/", files.certificate, name="certificate"),
    path("notice/<int:pk>/", files.notice, name="notice"),
    path("evidence/<int:pk>/", files.evidence, name="evidence"),
    path("picture/<int:pk>/", files.picture, name="picture"),
]
