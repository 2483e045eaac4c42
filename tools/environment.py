"""Makes the virtual environment and installs one layer of the lock in it; does nothing when that is already done.

Usage: ``python3 -m tools.environment run|test|dev|production|bench``. `dev` holds `test`, and each of them holds `run`.
"""

from __future__ import annotations

import configparser
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
VENV = TREE / ".venv"
OLDEST = (3, 11)
# Which locks, once installed, also satisfy a layer.
HOLDS = {
    "run": ("run", "test", "dev", "production", "bench"),
    "test": ("test", "dev"),
    "dev": ("dev",),
    "production": ("production",),
    "bench": ("bench",),
    "node": ("node",),
}


class CannotSetUp(Exception):
    """Set-up cannot go on; the message says what is missing and what to do."""


def program(name: str) -> Path:
    """A program of the environment, its own Python first of all."""
    return VENV / "bin" / name


def prepare(layer: str) -> None:
    """Make the environment where it is missing and bring `layer` into it. Raises CannotSetUp with a sentence."""
    _make()
    if not any(_stamp(lock) == _digest(lock) for lock in HOLDS[layer]):
        _install(layer)
    _point_at_tree()


def _make() -> None:
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        raise CannotSetUp(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, this is {found}. Name another: make PYTHON=python3.12"
        )
    if program("python").exists():
        answer = subprocess.run([program("python"), "-c", "import pip"], capture_output=True, check=False)
        if answer.returncode == 0:
            return
        print("The virtual environment in .venv does not work (was its Python removed?); making it anew.", flush=True)
    else:
        print("Making a virtual environment in .venv", flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=True)
    except (subprocess.CalledProcessError, OSError) as fault:
        raise CannotSetUp(
            "This Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv. "
            f"({type(fault).__name__}: {fault})"
        ) from None


def _install(layer: str) -> None:
    print(f"Installing the locked packages of requirements/{layer}.txt", flush=True)
    done = subprocess.run(
        [
            *(program("python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"),
            "--no-compile",
            # A wheel runs no code of its package while it is installed, and needs no compiler.
            *("--require-hashes", "--only-binary", ":all:", "--requirement", TREE / "requirements" / f"{layer}.txt"),
        ],
        check=False,
    )
    if done.returncode:
        raise CannotSetUp(f"The packages of requirements/{layer}.txt could not be installed; pip says why above.")
    # Compiled on every core, unlike by pip; without the packages' own tests, which nobody runs.
    libraries = next((VENV / "lib").glob("python*/site-packages"))
    subprocess.run(
        [program("python"), "-m", "compileall", "-qq", "-j", "0", "-x", "/tests/", libraries],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    _stamp_path(layer).write_text(_digest(layer), encoding="ascii")


def _point_at_tree() -> None:
    """Let the environment import the tree as it stands, know its version, and have its `portfolio` command.

    Not `pip install --editable`: that needs setuptools in every instance, and leaves an egg-info folder in the tree.
    """
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.read(TREE / "setup.cfg", encoding="utf-8")
    name, version = parsed["metadata"]["name"], parsed["metadata"]["version"]
    library = next((VENV / "lib").glob("python*/site-packages"))
    described = f"{name.replace('-', '_')}-{version}.dist-info"
    command = program("portfolio")
    files = {
        library / f"{name}.pth": f"{TREE}\n",
        library / described / "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        library / described / "INSTALLER": "make\n",
        # Through /bin/sh, because a #! line may hold neither spaces nor a long path.
        command: f"#!/bin/sh\nexec '{program('python')}' -c 'from portfolio.program import main; main()' \"$@\"\n",
    }
    record = library / described / "RECORD"
    files[record] = "".join(f"{os.path.relpath(file, library)},,\n" for file in [*files, record])
    if all(file.exists() and file.read_text(encoding="utf-8") == text for file, text in files.items()):
        return
    for stale in library.glob(f"{name.replace('-', '_')}-*.dist-info"):
        shutil.rmtree(stale)
    for file, text in files.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    command.chmod(0o755)


def _digest(layer: str) -> str:
    return hashlib.sha256((TREE / "requirements" / f"{layer}.txt").read_bytes()).hexdigest()


def _stamp_path(layer: str) -> Path:
    return VENV / f"installed-{layer}"


def _stamp(layer: str) -> str:
    try:
        return _stamp_path(layer).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def main(arguments: list[str]) -> int:
    """Run from the command line; 0 when the layer is there, 1 with a sentence when it cannot be."""
    if len(arguments) != 1 or arguments[0] not in HOLDS:
        print(f"Say which layer: {', '.join(HOLDS)}.", file=sys.stderr)
        return 2
    try:
        prepare(arguments[0])
    except CannotSetUp as fault:
        print(f"Set-up stopped: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
