"""Makes the demo workbook from the demo's facts, laid out the way people lay out their own lists; loads nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portfolio.reference import read

TITLE = "Cyber capacity building: who does what, where"
NOTE = "Working list, put together from public project pages. Please do not sort. Empty = we do not know."
HEADER_ROW = 4  # as a person counts
_DATES = ("Start", "End")
_WIDTHS = {"Project title": 60, "Partner countries": 45, "Why these objectives": 50, "Source": 40}
_PLAIN_WIDTH = 16
#: The file carries this day, not the clock's, so that building twice gives the same bytes.
_MADE_ON = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def build_demo_workbook(path: Path) -> None:
    """Write the demo workbook to `path`, replacing what is there: an xlsx with one sheet, its header on row 4.

    Above the header stand a title and a note. Of the whole dates some are date cells and some are text; dates known by
    month or year are text, as in "2018-10". Budgets that are plain numbers are number cells, the others text. No cell
    is a formula or a link. xlsxwriter's FileCreateError if the file cannot be written.
    """
    table = read("projects", package=__package__)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": TITLE, "created": _MADE_ON})
        sheet = book.add_worksheet("Projects")
        title, header = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "border": 1})
        formats = {"day": book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
                   "money": book.add_format({"num_format": "#,##0.##"})}  # fmt: skip
        sheet.write_string(0, 0, TITLE, title)
        sheet.write_string(1, 0, NOTE)
        for column, heading in enumerate(table.columns):
            sheet.write_string(HEADER_ROW - 1, column, heading, header)
            sheet.set_column(column, column, _WIDTHS.get(heading, _PLAIN_WIDTH))
        sheet.freeze_panes(HEADER_ROW, 1)
        for number, row in enumerate(table.rows):
            for column, heading in enumerate(table.columns):
                _write_cell(sheet, HEADER_ROW + number, column, heading, row[heading], formats)


def _write_cell(sheet: Worksheet, row: int, column: int, heading: str, text: str, formats: dict[str, Format]) -> None:
    if not text:
        return
    day = _whole_day(text) if heading in _DATES else None
    if day is not None and row % 3:  # two whole dates of three are date cells, the third was typed as text
        sheet.write_datetime(row, column, day, formats["day"])
    elif heading == "Budget" and text.replace(".", "", 1).isdecimal():
        sheet.write_number(row, column, float(text), formats["money"])
    else:
        sheet.write_string(row, column, text)


def _whole_day(text: str) -> datetime | None:
    """The day of an ISO date; None for anything else, such as "2018-10" or "1/10/2017"."""
    try:
        day = date.fromisoformat(text) if len(text) == len("2018-10-01") else None
    except ValueError:
        return None
    return None if day is None else datetime.combine(day, time.min)  # without a time zone: a cell has none
