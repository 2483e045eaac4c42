"""Words that may stand in no file: other people's hosts, this or that machine's folders, and what our own CSP refuses.

The patterns are put together from pieces where this file would otherwise find itself.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house import TREE, tree_files

# A lock or an install step that names a host breaks behind a mirror; a page that names one tells on its reader.
HOSTS = (
    *("pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian", "crates" + ".io"),
    *("unpkg" + ".com", "js" + "delivr", "cdn" + "js.", "googleapis" + ".com", "gstatic" + ".com"),
)
EVERYWHERE = {
    "names a package registry or a CDN": "|".join(map(re.escape, HOSTS)),
    "names a folder of one machine": r"(?<![\w.~*-])/(?:wo" + r"rk|root|home/\w+|Users/\w+)(?:/|\b(?![-\w]))",
    "leaves work unfinished": r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
}
TEMPLATES = {
    "has a style attribute or element, which the CSP refuses": r"\bstyle\s*=|<style\b",
    "has an inline script, which the CSP refuses": r"<script\b(?![^>]*\bsrc=)",
    "has an event handler, which the CSP refuses": r"<[^>]*\son[a-z]+\s*=|\bhx-on\b",
    "has a javascript: or data: address": r"""["'](?:javascript|data):""",
    "asks htmx to evaluate code": r"""["']js:|\bhx-vals\s*=\s*["']js|hx-trigger=["'][^"']*\[""",
    "loads a file from elsewhere": r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"'](?:https?:)?//",
    "switches escaping off": r"\|\s*safe\b|autoescape\s+false",
}
SCRIPTS = {
    "writes markup from a string": r"\b(?:innerHTML|outerHTML)\s*=|insertAdjacentHTML|document\.write",
    "evaluates text as code": r"\beval\(|new Function\(|set(?:Timeout|Interval)\(\s*[\"'`]",
}
STYLES = {"loads a file from elsewhere": r"@import|url\(\s*[\"']?(?:https?:|//|data:)"}


def findings(paths: list[Path], patterns: dict[str, str]) -> list[str]:
    found = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for fault, pattern in patterns.items():
            for match in re.finditer(pattern, text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path.relative_to(TREE)}:{line} {fault}: {match.group(0)[:60]!r}")
    return found


def test_the_tree_is_listed() -> None:
    assert TREE / "setup.cfg" in tree_files()
    assert not any("node_modules" in path.parts or ".venv" in path.parts for path in tree_files())


def test_no_file_names_a_registry_a_machines_folder_or_unfinished_work() -> None:
    assert findings(list(tree_files()), EVERYWHERE) == []


@pytest.mark.parametrize(
    ("folder", "ending", "patterns"),
    [("templates", ".html", TEMPLATES), ("static", ".js", SCRIPTS), ("static", ".css", STYLES)],
)
def test_pages_hold_nothing_that_the_content_security_policy_would_refuse(
    folder: str, ending: str, patterns: dict[str, str]
) -> None:
    paths = [path for path in tree_files() if path.is_relative_to(TREE / folder) and path.suffix == ending]
    assert findings(paths, patterns) == []


@pytest.mark.parametrize(
    ("patterns", "text"),
    [
        (EVERYWHERE, "see /ro" + "ot/notes"),
        (EVERYWHERE, "cd /wo" + "rk && make"),
        (EVERYWHERE, "https://py" + "pi.org/simple"),
        (TEMPLATES, '<p style="color: red">'),
        (TEMPLATES, "<script>go()</script>"),
        (TEMPLATES, '<button type="button" onclick="go()">'),
        (TEMPLATES, '<img src="//elsewhere.example/a.png">'),
        (TEMPLATES, "{{ text|safe }}"),
        (SCRIPTS, "box.innerHTML = text"),
        (STYLES, "url(data:image/png;base64,AA)"),
    ],
)
def test_the_patterns_find_what_they_are_for(patterns: dict[str, str], text: str) -> None:
    assert any(re.search(pattern, text) for pattern in patterns.values())


@pytest.mark.parametrize(
    ("patterns", "text"),
    [
        (EVERYWHERE, "a network/workshop in the /wo" + "rkshops folder"),
        (EVERYWHERE, "url_for('home')  # /homes/list"),
        (TEMPLATES, '<script type="module" src="{{ url }}"></script>'),
        (TEMPLATES, '<p lang="fr" data-option="1">only on = weekdays</p>'),
        (STYLES, "url(icons.svg)"),
    ],
)
def test_the_patterns_leave_ordinary_text_alone(patterns: dict[str, str], text: str) -> None:
    assert not any(re.search(pattern, text) for pattern in patterns.values())
