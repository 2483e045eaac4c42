"""Several sheets as one table: which are alike, how rows and cells are named, what each sheet keeps of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from imports.mapping import propose
from imports.problems import Problem, problem
from imports.read.placed import PlacedRow, Stack, bases_of, cell_name, quoted
from imports.read.sheets import Sheet
from imports.table import Table, Wishes, find_table
from imports.table.continuations import gather
from imports.table.layouts import Layout, layout_of
from imports.table.notes import rows_named
from tests.imports.table.written import written

FIRST = """
Code | Title | Country
A-1 | Alpha | Kenya
A-2 | Beta | Ghana
"""
SECOND = """
Projects of the next year | |
| |
Country | Title | Budget | Code
Mali | Gamma | =5 | B-1
Total | | =5 |
"""


def sheets() -> list[Sheet]:
    return [
        written(FIRST, name="2023", index=0),
        written("Word | Meaning\nKE | Kenya", name="Key", index=1),
        written(SECOND, name="Year 2024", index=2),
    ]


def table_of(found: list[Sheet], wishes: Wishes = Wishes(), **options: Any) -> Table:
    table = find_table(found, wishes, **options)
    assert isinstance(table, Table), table
    return table


def test_one_sheet_is_read_until_a_person_says_otherwise_and_the_others_are_named() -> None:
    table = table_of(sheets(), Wishes(0))
    assert (table.stack, table.data_rows, type(table.data_rows[0])) == (None, (2, 3), int)
    assert [(one.sheet.name, one.more, one.lacking, one.header_row) for one in table.alike] == [
        ("Year 2024", ("Budget",), (), 3)
    ]
    said = {one.code: one.message for one in table.problems}
    assert said["sheets-alike"] == "Not read, though the headings are the same: “Year 2024”."


def test_rows_of_all_sheets_are_one_list_under_the_columns_of_the_first() -> None:
    table = table_of(sheets(), Wishes(0, sheets=frozenset({2})))
    assert table.headings == ((0, "Code"), (1, "Title"), (2, "Country"), (3, "Budget"))
    assert table.column(0) == ["A-1", "A-2", "B-1"]
    assert table.column(3) == [None, None, 5]
    assert table.tabs is not None
    assert table.column(table.tabs) == ["2023", "2023", "Year 2024"]
    assert [str(row) for row in table.data_rows] == ["2 of “2023”", "3 of “2023”", "4 of “Year 2024”"]
    kinds = [(str(one.row), one.kind) for one in table.skipped]
    assert kinds == [("1 of “Year 2024”", "above"), ("5 of “Year 2024”", "total")]
    assert rows_named(table.data_rows) == "rows 2 to 3 of “2023”, 4 of “Year 2024”"
    assert table.samples()[3] == (5,)
    assert "sheets-alike" not in {one.code for one in table.problems}


def test_a_problem_stands_at_the_cell_of_its_own_sheet() -> None:
    table = table_of(sheets(), Wishes(0, sheets=frozenset({2})))
    row = table.data_rows[-1]
    wrong = problem("title-needed", sheet=table.sheet.name, row=row, column=1, words={})
    assert (wrong.sheet, wrong.row, wrong.column, wrong.cell) == ("Year 2024", 4, 1, "B4")
    assert wrong.place == "'Year 2024'!B4"
    assert problem("title-needed", sheet="", row=row, column=0).cell == "D4"
    nowhere = problem("title-needed", sheet="", row=row, column=table.tabs)
    assert (nowhere.cell, nowhere.place) == (None, "row 4 of “Year 2024”")
    assert problem("duplicate-in-file", sheet="", row=3, value="x", words={"other": row}).message.startswith(
        "Row 4 of “Year 2024” has"
    )
    first = table.data_rows[0]
    assert cell_name(first, 0) == "2023!A2"
    assert (cell_name(first, 3), cell_name(7, 3)) == (None, "D7")


def test_links_and_computed_cells_stand_at_the_cell_of_their_own_sheet() -> None:
    first, key, second = sheets()
    first = replace(first, computed=((1, 2, 2),))
    second = replace(second, computed=((2, 4, 4),), links={(4, 1): "https://example.org/gamma"})
    table = table_of([first, key, second], Wishes(0, sheets=frozenset({2})))
    assert table.sheet.computed == ((1, 2, 2), (3, 9, 9))
    assert table.sheet.links == {(9, 1): "https://example.org/gamma"}
    assert table.value(9, 1) == "Gamma"


def test_a_row_keeps_its_number_whichever_sheets_are_read_with_it() -> None:
    more = [*sheets(), written(FIRST.replace("A-", "C-"), name="2025", index=3)]
    two = table_of(more, Wishes(0, sheets=frozenset({3})))
    three = table_of(more, Wishes(0, sheets=frozenset({2, 3})))
    assert {str(row): int(row) for row in two.data_rows}.items() <= {
        str(row): int(row) for row in three.data_rows
    }.items()
    assert int(two.data_rows[-1]) == bases_of(more)[3] + 3
    assert two.stack is not None
    kept = Stack.from_json(two.stack.as_json())
    assert kept == two.stack
    assert str(kept.row(int(two.data_rows[-1]))) == "3 of “2025”"


def test_decisions_about_rows_are_about_the_row_of_their_sheet() -> None:
    base = bases_of(sheets())[2]
    wishes = Wishes(0, sheets=frozenset({2}), taken=frozenset({base + 5}), left_out=frozenset({2}))
    table = table_of(sheets(), wishes)
    assert [str(row) for row in table.data_rows] == ["3 of “2023”", "4 of “Year 2024”", "5 of “Year 2024”"]
    assert [str(one.row) for one in table.skipped] == ["2 of “2023”", "1 of “Year 2024”"]


def test_cells_merged_and_rows_continued_stay_within_their_sheet() -> None:
    first = written("Code | Title | Country\nA-1 | Alpha | Kenya\n | | Ghana", name="2023", index=0)
    second = written(
        "Code | Title | Country\n | | Togo\nB-1 | Beta | Mali\nB-2 | Gamma |",
        name="2024",
        index=1,
        merged=((3, 2, 4, 2),),
    )
    table = table_of([first, second], Wishes(0, every=True))
    table = gather(table, propose(table.headings, table.samples(), key=table.signature))
    assert table.column(2) == ["Kenya\nGhana", "Mali", "Mali"]
    assert [(str(one.row), one.reason) for one in table.skipped] == [
        ("3 of “2023”", "It has no title and no code, and continues row 2 of “2023”."),
        ("2 of “2024”", "It is the heading of a group of rows."),
    ]


@pytest.mark.parametrize(
    ("other", "fits"),
    [
        ("Title | Country | Code\nGamma | Mali | B-1", True),
        ("Code | Title\nB-1 | Gamma", True),
        ("Code | Title | Country | Budget | Start | End\nB-1 | Gamma | Mali | =1 | =2020 | =2021", False),
        ("Code | Meaning\nKE | Kenya", False),
        ("Kenya | Ghana\nMali | Togo", False),
    ],
)
def test_what_looks_like_the_same_table(other: str, fits: bool) -> None:
    table = table_of([written(FIRST, name="One", index=0), written(other, name="Two", index=1)], Wishes(0))
    assert [one.sheet.name for one in table.alike] == (["Two"] if fits else [])


def test_a_sheet_of_another_list_is_not_read_with_it_even_if_it_is_asked_for() -> None:
    found = find_table(sheets(), Wishes(0, sheets=frozenset({1})))
    assert isinstance(found, Problem)
    assert found.message == "The sheet “Key” has other headings than “2023”, so they are not one table."


def test_what_was_one_table_once_is_one_again_but_for_sheets_that_were_left_out() -> None:
    files = [*sheets(), written(FIRST.replace("A-", "C-"), name="Archive", index=3)]
    chosen = table_of(files, Wishes(0, sheets=frozenset({2})))
    layouts = {chosen.signature: Layout.from_json(layout_of(chosen).as_json())}
    assert chosen.signature == table_of(files, Wishes(0)).signature
    files.append(written(FIRST.replace("A-", "D-"), name="2025", index=4))
    files.append(written(FIRST.replace("A-", "E-"), name="Old", index=5, hidden=True))
    again = table_of(files, layouts=layouts)
    assert again.stack is not None
    assert (again.stack.names, again.recalled) == (("2023", "Year 2024", "2025"), True)
    alone = table_of(files, Wishes(0, sheets=frozenset()), layouts=layouts)
    assert alone.stack is None
    assert layout_of(alone).together is False
    assert layout_of(replace(alone, alike=()), before=layouts[chosen.signature]).together is True


def test_names_of_sheets_are_written_as_people_write_them() -> None:
    assert [quoted(name) for name in ("2024", "Kenya", "Year 1", "it's")] == ["2024", "Kenya", "'Year 1'", "'it''s'"]
    row = table_of(sheets(), Wishes(0, sheets=frozenset({2}))).data_rows[2]
    assert isinstance(row, PlacedRow)
    assert f"{row:>20}" == "    4 of “Year 2024”"
