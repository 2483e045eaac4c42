"""The layers of the house: import-linter's contracts hold, and so do the few rules that it cannot say."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house import TREE, parsed

WEB = {"flask", "flask_wtf", "werkzeug", "wtforms"}
# Files that are the edge by their name, and packages that are it as a whole.
EDGE_NAMES = {"views", "forms", "commands"}
PRIVATE_NAMES = {"views", "forms"}
# `accounts.sessions` is the cookie itself.
EDGE_PLACES = (
    "portfolio.jobs.queue",
    "portfolio.jobs.worker",
    "portfolio.accounts.sessions",
    "portfolio.api",
    "portfolio.app",
    "portfolio.cli",
    "portfolio.errors",
    "portfolio.extensions",
    "portfolio.web",
)
# `utils` and its kin are drawers: what lies in one has no noun, so nobody finds it.
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}


def modules() -> dict[str, Path]:
    """Dotted name -> file, of everything in the two packages."""
    found = {}
    for path in sorted([*(TREE / "portfolio").rglob("*.py"), *(TREE / "imports").rglob("*.py")]):
        parts = path.relative_to(TREE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Dotted names that a file imports anywhere in it, those under TYPE_CHECKING excepted."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    waiting: list[ast.AST] = [parsed(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        waiting.extend(ast.iter_child_nodes(node))


def room(module: str) -> str:
    """The room a module stands in: `portfolio.projects` of `portfolio.projects.views.lists`, or `imports`."""
    return "imports" if module.split(".")[0] == "imports" else ".".join(module.split(".")[:2])


def has_part(module: str, names: set[str]) -> bool:
    """Whether a dotted name is, or lies in, a file or package of one of these names."""
    return not names.isdisjoint(module.split("."))


def test_the_contracts_of_setup_cfg_are_kept() -> None:
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", program, "--config", "setup.cfg", "--no-cache"],
        cwd=TREE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_the_package_portfolio_itself_imports_nothing() -> None:
    assert [name for name in imported(TREE / "portfolio" / "__init__.py") if not name.startswith("__future__")] == []


def test_core_imports_the_standard_library_and_numpy_alone() -> None:
    allowed = set(sys.stdlib_module_names) | {"numpy"}
    for module, path in modules().items():
        if module.startswith("portfolio.core"):
            foreign = {
                name
                for name in imported(path)
                if name.split(".")[0] not in allowed and name != "portfolio" and not name.startswith("portfolio.core")
            }
            assert not foreign, f"{module} imports {sorted(foreign)}"


@pytest.mark.parametrize("clock", ["datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"])
def test_core_has_no_clock(clock: str) -> None:
    for module, path in modules().items():
        if module.startswith("portfolio.core"):
            calls = (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call))
            assert not any(ast.unparse(call.func).endswith(clock) for call in calls), f"{module} reads {clock}"


def test_only_views_forms_commands_and_the_corridor_know_the_web() -> None:
    for module, path in modules().items():
        if has_part(module, EDGE_NAMES) or module.startswith(EDGE_PLACES):
            continue
        known = {name for name in imported(path) if name.split(".")[0] in WEB}
        assert not known, f"{module} imports {sorted(known)}"


def test_views_and_forms_are_private_to_their_room() -> None:
    for module, path in modules().items():
        for name in imported(path):
            ours = name.startswith(("portfolio.", "imports."))
            if ours and has_part(name, PRIVATE_NAMES) and module != "portfolio.app":
                assert room(name) == room(module), f"{module} imports {name} of another room"
                assert has_part(module, PRIVATE_NAMES), (
                    f"{module} imports {name}, which only views and forms of its room may"
                )


def test_no_file_is_a_drawer() -> None:
    names = {part for module in modules() for part in module.split(".")}
    assert not names & DRAWERS
