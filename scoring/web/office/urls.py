"""Addresses of the office desk."""

from django.urls import URLPattern

app_name = "office"
urlpatterns: list[URLPattern] = []
