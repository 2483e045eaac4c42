"""Workbooks for download: text is written as text, never as a formula or a link; numbers and dates are real ones."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

#: The longest text a cell holds; xlsxwriter drops the rest of a row after a longer one, so texts are cut first.
LONGEST_CELL = 32_767

#: Letters of a line on the sheet that says what a file is.
_ABOUT_WIDTH = 100

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Sheets:
    """A workbook being written: `sheet` adds a sheet, `done` gives the bytes."""

    def __init__(self, title: str) -> None:
        import xlsxwriter

        self._buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(self._buffer, options)
        self.book.set_properties({"title": title[:200], "company": "", "comments": "Made by Cyber Portfolio"})
        self.head = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.bold = self.book.add_format({"bold": True})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.euro = self.book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self.number = self.book.add_format({"num_format": "0.00", "valign": "top"})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def format(self, **properties: Any) -> Format:
        """A cell format, made once for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str, headings: Sequence[str], widths: Sequence[int], first_row: int = 0) -> Worksheet:
        """A sheet with a header row, frozen below it."""
        sheet = self.book.add_worksheet(name[:31])
        for column, heading in enumerate(headings):
            put(sheet, first_row, column, heading, self.head)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(first_row + 1, 1)
        return sheet

    def rows(self, sheet: Worksheet, rows: Iterable[Sequence[Any]], first_row: int = 1) -> int:
        """Write rows of text, whole numbers, floats (two decimals), dates, Cents or None; gives how many."""
        number = 0
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                self.cell(sheet, first_row + number - 1, column, value)
        return number

    def cell(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        """Write one value by its type."""
        if value is None or value == "":
            return
        if isinstance(value, Cents):
            sheet.write_number(row, column, value / 100, self.euro)
        elif isinstance(value, bool):
            put(sheet, row, column, "yes" if value else "no", self.wrap)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.format(valign="top"))
        elif isinstance(value, float):
            sheet.write_number(row, column, value, self.number)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        else:
            put(sheet, row, column, str(value), self.wrap)

    def about(self, lines: Iterable[tuple[str, str]], name: str = "About this file") -> None:
        """The sheet that says what the file is: label and value pairs."""
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, _ABOUT_WIDTH)
        sheet.fit_to_pages(1, 0)
        for row, (label, value) in enumerate(lines):
            put(sheet, row, 0, label, self.bold)
            put(sheet, row, 1, value, self.wrap)
            if len(value) > _ABOUT_WIDTH:
                # Not every program finds the height of a line that is broken.
                sheet.set_row(row, min(15 * -(-len(value) // _ABOUT_WIDTH), 405))

    def done(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.book.close()
        return self._buffer.getvalue()


class Cents(int):
    """Euro cents, written as an amount of euro."""


def put(sheet: Worksheet, row: int, column: int, text: str, style: Format | None = None) -> None:
    """Write text as text; a text too long for a cell is cut and says so."""
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 20] + " … (cut here)"
    if sheet.write_string(row, column, text, style) != 0:
        raise ValueError(f"row {row + 1}, column {column + 1} does not fit in a workbook")
