"""What lines beside a table say of its amounts: “(in thousands of EUR)” above the headings or under the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from imports.fields.meanings.units import unit_of_line
from imports.mapping import ColumnMatch, Mapping
from imports.table.table import Table
from portfolio.core.text import clean

_AMOUNT = "budget_amount"
#: How the Creditor Reporting System heads its amounts, which are in millions.
_OF_CRS = re.compile(r"\s*[A-Z]{3}_Commitment\s*", re.IGNORECASE)
_CRS_LINE = "{heading}: the Creditor Reporting System of the OECD states amounts in millions"
#: The score of what a person chose.
_CHOSEN = 100
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
    if _OF_CRS.fullmatch(match.heading):
        return _of_crs(mapping, match)
    for line in _lines(table, match.column):
        currency, scale = unit_of_line(line)
        if scale != 1 or (currency and match.currency is None):
            said = replace(match, currency=match.currency or currency, scale=scale, line=line)
            return replace(mapping, columns=tuple(said if one is match else one for one in mapping.columns))
    return mapping


def _of_crs(mapping: Mapping, match: ColumnMatch) -> Mapping:
    """The mapping of a list of the OECD's Creditor Reporting System: millions in the currency that the heading says.

    The column of currencies beside it is that of other amounts, in the donors' own currency.
    """
    said = replace(match, scale=10**6, line=_CRS_LINE.format(heading=match.heading.strip()))
    reason = f"The heading “{match.heading}” says its currency; this one is of amounts in the donor's own."
    columns = []
    for one in mapping.columns:
        if one is match:
            one = said
        elif one.taken and one.field == "budget_currency" and one.score < _CHOSEN:
            one = replace(one, taken=False, reason=reason)
        columns.append(one)
    return replace(mapping, columns=tuple(columns))


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
