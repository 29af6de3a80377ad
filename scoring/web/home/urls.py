"""The address everybody types first."""

from django.urls import path

from scoring.web.home import views

app_name = "home"
urlpatterns = [path("", views.start, name="start")]
