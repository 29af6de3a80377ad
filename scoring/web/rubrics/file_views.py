"""Take a rubric away as a file, and bring one in as a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.facts.mapping import definitions
from scoring.rubrics.actions.drafts import create_draft
from scoring.rubrics.models import RubricVersion
from scoring.rubrics.workbook.tables import TooLongForCell
from scoring.rubrics.workbook.writing import workbook_of
from scoring.rubrics.yaml_files import yaml_text
from scoring.web.components import Fault, form_faults
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.scope import Scope, office_scope
from scoring.web.record.files import sent
from scoring.web.rubrics.file_forms import RubricFileForm
from scoring.web.rubrics.file_reading import (
    FileFaultLine,
    FileFaulty,
    TextTooLong,
    asked_for,
    document_of,
    file_name,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@reads
def export_yaml(request: HttpRequest) -> HttpResponse:
    """Send a version or draft as YAML."""
    asked = asked_for(request)
    content = yaml_text(asked.document).encode()
    return sent(content, "application/yaml; charset=utf-8", file_name(asked, "yaml"))


@reads
def export_workbook(request: HttpRequest) -> HttpResponse:
    """Send a version or draft as a workbook."""
    asked = asked_for(request)
    try:
        content = workbook_of(asked.document, definitions())
    except TooLongForCell as error:
        faults = faults_of(TextTooLong(sheet=error.sheet))
        context = {"asked": asked, "faults": faults}
        return render(request, "rubrics/file_refused.html", context, status=UNPROCESSABLE)
    return sent(content, XLSX, file_name(asked, "xlsx"))


@reads
def import_file(request: HttpRequest) -> HttpResponse:
    """Show the form of a file."""
    return _page(request, office_scope(request), RubricFileForm())


@writes
def upload_file(request: HttpRequest) -> HttpResponse:
    """Make a draft of a file without faults; of one with faults show every one."""
    scope = office_scope(request)
    form = RubricFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, scope, form, form_faults(form))
    try:
        document = document_of(form.cleaned_data["file"])
        document["version"] = form.cleaned_data["version"] or document["version"]
        draft = create_draft(
            document=document,
            base=_base(document["id"]),
            organization=scope.organization,
            by=person(request),
            now=timezone.now(),
        )
    except FileFaulty as faulty:
        return _page(request, scope, form, lines=faulty.lines)
    except Refusal as refusal:
        return _page(request, scope, form, faults_of(refusal))
    messages.success(request, _("The file is now a draft; nothing is issued yet"))
    return redirect("rubrics:draft", draft.pk)


def _base(rubric: str) -> RubricVersion | None:
    """Return the newest issued version of the rubric, which the draft follows."""
    held = RubricVersion.objects.published().filter(rubric=rubric)
    return held.order_by("-published_at", "-pk").first()


def _page(
    request: HttpRequest,
    scope: Scope,
    form: RubricFileForm,
    faults: list[Fault] | None = None,
    lines: list[FileFaultLine] | None = None,
) -> HttpResponse:
    context = {"scope": scope, "form": form, "faults": faults or [], "lines": lines or []}
    status = UNPROCESSABLE if faults or lines else 200
    return render(request, "rubrics/file_import.html", context, status=status)
