"""Where people arrive after signing in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from scoring.web.context import start_url
from scoring.web.desk import reads


@reads
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the first page of the role in use; say whom to ask when there is none."""
    url = start_url(request)
    return redirect(url) if url else render(request, "home/no_role.html")
