"""From sheets to one table: which sheet, which rows of headings, which rows are projects. Nothing disappears unsaid.

Modules: headers (which row holds the headings), headings (what all lines of headings say together), rows and shape
(what each row is), sections (headings of groups), lists (code tables below and beside), words (how totals and notes
are labelled), kinds (the reasons, and what a person decided), layouts (what was chosen for earlier files), notes (what
is said of a sheet), continuations (rows that go on with a project above), turned (headings that stand in a column),
alike and stacked (several sheets as one table), table (what comes out).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from imports.fields.meanings import OF_PROJECTS, Headings
from imports.mapping import signature
from imports.problems import Problem, problem
from imports.read.placed import bases_of
from imports.read.sheets import Sheet
from imports.table.alike import Alike, alike_sheets
from imports.table.headers import Header, best_header
from imports.table.headings import read_headings
from imports.table.kinds import REASONS, Skipped, Wishes
from imports.table.layouts import Layout, Layouts, recall
from imports.table.notes import announcements, other_sheets
from imports.table.rows import classify
from imports.table.sections import beside_rows
from imports.table.stacked import stack_tables, wishes_of
from imports.table.table import Table
from imports.table.words import beginning, filled_in, is_filled, is_white

__all__ = ["Skipped", "Table", "Wishes", "find_table"]

_MIN_KNOWN = 2


def find_table(
    sheets: Sequence[Sheet],
    wishes: Wishes = Wishes(),
    known: Headings = OF_PROJECTS,
    layouts: Layouts = MappingProxyType({}),
) -> Table | Problem:
    """The table of a workbook as the person wishes, or the problem that there is none.

    `known` are the headings of the kind of record, `layouts` what was chosen for earlier files. A hidden sheet is read
    only when it is wished for, was chosen before, or there is no other, and named otherwise. Several sheets are one
    table where a person says so, or said so of an earlier file with these headings.
    """
    if not any(is_filled(one) for one in sheets):
        return problem("no-cells", sheet=sheets[0].name if sheets else "")
    scored = [(one, best_header(one, known)) for one in sheets]
    leading = _leading(scored, wishes, known, layouts)
    if isinstance(leading, Problem):
        return leading
    page, header_row = leading
    table = _table(page, header_row, wishes, known, layouts)
    if len(sheets) == 1 and not page.turned:
        return table
    found = alike_sheets(page, header_row, table.headings, sheets, known)
    wished = _wished(table, sheets, found, wishes, layouts.get(table.signature))
    if isinstance(wished, Problem):
        return wished
    if wished or page.turned:
        bases = bases_of(sheets)
        kinds = replace(wishes, kinds=table.wishes.kinds)
        leading_again, *others = (
            _table(sheet, row, wishes_of(kinds, sheet, bases[sheet.index]), known, layouts)
            for sheet, row in ((page, header_row), *((one.sheet, one.header_row) for one in wished))
        )
        recalled = bool(wished) and wishes.sheets is None and not wishes.every and not page.turned
        table = replace(stack_tables(leading_again, others, sheets, kinds), recalled=table.recalled or recalled)
    read = {page.index, *(one.sheet.index for one in wished)}
    fitting = tuple(one for one in found if one.fits)
    rest = [(one, has is not None and has.known >= _MIN_KNOWN) for one, has in scored if one.index not in read]
    notes = other_sheets(page, rest, [one for one in fitting if one.sheet.index not in read])
    return replace(table, alike=fitting, problems=(*notes, *table.problems))


def _leading(
    scored: Sequence[tuple[Sheet, Header | None]], wishes: Wishes, known: Headings, layouts: Layouts
) -> tuple[Sheet, int] | Problem:
    """The sheet that is read, or whose columns lead where others are read with it, and its row of headings."""
    before = None
    if layouts and wishes.header_row is None:
        asked = [one for one, _ in scored if wishes.sheet in (None, one.index)]
        before = recall(asked, layouts, known)
    if before is not None:
        wishes = replace(wishes, sheet=before[0].index, header_row=before[1])
    if wishes.sheet is None:
        chosen = _best(scored)
    else:
        chosen = next((one for one in scored if one[0].index == wishes.sheet), None)
    if chosen is None:
        return problem("no-table", sheet=scored[0][0].name if scored else "")
    page, header = chosen
    header_row = wishes.header_row
    if header_row is None:
        if header is None:
            return problem("no-table", sheet=page.name)
        return page, header.row
    if not page.first_row <= header_row < page.first_row + len(page.rows):
        return problem("no-table", sheet=page.name, row=header_row)
    return page, header_row


def _wished(
    table: Table, sheets: Sequence[Sheet], found: Sequence[Alike], wishes: Wishes, before: Layout | None
) -> Sequence[Alike] | Problem:
    """The sheets that are read with a table: those that a person named or, before, all but those that were left out."""
    if wishes.every:
        return [one for one in found if one.fits and not one.sheet.hidden]
    if wishes.sheets is None:
        if before is None and table.sheet.turned:  # forms that ask the same: one for each project
            return [one for one in found if one.fits and not one.sheet.hidden and one.sheet.turned]
        if before is None or not before.together:
            return []
        return [one for one in found if one.fits and not one.sheet.hidden and one.sheet.name not in before.apart]
    named = len([text for _, text in table.headings if text])
    close = {one.sheet.index: one for one in found if one.fits or 2 * len(one.lacking) <= named}
    asked = [one for one in sheets if one.index in wishes.sheets and one is not table.sheet]
    for one in asked:
        if one.index not in close:
            return problem("sheets-differ", sheet=one.name, words={"name": one.name, "leading": table.sheet.name})
    return [close[one.index] for one in asked]


def _best(scored: Sequence[tuple[Sheet, Header | None]]) -> tuple[Sheet, Header | None] | None:
    """The sheet whose headings fit best, more rows before fewer; hidden ones only if there is none else."""

    def worth(one: tuple[Sheet, Header | None]) -> tuple[bool, bool, float, int]:
        page, header = one
        assert header is not None
        rows = page.first_row + len(page.rows) - 1 - header.row
        return not page.hidden, header.known >= _MIN_KNOWN, header.score + min(rows, 50) / 25, -page.index

    found = [one for one in scored if one[1] is not None]
    visible = [one for one in found if not one[0].hidden]
    return max(visible or found, key=worth, default=None)


def _table(
    page: Sheet,
    header_row: int,
    wishes: Wishes,
    known: Headings,
    layouts: Layouts,
) -> Table:
    at = header_row - page.first_row
    body = page.rows[at + 1 :]
    used = [
        column
        for column in range(page.width)
        if any(row[column] is not None and not is_white(row[column]) for row in body)
    ]
    headings = read_headings(page, header_row, used, known)
    layout = layouts.get(signature(text for _, text in headings.texts)) if layouts else None
    if wishes.kinds is None:
        wishes = replace(wishes, kinds=layout.kinds if layout else frozenset())
    rows = classify(page, header_row, headings.texts, headings.lines, wishes, known)
    taken, blank, above = _above(page, at, headings.lines, wishes)
    groups = beside_rows(rows.data, rows.sections)
    section = page.width if groups else None
    return Table(
        page,
        header_row,
        headings.texts,
        (*taken, *rows.data),
        (*blank, *rows.blank),
        (*above, *rows.skipped),
        headings.tags,
        tuple(announcements(page, rows, headings.texts, wishes)),
        {section: groups} if section is not None else {},
        section,
        wishes,
        layout is not None,
    )


def _above(
    page: Sheet, at: int, lines: Mapping[int, str], wishes: Wishes
) -> tuple[list[int], list[int], list[Skipped]]:
    """The rows before index `at`, where the headings are: rows that are read as wished, blank ones, the rest."""
    taken: list[int] = []
    blank: list[int] = []
    skipped: list[Skipped] = []
    for number, row in enumerate(page.rows[:at], page.first_row):
        kind = lines.get(number, "above")
        if not filled_in(row):
            blank.append(number)
        elif wishes.takes(number, kind):
            taken.append(number)
        else:
            skipped.append(Skipped(number, kind, REASONS[kind], beginning(row)))
    return taken, blank, skipped
