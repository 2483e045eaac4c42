"""Sheets whose headings stand in a column: which are forms, how they are turned, what their cells are called."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.problems import problem
from imports.read.placed import Stack, cell_name, place_json
from imports.read.sheets import Sheet, address, letters, number_of
from imports.read.turned import TURNED_AT_MOST, turn
from imports.table import Table, find_table
from imports.table.turned import is_form, with_turned
from tests.imports.table.written import sheet_of, written

FICHE = """
Fiche of a project |
|
Project title | Cyber Shield
Country | Kenya
Start date | 2024-07
End date | 2020
Budget (EUR) | =8000000
"""
LIST = "Code | Title | Country | Start date\nA-1 | Alpha | Kenya | 2024"


def test_a_turned_sheet_keeps_what_it_says_of_its_cells() -> None:
    sheet = sheet_of(
        [["a", 1, None], ["b", None, 2]], first_row=3, hidden_rows=frozenset({4}), hidden_columns=frozenset({2}),
        merged=((3, 0, 4, 1),), errors={(3, 2): "#REF!"}, uncached_formulas=frozenset({(4, 1)}), computed=((1, 3, 3),),
        links={(3, 0): "https://example.org"},
    )  # fmt: skip
    turned = turn(sheet)
    assert turned.rows == ((None, None, "a", "b"), (None, None, 1, None), (None, None, None, 2))
    assert (turned.first_row, turned.turned, turned.value(2, 2)) == (1, True, 1)
    assert (turned.hidden_rows, turned.hidden_columns) == (frozenset({3}), frozenset({3}))
    assert (turned.merged, dict(turned.errors)) == (((1, 2, 2, 3),), {(3, 2): "#REF!"})
    assert (turned.uncached_formulas, turned.computed) == (frozenset({(2, 3)}), ((2, 2, 2),))
    assert dict(turned.links) == {(1, 2): "https://example.org"}
    back = turn(turned)
    assert back.rows[2:] == sheet.rows
    assert replace(back, rows=sheet.rows, first_row=3) == sheet


@given(st.integers(1, 16_384), st.integers(0, 500))
def test_a_cell_of_a_turned_sheet_is_called_as_in_the_file(row: int, column: int) -> None:
    assert number_of(letters(row - 1)) == number_of(letters(row - 1).lower()) == row
    assert address(row, column, turned=True) == address(column + 1, row - 1)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (FICHE, True),
        ("Project title | One | Two\nCountry | Kenya | Ghana\nEnd date | 2027 | 2028", True),
        ("1. | Project title | One\n2. | Country | Kenya\n3. | End date | 2028", True),
        (LIST, False),
        (LIST + "\nB-1 | Country | Ghana | 2024\nB-2 | Status | Ghana | 2024\nB-3 | Budget | Mali | 2025", False),
        ("Country | Kenya\nStart date | 2024\nEnd date | 2026", False),  # nothing tells a project
        ("Project title | One\nCountry | Kenya", False),  # two headings may be chance
        ("Project title\nCountry\nEnd date", False),
    ],
)
def test_forms_are_told_by_several_known_headings_in_a_column(text: str, *, form: bool) -> None:
    assert is_form(written(text)) is form


def test_what_explains_the_headings_of_a_list_is_no_form() -> None:
    key = written("Title | its name\nCountry | where\nStart date | from when", name="Key", index=1)
    assert is_form(key)
    for beside in (LIST, LIST.splitlines()[0]):
        assert [one.turned for one in with_turned([written(beside), key])] == [False, False]
    assert [one.turned for one in with_turned([written("Word | Sense\nKE | Kenya"), key])] == [False, True]


def test_a_person_names_the_sheets_that_are_turned_and_long_ones_never_are() -> None:
    sheets = [written(LIST), written(FICHE, name="Fiche", index=1)]
    assert [one.turned for one in with_turned(sheets, frozenset({0}))] == [True, False]
    assert [one.turned for one in with_turned(sheets, True)] == [True, True]
    assert [one.turned for one in with_turned(sheets, False)] == [False, False]
    long = sheet_of([["Title", "Country"]] * (TURNED_AT_MOST + 1))
    assert with_turned([long], True) == (long,)


def _table(*sheets: Sheet) -> Table:
    found = find_table(with_turned(sheets))
    assert isinstance(found, Table)
    return found


def test_the_columns_of_a_form_are_rows_that_are_called_by_their_letters() -> None:
    table = _table(written(FICHE, name="Fiche"))
    (row,) = table.data_rows
    assert [text for _, text in table.headings if text][1:3] == ["Project title", "Country"]
    assert (str(row), cell_name(row, 2), table.beside) == ("B of “Fiche”", "Fiche!B3", ())
    assert place_json(row) == {"row": 2, "sheet": "Fiche", "column": "B"}
    said = problem("unreadable-date", sheet="Fiche", row=row, column=5, value="2020")
    assert (said.cell, said.where) == ("B6", "Fiche!B6")
    whole = problem("no-title-no-code", sheet="Fiche", row=row)
    assert (whole.cell, whole.where) == ("B1", "column B of “Fiche”")
    assert Stack.from_json(table.stack.as_json() if table.stack else None) == table.stack


def test_forms_that_ask_the_same_are_one_list() -> None:
    forms = [written(FICHE.replace("Kenya", there), name=there, index=at) for at, there in enumerate(("Kenya", "Mali"))]
    table = _table(*forms, written("Word | Sense\nKE | Kenya", name="Key", index=2))
    assert [str(row) for row in table.data_rows] == ["B of “Kenya”", "B of “Mali”"]
    assert [table.value(row, 3) for row in table.data_rows] == ["Kenya", "Mali"]


def test_hints_behind_the_answers_of_a_form_are_no_project_either() -> None:
    asked = "Project title | Cyber Shield | Max 150 characters\nCountry | Kenya | List all\n"
    table = find_table(with_turned([written(f"{asked}Start date | 2024-07-01 | dd/mm/yyyy\nDonor | EU |")]))
    assert isinstance(table, Table)
    assert ([one.kind for one in table.skipped], len(table.data_rows)) == (["guide"], 1)


def test_what_stands_between_the_questions_and_the_answers_of_a_form_is_no_project() -> None:
    asked = "1. Project title | Please give the full title | Cyber Shield\n2. Country | List all countries | Kenya\n"
    sheets = with_turned([written(f"{asked}3. Start date | dd/mm/yyyy | 2024-07-01\n4. Total budget | in EUR | =8")])
    table = find_table(sheets)
    assert isinstance(table, Table)
    assert [one.kind for one in table.skipped] == ["guide"]
    assert len(table.data_rows) == 1
