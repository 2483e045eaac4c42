"""Headings on several rows: bands, a second language, units, numbers and tags, above and below the main line."""

from __future__ import annotations

import pytest

from imports.read.sheets import Sheet
from imports.table import Table, Wishes, find_table
from tests.imports.table.written import sheet_of, written


def table_of(sheet: Sheet, **wishes: object) -> Table:
    found = find_table([sheet], Wishes(**wishes))  # type: ignore[arg-type]
    assert isinstance(found, Table), found
    return found


def headings(table: Table) -> list[str]:
    return [text for _, text in table.headings]


def kinds(table: Table) -> dict[int, str]:
    return {one.row: one.kind for one in table.skipped}


DATES = ["Title", "Planned Start", "Planned End", "Actual Start", "Actual End"]


@pytest.mark.parametrize("header_row", [None, 1, 2])
def test_bands_are_joined_to_the_headings_below_them_whichever_row_is_chosen(header_row: int | None) -> None:
    table = table_of(
        written("""
        Title | Planned | | Actual |
        | Start | End | Start | End
        First | 2020 | 2021 | 2020 | 2022
        """),
        header_row=header_row,
    )
    assert headings(table) == DATES
    assert table.data_rows == (3,)
    assert list(kinds(table).values()) == ["bands"]


def test_merged_bands_reach_as_far_as_they_are_merged() -> None:
    rows = [
        ["Title", "Dates", None, "Country", "Budget", None],
        [None, "Start", "End", None, 2021, 2022],
        ["First", "2020", "2021", "Kenya", 5, 6],
    ]
    merged = ((1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 2, 3), (1, 4, 1, 5))
    table = table_of(sheet_of(rows, merged=merged))
    assert headings(table) == ["Title", "Dates Start", "Dates End", "Country", "Budget 2021", "Budget 2022"]
    assert table.data_rows == (3,)


def test_a_band_over_two_headings_says_which_start_is_meant() -> None:
    table = table_of(
        written("""
        | | Actual |
        Code | Title | Start | End
        A1 | First | 2020 | 2021
        """)
    )
    assert "Actual Start" not in headings(table), "one text over a table is a title, unless it is merged"
    merged = written(
        """
        | | Actual | |
        Code | Title | Start | End | Country
        A1 | First | 2020 | 2021 | Kenya
        """,
        merged=((1, 2, 1, 3),),
    )
    assert headings(table_of(merged)) == ["Code", "Title", "Actual Start", "Actual End", "Country"]


def test_a_title_block_is_no_band() -> None:
    table = table_of(
        written("""
        Projects of the ministry | | as of May
        Title | Start | Country
        First | 2020 | Kenya
        """)
    )
    assert headings(table) == ["Title", "Start", "Country"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_row_for_each_language_makes_one_heading_of_both(order: tuple[int, int]) -> None:
    lines = ["Název | Země | Začátek | Konec", "Title | Country | Start | End"]
    table = table_of(written("\n".join([lines[order[0]], lines[order[1]], "První | Keňa | 2020 | 2021"])))
    assert table.data_rows == (3,)
    assert all("/" in text for text in headings(table))
    assert list(kinds(table).values()) == ["language"]


def test_units_under_the_headings_say_the_currency() -> None:
    table = table_of(
        written("""
        Code | Title | Budget | Start
        | | (EUR) | (dd/mm/yyyy)
        A1 | First | =10 | 2020
        """)
    )
    assert headings(table) == ["Code", "Title", "Budget (EUR)", "Start (dd/mm/yyyy)"]
    assert (table.data_rows, kinds(table)) == ((3,), {2: "units"})


@pytest.mark.parametrize("numbers", ["=1 | =2 | =3 | =4", "(1) | (2) | (3) | (4)", "1. | 2. | 3. | 4."])
def test_numbers_of_columns_are_no_project(numbers: str) -> None:
    table = table_of(written(f"Code | Title | Budget | Start\n{numbers}\nA1 | First | =10 | 2020"))
    assert (table.data_rows, kinds(table)) == ((3,), {2: "numbers"})


@pytest.mark.parametrize("upper", ["Region", None])
def test_the_names_of_the_columns_in_a_database_are_no_project(upper: str | None) -> None:
    names = "id | country_name | projectStatus | closingdate"
    lines = "Project ID | Country | Project status | Closing date"
    text = f"{lines}\n{names}" if upper else f"{names}\n{lines}"
    table = table_of(written(f"{text}\nA1 | Kenya | Active | 2020\nA2 | Ghana | Closed | 2021"))
    assert headings(table) == ["Project ID", "Country", "Project status", "Closing date"]
    assert (table.data_rows, kinds(table)) == ((3, 4), {2 if upper else 1: "names"})


def test_a_project_in_small_letters_is_not_taken_for_names_of_columns() -> None:
    table = table_of(
        written("Title | Country | Status | Funder\ncyber | kenya | active | eu\nmore | ghana | closed | eu")
    )
    assert table.data_rows == (2, 3)


def test_a_lower_heading_that_says_all_stands_alone() -> None:
    table = table_of(
        written("""
        Code | Title | Funder | Budget | Geographical coverage | | Duration | | Contact |
        | | | | Countries | Spots | from | to | Name | Mail
        A1 | First | EU | =1000 | Kenya | x | 2020 | 2021 | Jo | jo@example.org
        """)
    )
    assert headings(table)[4:] == [
        "Countries", "Geographical coverage Spots", "from", "to", "Contact Name", "Contact Mail",
    ]  # fmt: skip
    assert (table.data_rows, kinds(table)) == ((3,), {2: "bands"})


def test_a_country_under_the_heading_of_a_party_is_the_party_s() -> None:
    table = table_of(
        written("""
        Implementing partner | | Project |
        Name | Country | Title | Places
        Mercy | Norway | First | Kenya
        """)
    )
    assert headings(table)[1] == "Implementing partner Country"


def test_several_lines_below_the_headings_are_all_left_out_of_the_data() -> None:
    table = table_of(
        written("""
        Code | Title | Budget | Country
        =1 | =2 | =3 | =4
        | | (EUR) |
        #activity+code | #activity+name | #value | #country
        A1 | First | =10 | Kenya
        """)
    )
    assert table.data_rows == (5,)
    assert kinds(table) == {2: "numbers", 3: "units", 4: "tags"}
    assert table.tags[3] == "#country"


@pytest.mark.parametrize(
    "row",
    [
        "A1 | Country | Kenya | 2020",
        "Code | Summer | Kenya | 2020",
        "=1 | =3 | =4 | =5",
        "A1 | Budget | Country | Title",
    ],
)
def test_the_first_project_is_not_taken_for_a_line_of_headings(row: str) -> None:
    table = table_of(written(f"Code | Title | Place of work | Start\n{row}\nA2 | Second | Ghana | 2021"))
    assert table.data_rows == (2, 3)
