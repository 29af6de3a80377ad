"""The table of one office's facts: fill in cells, paste a block."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.common.refusals import Refusal
from scoring.organizations.models import Organization
from scoring.web.components import Fault
from scoring.web.desk import person, reads, writes
from scoring.web.errors import UNPROCESSABLE, faults_of
from scoring.web.provider.columns import Column
from scoring.web.provider.pasting import Block, FaultLine, fault_lines, read_block
from scoring.web.provider.table import Leftover, changed_cells, page_of, rows_of
from scoring.web.provider.tasks import Task, task_of, tasks_of
from scoring.workflow.providing import PasteFaults, paste_provider_rows, save_provider_entries


@reads
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the first table of the person."""
    tasks = tasks_of(request)
    if not tasks:
        raise Http404
    return redirect(tasks[0].url())


@reads
def show(request: HttpRequest, organization: int, kind: str) -> HttpResponse:
    """Show one page of the table."""
    return _page(request, task_of(request, organization, kind))


@writes
def save(request: HttpRequest, organization: int, kind: str) -> HttpResponse:
    """Save the cells that were changed; a cell that cannot be taken keeps no other back."""
    task = task_of(request, organization, kind)
    page = page_of(task, request.GET.get("page"))
    leftover = Leftover()
    saved = sum(_save_branch(request, task, branch, leftover) for branch in page.object_list)
    _say(request, saved)
    names = {one.pk: one.name for one in page.object_list}
    faults = leftover.lines(names, _columns(task))
    if faults:
        return _page(request, task, leftover=leftover, faults=faults)
    return redirect(f"{task.url()}&page={page.number}")


def _columns(task: Task) -> dict[str, Column]:
    return {column.entry: column for column in task.columns}


def _save_branch(request: HttpRequest, task: Task, branch: Organization, leftover: Leftover) -> int:
    """Save the changed cells of one branch; return how many were taken."""
    changes, seen = changed_cells(task, branch.pk, request.POST)
    if not changes:
        return 0
    result = save_provider_entries(
        organization=branch,
        year=task.year,
        changes=changes,
        seen=seen,
        by=task.user,
        now=timezone.now(),
    )
    leftover.take(branch.pk, _columns(task), result, changes)
    return len(result.written)


@writes
def paste(request: HttpRequest, organization: int, kind: str) -> HttpResponse:
    """Check a pasted block, or take it; nothing is saved until all of it is good."""
    task = task_of(request, organization, kind)
    text = request.POST.get("block", "")
    if not (text.strip() and task.columns):
        faults = [Fault("block", _("Please paste the cells first"))]
        return _page(request, task, faults=faults, text=text)
    block = read_block(text, task.columns)
    wrong = [FaultLine(1, head, _("No column has this name")) for head in block.unknown]
    if wrong:
        return _page(request, task, text=text, wrong=wrong)
    takes = request.POST.get("step") == "take"
    try:
        changed = _paste(request, task, block, takes=takes)
    except PasteFaults as refusal:
        return _page(request, task, text=text, wrong=fault_lines(block, refusal.data["faults"]))
    except Refusal as refusal:
        return _page(request, task, text=text, faults=faults_of(refusal))
    if takes:
        _say(request, changed)
        return redirect(task.url())
    return _page(request, task, text=text, checked=changed, rows=len(block.rows))


def _paste(request: HttpRequest, task: Task, block: Block, *, takes: bool) -> int:
    """Write the block; a mere check is undone."""
    with transaction.atomic():
        changed = paste_provider_rows(
            below=task.organization,
            year=task.year,
            provider_kind=task.kind,
            columns=[column.entry for column in block.columns],
            rows=block.rows,
            by=person(request),
            now=timezone.now(),
        )
        if not takes:
            transaction.set_rollback(True)
    return changed


def _say(request: HttpRequest, saved: int) -> None:
    if saved:
        text = ngettext("%(count)s cell is saved", "%(count)s cells are saved", saved)
        messages.success(request, text % {"count": saved})


def _page(
    request: HttpRequest,
    task: Task,
    leftover: Leftover | None = None,
    faults: list[Fault] | None = None,
    **pasted: Any,
) -> HttpResponse:
    page = page_of(task, request.GET.get("page"))
    if pasted.get("wrong"):
        faults = [Fault("wrong-h", _("Nothing was saved: some cells cannot be taken"))]
    context = {
        "task": task,
        "tasks": tasks_of(request),
        "page": page,
        "rows": rows_of(task, list(page.object_list), leftover or Leftover()),
        "pasted": {"text": "", "wrong": [], "checked": None, "rows": 0} | pasted,
        "faults": faults or [],
    }
    return render(request, "provider/table.html", context, status=UNPROCESSABLE if faults else 200)
