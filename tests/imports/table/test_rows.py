"""Rows that are no projects: recognised by label and by place, named with their reason, taken back if wished."""

from __future__ import annotations

import pytest

from imports.read.sheets import Sheet
from imports.table import Table, Wishes, find_table
from imports.table.kinds import NAMES, REASONS
from tests.imports.table.written import written

PLAIN = """
Code | Title  | Start   | End     | Budget
A1   | First  | 2020-01 | 2021-01 | =100
A2   | Second | 2020-02 | 2021-02 | =200
"""


def table_of(sheet: Sheet, **wishes: object) -> Table:
    found = find_table([sheet], Wishes(**wishes))  # type: ignore[arg-type]
    assert isinstance(found, Table), found
    everything = [found.header_row, *found.data_rows, *found.blank_rows, *(one.row for one in found.skipped)]
    rows = range(found.sheet.first_row, found.sheet.first_row + len(found.sheet.rows))
    assert sorted(everything) == list(rows), "a row disappeared or was counted twice"
    return found


def kinds(table: Table) -> dict[int, str]:
    return {one.row: one.kind for one in table.skipped}


@pytest.mark.parametrize(
    "label",
    [
        "Total", "TOTAL:", "Total général", "Sous-total", "Σ", "∑ budget", "Gesamt", "Gesamtsumme", "Zwischensumme 2",
        "Razem", "Suma", "Suma końcowa", "Ogółem", "Сума", "Усього", "Итого", "Общо", "Totale complessivo",
        "Total geral", "Importe total", "Celkem", "Skupaj", "Σύνολο", "ΣΥΝΟΛΟ", "Yhteensä", "Összesen",
        "Kokku", "Iš viso", "Kopā", "I alt", "Toplam", "Genel Toplam", "Kenya Total", "Kenia Gesamt", "المجموع", "合计",
        "Grand total",
    ],
)  # fmt: skip
def test_a_total_is_known_by_its_label_in_many_languages(label: str) -> None:
    table = table_of(written(f"{PLAIN}{label} | | | | =300"))
    assert (table.data_rows, kinds(table)) == ((2, 3), {4: "total"})


@pytest.mark.parametrize("gap", ["", "| | | |\n"])
def test_headings_in_other_words_and_the_title_above_them_are_no_projects(gap: str) -> None:
    below = "Pipeline projects | | | |\nProject code | Project name | Expected start | Expected end | Total cost\n"
    table = table_of(written(f"{PLAIN}{gap}{below}A3 | Third | 2026-01 | 2027-01 | =300"))
    first = 4 + bool(gap)
    assert kinds(table) == {first: "section", first + 1: "heading"}
    assert table.data_rows == (2, 3, first + 2)


def test_a_second_table_of_other_columns_is_no_repeated_heading() -> None:
    table = table_of(written(f"{PLAIN}A3 | End | Code | Title | Start"))
    assert table.data_rows == (2, 3, 4)


@pytest.mark.parametrize(
    "hints",
    ["Unique number | Please give the full title | dd/mm/yyyy | dd/mm/yyyy | in EUR",
     "| Veuillez indiquer le titre | jj/mm/aaaa | jj/mm/aaaa | en euros", "z. B. A1 | | TT.MM.JJJJ | TT.MM.JJJJ |"],
)  # fmt: skip
def test_a_line_that_says_how_to_fill_in_the_columns_is_no_project(hints: str) -> None:
    head, *rows = PLAIN.strip("\n").split("\n")
    table = table_of(written("\n".join([head, hints, *rows])))
    assert (table.data_rows, kinds(table)) == ((3, 4), {2: "guide"})


def test_a_total_may_name_its_currency_beside_the_figure() -> None:
    table = table_of(written("Code | Title | Budget | Currency\nA1 | First | =5 | EUR\nTotal | | =5 | EUR"))
    assert kinds(table) == {3: "total"}


@pytest.mark.parametrize("row", ["| | | | =300", "| | | | =200\n| | | | =300"])
def test_a_sum_without_a_label_is_a_total(row: str) -> None:
    rows = PLAIN.strip("\n") + "\nA3 | Third | 2020 | 2021 | =100\n"
    amount = row.replace("300", "400").replace("=200", "=300")
    table = table_of(written(rows + amount))
    assert table.data_rows == (2, 3, 4)
    assert set(kinds(table).values()) == {"total"}


def test_an_amount_that_is_no_sum_is_data_that_lacks_its_title() -> None:
    assert table_of(written(PLAIN + "| | | | =250")).data_rows == (2, 3, 4)


@pytest.mark.parametrize(
    "row",
    [
        "A3 | Total defence exercise | 2020 | 2021 | =5", "Suma Qamaña | A project | 2020 | | ", "A3 | | | | =5",
        "| Total security | 2020 | | =5", "A3 | Gesamtkonzept | | |",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_total_is_a_project(row: str) -> None:
    assert table_of(written(PLAIN + row)).data_rows == (2, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "* provisional figures", "Source: Ministry", "Źródło: Ministerstwo", "Stand: 1.5.2024", "Page 1 of 3",
        "¹ estimate", "Note: amounts are rounded", "© European Union", "Last updated 3 May", "-----",
    ],
)  # fmt: skip
def test_notes_and_footers_are_left_out(text: str) -> None:
    table = table_of(written(f"{PLAIN}\n{text} | | | |"))
    assert (table.data_rows, kinds(table)) == ((2, 3), {5: "note"})


GROUPED = """
Title  | Start   | End     | Budget | Funder
Kenya
First  | 2020-01 | 2021-01 | =100 | EU
Second | 2020-02 | 2021-02 | =200 | EU
Uganda
Third  | 2020-02 | 2021-02 | =210 | EU
Fourth | 2020-02 | 2021-02 | =220 | EU
"""


def test_headings_of_groups_are_no_projects_and_stay_beside_their_rows() -> None:
    table = table_of(written(GROUPED))
    assert (table.data_rows, kinds(table)) == ((3, 4, 6, 7), {2: "section", 5: "section"})
    assert table.section == 5
    assert table.column(5) == ["Kenya", "Kenya", "Uganda", "Uganda"]
    assert table.samples()[5] == ("Kenya", "Uganda")
    assert table.skipped[0].text == "Kenya"


def test_the_heading_of_a_group_may_stand_where_codes_do() -> None:
    rows = "Code | Title | Start | End\nAfrica\nA1 | First | 2020 | 2021\nAsia\nA2 | Second | 2020 | 2021\nA3"
    table = table_of(written(rows))
    assert (table.data_rows, kinds(table)) == ((3, 5, 6), {2: "section", 4: "section"})


def test_headings_of_groups_that_follow_each_other_are_one_by_lines() -> None:
    table = table_of(written(GROUPED.replace("Kenya", "Africa\nKenya")))
    assert table.column(5)[0] == "Africa\nKenya"


def test_groups_taken_back_in_are_projects_and_no_longer_beside_the_rows() -> None:
    table = table_of(written(GROUPED), kinds=frozenset({"section"}))
    assert (table.data_rows, table.section) == ((2, 3, 4, 5, 6, 7), None)


@pytest.mark.parametrize(
    "rows",
    [
        GROUPED.replace("Kenya\n", ""), PLAIN + " | A title alone | | |",
        "Title | Start | End | Budget\n" + "\n".join(f"P{n} | 2020 | 2021 | =5\nIdea {n}" for n in range(4)),
    ],
)  # fmt: skip
def test_a_title_alone_between_projects_is_a_project(rows: str) -> None:
    assert table_of(written(rows)).skipped == ()


def test_a_heading_merged_across_the_table_is_a_group_wherever_it_stands() -> None:
    rows = GROUPED.replace("Kenya\n", "")
    table = table_of(written(rows, merged=((4, 0, 4, 4),)))
    assert kinds(table) == {4: "section"}
    assert table.column(5) == [None, None, "Uganda", "Uganda"]


def test_the_rest_of_a_cell_on_a_row_of_its_own_is_no_group() -> None:
    rows = "Body | Title | Start | End | Budget\n" + "\n".join(f"B{n} | P{n} | 2020 | 2021 | =5" for n in range(4))
    table = table_of(written(rows + "\nof Research and Technology\nB9 | P9 | 2020 | 2021 | =5"))
    assert (kinds(table), table.section) == ({6: "stray"}, None)


def test_rows_of_zeros_under_dragged_formulas_are_left_out() -> None:
    table = table_of(written(PLAIN + "| | =0 | =0 | =0\n| | - | - | =0"))
    assert kinds(table) == {4: "filler", 5: "filler"}


def test_a_legend_beside_the_table_is_told_and_its_own_rows_are_left_out() -> None:
    table = table_of(
        written("""
        Code | Title | Start | End | | 1 | planned
        A1 | First | 2020 | 2021 | | 2 | running
        A2 | Second | 2020 | 2021 | | |
        A3 | Third | 2020 | 2021 | | |
        A4 | Fourth | 2020 | 2021 | | |
        A5 | Fifth | 2020 | 2021 | | |
        | | | | | 3 | closed
        """)
    )
    assert (table.data_rows, kinds(table)) == ((2, 3, 4, 5, 6), {7: "aside"})
    assert [one.code for one in table.problems] == ["list-beside"]
    assert "F, G" in table.problems[0].message


def test_a_column_apart_that_is_filled_in_belongs_to_the_table() -> None:
    table = table_of(written("Code | Title | | Remarks\nA1 | First | | good\nA2 | Second | | bad\n | | | orphan"))
    assert table.problems == ()


def test_another_table_below_is_told_and_can_be_chosen() -> None:
    text = (
        PLAIN
        + """
Country | Region | Objective
Kenya | East | 6
Ghana | West | 8

Code | Title | Start | End | Budget
A9 | Ninth | 2020 | 2021 | =5
"""
    )
    sheet = written(text)
    table = table_of(sheet)
    assert table.data_rows == (2, 3, 10)
    assert kinds(table) == {5: "list", 6: "list", 7: "list", 9: "heading"}
    assert [one.code for one in table.problems] == ["other-table"]
    other = table_of(sheet, header_row=5)
    assert other.data_rows[:2] == (6, 7)


def test_what_a_person_wishes_counts_row_by_row_before_kind_by_kind() -> None:
    sheet = written(PLAIN + "Total | | | | =300\nTotal | | | | =300")
    assert table_of(sheet, kinds=frozenset({"total"})).data_rows == (2, 3, 4, 5)
    table = table_of(sheet, kinds=frozenset({"total"}), left_out=frozenset({3, 5}))
    assert (table.data_rows, kinds(table)) == ((2, 4), {3: "left-out", 5: "left-out"})
    assert table_of(sheet, taken=frozenset({4})).data_rows == (2, 3, 4)


def test_even_a_row_above_the_headings_can_be_read() -> None:
    sheet = written("A0 | Zeroth | 2019 | 2020 | =5\n" + PLAIN.strip("\n"))
    assert kinds(table_of(sheet)) == {1: "above"}
    assert table_of(sheet, taken=frozenset({1})).data_rows == (1, 3, 4)


def test_a_row_that_is_not_there_is_named() -> None:
    assert [one.code for one in table_of(written(PLAIN), taken=frozenset({99})).problems] == ["no-such-row"]


def test_every_kind_has_a_reason_and_a_name() -> None:
    assert REASONS.keys() == NAMES.keys()
    assert all(reason.endswith(".") for reason in REASONS.values())


@pytest.mark.parametrize("stage", ["PLANNED", "Ongoing projects", "Projets en cours", "Abgeschlossen", "En ejecución"])
def test_what_stage_projects_are_in_heads_them_also_in_the_column_of_titles(stage: str) -> None:
    table = table_of(written(f"{PLAIN}| {stage} | | |\nA3 | Third | 2020-03 | 2021-03 | =300"))
    assert kinds(table) == {4: "section"}


def test_the_total_of_a_programme_is_no_project_without_a_title() -> None:
    rows = (
        "Programme | Component | Title | Budget | Country\nPACE | 1 | Legal | =100 | Moldova\nPACE | Total | | =100 |"
    )
    assert kinds(table_of(written(rows))) == {3: "total"}
