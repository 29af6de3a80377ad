"""Addresses of the pages about certificates."""

from django.urls import path

from scoring.web.office import correction_views, production_views

patterns = [
    path("publish/certificates.zip", production_views.download_archive, name="certificates"),
    path("publish/certificates/", production_views.production, name="production"),
    path(
        "publish/certificates/progress/", production_views.show_progress, name="production_progress"
    ),
    path("publish/certificates/retry/", production_views.retry, name="retry_certificates"),
    path("publish/certificates/print/", production_views.ask_run, name="ask_print_run"),
    path(
        "publish/certificates/print/<int:pk>.pdf", production_views.download_file, name="print_file"
    ),
    path("publish/certificates/<int:pk>/", correction_views.correct, name="correct"),
    path("publish/certificates/<int:pk>/ask/", correction_views.ask, name="ask_correction"),
    path(
        "publish/corrections/<int:pk>/confirm/",
        correction_views.confirm,
        name="confirm_correction",
    ),
    path(
        "publish/corrections/<int:pk>/withdraw/",
        correction_views.withdraw,
        name="withdraw_correction",
    ),
]
