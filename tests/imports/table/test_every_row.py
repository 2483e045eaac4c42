"""Every row of a sheet is a project, a heading, blank, or left out with a reason, whatever the sheet looks like."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from imports.directory import Snapshot
from imports.mapping import propose
from imports.match import Directory
from imports.outcomes import Policy
from imports.preview import Choices, build_preview
from imports.read.sheets import Sheet
from imports.table import Table, Wishes, find_table
from imports.table.continuations import gather
from imports.table.kinds import REASONS
from tests.imports.normalise.words import vocabulary_of
from tests.imports.table.written import sheet_of

HEADINGS = ["Code", "Title", "Country", "Implementers", "Start", "Budget (EUR)", "Remarks"]
COUNTRIES = ["Kenya", "Uganda", "Ghana", "Mali", "Moldova"]
WIDTH = len(HEADINGS)
VOCABULARY = vocabulary_of()

words = st.sampled_from(["cyber", "resilience", "Total", "Note", "Priority 1: law", "EU", "0", "-", "x" * 250, " "])
cells = st.one_of(st.none(), words, st.integers(-3, 10**7), st.floats(allow_nan=True), st.just(date(2024, 5, 1)))


@st.composite
def projects(draw: st.DrawFn) -> list[list[Any]]:
    """A project, perhaps with rows that go on with it."""
    number = draw(st.integers(1, 30))
    first = [f"A{number}", f"Project {number}", draw(st.sampled_from(COUNTRIES)), "EU", "2024", number * 1000, None]
    more = draw(st.lists(st.sampled_from(COUNTRIES), max_size=3))
    return [first, *([None, None, country, None, None, None, None] for country in more)]


blocks = st.one_of(
    projects(),
    st.just([[None] * WIDTH]),
    st.just([HEADINGS]),
    st.just([["Total", None, None, None, None, 5000, None]]),
    st.just([["Priority 2: capacity"]]),
    st.just([["* provisional"]]),
    st.just([[None], ["102", "Access to employment"], ["109", "Active inclusion"]]),
    st.just([[None], ["Country", "Region", "Objective"], ["Kenya", "East", 6], ["Ghana", "West", 8]]),
    st.lists(cells, max_size=WIDTH + 2).map(lambda row: [row]),
)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A sheet with a block of titles, headings, and whatever may stand below; cells may be merged anywhere."""
    above = draw(st.lists(st.sampled_from([["List of projects"], [None], ["As of May", None, "draft"]]), max_size=3))
    below = draw(st.lists(blocks, max_size=8))
    rows = [*above, HEADINGS, *(row for block in below for row in block)]
    area = st.tuples(st.integers(1, len(rows)), st.integers(0, 3), st.integers(0, 3), st.integers(0, 4))
    merged = [
        (top, left, min(top + down, len(rows)), left + along)
        for top, left, down, along in draw(st.lists(area, max_size=2))
    ]
    first_row = draw(st.integers(1, 4))
    return sheet_of(rows, first_row=first_row, merged=tuple(merged))


numbers = st.frozensets(st.integers(1, 40), max_size=4)
wishes = st.builds(
    Wishes,
    header_row=st.one_of(st.none(), st.integers(1, 6)),
    taken=numbers,
    left_out=numbers,
    kinds=st.frozensets(st.sampled_from(sorted(REASONS)), max_size=2),
)


def partition(table: Table) -> list[int]:
    return sorted([table.header_row, *table.data_rows, *table.blank_rows, *(one.row for one in table.skipped)])


@given(sheets(), wishes)
def test_every_row_is_in_exactly_one_place_whatever_a_person_wishes(sheet: Sheet, wished: Wishes) -> None:
    table = find_table([sheet], wished)
    if not isinstance(table, Table):
        return
    everything = list(range(sheet.first_row, sheet.first_row + len(sheet.rows)))
    assert partition(table) == everything
    found = gather(table, propose(table.headings, table.samples()))
    assert partition(found) == everything
    assert all(one.kind in REASONS and one.reason for one in found.skipped)
    under = range(found.header_row + 1, everything[-1] + 1)
    filled = {row for row in under if any(cell is not None for cell in sheet.rows[row - sheet.first_row])}
    assert not wished.left_out & set(found.data_rows)
    assert (wished.taken - wished.left_out) & filled <= {*found.data_rows, *found.blank_rows}


@given(st.lists(projects(), min_size=2, max_size=8, unique_by=lambda rows: rows[0][0]))
def test_no_country_of_a_continuation_row_is_lost(listed: list[list[list[Any]]]) -> None:
    sheet = sheet_of([HEADINGS, *(row for rows in listed for row in rows)])
    table = find_table([sheet])
    assert isinstance(table, Table)
    found = gather(table, propose(table.headings, table.samples()))
    assert len(found.data_rows) == len(listed)
    countries = [set(str(cell).split("\n")) for cell in found.column(2)]
    assert countries == [{row[2] for row in rows} for rows in listed]


@given(sheets())
def test_taking_every_row_back_leaves_none_out_under_the_headings(sheet: Sheet) -> None:
    table = find_table([sheet])
    if not isinstance(table, Table):
        return
    rows = frozenset(one.row for one in table.skipped)
    again = find_table([sheet], Wishes(header_row=table.header_row, taken=rows))
    assert isinstance(again, Table)
    assert [one for one in again.skipped if one.row > again.header_row] == []


@given(sheets(), st.booleans())
def test_what_comes_in_and_what_is_left_out_are_all_rows_of_the_sheet(sheet: Sheet, good: bool) -> None:
    snapshot = Snapshot(Directory(()), VOCABULARY, {}, {}, "")
    preview = build_preview([sheet], Choices(policy=Policy.GOOD if good else Policy.ALL_OR_NOTHING), snapshot)
    if preview.table is None:
        return
    planned = [row.row for row in preview.plan.rows] if preview.plan else list(preview.table.data_rows)
    rows = [preview.table.header_row, *planned, *preview.table.blank_rows, *(one.row for one in preview.skipped)]
    assert sorted(rows) == list(range(sheet.first_row, sheet.first_row + len(sheet.rows)))
    assert [one["row"] for one in preview.skipped_json()] == sorted(one.row for one in preview.skipped)
