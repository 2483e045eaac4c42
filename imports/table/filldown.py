"""Columns that name a group on its first row alone: found, and filled down where a person says that blanks mean it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from imports.fields import FIELD_BY_NAME, Parse
from imports.mapping import IDENTIFYING, ColumnMatch
from imports.mapping import Mapping as ColumnMapping
from imports.problems import Problem, problem
from imports.read.sheets import CellValue
from imports.table.table import Table
from imports.table.words import is_white
from portfolio.core.text import fold

#: Groups that a column names at least, and the share of its cells that are blank at least.
_GROUPS, _BLANK = 2, 1 / 3
#: Kinds of rows at which a group ends.
_ENDS = frozenset({"section", "heading", "list"})


@dataclass(frozen=True, slots=True)
class Grouping:
    """A column that names groups: its match, its folded heading, and how many cells under a name are blank."""

    match: ColumnMatch
    key: str
    blanks: int


def grouping_columns(table: Table, mapping: ColumnMapping) -> tuple[Grouping, ...]:
    """Columns that are read and look as if each cell held for the blank ones below it.

    Such a column stands before the titles and codes, or names the programme; its first row is filled, no two names
    that follow each other are the same, and a third of its cells or more are blank. Amounts are of one row alone.
    """
    named = [match.column for match in mapping.taken if match.field in IDENTIFYING]
    if not named or len(table.data_rows) < _GROUPS + 1:
        return ()
    found = []
    for match in mapping.taken:
        field = FIELD_BY_NAME[match.field or ""]
        before = match.column < min(named) or match.field == "parent"
        if match.column in named or not before or field.parse is Parse.MONEY or not fold(match.heading):
            continue
        cells = table.column(match.column)
        names = [cell for cell in cells if not is_white(cell)]
        blanks = len(cells) - len(names)
        repeated = any(one == two for one, two in pairwise(names))
        if not is_white(cells[0]) and len(names) >= _GROUPS and blanks >= _BLANK * len(cells) and not repeated:
            found.append(Grouping(match, fold(match.heading), blanks))
    return tuple(found)


def fill_down(table: Table, groupings: Sequence[Grouping], wanted: Collection[str]) -> tuple[Table, list[Problem]]:
    """The table with the blank cells of the `wanted` columns (folded headings) filled, and what is to be said of it.

    A name holds until the next one, the next name in a column before it, the next heading, and the end of its sheet.
    """
    filled = sorted((one for one in groupings if one.key in wanted), key=lambda one: one.match.column)
    if not filled:
        return table, []
    ends = {one.row for one in table.skipped if one.kind in _ENDS}
    ends |= table.stack.heads if table.stack is not None else set()
    columns = [one.match.column for one in filled]
    cells = {column: dict(table.cells.get(column, {})) for column in columns}
    counts = dict.fromkeys(columns, 0)
    above: dict[int, CellValue] = {}
    for row in sorted({*table.data_rows, *ends}):
        if row in ends:
            above.clear()
            continue
        for at, column in enumerate(columns):
            value = table.value(row, column)
            if not is_white(value):
                above[column] = value
                for inner in columns[at + 1 :]:
                    above.pop(inner, None)
            elif column in above:
                cells[column][row] = above[column]
                counts[column] += 1
    notes = [
        problem("filled-down", sheet=table.sheet.name, value=one.match.heading,
                words={"count": counts[one.match.column]})
        for one in filled
    ]  # fmt: skip
    return replace(table, cells={**table.cells, **cells}), notes
