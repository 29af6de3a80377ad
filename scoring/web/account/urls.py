"""Addresses of personal choices; signing in and passwords are allauth's."""

from django.urls import path

from scoring.web.account import views

app_name = "account"
urlpatterns = [
    path("role/", views.switch_role, name="switch_role"),
    path("keys/", views.single_keys, name="single_keys"),
]
