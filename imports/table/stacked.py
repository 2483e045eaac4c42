"""Tables of several sheets as one: rows in the order of the file, columns in that of the leading sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from imports.read.placed import Part, Stack, bases_of
from imports.read.sheets import CellValue, Position, Sheet
from imports.table.alike import Key, keys_of
from imports.table.kinds import Skipped, Wishes
from imports.table.table import Table


def wishes_of(wishes: Wishes, sheet: Sheet, base: int) -> Wishes:
    """What was decided about rows of a stack, as far as it is about this sheet, by the sheet's own numbers."""
    rows = range(base + sheet.first_row, base + sheet.first_row + len(sheet.rows))
    return replace(
        wishes,
        taken=frozenset(row - base for row in wishes.taken if row in rows),
        left_out=frozenset(row - base for row in wishes.left_out if row in rows),
    )


def stack_tables(leading: Table, others: Sequence[Table], sheets: Sequence[Sheet], wishes: Wishes) -> Table:
    """One table of those of several sheets of the file `sheets`; `wishes` are those about the whole of it."""
    tables = sorted((leading, *others), key=lambda one: one.sheet.index)
    columns = _columns_of(leading, tables)
    width = leading.sheet.width + len(columns.more)
    bases = bases_of(sheets)
    parts = [_part(one, columns.own[one.sheet.index], width, bases[one.sheet.index]) for one in tables]
    stack = Stack(tuple(parts), leading.sheet.index)
    section = width if any(one.section is not None for one in tables) else None
    # A sheet that stands alone, because it was turned, is told apart from no other by its name.
    tabs = width + (section is not None) if others else None
    cells: dict[int, Mapping[int, CellValue]] = {}
    if tabs is not None:
        cells[tabs] = {
            part.base + row: part.name for part, one in zip(parts, tables, strict=True) for row in one.data_rows
        }
    if section is not None:
        cells[section] = {
            part.base + row: text
            for part, one in zip(parts, tables, strict=True)
            if one.section is not None
            for row, text in one.cells[one.section].items()
        }
    pairs = list(zip(parts, tables, strict=True))
    return replace(
        leading,
        sheet=_sheet_of(leading.sheet, pairs, width, sheets),
        headings=(*leading.headings, *columns.more),
        data_rows=tuple(part.row(row) for part, one in pairs for row in one.data_rows),
        blank_rows=tuple(part.row(row) for part, one in pairs for row in one.blank_rows),
        skipped=tuple(_skipped(part, row) for part, one in pairs for row in one.skipped),
        tags=columns.tags,
        problems=tuple(wrong for one in tables for wrong in one.problems),
        cells=cells,
        section=section,
        wishes=wishes,
        stack=stack,
        tabs=tabs,
    )


def _skipped(part: Part, one: Skipped) -> Skipped:
    return Skipped(part.row(one.row), one.kind, one.reason, one.text)


@dataclass(frozen=True, slots=True)
class _Columns:
    """`more` are (column of the stack, heading) that the leading sheet lacks; `own` is {sheet: {its column: the
    stack's}}, `tags` are HXL tags by the stack's column.
    """

    more: tuple[tuple[int, str], ...]
    own: Mapping[int, Mapping[int, int]]
    tags: Mapping[int, str]


def _columns_of(leading: Table, tables: Sequence[Table]) -> _Columns:
    places: dict[Key, int] = {key: column for key, (column, _) in keys_of(leading.headings).items()}
    more: list[tuple[int, str]] = []
    own: dict[int, Mapping[int, int]] = {}
    tags: dict[int, str] = {}
    for one in (leading, *(table for table in tables if table is not leading)):
        there = {}
        for key, (column, text) in keys_of(one.headings).items():
            if key not in places:
                places[key] = leading.sheet.width + len(more)
                more.append((places[key], text))
            there[column] = places[key]
            if column in one.tags:
                tags.setdefault(places[key], one.tags[column])
        own[one.sheet.index] = there
    return _Columns(tuple(more), own, tags)


def _part(table: Table, own: Mapping[int, int], width: int, base: int) -> Part:
    columns: list[int | None] = [None] * width
    for column, place in own.items():
        columns[place] = column
    return Part(table.sheet.index, table.sheet.name, base, table.header_row, tuple(columns), table.sheet.turned)


def _sheet_of(leading: Sheet, pairs: Sequence[tuple[Part, Table]], width: int, sheets: Sequence[Sheet]) -> Sheet:
    """The rows of all sheets one after another; rows of sheets that are not read are blank."""
    empty: tuple[CellValue, ...] = (None,) * width
    part_of = {part.index: part for part, _ in pairs}
    rows: list[tuple[CellValue, ...]] = []
    for sheet in sheets:
        rows += [empty] * (sheet.first_row - 1)
        part = part_of.get(sheet.index)
        rows += [empty] * len(sheet.rows) if part is None else _arranged(sheet, part, width)
    errors: dict[Position, str] = {}
    links: dict[Position, str] = {}
    uncached: set[Position] = set()
    hidden: set[int] = set()
    merged: list[tuple[int, int, int, int]] = []
    computed: list[tuple[int, int, int]] = []
    for part, table in pairs:
        sheet, place = table.sheet, {own: at for at, own in enumerate(part.columns) if own is not None}
        errors |= {
            (part.base + row, place[column]): text for (row, column), text in sheet.errors.items() if column in place
        }
        links |= {
            (part.base + row, place[column]): text for (row, column), text in sheet.links.items() if column in place
        }
        uncached |= {(part.base + row, place[column]) for row, column in sheet.uncached_formulas if column in place}
        computed += [
            (place[column], part.base + first, part.base + last)
            for column, first, last in sheet.computed
            if column in place
        ]
        hidden |= {part.base + row for row in sheet.hidden_rows}
        merged += [
            (part.base + top, place[column], part.base + bottom, place[column])
            for top, left, bottom, right in sheet.merged
            for column in range(left, right + 1)
            if column in place
        ]
    return replace(
        leading, rows=tuple(rows), first_row=1, hidden_rows=frozenset(hidden), hidden_columns=frozenset(),
        merged=tuple(merged), errors=errors, uncached_formulas=frozenset(uncached),
        links=links, computed=tuple(computed),
    )  # fmt: skip


def _arranged(sheet: Sheet, part: Part, width: int) -> list[tuple[CellValue, ...]]:
    """The rows of a sheet with its cells in the columns of the stack."""
    own = part.columns
    # A column without heading and cells has no place, so where no other one moves, whole rows can stay as they are.
    if all(column is None or column == at for at, column in enumerate(own)):
        rest: tuple[CellValue, ...] = (None,) * (width - sheet.width)
        return [row[:width] + rest for row in sheet.rows]
    return [tuple(None if column is None else row[column] for column in own) for row in sheet.rows]
