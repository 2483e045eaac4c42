"""From sheets to one table: which sheet, which rows of headings, which rows are projects. Nothing disappears unsaid.

Modules: headers (which row holds the headings), headings (what all lines of headings say together), rows and shape
(what each row is), sections (headings of groups), lists (code tables below and beside), words (how totals and notes
are labelled), kinds (the reasons, and what a person decided), layouts (what was chosen for earlier files), notes (what
is said of a sheet), continuations (rows that go on with a project above).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from imports.fields.meanings import OF_PROJECTS, Headings
from imports.mapping import signature
from imports.problems import Problem, problem
from imports.read.sheets import CellValue, Sheet
from imports.table.headers import Header, best_header
from imports.table.headings import read_headings
from imports.table.kinds import REASONS, Skipped, Wishes
from imports.table.layouts import Layouts, recall
from imports.table.notes import announcements
from imports.table.rows import classify
from imports.table.sections import beside_rows
from imports.table.words import beginning, filled_in, is_white

__all__ = ["Skipped", "Table", "Wishes", "find_table"]

_ROWS_SAMPLED = 400
_MIN_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. Rows are numbered as in the file (from 1), columns from 0.

    Every row of the sheet that is not the main row of headings is in exactly one of `data_rows`, `blank_rows` and
    `skipped`. `tags` are HXL tags by column. `problems` are notes about the sheet, such as hidden rows. `cells` are, by
    column and row, values that stand elsewhere in the sheet: the heading of the group, lists that go on below, cells
    merged downwards. `section` is the column of the groups' headings. `joined` says by row what was joined to it.
    `wishes` are those that hold, `recalled` whether some are of an earlier file with the same headings.
    """

    sheet: Sheet
    header_row: int
    headings: tuple[tuple[int, str], ...]
    data_rows: tuple[int, ...]
    blank_rows: tuple[int, ...]
    skipped: tuple[Skipped, ...]
    tags: Mapping[int, str]
    problems: tuple[Problem, ...] = ()
    cells: Mapping[int, Mapping[int, CellValue]] = field(default_factory=lambda: MappingProxyType({}))
    section: int | None = None
    wishes: Wishes = Wishes()
    recalled: bool = False
    joined: Mapping[int, Problem] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, row: int, column: int) -> CellValue:
        """The value of a data row in a column: its own, or the one that stands elsewhere."""
        elsewhere = self.cells.get(column)
        return elsewhere[row] if elsewhere and row in elsewhere else self.sheet.value(row, column)

    def column(self, column: int) -> list[CellValue]:
        """The cells of a column, one for each data row, in order."""
        rows, first = self.sheet.rows, self.sheet.first_row
        values: list[CellValue]
        if column < self.sheet.width:
            values = [rows[row - first][column] for row in self.data_rows]
        else:
            values = [None] * len(self.data_rows)
        elsewhere = self.cells.get(column)
        if elsewhere:
            values = [elsewhere.get(row, value) for row, value in zip(self.data_rows, values, strict=True)]
        return values

    def samples(self, longest: int = 40) -> dict[int, tuple[CellValue, ...]]:
        """Up to `longest` different cells of each column that hold something, in the order of the rows."""
        rows, first = self.sheet.rows, self.sheet.first_row
        looked_at = [rows[row - first] for row in self.data_rows[:_ROWS_SAMPLED]]
        samples: dict[int, tuple[CellValue, ...]] = {}
        columns = [column for column, _ in self.headings]
        for column in columns if self.section is None else (*columns, self.section):
            # What is joined to a cell from elsewhere has been seen there.
            elsewhere = self.cells[column].values() if column == self.section else ()
            cells = itertools.chain((row[column] for row in looked_at if column < len(row)), elsewhere)
            different = dict.fromkeys(cell for cell in cells if cell is not None and cell != "")
            samples[column] = tuple(itertools.islice(different, longest))
        return samples


def find_table(
    sheets: Sequence[Sheet],
    wishes: Wishes = Wishes(),
    known: Headings = OF_PROJECTS,
    layouts: Layouts = MappingProxyType({}),
) -> Table | Problem:
    """The table of a workbook as the person wishes, or the problem that there is none.

    `known` are the headings of the kind of record, `layouts` what was chosen for earlier files. A hidden sheet is read
    only when it is wished for, was chosen before, or there is no other, and named otherwise.
    """
    scored = [(one, best_header(one, known)) for one in sheets]
    before = None
    if layouts and wishes.header_row is None:
        asked = [one for one in sheets if wishes.sheet in (None, one.index)]
        before = recall(asked, layouts, known)
    if before is not None:
        wishes = replace(wishes, sheet=before[0].index, header_row=before[1])
    if wishes.sheet is None:
        chosen = _best(scored)
    else:
        chosen = next((one for one in scored if one[0].index == wishes.sheet), None)
    if chosen is None:
        return problem("no-table", sheet=sheets[0].name if sheets else "")
    page, header = chosen
    header_row = wishes.header_row
    if header_row is None:
        if header is None:
            return problem("no-table", sheet=page.name)
        header_row = header.row
    elif not page.first_row <= header_row < page.first_row + len(page.rows):
        return problem("no-table", sheet=page.name, row=header_row)
    others = [(one, found is not None and found.known >= _MIN_KNOWN) for one, found in scored if one is not page]
    return _table(page, header_row, wishes, others, known, layouts)


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
    others: Sequence[tuple[Sheet, bool]],
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
        tuple(announcements(page, rows, headings.texts, others, wishes)),
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
