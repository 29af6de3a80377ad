"""Public addresses: the question about a certificate and its answer."""

from django.urls import path

from scoring.web.verify import snapshot_views, views

app_name = "verify"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<str:code>/", views.show, name="show"),
    path("status.json", snapshot_views.status, name="status"),
    path("keys.json", snapshot_views.keys, name="keys"),
]
