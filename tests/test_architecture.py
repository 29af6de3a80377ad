"""The rules of the house hold; and each rule's twin proves that it can be broken."""

import datetime
import importlib
import io
import pkgutil

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models, transaction

import scoring
from tests import architecture as house

CODE = ("scoring/", "branchstd/", "tests/", "bench/", "templates/", "static/js/")

# Where Chinese is the matter itself: official papers, numerals, workbooks with printed heads.
CHINESE_PYTHON = ("scoring/documents/", "scoring/common/chinese.py", "scoring/reports/workbook")
# What people type or paste is Chinese too, and what they read: parser and wording know it.
CHINESE_WORDS = (
    "scoring/engine/values.py",
    "scoring/engine/numbers.py",
    "scoring/engine/wording/",
)
CHINESE_TEMPLATES = ("templates/print/",)

# Django and allauth look these up by name.
FOUND_BY_NAME = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "429.html",
    "500.html",
    "account/account_inactive.html",
    "account/login.html",
    "account/logout.html",
    "account/password_change.html",
    "account/reauthenticate.html",
}


def texts(*suffixes, under=CODE, but=()):
    """Return our text files by name."""
    found = {}
    for path in house.tracked_files(*suffixes):
        name = path.relative_to(house.ROOT).as_posix()
        if name.startswith(under) and not name.startswith(but) and "/migrations/" not in name:
            found[name] = path.read_text(encoding="utf-8")
    return found


def action_modules():
    for module in pkgutil.walk_packages(scoring.__path__, "scoring."):
        parts = module.name.split(".")
        is_action = len(parts) > 2 and parts[2] == "actions"
        is_step = parts[1] == "workflow" and not {"management", "tasks"} & set(parts)
        # The outbox and the trail serve the actions; no person stands behind a lease, nor
        # before the demonstration has invented its people.
        is_ours = parts[1] not in {"jobs", "audit"} and "demonstration" not in parts
        if (is_action or is_step) and is_ours:
            yield importlib.import_module(module.name)


def test_foreign_keys_point_downwards():
    found = house.references(apps.get_models())
    assert found
    assert house.upward_references(found) == []


def test_twin_a_foreign_key_upwards_is_seen():
    up = house.Reference("audit", "audit.Event.rating", "ratings")
    down = house.Reference("ratings", "ratings.Rating.branch", "organizations")
    ground = house.Reference("ratings", "ratings.Rating.kind", "contenttypes")
    assert house.upward_references([up, down, ground]) == [
        "audit.Event.rating points up at ratings"
    ]


def test_actions_and_workflow_say_who_and_when():
    functions = [
        (name, function)
        for module in action_modules()
        for name, function in house.public_functions(module)
        if house.is_action(function)
    ]
    assert functions
    assert house.careless_actions(functions) == []


def test_twin_an_action_without_who_or_when_is_seen():
    def good(*, rating: int, by: str, now: datetime.datetime) -> None: ...
    def positional(rating: int, *, by: str, now: datetime.datetime) -> None: ...
    def timeless(*, by: str) -> None: ...

    pairs = [(function.__name__, function) for function in (good, positional, timeless)]
    assert house.careless_actions(pairs) == ["positional(rating, by, now)", "timeless(by)"]


def test_twin_what_writes_is_an_action():
    def reads(rating: models.Model) -> str:
        return str(rating)

    def writes(rating: models.Model) -> None:
        rating.save()

    @transaction.atomic
    def opens() -> None: ...

    assert [house.is_action(function) for function in (reads, writes, opens)] == [
        False,
        True,
        True,
    ]


def test_pairs_of_time_and_person_are_set_together():
    ours = [model for model in apps.get_models() if model._meta.app_label in house.LADDER]
    assert [breach for model in ours for breach in house.pairs_without_constraint(model)] == []


def test_twin_a_loose_pair_is_seen():
    q = models.Q(closed_at__isnull=True, closed_by__isnull=True)
    assert house.condition_fields(q) == {"closed_at", "closed_by"}
    nullable = {"closed_at", "closed_by", "opened_at", "opened_by", "sent_at"}
    assert house.loose_pairs("Cycle", nullable, [house.condition_fields(q)]) == [
        "Cycle: opened_at and opened_by"
    ]


def test_no_file_is_longer_than_a_reader_can_hold():
    assert house.long_files(texts(".py", ".html", ".js")) == []


def test_twin_a_long_file_is_seen():
    files = {"short.py": "x\n" * house.LONGEST_FILE, "long.py": "x\n" * (house.LONGEST_FILE + 1)}
    assert house.long_files(files) == ["long.py: 301 lines"]


def test_views_are_short():
    assert house.long_views(texts(".py", under=("scoring/web/",))) == []


def test_twin_a_long_view_is_seen():
    body = "    pass\n" * house.LONGEST_VIEW
    source = f"@reads\ndef page(request):\n{body}\n\ndef other(rows):\n{body}"
    assert house.long_views({"views.py": source}) == ["views.py: page has 26 lines"]


def test_only_web_and_the_administration_know_http():
    rest = texts(".py", under=("scoring/",), but=("scoring/web/",))
    domain = {name: text for name, text in rest.items() if not name.endswith("/admin.py")}
    assert house.http_outside_web(domain) == []


def test_twin_http_outside_web_is_seen():
    source = "from django.db import models\nfrom django.http import Http404\n"
    assert house.http_outside_web({"a.py": source}) == ["a.py:2 imports django.http"]


def test_every_template_is_used():
    templates = {
        name.removeprefix("templates/"): text
        for name, text in texts(".html", ".txt", ".svg", ".css", under=("templates/",)).items()
    }
    sources = [*templates.values(), *texts(".py", under=("scoring/", "branchstd/")).values()]
    assert house.unused_templates(templates, sources, FOUND_BY_NAME) == []


def test_twin_an_unused_template_is_seen():
    sources = ['render(request, "home/page.html")', '{% include "_components/stars.html" %}']
    sources.append('f"entries/{kind}.html"')
    templates = ["home/page.html", "_components/stars.html", "home/old.html", "404.html"]
    templates.append("entries/date.html")
    assert house.unused_templates(templates, sources, FOUND_BY_NAME) == ["home/old.html"]


def test_no_chinese_in_python():
    ours = texts(".py", under=("scoring/", "branchstd/"), but=CHINESE_PYTHON + CHINESE_WORDS)
    assert house.chinese_in_python(ours) == []


def test_twin_chinese_in_python_is_seen():
    source = '"""Speaks of 支部."""\n# 支部\nlabel = "branch"\ntitle = f"{label}支部"\n'
    assert house.chinese_in_python({"a.py": source}) == ["a.py:4 '支部'"]


def test_no_chinese_in_templates():
    assert (
        house.chinese_in_templates(texts(".html", under="templates/", but=CHINESE_TEMPLATES)) == []
    )


def test_twin_chinese_in_a_template_is_seen():
    source = "{# 支部 #}\n{% comment %}\n支部\n{% endcomment %}\n<h1>支部</h1>\n"
    assert house.chinese_in_templates({"a.html": source}) == ["a.html:5 <h1>支部</h1>"]


def drawn_states():
    out = io.StringIO()
    call_command("draw_states", stdout=out)
    return out.getvalue().strip()


def test_the_drawn_states_are_those_of_the_code():
    written = (house.ROOT / "docs/states.md").read_text(encoding="utf-8").strip()
    assert written == drawn_states()


def test_twin_a_changed_state_changes_the_drawing():
    drawn = drawn_states()
    states = [line for line in drawn.splitlines() if "-->" in line]
    assert states, "the drawing shows no transition"
    assert drawn.replace(states[0], "") != drawn


def test_no_path_of_a_machine():
    everything = {}
    for path in house.tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        everything[path.relative_to(house.ROOT).as_posix()] = text
    assert everything
    assert house.machine_paths(everything) == []


@pytest.mark.parametrize("place", ["/ro" + "ot/x", "/wo" + "rk/y", "/ho" + "me/li/z"])
def test_twin_a_path_of_a_machine_is_seen(place):
    assert house.machine_paths({"a.sh": f"cd {place}\n"}) == [f"a.sh:1 cd {place}"]
    assert house.machine_paths({"a.py": 'BRANCHSTD_HOME / "home/page.html"'}) == []
