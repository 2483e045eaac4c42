"""Sheets whose headings stand in a column, such as forms: turned, so that what stands in a column is a row. Pure."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from imports.read.sheets import Sheet

#: Rows of a sheet that is turned, at most: each becomes a column.
TURNED_AT_MOST = 500


def may_turn(first_row: int, rows: int) -> bool:
    """Whether a sheet of so many rows, the first of that number, is short enough to be turned."""
    return rows > 0 and first_row + rows - 1 <= TURNED_AT_MOST


def turn(sheet: Sheet) -> Sheet:
    """The sheet with its columns as rows: row 1 is column A of the file, column A its row 1. Twice gives it back.

    Rows above the first one of the sheet come back as empty ones.
    """
    above = (None,) * (sheet.first_row - 1)
    columns = tuple((*above, *(row[at] for row in sheet.rows)) for at in range(sheet.width))
    return replace(
        sheet,
        rows=columns,
        first_row=1,
        turned=not sheet.turned,
        hidden_rows=frozenset(column + 1 for column in sheet.hidden_columns),
        hidden_columns=frozenset(row - 1 for row in sheet.hidden_rows),
        merged=tuple((left + 1, top - 1, right + 1, bottom - 1) for top, left, bottom, right in sheet.merged),
        errors=MappingProxyType({(column + 1, row - 1): text for (row, column), text in sheet.errors.items()}),
        links=MappingProxyType({(column + 1, row - 1): text for (row, column), text in sheet.links.items()}),
        uncached_formulas=frozenset((column + 1, row - 1) for row, column in sheet.uncached_formulas),
        computed=tuple(
            (row - 1, column + 1, column + 1)
            for column, first, last in sheet.computed
            for row in range(first, last + 1)
        ),
    )
