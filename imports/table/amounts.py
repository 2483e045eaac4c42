"""What lines beside a table say of its amounts: “(in thousands of EUR)” above the headings or under the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from imports.fields.meanings.units import unit_of_line
from imports.mapping import Mapping
from imports.table.table import Table
from portfolio.core.text import clean

_AMOUNT = "budget_amount"
#: Kinds of rows in which such a line stands, by how much it counts: what is nearest above the headings goes first.
_ABOVE, _BELOW = frozenset({"above", "units", "language"}), frozenset({"note", "stray"})


def with_units(mapping: Mapping, table: Table) -> Mapping:
    """The mapping whose column of amounts knows the currency and the scale of a line beside the table.

    What the heading itself says goes before it.
    """
    columns = [one for one in mapping.taken if one.field == _AMOUNT]
    if not columns or columns[0].scale != 1:
        return mapping
    match = columns[0]
    for line in _lines(table, match.column):
        currency, scale = unit_of_line(line)
        if scale != 1 or (currency and match.currency is None):
            said = replace(match, currency=match.currency or currency, scale=scale, line=line)
            return replace(mapping, columns=tuple(said if one is match else one for one in mapping.columns))
    return mapping


def _lines(table: Table, column: int) -> Iterator[str]:
    """The texts beside the table: above from the headings upwards, then bands over the column, then below."""
    above = [one.row for one in table.skipped if one.kind in _ABOVE]
    for row in sorted(above, reverse=True):
        yield from _texts(table, row)
    for row in (one.row for one in table.skipped if one.kind == "bands"):
        yield from (text for left, right, text in _bands(table, row) if left <= column <= right)
    for row in (one.row for one in table.skipped if one.kind in _BELOW):
        yield from _texts(table, row)


def _texts(table: Table, row: int) -> list[str]:
    at = row - table.sheet.first_row
    cells = table.sheet.rows[at] if 0 <= at < len(table.sheet.rows) else ()
    return [clean(cell, lines=False) for cell in cells if isinstance(cell, str) and cell.strip()]


def _bands(table: Table, row: int) -> Iterator[tuple[int, int, str]]:
    """First and last column, and the text, of each cell of a row."""
    ends = {left: right for top, left, _, right in table.sheet.merged if top == row}
    at = row - table.sheet.first_row
    for column, cell in enumerate(table.sheet.rows[at] if 0 <= at < len(table.sheet.rows) else ()):
        if isinstance(cell, str) and cell.strip():
            yield column, ends.get(column, column), clean(cell, lines=False)
