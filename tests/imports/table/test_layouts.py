"""What was chosen for an earlier file: the next one with the same headings starts from its sheet, headings and rows."""

from __future__ import annotations

from dataclasses import replace

from imports.read.sheets import Sheet
from imports.table import Table, Wishes, find_table
from imports.table.layouts import Layout, Layouts, layout_of
from tests.imports.table.written import written

LIST = """
A list | of the ministry |
Ref | Wording | Country
Total | | Kenya
a | First | Kenya
b | Second | Ghana
Total | |
"""
OTHER = LIST.replace("First", "Third")


def table_of(*sheets: Sheet, layouts: Layouts | None = None, wishes: Wishes = Wishes()) -> Table:
    found = find_table(sheets, wishes, layouts=layouts or {})
    assert isinstance(found, Table), found
    return found


def remembered(table: Table, kinds: frozenset[str] = frozenset()) -> Layouts:
    layout = replace(layout_of(table), kinds=kinds)
    return {table.signature: Layout.from_json(layout.as_json())}


def test_a_row_of_headings_that_was_chosen_once_is_found_again() -> None:
    sheet = written(LIST)
    chosen = table_of(sheet, wishes=Wishes(header_row=3))
    assert chosen.header_row != table_of(sheet).header_row
    again = table_of(written("Another note | |\n" + OTHER.strip("\n")), layouts=remembered(chosen))
    assert (again.header_row, again.recalled) == (4, True)
    assert not table_of(sheet).recalled


def test_the_sheet_of_the_same_name_goes_before_a_better_one_and_a_hidden_one_counts_too() -> None:
    better = written(LIST + "c | Fourth | Mali\nd | Fifth | Mali", name="All", index=0)
    archive = written(OTHER, name="Archive", index=1, hidden=True)
    layouts = remembered(table_of(archive, wishes=Wishes(1)))
    assert table_of(better, archive).sheet.name == "All"
    assert table_of(better, archive, layouts=layouts).sheet.name == "Archive"
    renamed = written(OTHER, name="Old", index=1, hidden=True)
    assert table_of(better, renamed, layouts=layouts).sheet.name == "All"


def test_kinds_of_rows_hold_again_until_a_person_says_otherwise() -> None:
    sheet = written(LIST)
    layouts = remembered(table_of(sheet), frozenset({"total"}))
    assert [one.kind for one in table_of(sheet, layouts=layouts).skipped] == ["above"]
    table = table_of(sheet, layouts=layouts, wishes=Wishes(kinds=frozenset()))
    assert [one.kind for one in table.skipped] == ["above", "total"]


def test_a_file_with_other_headings_starts_from_nothing() -> None:
    layouts = remembered(table_of(written(LIST)), frozenset({"total"}))
    other = table_of(written(LIST.replace("Wording", "Title")), layouts=layouts)
    assert (other.recalled, [one.kind for one in other.skipped]) == (False, ["above", "total"])
