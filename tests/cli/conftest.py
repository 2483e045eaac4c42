"""A terminal whose product has a fresh database, and one whose product holds the small portfolio; on each database."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.cli.terminal import Terminal, settle, terminal_in_process
from tests.coverage.world import load


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """Runs `portfolio …` on a fresh database, in the test's own folder."""
    settle(database_url, tmp_path, monkeypatch)
    return terminal_in_process(capsys)


@pytest.fixture
def stocked(app: Flask, terminal: Terminal) -> Terminal:
    """Runs `portfolio …` on a database that holds the small portfolio of tests/coverage/world.py."""
    load(app)
    return terminal
