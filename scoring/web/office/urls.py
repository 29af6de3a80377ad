"""Addresses of the organization department's desk."""

from django.urls import path

from scoring.web.office import (
    certificate_urls,
    cycle_views,
    document_urls,
    export_views,
    form_views,
    history_urls,
    publish_views,
    reading_views,
    restore_views,
    veto_views,
)

app_name = "office"
urlpatterns = [
    path("", reading_views.show_overview, name="overview"),
    path("branches/", reading_views.list_branches, name="branches"),
    path("standard/", reading_views.show_standard, name="standard"),
    path("summary.xlsx", export_views.download_now, name="workbook"),
    path("summaries/", export_views.list_exports, name="exports"),
    path("summaries/progress/", export_views.show_progress, name="export_progress"),
    path("summaries/ask/", export_views.ask, name="ask_export"),
    path("summaries/<int:pk>/cancel/", export_views.cancel, name="cancel_export"),
    path("summaries/<int:pk>.xlsx", export_views.download, name="export"),
    path("cycles/", cycle_views.cycles, name="cycles"),
    path("cycles/new/", cycle_views.new_cycle, name="new_cycle"),
    path("cycles/open/", cycle_views.open_year, name="open_cycle"),
    path("cycles/extend/", cycle_views.extend, name="extend"),
    path("publish/", publish_views.publish, name="publish"),
    path("publish/start/", publish_views.start_publicity, name="start_publicity"),
    path("publish/objection/", publish_views.add_objection, name="add_objection"),
    path("publish/objection/<int:pk>/", publish_views.settle, name="settle"),
    path("publish/confirm/", publish_views.confirm, name="confirm"),
    *certificate_urls.patterns,
    path("vetoes/", veto_views.vetoes, name="vetoes"),
    path("vetoes/record/", veto_views.add_veto, name="add_veto"),
    path("vetoes/restore/<int:pk>/", restore_views.restore, name="restore_star"),
    path("vetoes/<int:pk>/confirm/", veto_views.confirm, name="confirm_veto"),
    path("vetoes/<int:pk>/withdraw/", veto_views.withdraw, name="withdraw_veto"),
    path("forms/", form_views.forms, name="forms"),
    path("forms/approval.pdf", form_views.approval_form, name="approval_form"),
    *document_urls.patterns,
    *history_urls.patterns,
]
