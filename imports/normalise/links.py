"""Web addresses that stand behind the words of cells: taken where an address is looked for, and named elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from imports.fields import Parse
from imports.normalise.unreadable import cells_named
from imports.problems import Problem, problem
from imports.read.sheets import CellValue
from imports.table import Table


def with_links(table: Table, column: int, cells: list[CellValue], parse: Parse) -> list[CellValue]:
    """The cells of a column, with the addresses behind them where the column is one of addresses."""
    links = table.sheet.links
    if parse is not Parse.LINK or not links:
        return cells
    return [
        links.get((int(row), column), cell) if isinstance(cell, str) and not _is_address(cell) else cell
        for row, cell in zip(table.data_rows, cells, strict=True)
    ]


def links_left(table: Table, read: Sequence[int]) -> list[Problem]:
    """A note for each column of which addresses behind words are not read; `read` are the columns of addresses."""
    if not table.sheet.links:
        return []
    rows: dict[int, list[int]] = defaultdict(list)
    data = {int(row): row for row in table.data_rows}
    for row, column in sorted(table.sheet.links):
        if row in data and column not in read:
            rows[column].append(data[row])
    headings = dict(table.headings)
    return [
        problem(
            "links-left", sheet=table.sheet.name, column=column, value=headings.get(column, ""),
            words={"count": f"{len(found):,} cells" if len(found) > 1 else "1 cell",
                   "cells": cells_named(column, found)},
        )
        for column, found in sorted(rows.items())
    ]  # fmt: skip


def _is_address(text: str) -> bool:
    return text.strip().lower().startswith(("http://", "https://", "www."))
