"""Addresses of official documents, their numbers and the seal, on the office's desk."""

from django.urls import path

from scoring.web.office import document_views, issue_views, seal_views

patterns = [
    path("documents/", document_views.documents, name="documents"),
    path("documents/draft/", document_views.draft, name="draft_document"),
    path("documents/numbers/", seal_views.number_patterns, name="number_patterns"),
    path("documents/numbers/save/", seal_views.save_pattern, name="save_pattern"),
    path("documents/<int:pk>/", document_views.document, name="document"),
    path("documents/<int:pk>/save/", document_views.save, name="save_document"),
    path("documents/<int:pk>/discard/", document_views.discard, name="discard_document"),
    path("documents/<int:pk>/replace/", document_views.replace, name="replace_document"),
    path("documents/<int:pk>/issue/", issue_views.issue, name="issue_document"),
    path("documents/<int:pk>/withdraw/", issue_views.withdraw, name="withdraw_document"),
    path("documents/<int:pk>/preview.pdf", document_views.preview, name="preview_document"),
    path("documents/<int:pk>.pdf", document_views.document_file, name="document_file"),
    path("seal/", seal_views.seal, name="seal"),
    path("seal/image.png", seal_views.seal_image, name="seal_image"),
    path("seal/upload/", seal_views.upload, name="upload_seal"),
    path("seal/remove/", seal_views.remove, name="remove_seal"),
]
