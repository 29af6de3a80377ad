"""What a version or a draft asks of a branch, beside another version where one is named."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.engine.faults import FaultsFound
from scoring.rubrics.models import RubricDraft, RubricVersion
from scoring.web.desk import person, reads
from scoring.web.office.forms import StyledForm
from scoring.web.office.scope import Scope, scope_of
from scoring.web.rubrics.burden import Side, burden_page, rubric_behind
from scoring.web.rubrics.version_compare import draft_named, sides_of


class BurdenForm(StyledForm):
    """Which version, and beside which."""

    version = forms.ChoiceField(label=gettext_lazy("Standard"))
    before = forms.ChoiceField(label=gettext_lazy("Compared with"), required=False)

    def __init__(self, **initial: int | None) -> None:
        """Offer every version."""
        super().__init__(initial=initial)
        rows = RubricVersion.objects.defer("document").order_by("name", "-published_at", "-pk")
        options = [(one.pk, f"{one.name} {one.version}") for one in rows]
        self.fields["version"].choices = options  # type: ignore[attr-defined]  # a choice field
        nothing = ("", _("nothing"))
        self.fields["before"].choices = [nothing, *options]  # type: ignore[attr-defined]  # dito


@reads
def burden(request: HttpRequest) -> HttpResponse:
    """Show what a standard makes a branch type, declare and upload."""
    scope = scope_of(request)
    before, after = _sides(request, scope)
    context: dict[str, object] = {"scope": scope, "before": before, "after": after}
    context["form"] = BurdenForm(
        version=after.pk if isinstance(after, RubricVersion) else None,
        before=before.pk if before else None,
    )
    if after is None:
        return render(request, "rubrics/burden.html", context)
    try:
        rubric = rubric_behind(after)
    except FaultsFound:
        messages.warning(request, _("The draft can be measured once its faults are gone"))
        return redirect("rubrics:check_draft", after.pk)
    other = rubric_behind(before) if before is not None else None
    context["page"] = burden_page(rubric, person(request), other)
    context["is_draft"] = isinstance(after, RubricDraft)
    return render(request, "rubrics/burden.html", context)


def _sides(request: HttpRequest, scope: Scope) -> tuple[Side | None, Side | None]:
    """Return what is named in the address; nothing named is the year's own standard."""
    if any(request.GET.get(key) for key in ("version", "draft", "before", "after")):
        return sides_of(request, draft_named(request))
    return None, scope.cycle.rubric_version if scope.cycle else None
