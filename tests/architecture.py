"""Rules of the house that import-linter cannot see, each a function that lists its breaches."""

import ast
import inspect
import re
import subprocess
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType

from django.db import models

ROOT = Path(__file__).resolve().parent.parent

# From the ground up; a row may point at its own level and below.
LADDER = (
    "common",
    "audit",
    "jobs",
    "organizations",
    "facts",
    "rubrics",
    "assessments",
    "reviews",
    "ratings",
    "documents",
    "workflow",
    "reports",
    "web",
)
# Calls that change rows; a function that makes one, or opens a transaction, is an action.
WRITES = {"save", "create", "bulk_create", "bulk_update", "update", "delete", "record"}
HTTP = ("django.http", "django.shortcuts", "django.urls", "django.views")
MADE = {".git", ".venv", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}
LONGEST_FILE = 300
LONGEST_VIEW = 25
IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
TEMPLATE_NAME = re.compile(r"""["']([\w./{}-]+\.(?:html|txt|svg|css))["']""")


@dataclass(frozen=True)
class Reference:
    """A relation from one model's field to another model."""

    source: str
    field: str
    target: str

    @classmethod
    def of(cls, field: "models.Field[object, object]") -> "Reference":
        """Read the relation off a field."""
        target = field.related_model
        assert isinstance(target, type)
        assert issubclass(target, models.Model)
        return cls(field.model._meta.app_label, str(field), target._meta.app_label)


def references(all_models: Iterable[type[models.Model]]) -> list[Reference]:
    """Return the relations that our models declare themselves."""
    return [
        Reference.of(field)
        for model in all_models
        if model._meta.app_label in LADDER
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.is_relation
    ]


def upward_references(found: Iterable[Reference]) -> list[str]:
    """Return the relations that point up the ladder. Django's own tables are the ground."""
    return [
        f"{reference.field} points up at {reference.target}"
        for reference in found
        if reference.target in LADDER
        and LADDER.index(reference.target) > LADDER.index(reference.source)
    ]


def public_functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield the public functions that a module defines itself."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        if not name.startswith("_") and function.__module__ == module.__name__:
            yield f"{module.__name__}.{name}", function


def is_action(function: Callable[..., object]) -> bool:
    """Say whether a function changes rows itself or opens a transaction."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    node = tree.body[0]
    assert isinstance(node, ast.FunctionDef)
    decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
    called = {
        call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
    }
    return bool(called & WRITES) or any("atomic" in decorator for decorator in decorators)


def careless_actions(functions: Iterable[tuple[str, Callable[..., object]]]) -> list[str]:
    """Return the functions that take positional arguments, or no ``by`` or no ``now``."""
    breaches = []
    for name, function in functions:
        parameters = inspect.signature(function).parameters
        keyword_only = {
            parameter.name
            for parameter in parameters.values()
            if parameter.kind is parameter.KEYWORD_ONLY
        }
        if keyword_only != set(parameters) or not {"by", "now"} <= keyword_only:
            breaches.append(f"{name}({', '.join(parameters)})")
    return breaches


def pairs_without_constraint(model: type[models.Model]) -> list[str]:
    """Return the nullable ``x_at``/``x_by`` pairs that no CHECK constraint ties together."""
    nullable = {field.name for field in model._meta.local_fields if field.null}
    tied = [
        condition_fields(constraint.condition)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    ]
    return loose_pairs(model._meta.label, nullable, tied)


def loose_pairs(label: str, nullable: set[str], tied: list[set[str]]) -> list[str]:
    """Return the pairs among ``nullable`` that no set in ``tied`` holds both of."""
    starts = {name.removesuffix("_at") for name in nullable if name.endswith("_at")}
    pairs = [{f"{start}_at", f"{start}_by"} for start in sorted(starts)]
    return [
        f"{label}: {' and '.join(sorted(pair))}"
        for pair in pairs
        if pair <= nullable and not any(pair <= fields for fields in tied)
    ]


def condition_fields(condition: object) -> set[str]:
    """Return the names of the fields that a Q looks at."""
    if isinstance(condition, models.Q):
        return {name for child in condition.children for name in condition_fields(child)}
    if isinstance(condition, tuple):
        return {str(condition[0]).split("__", 1)[0]}
    return set()


def tracked_files(*suffixes: str) -> list[Path]:
    """Return the files under version control, and new ones that are not ignored.

    Without git, as in an unpacked archive, every file counts that no tool has made.
    """
    # The checkout may belong to another user than the one who runs the tests.
    git = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    try:
        listed = subprocess.run(
            [*git, "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ROOT.rglob("*") if not MADE & set(path.parts)]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def long_files(texts: Mapping[str, str]) -> list[str]:
    """Return the files with more lines than a reader can hold."""
    lengths = {name: len(text.splitlines()) for name, text in texts.items()}
    return [f"{name}: {n} lines" for name, n in sorted(lengths.items()) if n > LONGEST_FILE]


def long_views(texts: Mapping[str, str]) -> list[str]:
    """Return the views with more lines than ``LONGEST_VIEW``, decorators not counted.

    A view is a public function whose first parameter is ``request``.
    """
    breaches = []
    for name, text in sorted(texts.items()):
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.FunctionDef) or node.end_lineno is None:
                continue
            first = node.args.args[0].arg if node.args.args else ""
            length = node.end_lineno - node.lineno + 1
            is_view = first == "request" and not node.name.startswith("_")
            if is_view and length > LONGEST_VIEW:
                breaches.append(f"{name}: {node.name} has {length} lines")
    return breaches


def http_outside_web(texts: Mapping[str, str]) -> list[str]:
    """Return the imports of Django's HTTP layer."""
    return [
        f"{name}:{node.lineno} imports {node.module}"
        for name, text in sorted(texts.items())
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(HTTP)
    ]


def unused_templates(
    templates: Iterable[str], sources: Iterable[str], found_by_name: Iterable[str]
) -> list[str]:
    """Return the templates that no source names and no framework looks for.

    A name with a placeholder, such as ``f"entries/{kind}.html"``, names a family.
    """
    named = {name for source in sources for name in TEMPLATE_NAME.findall(source)}
    families = [re.sub(r"\{[^}]*\}", "*", name) for name in named if "{" in name]
    return sorted(
        name
        for name in set(templates) - named - set(found_by_name)
        if not any(fnmatch(name, family) for family in families)
    )


def chinese_in_python(texts: Mapping[str, str]) -> list[str]:
    """Return the string literals with Chinese in them; docstrings may explain a term."""
    breaches = []
    for name, text in sorted(texts.items()):
        tree = ast.parse(text)
        docstrings = {id(node) for node in _docstrings(tree)}
        breaches += [
            f"{name}:{node.lineno} {node.value[:30]!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
            and IDEOGRAPH.search(node.value)
        ]
    return breaches


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def chinese_in_templates(texts: Mapping[str, str]) -> list[str]:
    """Return the lines of templates with Chinese outside comments."""
    return [
        f"{name}:{number} {line.strip()[:40]}"
        for name, text in sorted(texts.items())
        for number, line in enumerate(_without_comments(text).splitlines(), 1)
        if IDEOGRAPH.search(line)
    ]


def _without_comments(text: str) -> str:
    def blank(match: re.Match[str]) -> str:
        return "\n" * match.group().count("\n")

    text = re.sub(r"\{#.*?#\}", "", text)
    return re.sub(r"\{% comment.*?endcomment %\}", blank, text, flags=re.DOTALL)


def machine_paths(texts: Mapping[str, str]) -> list[str]:
    """Return the lines that name a place on somebody's machine."""
    # Put together here, so that this file does not name them itself.
    places = "|".join(
        ("/wo" + "rk/", "/tm" + "p/w/", "/ro" + r"ot\b", "/ho" + "me/[a-z]", "/Us" + "ers/")
    )
    pattern = re.compile(rf"(?<![\w.}}]){places}")
    return [
        f"{name}:{number} {line.strip()[:60]}"
        for name, text in sorted(texts.items())
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]
