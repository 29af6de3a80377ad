"""Public addresses: the question about a certificate and its answer."""

from django.urls import path

from scoring.web.verify import views

app_name = "verify"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<str:code>/", views.show, name="show"),
]
