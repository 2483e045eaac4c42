"""Renews the locks from setup.cfg and package.json: exact versions with hashes, for all Pythons, naming no registry.

Usage: ``.venv/bin/python -m tools.locks`` (the layer `dev` brings uv). Set UPGRADE=1 to move to the newest versions.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.environment import OLDEST, TREE, program

# Layer -> extras of setup.cfg. Each is compiled against those before it, so a package has one version everywhere.
LAYERS = {
    "run": (),
    "production": ("production",),
    "test": ("postgres", "test"),
    "dev": ("postgres", "test", "dev"),
    "bench": ("bench",),
}
HEADING = "# Made by `make lock` from setup.cfg; change versions there. Read by tools/environment.py.\n"


def renew(*, upgrade: bool) -> None:
    """Write every lock anew, keeping versions that still fit unless `upgrade`."""
    made: list[Path] = []
    for layer, extras in LAYERS.items():
        options = [option for extra in extras for option in ("--extra", extra)]
        options += [option for lock in made for option in ("--constraint", str(lock.relative_to(TREE)))]
        made.append(_compile(layer, ["setup.cfg", *options], upgrade=upgrade))
    # No extra of setup.cfg, because it is no part of the product: it only stands in for a missing npm.
    _compile("node", ["requirements/node.in"], upgrade=upgrade)
    npm = shutil.which("npm")
    if npm is None:
        print("package-lock.json was left as it is: this machine has no npm.")
        return
    # package.json names exact versions, so there is nothing to upgrade to: a new version is written there by hand.
    options = ["--package-lock-only", "--omit-lockfile-registry-resolved", "--ignore-scripts", "--no-audit"]
    subprocess.run([npm, "install", *options], cwd=TREE, check=True, stdout=subprocess.DEVNULL)


def _compile(layer: str, sources: list[str], *, upgrade: bool) -> Path:
    target = TREE / "requirements" / f"{layer}.txt"
    subprocess.run(
        [
            *(
                str(program("uv")),
                "pip",
                "compile",
                *sources,
                "--output-file",
                str(target.relative_to(TREE)),
                "--quiet",
            ),
            *("--universal", "--python-version", ".".join(map(str, OLDEST)), "--generate-hashes", "--system-certs"),
            *("--no-header", "--no-emit-index-url", "--no-emit-find-links", "--no-config"),
            *("--annotation-style", "line"),
            *(["--upgrade"] if upgrade else []),
        ],
        cwd=TREE,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    text = target.read_text(encoding="utf-8")
    target.write_text(HEADING + text.removeprefix(HEADING), encoding="utf-8")
    return target


if __name__ == "__main__":
    renew(upgrade=bool(os.environ.get("UPGRADE")))
    sys.exit(0)
