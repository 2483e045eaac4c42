"""Columns that name each group once: seen, asked about, filled down only with a yes that is remembered."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from imports.mapping import choose, propose
from imports.table import Table, Wishes, find_table
from imports.table.filldown import fill_down, grouping_columns
from imports.table.layouts import Layout, layout_of
from tests.imports.books import project, run, xlsx_of
from tests.imports.table.written import written

LEVELS = """
Region | Country | Code | Title | Website
Africa | Kenya | A-1 | Alpha | https://a.example
 | | A-2 | Beta |
 | Ghana | A-3 | Gamma |
Asia | | B-1 | Delta | https://b.example
 | Laos | B-2 | Epsilon |
"""


def read(text: str, **fields: str) -> tuple[Table, Any]:
    table = find_table([written(text)], Wishes(0))
    assert isinstance(table, Table)
    mapping = propose(table.headings, table.samples())
    columns = {heading: column for column, heading in table.headings}
    return table, choose(mapping, {columns[heading]: name for heading, name in fields.items()})


def test_levels_are_filled_within_the_group_above_and_other_blanks_stay() -> None:
    table, mapping = read(LEVELS, Region="places", Country="places")
    found = grouping_columns(table, mapping)
    assert [(one.match.heading, one.blanks) for one in found] == [("Region", 3), ("Country", 2)]
    filled, notes = fill_down(table, found, {"region", "country"})
    assert filled.column(0) == ["Africa", "Africa", "Africa", "Asia", "Asia"]
    assert filled.column(1) == ["Kenya", "Kenya", "Ghana", None, "Laos"]
    assert [one.message for one in notes] == [
        "Blank cells of the column “Region” are read as the value above them, in 3 rows.",
        "Blank cells of the column “Country” are read as the value above them, in 1 rows.",
    ]
    assert fill_down(table, found, set()) == (table, [])


@pytest.mark.parametrize(
    "rows",
    [
        "Code | Title | Country\na | A | Kenya\nb | B |\nc | C | Mali",  # behind the title a blank is a blank
        "Country | Title\n | A\nKenya | B\nMali | C",  # the first row has none
        "Country | Title\nKenya | A\nKenya | B\n | C\n | D",  # a group would not be named again
        "Country | Title\nKenya | A\nMali | B\nTogo | C\nLaos | D\n | E",  # hardly a blank
        "Country | Title\nKenya | A\n | B\n | C",  # one group is none
        "Budget | Title\n=5 | A\n | B\n=6 | C\n | D",  # an amount is of one row
    ],
)
def test_columns_that_name_no_groups(rows: str) -> None:
    assert grouping_columns(*read(rows)) == ()


def test_a_name_does_not_hold_for_another_sheet() -> None:
    text = "Country | Title\nKenya | A\n | B\nMali | C"
    first = written(text, name="1", index=0)
    second = written("Country | Title\n | D\nTogo | E\n | F", name="2", index=1)
    table = find_table([first, second], Wishes(0, sheets=frozenset({1})))
    assert isinstance(table, Table)
    found = grouping_columns(table, propose(table.headings, table.samples(), key=table.signature))
    assert fill_down(table, found, {"country"})[0].column(0) == ["Kenya", "Kenya", "Mali", None, "Togo", "Togo"]


def test_what_was_said_of_a_column_is_kept_with_the_headings() -> None:
    table, _ = read(LEVELS)
    kept = Layout.from_json(layout_of(table, filled=frozenset({"region"})).as_json())
    assert kept.filled == {"region"}


def test_blank_cells_stay_blank_until_a_person_says_what_they_mean(sqlite_app: Flask) -> None:
    rows = [["Country", "Code", "Title"], ["Kenya", "A-1", "Alpha"], [None, "A-2", "Beta"], ["Mali", "A-3", "Gamma"]]
    with sqlite_app.app_context():
        asked = run(sqlite_app, xlsx_of(rows), apply=False)
        (question,) = asked.preview.questions
        assert (question.key, question.assumed) == ("fill:country", "no")
        run(sqlite_app, xlsx_of(rows), answers={"fill:country": "yes"})
        assert [link["code"] for link in project("A-2")["places"]] == ["KE"]


def test_a_cell_with_several_programmes_is_named_and_nothing_is_taken_of_it(sqlite_app: Flask) -> None:
    rows = [
        ["Code", "Title", "Parent"], ["P-1", "One", None], ["P-2", "Two", None], ["A-1", "Alpha", "P-1; P-2"],
        ["A-2", "Beta", "P-1\nP-2"], ["A-3", "Gamma", "P-1, P-2"], ["A-4", "Delta", "P-1; P-1"],
        ["A-5", "Epsilon", "; ".join(f"XM-DAC-41304-PROGRAMME-{number}" for number in range(5))],
    ]  # fmt: skip
    with sqlite_app.app_context():
        found = run(sqlite_app, xlsx_of(rows))
        said = {row.code: [one.message for one in row.problems] for row in found.preview.plan.rows}  # type: ignore[union-attr]
        for code in ("A-1", "A-2", "A-3"):
            assert said[code][0].endswith("names 2 projects, and a project has one programme.")
            assert project(code)["parent"] is None
        assert said["A-5"][0].endswith("names 5 projects, and a project has one programme.")
        assert (said["A-4"], project("A-4")["parent"]) == ([], "P-1")
