"""Addresses of the rubrics desk."""

from scoring.web.rubrics import (
    burden_urls,
    draft_urls,
    file_urls,
    simulation_urls,
    version_urls,
)

app_name = "rubrics"
urlpatterns = [
    *draft_urls.patterns,
    *file_urls.patterns,
    *version_urls.patterns,
    *simulation_urls.patterns,
    *burden_urls.patterns,
]
