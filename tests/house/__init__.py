"""The house watches itself: layers, dependencies, wheel, words, documents, routes."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

TREE = Path(__file__).resolve().parents[2]


@cache
def tree_files() -> tuple[Path, ...]:
    """Every file that git holds or would take, as it stands on disk."""
    listed = subprocess.run(
        # A clone may belong to somebody else than who runs the tests in it; reading its list of files is harmless.
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TREE,
        capture_output=True,
        check=True,
    )
    paths = {TREE / name for name in listed.stdout.decode().split("\0") if name}
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def parsed(path: Path) -> ast.Module:
    """A Python file as its tree, which nobody may change."""
    return ast.parse(path.read_text(encoding="utf-8"))
