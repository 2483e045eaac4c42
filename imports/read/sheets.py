"""What reading gives: a workbook of sheets whose cells keep the addresses they have in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

from imports.read.findings import letters
from imports.read.refusals import Unreadable, refusal

__all__ = [
    "CellValue",
    "Content",
    "Position",
    "ReadNote",
    "Sheet",
    "Unreadable",
    "Workbook",
    "address",
    "letters",
    "number_of",
    "refusal",
]

CellValue = str | int | float | Decimal | bool | date | datetime | time | timedelta | None
Position = tuple[int, int]  # row as the file numbers it (from 1), column (from 0)


def number_of(column: str) -> int:
    """The number, from 1, of the column that letters name: "B" is 2, "aa" is 27."""
    number = 0
    for mark in column.upper():
        number = number * 26 + ord(mark) - ord("A") + 1
    return number


def address(row: int, column: int, *, turned: bool = False) -> str:
    """The address people know, of a row counted from 1 and a column counted from 0: (14, 3) -> "D14", turned "N4"."""
    return f"{letters(row - 1)}{column + 1}" if turned else f"{letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class ReadNote:
    """Something a person should know about the file; it does not stop the reading."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: `rows[i]` is the file's row `first_row + i`, its cells from column A; all rows are equally long.

    Empty cells are None. Trailing empty rows and columns are trimmed. Rows are counted from 1, columns from 0.
    `merged` holds (first row, first column, last row, last column). `errors` maps a cell to the error it shows
    ("#REF!"); its value is None. `uncached_formulas` are formulas whose result the file does not carry;
    `formulas` counts all. A formula may stand outside `rows` when nothing else does there. `computed` are the cells
    whose value is the stored result of a formula, as runs (column, first row, last row), down each column. `links` are
    the web addresses behind cells that say something else. `turned`: what are rows here are columns in the file, and
    the other way round.
    """

    name: str
    index: int
    rows: tuple[tuple[CellValue, ...], ...]
    first_row: int = 1
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    errors: Mapping[Position, str] = field(default_factory=lambda: MappingProxyType({}))
    uncached_formulas: frozenset[Position] = frozenset()
    formulas: int = 0
    computed: tuple[tuple[int, int, int], ...] = ()
    links: Mapping[Position, str] = field(default_factory=lambda: MappingProxyType({}))
    turned: bool = False

    @property
    def width(self) -> int:
        """How many columns the rows have, counted from A."""
        return len(self.rows[0]) if self.rows else 0

    def value(self, row: int, column: int) -> CellValue:
        """The value at the file's row (from 1) and column (from 0); None outside the rows."""
        at = row - self.first_row
        if 0 <= at < len(self.rows) and 0 <= column < len(self.rows[at]):
            return self.rows[at][column]
        return None


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader gives: the sheets, notes on reading, and for text the encoding and delimiter that were taken."""

    sheets: tuple[Sheet, ...]
    notes: tuple[ReadNote, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read: its cleaned name for display, what it is, its fingerprint, its sheets, and notes on reading.

    `encoding` is set for text files and web pages, `delimiter` for text files only; `sha256` is the lower-case hex
    digest of the bytes.
    """

    file_name: str
    format: str
    sha256: str
    size: int
    sheets: tuple[Sheet, ...]
    notes: tuple[ReadNote, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
