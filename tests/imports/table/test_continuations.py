"""One project on several rows: its lists are joined, nothing of it is lost unsaid, and it can be taken apart again."""

from __future__ import annotations

from imports.mapping import propose
from imports.read.sheets import Sheet
from imports.table import Table, Wishes, find_table
from imports.table.continuations import gather
from tests.imports.table.written import sheet_of, written


def gathered(sheet: Sheet, **chosen: object) -> Table:
    wishes = Wishes(**chosen)  # type: ignore[arg-type]
    table = find_table([sheet], wishes)
    assert isinstance(table, Table), table
    found = gather(table, propose(table.headings, table.samples(), tags=table.tags))
    everything = [found.header_row, *found.data_rows, *found.blank_rows, *(one.row for one in found.skipped)]
    assert sorted(everything) == list(range(1, len(sheet.rows) + 1)), "a row disappeared or was counted twice"
    return found


def kinds(table: Table) -> dict[int, str]:
    return {one.row: one.kind for one in table.skipped}


SPREAD = """
Code | Title | Country | Implementers | Start | Budget (EUR)
A1 | First | Kenya | UNODC | 2020 | =10
 | | Uganda | | |
 | | Kenya | INTERPOL | |
A2 | Second | Ghana | | 2021 | =20
"""


def test_lists_that_go_on_below_are_joined_to_their_project_with_a_note() -> None:
    table = gathered(written(SPREAD))
    assert (table.data_rows, kinds(table)) == ((2, 5), {3: "continuation", 4: "continuation"})
    assert table.column(2) == ["Kenya\nUganda", "Ghana"]
    assert table.column(3) == ["UNODC\nINTERPOL", None]
    note = table.joined[2]
    assert (note.row, note.code) == (2, "rows-joined")
    assert "rows 3 to 4" in note.message
    assert "Places, Implementers" in note.message
    assert table.skipped[0].text == "Uganda"


def test_a_row_taken_back_is_no_part_of_the_project_above() -> None:
    table = gathered(written(SPREAD), taken=frozenset({3}))
    assert table.data_rows == (2, 3, 5)
    assert table.column(2) == ["Kenya", "Uganda", "Ghana"]
    assert gathered(written(SPREAD), kinds=frozenset({"continuation"})).data_rows == (2, 3, 4, 5)


def test_rows_under_a_project_that_is_left_out_do_not_go_to_the_one_before() -> None:
    table = gathered(written(SPREAD + " | | Mali | | |"), left_out=frozenset({5}))
    assert kinds(table) == {3: "continuation", 4: "continuation", 5: "left-out", 6: "continuation"}
    assert table.column(2) == ["Kenya\nUganda"]
    assert "row 5" in table.skipped[-1].reason


def test_a_row_with_money_or_dates_of_its_own_is_a_project_that_lacks_its_title() -> None:
    assert gathered(written(SPREAD + " | | Mali | | | =5")).data_rows == (2, 5, 6)
    assert gathered(written(SPREAD + " | | Mali | | 2023 |")).data_rows == (2, 5, 6)


def test_what_says_the_same_again_is_no_news() -> None:
    table = gathered(written(SPREAD + " | | Mali | | 2021 | =20"))
    assert table.data_rows == (2, 5)
    assert table.column(2) == ["Kenya\nUganda", "Ghana\nMali"]


def test_what_cannot_be_joined_is_named_in_the_reason() -> None:
    sheet = written("""
        Code | Title | Country | Implementers | Status | Start
        A1 | First | Kenya | UNODC | closed | 2020
         | | Uganda | | pipeline |
    """)
    table = gathered(sheet)
    assert table.column(2) == ["Kenya\nUganda"]
    assert "What it says of Status stays out" in table.skipped[0].reason


def test_a_summary_on_several_rows_is_one_text() -> None:
    table = gathered(written("Code | Title | Summary | Start\nA1 | First | Begins here | 2020\n | | and ends here. |"))
    assert table.column(2) == ["Begins here\nand ends here."]


def test_no_project_goes_on_beyond_the_heading_of_a_group_or_a_total() -> None:
    table = gathered(written(SPREAD + "Total | | | | | =30\n | | Mali | | |"))
    assert table.data_rows == (2, 5)
    assert kinds(table)[7] == "stray"
    assert table.column(2)[1] == "Ghana"


def test_a_row_as_full_as_a_project_is_one_that_lacks_its_title() -> None:
    text = "Code | Title | Country | Hue | Size | Weight\nA1 | First | Kenya | red | big | low\n"
    assert gathered(written(text + " | | Mali | blue | big | low")).data_rows == (2, 3)


def test_a_title_merged_downwards_binds_its_rows_whatever_they_hold() -> None:
    rows = [
        ["Code", "Title", "Country", "Implementers", "Budget"],
        ["A1", "First", "Kenya", "UNODC", 10],
        [None, None, "Uganda", "INTERPOL", 5],
        ["A2", "Second", "Ghana", "GIZ", 7],
    ]
    table = gathered(sheet_of(rows, merged=((2, 0, 3, 0), (2, 1, 3, 1))))
    assert table.data_rows == (2, 4)
    assert table.column(2) == ["Kenya\nUganda", "Ghana"]
    assert "Budget stays out" in table.skipped[0].reason


def test_a_country_merged_downwards_holds_for_every_project_and_an_amount_does_not() -> None:
    rows = [
        ["Country", "Title", "Status", "Budget"],
        ["Kenya", "First", "closed", 10],
        [None, "Second", None, None],
        [None, "Third", None, None],
        ["Mali", "Fourth", "closed", 5],
    ]
    table = gathered(sheet_of(rows, merged=((2, 0, 4, 0), (2, 2, 3, 2), (2, 3, 4, 3))))
    assert table.data_rows == (2, 3, 4, 5)
    assert table.column(0) == ["Kenya", "Kenya", "Kenya", "Mali"]
    assert table.column(2) == ["closed", "closed", None, "closed"]
    assert table.column(3) == [10, None, None, 5]


CODES = """
Code | Title | Country | Budget
A1 | First | Kenya | =10
A1 | First | Uganda | =10
A2 | Second | Ghana | =20
A1 | | Mali |
"""


def test_rows_of_one_code_that_differ_in_lists_are_one_project() -> None:
    table = gathered(written(CODES))
    assert (table.data_rows, kinds(table)) == ((2, 4), {3: "same", 5: "same"})
    assert table.column(2) == ["Kenya\nUganda\nMali", "Ghana"]
    assert gathered(written(CODES), kinds=frozenset({"same"})).data_rows == (2, 3, 4, 5)


def test_rows_of_one_code_that_differ_otherwise_stay_apart() -> None:
    assert gathered(written(CODES.replace("Uganda | =10", "Uganda | =11"))).data_rows == (2, 3, 4)
    assert gathered(written(CODES.replace("A1 | First | Uganda", "A1 | Other | Uganda"))).data_rows == (2, 3, 4)
    assert gathered(written("Code | Title | Country\nA1 | First | Kenya\nA1 | First | Kenya")).data_rows == (2, 3)
