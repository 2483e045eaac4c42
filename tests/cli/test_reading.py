"""What the command says about how a file was read, and how a person overrules it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

LIST = "Code;Title\nA-1;Щит, Дон\n".encode("cp1251")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A short list in Windows-1251."""
    path = tmp_path / "list.csv"
    path.write_bytes(LIST)
    return path


def test_an_encoding_and_a_delimiter_may_be_given(terminal: Terminal, file: Path) -> None:
    said = terminal("import", file, "--encoding", "windows-1251", "--delimiter", "semicolon", "--json")
    found = json.loads(said.out)
    assert (found["format"], found["encoding"], found["delimiter"]) == ("csv", "cp1251", ";")
    assert found["rows"][0]["title"] == "Щит, Дон"


def test_what_was_found_about_the_reading_is_said(terminal: Terminal, file: Path) -> None:
    file.write_text("Code;Title\nA-1;Alpha\n", encoding="utf-8")
    assert "Reading: The columns are separated by a semicolon." in terminal("import", file).out
    reading = json.loads(terminal("import", file, "--json").out)["reading"]
    assert [note["code"] for note in reading] == ["delimiter_found"]


def test_an_encoding_that_is_not_known_and_one_for_a_workbook_are_refused(terminal: Terminal, file: Path) -> None:
    terminal("import", file, "--encoding", "utf-7").refused("“utf-7” is not an encoding that is read here.")
    file.write_bytes(b'<?xml version="1.0"?><iati-activities version="2.03"/>')
    terminal("import", file, "--encoding", "utf-8").refused("means nothing for this file")
