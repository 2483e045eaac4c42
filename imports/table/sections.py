"""Headings of groups of rows (“Priority 1: …” over a block): kept beside each row, as a column of their own.

So are the names of sheets that are read as one table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from imports.mapping import ColumnMatch
from imports.mapping import Mapping as ColumnMapping
from imports.read.sheets import CellValue
from portfolio.core.text import fold

if TYPE_CHECKING:
    from imports.table.table import Table

#: What the column is called; it stands after the columns of the sheet, and means nothing until a person says so.
SECTION = "Heading of the group"
#: The same for the names of sheets that are read as one table.
TABS = "Sheet name"


def beside_rows(data: Sequence[int], sections: Sequence[tuple[int, str]]) -> Mapping[int, CellValue]:
    """Row -> the heading of its group; headings that follow each other without data between are one, by lines.

    Both are in the order of the file. Rows above the first heading have none.
    """
    beside: dict[int, CellValue] = {}
    waiting = list(reversed(sections))
    heading = ""
    for row in data:
        said = []
        while waiting and waiting[-1][0] < row:
            said.append(waiting.pop()[1])
        if said:
            heading = "\n".join(said)
        if heading:
            beside[row] = heading
    return beside


def with_beside(
    mapping: ColumnMapping,
    table: Table,
    memory: Mapping[str, Mapping[str, str | None]],
    multiple: Callable[[str], bool],
) -> ColumnMapping:
    """The mapping with the columns of what stands in no column of a sheet: headings of groups, names of sheets.

    Each is a field only if it was one in an earlier file; `multiple` tells whether several columns may be a field. They
    are no part of the headings' signature: the next file may have other groups and sheets, or none.
    """
    for column, heading, why in (
        (table.section, SECTION, "It stands in rows above groups of rows."),
        (table.tabs, TABS, "It is what the sheets are called; choose what it means, if it means something."),
    ):
        if column is None:
            continue
        field = memory.get(mapping.signature, {}).get(fold(heading))
        if field is not None and not multiple(field) and mapping.column_of(field) is not None:
            field = None
        reason = "It was chosen in an earlier file." if field else why
        match = ColumnMatch(column, heading, field, reason, 100 if field else 0, field is not None)
        mapping = replace(mapping, columns=(*mapping.columns, match))
    return mapping
