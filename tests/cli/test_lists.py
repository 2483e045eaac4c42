"""`portfolio import`, `template` and `export` of other lists from a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl

from tests.cli.terminal import Terminal
from tests.imports.books import csv_of

BODIES = csv_of("Organisation,Sigle,Type", "Alpha Body,AB,government")


def test_a_list_comes_in_is_exported_and_taken_back(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "bodies.csv"
    file.write_bytes(BODIES)
    said = json.loads(terminal("import", str(file), "--json").out)
    assert (said["kind"], said["counts"]["create"]) == ("organisations", 1)
    assert "Added 1 organisation" in terminal("import", str(file), "--kind", "organisations", "--apply").out
    names = [one["name"] for one in json.loads(terminal("export", "organisations").out)["organisations"]]
    assert "Alpha Body" in names
    assert "1 added organisation removed" in terminal("undo", "1").out


def test_the_template_of_a_list_has_its_headings(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "rates.xlsx"
    terminal("template", str(file), "--kind", "rates")
    sheet = openpyxl.load_workbook(file)["Exchange rates"]
    assert [cell.value for cell in sheet[1]] == ["Currency", "Date", "Rate", "Source"]
