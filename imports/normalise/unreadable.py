"""Cells that show an error or hold a formula without a result: named in the columns that were read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from imports.normalise.columns import Column
from imports.normalise.flaws import BLANK, Flaw
from imports.table import Table


def mark_errors(table: Table, columns: Sequence[Column], *, identity: Collection[str]) -> None:
    """Cells that show an error, and formulas without a result, are named: as values they are merely blank.

    In a column of `identity` fields the whole row stays out, since nobody could say what it is about.
    """
    sheet = table.sheet
    if not sheet.errors and not sheet.uncached_formulas:
        return
    by_column: dict[int, Column] = {column.match.column: column for column in columns}
    places = {row: at for at, row in enumerate(table.data_rows)}
    marks: list[tuple[int, int, str | None]] = [(row, column, error) for (row, column), error in sheet.errors.items()]
    marks += [(row, column, None) for row, column in sorted(sheet.uncached_formulas)]
    for row, number, error in marks:
        column, at = by_column.get(number), places.get(row)
        if column is None or at is None:
            continue
        code = ("identity-" if column.field.name in identity else "") + ("error" if error else "uncached")
        code = {"error": "error-cell", "uncached": "uncached-formula"}.get(code, code)
        column.values[at] = None if column.field.name == "budget_amount" else BLANK
        column.flaws[at] = (Flaw(code, error or "", {"label": column.field.label.lower()}),)
