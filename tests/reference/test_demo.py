"""The demo: 72 real projects with their oddities, and the workbook made from them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from portfolio.core.policy import DIALOGUE
from portfolio.reference import read
from portfolio.reference.demo.workbook import HEADER_ROW, build_demo_workbook

PROJECTS = {row["Reference"]: row for row in read("projects", package="portfolio.reference.demo").rows}
COLUMNS = read("projects", package="portfolio.reference.demo").columns
OBJECTIVE = re.compile(r"(?:Obj\. |objective )?([0-9]{1,2})(?: \(principal\))?")


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> list[list[Any]]:
    """The cells of the built workbook's sheet, row by row."""
    path = tmp_path_factory.mktemp("demo") / "demo.xlsx"
    build_demo_workbook(path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Projects"]
    return [[cell.value for cell in row] for row in book["Projects"].iter_rows()]


def test_there_are_72_projects_with_references_of_their_own() -> None:
    assert len(PROJECTS) == len(read("projects", package="portfolio.reference.demo").rows) == 72
    assert all(reference and row["Project title"] for reference, row in PROJECTS.items())


@pytest.mark.parametrize("column", ["Parent", "Predecessor"])
def test_parents_and_predecessors_exist_and_lead_into_no_circle(column: str) -> None:
    for reference in PROJECTS:
        seen = {reference}
        while (following := PROJECTS[reference][column]) != "":
            assert following in set(PROJECTS) - seen
            seen.add(following)
            reference = following


def test_known_lineages_are_told() -> None:
    assert PROJECTS["GLACY-E"]["Predecessor"] == "GLACY-PLUS"
    assert PROJECTS["GLACY-PLUS"]["Predecessor"] == "GLACY"
    assert PROJECTS["CYBEREAST"]["Parent"] == PROJECTS["CYBERSEC-EAST"]["Parent"] == "EU4DIGITAL-CYBER"


def test_objectives_are_written_as_the_import_reads_them_and_each_has_its_reason() -> None:
    numbers = {row["number"] for row in read("objectives").rows if row["framework"] == "eu-cyber-diplomacy-15"}
    for reference, row in PROJECTS.items():
        found = [OBJECTIVE.fullmatch(part) for part in row["Objectives"].split("; ")] if row["Objectives"] else []
        assert all(match and match[1] in numbers for match in found), reference
        assert bool(found) == bool(row["Why these objectives"]), reference


def test_some_projects_are_left_without_objectives_dates_or_budget() -> None:
    for column in ("Objectives", "Start", "End", "Budget", "Partner countries", "Funder"):
        assert any(not row[column] for row in PROJECTS.values()), column


def test_the_oddities_of_the_sources_are_kept() -> None:
    assert PROJECTS["CYBERSOUTH"]["Acronym"] == PROJECTS["CYBERSOUTH-MED"]["Acronym"]
    assert PROJECTS["ITU-PACIFIC"]["Budget"] == "100'000 - 500'000"
    assert PROJECTS["BF-UNOPS"]["Partner countries"] == "US"
    assert PROJECTS["IFS-2015-37982"]["Start"] > PROJECTS["IFS-2015-37982"]["End"]
    assert "Kosovo*" in PROJECTS["CYBERCRIME-IPA"]["Partner countries"]


def test_strands_are_words_of_the_list_and_a_status_has_a_source() -> None:
    assert {row["Strand"] for row in PROJECTS.values()} == {"", "Cybercrime", "Cyber resilience", "Both"}
    assert {reference for reference, row in PROJECTS.items() if row["Status"]} == {"IPROCEEDS-2"}


def test_the_workbook_has_a_title_and_a_note_above_its_header_on_row_4(cells: list[list[Any]]) -> None:
    assert all(row[0] and not any(row[1:]) for row in cells[:2])
    assert cells[2] == [None] * len(COLUMNS)
    assert HEADER_ROW == 4
    assert cells[HEADER_ROW - 1] == list(COLUMNS)
    assert len(cells) == HEADER_ROW + 72


def test_the_workbook_says_what_the_facts_say(cells: list[list[Any]]) -> None:
    for row, facts in zip(cells[HEADER_ROW:], PROJECTS.values(), strict=True):
        for value, (column, text) in zip(row, facts.items(), strict=True):
            if isinstance(value, datetime):
                assert value.date().isoformat() == text
            elif isinstance(value, int | float):
                assert (column, float(text)) == ("Budget", value)
            else:
                assert (value or "") == text


def test_dates_and_budgets_are_partly_cells_of_their_kind_and_partly_text(cells: list[list[Any]]) -> None:
    for heading, kind in {"Start": datetime, "End": datetime, "Budget": (int, float)}.items():
        column = [row[COLUMNS.index(heading)] for row in cells[HEADER_ROW:]]
        assert any(isinstance(value, kind) for value in column)
        assert any(isinstance(value, str) for value in column)


def test_no_cell_is_a_formula_or_a_link(tmp_path: Path) -> None:
    build_demo_workbook(tmp_path / "demo.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "demo.xlsx")["Projects"]
    for row in sheet.iter_rows():
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        build_demo_workbook(tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_dialogues_are_public_facts_each_with_its_source() -> None:
    rows = read("dialogues", package="portfolio.reference.demo").rows
    assert len({row["code"] for row in rows}) == len(rows) > 5
    for row in rows:
        value = {
            **{name: row[name] for name in row if name != "objectives"},
            "status": "held",
            "objectives": [f"eu-cyber-diplomacy-15:{number}" for number in row["objectives"].split("; ")],
        }
        assert DIALOGUE.problems(DIALOGUE.normal(value)) == [], row["code"]
        assert row["url"].startswith("https://"), row["code"]
        assert row["source"].endswith("public information"), row["code"]
