"""The wheel is the product: built from the tree, installed in an empty environment, it starts in an empty folder."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house import TREE, tree_files

MOVED = {"templates": "portfolio/templates", "static": "portfolio/static"}


def product_files() -> dict[str, Path]:
    """Path in the wheel -> file of the tree, for everything that makes the product."""
    names = {str(path.relative_to(TREE)) for path in tree_files()}
    names |= {str(path.relative_to(TREE)) for path in (TREE / "static" / "vendor").rglob("*") if path.is_file()}
    found = {}
    for name in names:
        top, _, rest = name.partition("/")
        if top in ("portfolio", "imports", *MOVED) and rest:
            found[f"{MOVED.get(top, top)}/{rest}"] = TREE / name
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as pyproject.toml says, in a copy, so that nothing is left in the tree."""
    copy, target = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("wheel")
    names = {str(path.relative_to(TREE)) for path in product_files().values()}
    for name in names | {"setup.cfg", "pyproject.toml"}:
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(TREE / name, copy / name)
    # As someone would build it who did not clean up first.
    (copy / "portfolio" / "__pycache__").mkdir()
    (copy / "portfolio" / "__pycache__" / "app.cpython-311.pyc").write_bytes(b"stale")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, copy],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs of an empty environment with the wheel in it.

    The libraries the product needs are lent by the environment of the tests, so that no network is needed; a .pth file
    lends its site-packages, but not what that environment in turn is told by .pth files, the tree among them.
    """
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False, symlinks=True)
    library = next((place / "lib").glob("python*/site-packages"))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(place / "bin" / "python"))
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    (library / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return place / "bin"


def bare_environment(home: Path) -> dict[str, str]:
    """An environment without anything of ours in it."""
    return {"HOME": str(home), "PATH": os.defpath, "LANG": "C.UTF-8"}


def run(program: Path, *arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=bare_environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def fetch(address: str, server: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Status and text of a page, waiting for the server to come up; fails at once when it ended."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, "the server ended"
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address}")


def test_the_wheel_holds_every_file_of_the_product_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if not name.endswith("/") and ".dist-info/" not in name}
    assert inside == set(product_files())


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = archive.read(name).decode()
    assert "Name: cyber-portfolio" in metadata
    assert "License-Expression: EUPL-1.2" in metadata
    assert "Requires-Python: >=3.11" in metadata


def test_the_installed_product_is_the_wheels_and_not_the_trees(installed: Path, tmp_path: Path) -> None:
    program = "import portfolio, imports; print(portfolio.__file__); print(imports.__file__)"
    for line in run(installed / "python", "-c", program, folder=tmp_path).splitlines():
        assert Path(line).is_relative_to(installed.parent)


def test_the_installed_product_starts_in_an_empty_folder_and_shows_its_sign_in_page(
    installed: Path, tmp_path: Path
) -> None:
    run(installed / "portfolio", "init", folder=tmp_path)
    run(installed / "portfolio", "demo", folder=tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with (tmp_path / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            [installed / "portfolio", "serve", "--sign-in-link", "--host", "127.0.0.1", "--port", str(port)],
            cwd=tmp_path,
            env=bare_environment(tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        status, page = fetch(f"http://127.0.0.1:{port}/sign-in", server)
        assert status == 200
        assert "<form" in page
        assert 'type="password"' in page
        files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
        assert [name for name in files if ".css" in name]
        assert [name for name in files if "/vendor/htmx" in name]
        for name in files:
            status, text = fetch(f"http://127.0.0.1:{port}{name}", server)
            assert status == 200
            assert text
    finally:
        server.terminate()
        server.wait(timeout=30)
    assert f"http://127.0.0.1:{port}/sign-in/once/" in (tmp_path / "serve.log").read_text(encoding="utf-8")
