"""An author in front of the rubrics desk, without a browser: forms opened and sent as they are."""

from typing import Any

from django.test import Client
from django.urls import reverse

from scoring.rubrics.models import RubricDraft

ITEM = "/dimensions/0/indicators/0"


def signed_in(user: Any) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def form_of(client: Client, draft: RubricDraft, pointer: str) -> dict[str, Any]:
    """Return what a browser would send from the form of a part."""
    answer = client.get(reverse("rubrics:draft_part", args=[draft.pk]), {"at": pointer})
    assert answer.status_code == 200
    return fields_of(answer)


def fields_of(answer: Any) -> dict[str, Any]:
    page = answer.context["page"]
    found: dict[str, Any] = {
        "at": page.part.pointer,
        "revision": str(answer.context["revision"]),
        "do": "save",
    }
    _gather(page.form.parts, found)
    return found


def _gather(parts: Any, found: dict[str, Any]) -> None:
    for part in parts:
        if part.kind == "block":
            found.update(dict(part.hidden))
            _gather(part.parts, found)
        elif part.kind == "facts":
            found[part.name] = [key for key, _name in part.values]
        elif part.kind != "flag" or part.value:
            found[part.name] = part.value


def save(client: Client, draft: RubricDraft, fields: dict[str, Any]) -> Any:
    return client.post(reverse("rubrics:save_part", args=[draft.pk]), fields)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())
