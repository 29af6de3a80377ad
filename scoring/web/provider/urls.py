"""Addresses of the provider desk."""

from django.urls import URLPattern

app_name = "provider"
urlpatterns: list[URLPattern] = []
