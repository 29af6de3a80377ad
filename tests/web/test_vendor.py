"""Shipped files of others: unchanged since they were checked, readable by old browsers' rules."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = ROOT / "templates"
OWN_TEMPLATES = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if "print" not in path.relative_to(TEMPLATES).parts
]
INLINE = {
    "style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "event attribute": re.compile(r"""<[a-z][^>]*\son[a-z]+=["']""", re.IGNORECASE),
    "foreign address": re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE),
}


def manifest():
    return json.loads((VENDOR / "MANIFEST.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("entry", manifest(), ids=lambda entry: entry["file"])
def test_vendored_file_is_the_one_that_was_checked(entry):
    content = (VENDOR / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]


def test_manifest_names_every_vendored_file():
    present = {path.name for path in VENDOR.iterdir()} - {"MANIFEST.json"}
    assert {entry["file"] for entry in manifest()} == present


def test_code_of_others_states_version_and_licence():
    for entry in manifest():
        if not entry["file"].startswith("LICENSE."):
            assert entry["package"]
            assert entry["version"]
            assert entry["license"]


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.*s")), ids=lambda path: path.name)
def test_no_static_file_points_to_a_source_map_or_another_host(path):
    text = path.read_text(encoding="utf-8")
    assert "sourceMappingURL" not in text
    assert not re.search(r"""url\(\s*["']?(?:https?:)?//""", text)
    assert "@import" not in text


@pytest.mark.parametrize("path", OWN_TEMPLATES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_keeps_the_content_security_policy(path):
    text = path.read_text(encoding="utf-8")
    assert [name for name, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("style attribute", '<p class="a" style="color: red">'),
        ("style element", "<style>p {}</style>"),
        ("script without src", "<script>go()</script>"),
        ("event attribute", '<a href="#" onclick="go()">'),
        ("foreign address", '<script src="https://example.org/a.js"></script>'),
    ],
)
def test_the_policy_check_sees_what_it_looks_for(name, text):
    assert INLINE[name].search(text)


def test_every_icon_used_is_in_the_sprite():
    sprite = set(re.findall(r'id="([a-z0-9-]+)"', (VENDOR / "icons.svg").read_text("utf-8")))
    used = set()
    for path in OWN_TEMPLATES:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r"""\{% icon ["']([a-z0-9-]+)["']""", text))
        used |= set(re.findall(r"""icons\.svg['"] %\}#([a-z0-9-]+)""", text))
    assert used
    assert used <= sprite


def test_scripts_hold_no_words_of_the_interface():
    for path in (STATIC / "js").glob("*.js"):
        code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"[\u4e00-\u9fff]", code), path.name
        assert "localStorage" not in code, path.name


def test_style_sheet_has_no_text_below_fourteen_pixels():
    css = (STATIC / "css" / "app.css").read_text(encoding="utf-8")
    for size, unit in re.findall(r"font(?:-size)?:[^;{}]*?([\d.]+)(rem|px)", css):
        assert float(size) * (16 if unit == "rem" else 1) >= 14
