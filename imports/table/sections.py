"""Headings of groups of rows (“Priority 1: …” over a block): kept beside each row, as a column of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from imports.fields import FIELD_BY_NAME
from imports.mapping import ColumnMatch
from imports.mapping import Mapping as ColumnMapping
from imports.read.sheets import CellValue
from portfolio.core.text import fold

#: What the column is called; it stands after the columns of the sheet, and means nothing until a person says so.
SECTION = "Heading of the group"


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


def with_section(
    mapping: ColumnMapping, column: int | None, memory: Mapping[str, Mapping[str, str | None]]
) -> ColumnMapping:
    """The mapping with the column of the groups' headings, which is a field only if it was one in an earlier file.

    It is no part of the headings' signature: the next file may have other groups, or none.
    """
    if column is None:
        return mapping
    field = memory.get(mapping.signature, {}).get(fold(SECTION))
    if field is not None and not FIELD_BY_NAME[field].multiple and mapping.column_of(field) is not None:
        field = None
    reason = "It was chosen in an earlier file." if field else "It stands in rows above groups of rows."
    match = ColumnMatch(column, SECTION, field, reason, 100 if field else 0, field is not None)
    return replace(mapping, columns=(*mapping.columns, match))
