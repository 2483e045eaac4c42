"""Finding the table: sheet, row of headings, rows of projects; what is left out is named."""

from __future__ import annotations

import pytest

from imports.problems import Problem
from imports.read.sheets import Sheet
from imports.table import Table, Wishes, find_table
from tests.imports.table.written import sheet_of, written


def table_of(*sheets: Sheet, **choices: object) -> Table:
    found = find_table(sheets, Wishes(**choices))  # type: ignore[arg-type]
    assert isinstance(found, Table), found
    everything = [*found.data_rows, *found.blank_rows, *(one.row for one in found.skipped), found.header_row]
    rows = range(found.sheet.first_row, found.sheet.first_row + len(found.sheet.rows))
    assert sorted(everything) == list(rows), "a row disappeared or was counted twice"
    return found


def kinds(table: Table) -> dict[int, str]:
    return {one.row: one.kind for one in table.skipped}


PLAIN = """
Code | Title  | Start   | End     | Budget
A1   | First  | 2020-01 | 2021-01 | =100
A2   | Second | 2020-02 | 2021-02 | =200
"""


def test_a_plain_sheet_is_all_data() -> None:
    table = table_of(written(PLAIN))
    assert (table.header_row, table.data_rows, table.skipped) == (1, (2, 3), ())
    assert table.headings[0] == (0, "Code")
    assert table.column(4) == [100, 200]


def test_headings_are_found_under_a_title_and_notes() -> None:
    table = table_of(
        written("""
        List of projects |  |  |
        As of 28.09.2016 |  |  |

        Please note annex 1: all amounts are estimates and may change without notice at any time |  |  |
        Name of project | Start | End | Country
        First  | 2020 | 2021 | Kenya
        Second | 2020 | 2021 | Ghana
    """)
    )
    assert table.header_row == 5
    assert table.data_rows == (6, 7)
    assert kinds(table) == {1: "above", 2: "above", 4: "above"}


def test_totals_sections_notes_repeated_headings_and_lists_below_are_skipped_with_a_reason() -> None:
    table = table_of(
        written("""
        Code | Title | Start | End | Budget | Country
        | Priority 1: resilience | | | |
        A1 | First | 2020 | 2021 | =10 | Kenya
        A2 | Second | 2020 | 2021 | =20 | Ghana
        | | | Total | =30 |
        Code | Title | Start | End | Budget | Country
        B1 | Third | 2020 | 2021 | =5 | Mali
        Grand total | | | | =35 |

        * figures of the ministry | | | | |

        102 | Access to employment | | | |
        109 | Active inclusion | | | |
    """)
    )
    assert table.data_rows == (3, 4, 7)
    assert kinds(table) == {2: "section", 5: "total", 6: "heading", 8: "total", 10: "note", 12: "list", 13: "list"}
    assert all(one.reason.endswith(".") for one in table.skipped)


def test_a_skipped_row_can_be_taken_back_in() -> None:
    sheet = written(PLAIN + "Total | | | | =300\n")
    assert kinds(table_of(sheet)) == {4: "total"}
    assert table_of(sheet, taken=frozenset({4})).data_rows == (2, 3, 4)


@pytest.mark.parametrize(
    "row",
    [
        "A3 | Total defence exercise | 2020 | 2021 | =5", "A3 | Summer school | | |", " | A title alone | | |",
        "Totalförsvar | Second | 2020 | 2021 | =3", "A3 | | | | =5",
    ],
)  # fmt: skip
def test_a_row_that_is_not_clearly_something_else_is_data(row: str) -> None:
    assert table_of(written(PLAIN + row)).data_rows == (2, 3, 4)


def test_a_row_of_hxl_tags_is_kept_as_tags() -> None:
    table = table_of(
        written("""
        ¿Qué? | | ¿Dónde? |
        Registro | Nombre del proyecto | País | Fecha
        | #activity+name | #country | #date+start
        001 | Agua | Panamá | 2015
    """)
    )
    assert (table.header_row, table.data_rows) == (2, (4,))
    assert dict(table.tags) == {1: "#activity+name", 2: "#country", 3: "#date+start"}
    assert kinds(table)[3] == "tags"


def test_headings_in_two_rows_are_told_apart_by_the_band_above() -> None:
    table = table_of(
        written("""
        Title | Planned | | Actual |
        | Start | End | Start | End
        First | 2020 | 2021 | 2020 | 2022
    """)
    )
    assert [text for _, text in table.headings] == [
        "Title",
        "Planned Start",
        "Planned End",
        "Actual Start",
        "Actual End",
    ]


def test_sheet_and_headings_can_be_forced() -> None:
    notes = written("Title | Country\nx | y\nName | Place\nFirst | Kenya", name="Other", index=1)
    assert table_of(written(PLAIN), notes).sheet.name == "Projects"
    table = table_of(written(PLAIN), notes, sheet=1, header_row=3)
    assert (table.sheet.name, table.data_rows) == ("Other", (4,))


def test_hidden_sheets_rows_and_columns_are_announced() -> None:
    secret = written(PLAIN, name="Secret", index=1, hidden=True)
    page = written(PLAIN, hidden_rows=frozenset({3}), hidden_columns=frozenset({4}))
    table = table_of(page, secret)
    assert table.data_rows == (2, 3)
    assert [one.code for one in table.problems] == ["hidden-sheet", "hidden-rows", "hidden-column"]
    assert "“Secret”" in table.problems[0].message
    alone = table_of(secret)
    assert [one.code for one in alone.problems] == ["hidden-sheet-read"]


def test_another_sheet_with_projects_is_announced() -> None:
    longer = written(PLAIN + PLAIN.replace("Code", "A9").strip("\n"), name="Longer", index=1)
    table = table_of(written(PLAIN), longer)
    assert [one.code for one in table.problems] == ["sheets-alike"]


@pytest.mark.parametrize("sheets", [[sheet_of([["data"]])], [sheet_of([["data"]]), sheet_of([], index=1)]])
def test_without_a_table_there_is_a_sentence(sheets: list[Sheet]) -> None:
    found = find_table(sheets)
    assert isinstance(found, Problem)
    assert found.code == "no-table"


@pytest.mark.parametrize(("sheet", "row"), [(7, None), (0, 99), (0, 0), (0, -1)])
def test_a_choice_that_is_not_there_is_a_sentence_too(sheet: int, row: int | None) -> None:
    assert isinstance(find_table([written(PLAIN)], Wishes(sheet, row)), Problem)


def test_finding_the_table_twice_gives_the_same() -> None:
    assert find_table([written(PLAIN)]) == find_table([written(PLAIN)])


def test_rows_keep_the_numbers_of_the_file() -> None:
    table = table_of(written(PLAIN, first_row=11))
    assert (table.header_row, table.data_rows) == (11, (12, 13))
    assert table.column(0) == ["A1", "A2"]


def test_a_workbook_without_a_filled_cell_is_called_empty() -> None:
    for sheets in (
        [],
        [sheet_of([])],
        [sheet_of([[None, None]])],
        [sheet_of([[None, " "], [""]]), sheet_of([], index=1)],
    ):
        found = find_table(sheets)
        assert isinstance(found, Problem)
        assert (found.code, found.message) == ("no-cells", "The file is empty: none of its cells holds anything.")
    failed = find_table([sheet_of([[None]], errors={(1, 0): "#REF!"})])
    assert isinstance(failed, Problem)
    assert failed.code == "no-table"
