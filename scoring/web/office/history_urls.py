"""Addresses of the attestation of past years, on the office's desk."""

from django.urls import path

from scoring.web.office import history_views

patterns = [
    path("history/", history_views.history, name="history"),
    path("history/template.xlsx", history_views.template, name="history_template"),
    path("history/check/", history_views.check, name="check_history"),
    path("history/take/", history_views.take, name="take_history"),
    path("history/<int:pk>/withdraw/", history_views.withdraw, name="withdraw_history"),
]
