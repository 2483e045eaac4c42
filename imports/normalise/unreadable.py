"""Cells that show an error or hold a formula: named in the columns that were read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from imports.normalise.columns import Column
from imports.normalise.flaws import BLANK, Flaw
from imports.read.placed import cell_name
from imports.table import Table

#: Runs of computed cells that are named.
_RUNS_NAMED = 4


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


def note_computed(table: Table, columns: Sequence[Column]) -> None:
    """Say of each column that was read in which of its cells the workbook computed the value, as one note."""
    if not table.sheet.computed:
        return
    runs: dict[int, list[tuple[int, int]]] = {}
    for column, first, last in table.sheet.computed:
        runs.setdefault(column, []).append((first, last))
    for one in columns:
        at = one.match.column
        rows = [
            row
            for first, last in runs.get(at, ())
            for row in table.data_rows[bisect_left(table.data_rows, first) : bisect_right(table.data_rows, last)]
            if table.value(row, at) not in (None, "")
        ]
        if rows:
            count = f"{len(rows):,} cells" if len(rows) > 1 else "1 cell"
            words = {"label": one.field.label.lower(), "count": count, "cells": cells_named(at, rows)}
            one.problems.append((Flaw("computed-cells", one.match.heading, words), None))


def cells_named(column: int, rows: Sequence[int]) -> str:
    """Cells of a column in words: "D2 to D9, D12 and 3 more"."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    names = [[cell_name(end, column) or f"row {end}" for end in run] for run in ranges[:_RUNS_NAMED]]
    named = [first if first == last else f"{first} to {last}" for first, last in names]
    more = sum(b - a + 1 for a, b in ranges[_RUNS_NAMED:])
    return ", ".join(named) + (f" and {more:,} more" if more else "")
