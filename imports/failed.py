"""The small workbook of the rows that did not come in: the file's own headings and cells, and what to correct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from imports.fields import OWN_HEADING
from imports.read.sheets import CellValue
from portfolio.web.csvtext import doubled
from portfolio.web.sheets import Sheets, put

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_WIDTH, _WIDE = 18, 80
#: From here on a spreadsheet's numbers lose digits.
_LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row of the file that stays out or is asked about: its own number, its cells, its problems as JSON."""

    row: int
    cells: Sequence[CellValue]
    problems: Sequence[Mapping[str, Any]]
    reason: str


@dataclass(frozen=True, slots=True)
class FailedSheet:
    """The rows of one sheet of the file that stay out, under its own headings (column from 0 -> text)."""

    name: str
    headings: Mapping[int, str]
    rows: Sequence[FailedRow]


def failed_workbook(pages: Iterable[FailedSheet]) -> bytes:
    """The rows as xlsx, sheet by sheet as in the file, columns where the file has them.

    The last column says for each row what is wrong; an import passes it over.
    """
    sheets = Sheets("Rows to correct")
    taken: set[str] = set()
    for page in pages:
        width = max([column + 1 for column in page.headings] + [len(row.cells) for row in page.rows], default=0)
        texts = [page.headings.get(column, "") for column in range(width)] + [OWN_HEADING]
        sheet = sheets.sheet(_name(page.name, taken), texts, [_WIDTH] * width + [_WIDE])
        for number, row in enumerate(page.rows, start=1):
            for column, value in enumerate(row.cells):
                _write(sheets, sheet, number, column, value)
            put(sheet, number, width, _said(row), sheets.wrap)
    return sheets.done()


def _name(text: str, taken: set[str]) -> str:
    """The sheet's name as a workbook allows it, and no other sheet's; kept among those that are `taken`."""
    plain = "".join("-" if mark in "[]:*?/\\" else mark for mark in text if mark.isprintable()).strip("' ")
    plain = name = plain[:31] or "Projects"
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[:27]} {number}"
    taken.add(name.casefold())
    return name


def _said(row: FailedRow) -> str:
    """What is wrong with a row, cell by cell as in the person's file."""
    parts = [f"{one['cell'] or 'row ' + str(row.row)}: {one['message']} {one['remedy']}" for one in row.problems]
    return "\n".join(parts or [f"row {row.row}: {row.reason}"])


def _write(sheets: Sheets, sheet: Worksheet, row: int, column: int, value: CellValue) -> None:
    """One cell as the file has it; text that an import would take an apostrophe from has one more."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal) and -_LARGEST < value < _LARGEST:
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime | date) and value.year >= 1900:
        whole = not isinstance(value, datetime) or value.time() == time()
        shape = "yyyy-mm-dd" if whole else "yyyy-mm-dd hh:mm:ss"
        sheet.write_datetime(row, column, value, sheets.format(num_format=shape))
    elif isinstance(value, time | timedelta):
        sheet.write_datetime(row, column, value, sheets.format(num_format="hh:mm:ss"))
    else:
        put(sheet, row, column, doubled(str(value)))
