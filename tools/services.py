"""Finds the PostgreSQL server and the Chromium that the tests drive, and installs them where the machine lets us.

Usage: ``python3 -m tools.services``. Installs on Debian and its kin as root; elsewhere it only says what it found.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

# Service -> the Debian packages that bring it, the best first; a later one where a release has not the earlier.
PACKAGES = {"PostgreSQL": ("postgresql",), "Chromium": ("chromium-headless-shell", "chromium")}
# Without a window's machinery a page takes half of the work.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# PostgreSQL's server programs are kept off PATH by Debian and by many others.
POSTGRESQL_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
OLDEST_POSTGRESQL = 13


def find_postgresql() -> Path | None:
    """Folder with `initdb` and `pg_ctl` of the newest PostgreSQL here, or None when there is none new enough."""
    candidates = [found for pattern in POSTGRESQL_FOLDERS for found in Path("/").glob(pattern.lstrip("/"))]
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    rated = [(_postgresql_version(folder), folder) for folder in candidates]
    version, newest = max(rated, default=(0, None))
    return newest if version >= OLDEST_POSTGRESQL else None


def find_chromium() -> Path | None:
    """The Chromium (or Chrome) program of this machine, or None."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return Path(found) if found else None


@cache
def _postgresql_version(folder: Path) -> int:
    # Asked once of each program: every test on PostgreSQL wants to know where it is, and a process takes 15 ms.
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return 0
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"(\d+)", answer.stdout)
    return int(version.group(1)) if version else 0


def missing() -> list[str]:
    """Names of the services that this machine has not."""
    found = {"PostgreSQL": find_postgresql(), "Chromium": find_chromium()}
    return [name for name, place in found.items() if place is None]


def install(name: str) -> None:
    """Install the first of a service's packages that can be had; that none could is seen in `missing()`."""
    for package in PACKAGES[name]:
        print(f"Installing with apt-get: {package}", flush=True)
        _apt("install", "-qq", "--yes", "--no-install-recommends", package)
        if name not in missing():
            return


def _apt(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    nowhere = subprocess.DEVNULL
    subprocess.run(["apt-get", *command], env=environment, stdin=nowhere, stdout=nowhere, check=False)


def main() -> int:
    """Bring the services here if possible; 1 when one is missing where none may be (CI), else 0."""
    absent = missing()
    if absent and shutil.which("apt-get") and os.geteuid() == 0:
        _apt("update", "-qq")
        for name in absent:
            install(name)
        absent = missing()
    if not absent:
        return 0
    print(
        f"This machine has no {' and no '.join(absent)}: tests that need it will be skipped, and counted at the end. "
        f"On Debian and Ubuntu: apt-get install {' '.join(PACKAGES[name][0] for name in absent)}",
        file=sys.stderr,
    )
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
