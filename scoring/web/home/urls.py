"""Addresses of the home desk."""

from django.urls import URLPattern

app_name = "home"
urlpatterns: list[URLPattern] = []
