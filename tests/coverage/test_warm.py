"""Columns in a file: a process starts with them, and with nothing that is not the portfolio's own."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portfolio.core.people import COMMAND_LINE
from portfolio.coverage import facts as coverage_facts
from portfolio.coverage import warm
from portfolio.coverage.facts import Shelf, load_facts
from portfolio.coverage.warm import ColumnsFile
from portfolio.extensions import db
from portfolio.history.door import write
from tests.coverage.test_renewal import EDITS, assert_as_loaded
from tests.coverage.world import load


@pytest.fixture
def file(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that another process left."""
    monkeypatch.setattr(warm, "FROM_PROJECTS", 1)
    load(app)
    with app.app_context():
        Shelf(ColumnsFile(tmp_path)).get(db.session())
    return tmp_path / warm.NAME


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Which projects were read from the database; None is all."""
    seen: list[object] = []

    def counted(session: object, rates: object, ids: object = None) -> object:
        seen.append(ids)
        return load_facts(session, rates, ids)  # type: ignore[arg-type]

    monkeypatch.setattr(coverage_facts, "load_facts", counted)
    return seen


def test_a_process_starts_with_the_columns_and_what_changed_since(app: Flask, file: Path, loads: list[object]) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with app.app_context():
        started = Shelf(ColumnsFile(file.parent)).get(db.session())
        assert loads == []
        assert_as_loaded(db.session(), started)
        loads.clear()
        with write(db.session, COMMAND_LINE, "a date"):
            EDITS["a date"](db.session())
        later = Shelf(ColumnsFile(file.parent)).get(db.session())
        assert len(loads) == 1
        assert loads != [None]
        assert_as_loaded(db.session(), later)


def _cut(content: bytes) -> bytes:
    return content[:-100]


def _flipped(content: bytes) -> bytes:
    return content[:-200] + bytes([content[-200] ^ 1]) + content[-199:]


@pytest.mark.parametrize(
    "spoil", [_cut, _flipped, lambda _: b"", lambda content: b"portfolio columns 0\n" + content[20:]]
)
def test_a_file_that_is_not_whole_is_made_again(
    app: Flask, file: Path, loads: list[object], spoil: Callable[[bytes], bytes]
) -> None:
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    with app.app_context():
        assert_as_loaded(db.session(), Shelf(ColumnsFile(file.parent)).get(db.session()))
    assert loads[0] is None
    assert file.read_bytes() == whole


def test_the_file_of_another_history_is_not_taken(
    app: Flask, file: Path, loads: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm, "_mark", lambda *_: ["0" * 64, "another"])
    with app.app_context():
        Shelf(ColumnsFile(file.parent)).get(db.session())
    assert loads == [None]


def test_a_folder_that_cannot_be_written_stops_nothing(app: Flask, file: Path, loads: list[object]) -> None:
    with app.app_context():
        Shelf(ColumnsFile(file.parent / "nowhere")).get(db.session())
    assert loads == [None]
