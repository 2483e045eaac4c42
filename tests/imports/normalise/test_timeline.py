"""Columns headed by stretches of time, with marks under them: from the first marked one to the last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from imports.mapping import Mapping, propose
from imports.normalise.stretches import stretches
from imports.table import find_table
from tests.imports.normalise.test_normalise import codes, drafted
from tests.imports.normalise.words import vocabulary_of
from tests.imports.table.written import sheet_of, written


def mapped(sheet: Any) -> Mapping:
    table = find_table([sheet])
    return propose(table.headings, table.samples(40), recogniser=vocabulary_of())  # type: ignore[union-attr]


def dates(sheet: Any) -> list[tuple[str | None, str | None]]:
    return [(row.values.get("planned_start"), row.values.get("planned_end")) for row in drafted(sheet).rows]


@pytest.mark.parametrize(
    ("headings", "first", "last"),
    [
        ("Jan 2025 | Feb 2025 | Mar 2025", "2025-02", "2025-03"),
        ("janv. 2025 | févr. 2025 | mars 2025", "2025-02", "2025-03"),
        ("Q1 2025 | Q2 2025 | Q3 2025", "2025-04", "2025-09"),
        ("2025 Q1 | 2025 Q2 | 2025 Q3", "2025-04", "2025-09"),
        ("01/2025 | 02/2025 | 03/2025", "2025-02", "2025-03"),
        ("=2025 | =2026 | =2027", "2026", "2027"),
        ("KW 12 2025 | KW 13 2025 | KW 14 2025", "2025-03-24", "2025-04-06"),
        ("2025-W12 | 2025-W13 | 2025-W14", "2025-03-24", "2025-04-06"),
        ("01/02/2025 | 01/03/2025 | 01/04/2025", "2025-03", "2025-04"),
    ],
)
def test_a_project_runs_from_its_first_mark_to_its_last(headings: str, first: str, last: str) -> None:
    sheet = written(f"Project | Country | {headings}\nOne | Kenya | - | x | x\nTwo | Ghana | | | ")
    assert dates(sheet) == [(first, last), (None, None)]
    assert not drafted(sheet).rows[0].problems


@pytest.mark.parametrize(("days", "run"), [(7, ("2025-01-13", "2025-01-26")), (31, ("2025-02", "2025-03"))])
def test_a_row_of_headings_may_hold_days(days: int, run: tuple[str, str]) -> None:
    first = datetime(2025, 1, 6) if days == 7 else datetime(2025, 1, 1)
    heads = [first + timedelta(days=7 * at) if days == 7 else datetime(2025, 1 + at, 1) for at in range(5)]
    rows = [["Plan"], ["Project", "Country", *heads], ["One", "Kenya", None, 1, True], ["Two", "Ghana", None, False]]
    table = find_table([sheet_of(rows)])
    assert table.header_row == 2  # type: ignore[union-attr]
    assert dates(sheet_of(rows)) == [run, (None, None)]


def test_months_stand_under_or_over_their_year() -> None:
    above = sheet_of([[None, None, 2025, None, 2026], ["Project", "Country", "Nov", "Dec", "Jan"],
                      ["One", "Kenya", None, "x", "x"]])  # fmt: skip
    below = written("Project | Country | =2025 | | =2026\n | | Nov | Dec | Jan\nOne | Kenya | | x | x")
    assert dates(above) == dates(below) == [("2025-12", "2026-01")]


def test_a_year_over_the_whole_list_and_a_heading_behind_the_months_are_not_mistaken() -> None:
    titled = sheet_of([["Report", 2025], ["Title", "Country", "Flibber", "Status"], ["One", "Kenya", "a", "closed"]])
    assert [one.heading for one in mapped(titled).columns] == ["Title", "Country", "Flibber", "Status"]
    behind = written("Title | =2025 | | =2026 | Notes\n | Nov | Dec | Jan |\nOne | n/a | x | x | a word")
    assert dates(behind) == [("2025-12", "2026-01")]
    assert mapped(behind).columns[4].heading == "Notes"


def test_a_gap_between_marks_is_said() -> None:
    (one,) = drafted(written("Project | Jan 2025 | Feb 2025 | Mar 2025\nOne | x | | x")).rows
    assert (one.values["planned_start"], one.values["planned_end"]) == ("2025-01", "2025-03")
    assert codes(one) == [("B2", "timeline-gap")]
    assert one.problems[0].message.endswith("none stands under Feb 2025.")


def test_stated_dates_hold_and_the_timeline_is_left_out_with_the_reason() -> None:
    sheet = written("Project | Start date | End date | Jan 2025 | Feb 2025\nOne | 2024-01-05 | 2026-01-31 | x | x")
    assert dates(sheet) == [("2024-01-05", "2026-01-31")]
    assert [one.field for one in mapped(sheet).columns][3:] == [None, None]
    assert "other columns say when a project starts and ends" in mapped(sheet).columns[3].reason


@pytest.mark.parametrize(
    ("cells", "field", "reason"),
    [
        ("=100000 | =2500", None, "the cells are amounts"),
        ("120.000 | 80.000", None, "the cells are amounts"),
        ("=3 | =2", "timeline_mark", "the cells are figures"),
        ("planned | cancelled", "timeline_mark", "say more than a mark"),
        (" | ", None, "colours are not read"),
    ],
)
def test_what_may_be_no_mark_is_not_taken(cells: str, field: str | None, reason: str) -> None:
    sheet = written(f"Project | Country | =2025 | =2026\nOne | Kenya | {cells}")
    found = mapped(sheet).columns[2]
    assert (found.field, found.taken) == (field, False)
    assert reason in found.reason
    assert dates(sheet) == [(None, None)]


def test_a_heading_that_is_more_than_a_stretch_or_two_that_overlap_are_no_timeline() -> None:
    assert mapped(written("Project | Budget 2025 | Budget 2026\nOne | x | x")).columns[1].field != "timeline_mark"
    assert mapped(written("Project | =2025 | Q1 2025\nOne | x | x")).columns[1].field is None
    assert stretches(["2025-01-01", "2025-01-05"]) == [None, None]
    assert stretches(["Year 1", "Title", "M2"]) == [None, None, None]
