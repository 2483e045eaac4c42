"""A terminal whose product has a fresh database, and one whose product holds the small portfolio."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from flask import Flask

from tests.cli.terminal import Terminal, terminal_in_process
from tests.coverage.world import load


def _settle(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PORTFOLIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", url)
    monkeypatch.setenv("PORTFOLIO_INSTANCE", str(folder / "instance"))
    monkeypatch.chdir(folder)


@pytest.fixture
def terminal(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Runs `portfolio …` on a fresh SQLite database, in the test's own folder."""
    _settle(sqlite_url, tmp_path, monkeypatch)
    return terminal_in_process(capsys)


@pytest.fixture
def stocked(
    sqlite_url: str,
    sqlite_app: Flask,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    """Runs `portfolio …` on an SQLite database that holds the small portfolio of tests/coverage/world.py."""
    load(sqlite_app)
    _settle(sqlite_url, tmp_path, monkeypatch)
    return terminal_in_process(capsys)


@pytest.fixture
def stocked_each(
    database_url: str, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Runs `portfolio …` on each of the two databases, with the same small portfolio."""
    load(app)
    _settle(database_url, tmp_path, monkeypatch)
    return terminal_in_process(capsys)
