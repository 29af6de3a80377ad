"""Try a rubric on a past year. Everything is read, nothing is stored."""

import io

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.common.refusals import Refusal
from scoring.engine.rubric import Rubric
from scoring.reports.simulation import Simulation, simulate
from scoring.reports.simulation_sources import (
    RubricUnreadable,
    changed,
    fault_words,
    from_yaml,
)
from scoring.reports.workbook.simulation import write_simulation
from scoring.rubrics.lined_yaml import Place
from scoring.web.components import Fault, form_faults
from scoring.web.desk import person, reading_only, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.office.scope import scope_of
from scoring.web.rubrics.simulation_choice import (
    Choice,
    DraftFaulty,
    choice_of,
    options,
    reads_all_gates,
    too_many,
)
from scoring.web.rubrics.simulation_forms import LINE, WEIGHT, FileForm, LinesForm
from scoring.web.rubrics.simulation_page import trial_page
from scoring.workflow.exports import record_export

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = "rubrics/simulation.html"


class TooManyBranches(Refusal):
    """More branches than a page can read while somebody waits. Data: ``count`` and ``year``."""


class FormFaulty(ValueError):
    """What was typed is no number, or no file was chosen."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the lines of the error summary."""
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@reads
def show(request: HttpRequest) -> HttpResponse:
    """Show the form, and what the rubric chosen makes of the year."""
    choice = choice_of(request)
    if choice is None:
        return render(request, "office/no_cycle.html", {"scope": scope_of(request)})
    context = _context(request, choice)
    try:
        rubric = choice.rubric(person(request))
        context["form"] = form = LinesForm(rubric, request.GET)
        found = _tried(choice, _with_typed(rubric, form))
    except (Refusal, FormFaulty) as refusal:
        return _refused(request, context, refusal)
    only, number = request.GET.get("only", ""), request.GET.get("page", "")
    everything = reads_all_gates(choice)
    context["trial"] = trial_page(found, only=only, number=number, all_gates=everything)
    return render(request, PAGE, context)


@reads
def download(request: HttpRequest) -> HttpResponseBase:
    """Send the same as a workbook, with every branch that moves."""
    choice = choice_of(request)
    if choice is None:
        raise Http404
    try:
        rubric = choice.rubric(person(request))
        found = _tried(choice, _with_typed(rubric, LinesForm(rubric, request.GET)))
    except (Refusal, FormFaulty):
        # The page says what is wrong with the same address.
        return redirect(f"{reverse('rubrics:simulate')}?{request.GET.urlencode()}")
    return _workbook(request, choice, found)


@writes
def try_file(request: HttpRequest) -> HttpResponseBase:
    """Try a YAML file on a year; the file is read and forgotten."""
    choice = choice_of(request)
    if choice is None:
        raise Http404
    with reading_only():
        context = _context(request, choice)
        context["upload"] = upload = FileForm(request.POST, request.FILES)
        try:
            if not upload.is_valid():
                raise FormFaulty(form_faults(upload))
            rubric = from_yaml(upload.content())
            found = _tried(choice, rubric)
        except (Refusal, FormFaulty) as refusal:
            return _refused(request, context, refusal)
        if request.POST.get("as") == "workbook":
            return _workbook(request, choice, found)
        everything = reads_all_gates(choice)
        context |= {"from_file": rubric, "trial": trial_page(found, all_gates=everything)}
        return render(request, PAGE, context)


def _context(request: HttpRequest, choice: Choice) -> dict[str, object]:
    query = request.GET.copy()
    for name in ("page", "only"):
        query.pop(name, None)
    return {
        "scope": choice.scope,
        "choice": choice,
        "options": options(request, choice.scope),
        "upload": FileForm(),
        **dict.fromkeys(("draft_faults", "faults", "form", "from_file", "trial")),
        "query": query.urlencode(),
    }


def _with_typed(rubric: Rubric, form: LinesForm) -> Rubric:
    if form.is_bound and not form.is_valid():
        raise FormFaulty(form_faults(form))
    return changed(rubric, form.typed(LINE), form.typed(WEIGHT))


def _tried(choice: Choice, rubric: Rubric) -> Simulation:
    count = too_many(choice, rubric)
    if count:
        raise TooManyBranches(count=count, year=choice.cycle.year)
    everything = reads_all_gates(choice)
    return simulate(choice.cycle, choice.organization, rubric, all_gates=everything)


def _refused(
    request: HttpRequest, context: dict[str, object], refusal: Refusal | FormFaulty
) -> HttpResponse:
    if isinstance(refusal, FormFaulty):
        context["faults"] = refusal.faults
    elif isinstance(refusal, DraftFaulty):
        context["draft_faults"] = refusal.data["found"]
    elif isinstance(refusal, RubricUnreadable):
        context["faults"] = [Fault("", _at(one)) for one in refusal.data["places"]]
    else:
        context["faults"] = faults_of(refusal)
    return render(request, PAGE, context, status=UNPROCESSABLE)


def _at(place: Place) -> str:
    """Return one fault of a file with its line."""
    return _("Line %(line)s: %(text)s") % {"line": place.line, "text": fault_words(place)}


def _workbook(request: HttpRequest, choice: Choice, found: Simulation) -> FileResponse:
    now = timezone.now()
    year, where = choice.cycle.year, choice.organization
    record_export(what="simulation", organization=where, year=year, by=person(request), now=now)
    file = io.BytesIO()
    write_simulation(file, found, on=timezone.localdate(now))
    file.seek(0)
    words = {"name": found.new.name, "year": year}
    name = _("Trial of %(name)s on %(year)s.xlsx") % words
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
