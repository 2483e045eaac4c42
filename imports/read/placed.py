"""Rows of several sheets under one numbering: each number knows the sheet and the row that a person sees. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imports.read.sheets import Sheet, address, letters

#: A sheet's name that stands before a cell without quotes.
_PLAIN = re.compile(r"[^\W\d]\w*|[12][0-9]{3}")


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of a stack. Its row r (as the file numbers it) is row `base` + r of the stack.

    `header_row` is the sheet's own row of headings. `columns` are, by the column of the stack, the sheet's own one, or
    None where the sheet has no such column; columns of the stack beyond them are no sheet's. `turned` is that of the
    sheet.
    """

    index: int
    name: str
    base: int
    header_row: int
    columns: tuple[int | None, ...] = ()
    turned: bool = False

    def own_column(self, column: int) -> int | None:
        """The sheet's own column that stands in this column of the stack."""
        return self.columns[column] if column < len(self.columns) else None

    def row(self, own: int) -> PlacedRow:
        """The sheet's own row in the numbering of the stack."""
        return PlacedRow(self, own)

    def as_json(self) -> list[Any]:
        """The part as a batch keeps it."""
        return [self.index, self.name, self.base, self.header_row, list(self.columns), self.turned]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> Part:
        """The part that `as_json` made `kept` of."""
        index, name, base, header_row, columns, *more = kept
        return cls(index, name, base, header_row, tuple(columns), *more)


class PlacedRow(int):
    """A row of a stack: a number like any other, which says where it stands when it is written into a sentence."""

    part: Part

    def __new__(cls, part: Part, own: int) -> PlacedRow:
        """Row `own` of the part's sheet."""
        row = super().__new__(cls, part.base + own)
        row.part = part
        return row

    @property
    def own(self) -> int:
        """The row as its sheet numbers it."""
        return int(self) - self.part.base

    @property
    def label(self) -> str:
        """What people call the row: its number, or the letter of the column that it is in a file that was turned."""
        return letters(self.own - 1) if self.part.turned else str(self.own)

    def __str__(self) -> str:
        return f"{self.label} of “{self.part.name}”"

    def __format__(self, wish: str) -> str:
        return format(str(self), wish)


@dataclass(frozen=True, slots=True)
class Stack:
    """The sheets that are read as one table, in the order of the file; `leading` is the one whose columns lead.

    A sheet that was turned is a stack of its own, so that its rows know what people call them.
    """

    parts: tuple[Part, ...]
    leading: int

    @property
    def indexes(self) -> tuple[int, ...]:
        """The indexes of the sheets."""
        return tuple(part.index for part in self.parts)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sheets."""
        return tuple(part.name for part in self.parts)

    @property
    def is_form(self) -> bool:
        """Whether the rows are columns of the file."""
        return any(part.turned for part in self.parts)

    @property
    def heads(self) -> frozenset[int]:
        """The rows that hold the headings of each sheet."""
        return frozenset(part.base + part.header_row for part in self.parts)

    def part_of(self, index: int) -> Part | None:
        """The part that is the sheet of this index."""
        return next((part for part in self.parts if part.index == index), None)

    def row(self, number: int) -> PlacedRow:
        """The row of this number; a number before all sheets is counted to the first."""
        part = max((one for one in self.parts if one.base < number), key=lambda one: one.base, default=self.parts[0])
        return part.row(number - part.base)

    def placed(self, index: int, own: int) -> PlacedRow:
        """A sheet's own row. StopIteration for a sheet that is no part."""
        return next(part for part in self.parts if part.index == index).row(own)

    def as_json(self) -> dict[str, Any]:
        """The stack as a batch keeps it."""
        return {"leading": self.leading, "parts": [part.as_json() for part in self.parts]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> Stack | None:
        """The stack that `as_json` made `kept` of; None for a batch of one sheet."""
        return cls(tuple(map(Part.from_json, kept["parts"])), kept["leading"]) if kept else None


def bases_of(sheets: Iterable[Sheet]) -> dict[int, int]:
    """Index of a sheet -> what its rows are counted from when sheets are stacked.

    It depends on the file alone, so that a row keeps its number whichever other sheets are read with it.
    """
    bases: dict[int, int] = {}
    end = 0
    for sheet in sheets:
        bases[sheet.index] = end
        end += sheet.first_row + len(sheet.rows) - 1
    return bases


def own_number(row: int) -> int:
    """The row's number in its own sheet."""
    return row.own if isinstance(row, PlacedRow) else row


def sheet_name(row: int, otherwise: str) -> str:
    """The name of the row's sheet; `otherwise` where the table is of that one alone."""
    return row.part.name if isinstance(row, PlacedRow) else otherwise


def place_json(row: int) -> dict[str, Any]:
    """The row as its sheet numbers it, with the sheet's name where there are several.

    Where a row is a column of the file, `column` is its letter.
    """
    if not isinstance(row, PlacedRow):
        return {"row": row}
    return {"row": row.own, "sheet": row.part.name, **({"column": row.label} if row.part.turned else {})}


def row_key(row: int, sheet: int | None) -> tuple[int | None, int]:
    """(index of the sheet, the sheet's own row), under which the row is kept; `sheet` is the one that stands alone."""
    return (row.part.index, row.own) if isinstance(row, PlacedRow) else (sheet, row)


def cell_name(row: int, column: int) -> str | None:
    """The cell as people know it, "D14", or "2024!D14" of several sheets; None where no sheet has such a cell."""
    if not isinstance(row, PlacedRow):
        return address(row, column)
    own = row.part.own_column(column)
    return None if own is None else f"{quoted(row.part.name)}!{address(row.own, own, turned=row.part.turned)}"


def quoted(name: str) -> str:
    """A sheet's name as it stands before a cell: in quotes unless it is one word, or a year."""
    return name if _PLAIN.fullmatch(name) else "'" + name.replace("'", "''") + "'"
