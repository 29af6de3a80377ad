"""Addresses of the tables in which other offices enter their facts about branches."""

from django.urls import path

from scoring.web.provider import branch_views, table_views

app_name = "provider"
urlpatterns = [
    path("", table_views.start, name="table"),
    path("<int:organization>/<slug:kind>/", table_views.show, name="sheet"),
    path("<int:organization>/<slug:kind>/save/", table_views.save, name="save"),
    path("<int:organization>/<slug:kind>/paste/", table_views.paste, name="paste"),
    path("<int:organization>/<slug:kind>/<int:branch>/", branch_views.show, name="branch"),
    path(
        "<int:organization>/<slug:kind>/<int:branch>/incident/",
        branch_views.add,
        name="add_incident",
    ),
    path(
        "<int:organization>/<slug:kind>/<int:branch>/incident/<int:pk>/",
        branch_views.withdraw,
        name="withdraw_incident",
    ),
]
