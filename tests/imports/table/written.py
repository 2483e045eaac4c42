"""Sheets written as text in a test: a line is a row, a bar parts cells, an empty cell is blank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from imports.read.sheets import CellValue, Sheet


def sheet_of(rows: list[list[Any]], **facts: Any) -> Sheet:
    """A sheet of these rows, made equally long."""
    width = max((len(row) for row in rows), default=0)
    cells = tuple((*row, *[None] * (width - len(row))) for row in rows)
    return Sheet(facts.pop("name", "Projects"), facts.pop("index", 0), cells, **facts)


def written(text: str, values: Mapping[str, CellValue] | None = None, **facts: Any) -> Sheet:
    """The sheet that `text` draws; words of the form <name> stand for `values` that are no text."""
    known = {f"<{name}>": value for name, value in (values or {}).items()}
    rows: list[list[Any]] = []
    for line in text.strip("\n").splitlines():
        cells = [cell.strip() for cell in line.strip().split("|")]
        rows.append([known.get(cell, _number(cell)) for cell in cells])
    return sheet_of(rows, **facts)


def _number(cell: str) -> CellValue:
    """Figures after an equals sign are a number in the cell, everything else is text."""
    if cell.startswith("=") and len(cell) > 1:
        return float(cell[1:]) if "." in cell else int(cell[1:])
    return cell or None
