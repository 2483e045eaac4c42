"""A terminal whose product has a fresh database, and one whose product holds the small portfolio."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.cli.terminal import Terminal, settle, terminal_in_process
from tests.coverage.world import load


@pytest.fixture
def terminal(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Runs `portfolio …` on a fresh SQLite database, in the test's own folder."""
    settle(sqlite_url, tmp_path, monkeypatch)
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
    settle(sqlite_url, tmp_path, monkeypatch)
    return terminal_in_process(capsys)


@pytest.fixture
def stocked_each(
    database_url: str, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Runs `portfolio …` on each of the two databases, with the same small portfolio."""
    load(app)
    settle(database_url, tmp_path, monkeypatch)
    return terminal_in_process(capsys)
