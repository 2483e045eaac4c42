"""From sheets to one table: which sheet, which row of headings, which rows are projects. Nothing disappears unsaid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from imports.fields.meanings import OF_PROJECTS, Headings
from imports.problems import Problem, problem
from imports.read.sheets import CellValue, Sheet
from imports.table.headers import Header, best_header, headings_of
from imports.table.rows import REASONS, Skipped, classify, filled_in, is_tags, texts_of

__all__ = ["Skipped", "Table", "find_table"]

_ROWS_SAMPLED = 400
_MIN_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. Rows are numbered as in the file (from 1), columns from 0.

    Every row of the sheet that is not a heading is in exactly one of `data_rows`, `blank_rows` and `skipped`.
    `tags` are HXL tags by column. `problems` are notes about the sheet, such as hidden rows.
    """

    sheet: Sheet
    header_row: int
    headings: tuple[tuple[int, str], ...]
    data_rows: tuple[int, ...]
    blank_rows: tuple[int, ...]
    skipped: tuple[Skipped, ...]
    tags: Mapping[int, str]
    problems: tuple[Problem, ...] = ()

    def column(self, column: int) -> list[CellValue]:
        """The cells of a column, one for each data row, in order."""
        rows, first = self.sheet.rows, self.sheet.first_row
        if column >= self.sheet.width:
            return [None] * len(self.data_rows)
        return [rows[row - first][column] for row in self.data_rows]

    def samples(self, longest: int = 40) -> dict[int, tuple[CellValue, ...]]:
        """Up to `longest` different cells of each column that hold something, in the order of the rows."""
        rows, first = self.sheet.rows, self.sheet.first_row
        looked_at = [rows[row - first] for row in self.data_rows[:_ROWS_SAMPLED]]
        samples: dict[int, tuple[CellValue, ...]] = {}
        for column, _ in self.headings:
            cells = (row[column] for row in looked_at if column < len(row))
            different = dict.fromkeys(cell for cell in cells if cell is not None and cell != "")
            samples[column] = tuple(islice(different, longest))
        return samples


def find_table(
    sheets: Sequence[Sheet],
    sheet: int | None = None,
    header_row: int | None = None,
    taken: frozenset[int] = frozenset(),
    known: Headings = OF_PROJECTS,
) -> Table | Problem:
    """The table of a workbook, or the problem that there is none.

    `sheet` (a sheet's index) and `header_row` (the file's number) force the choice; `taken` are rows to be read as
    data although they look like something else; `known` are the headings of the kind of record. A hidden sheet is read
    only when it is forced, and named otherwise.
    """
    scored = [(one, best_header(one, known)) for one in sheets]
    chosen = next((one for one in scored if one[0].index == sheet), None) if sheet is not None else _best(scored)
    if chosen is None:
        return problem("no-table", sheet=sheets[0].name if sheets else "")
    page, header = chosen
    if header_row is None:
        if header is None:
            return problem("no-table", sheet=page.name)
        header_row = header.row
    elif not page.first_row <= header_row < page.first_row + len(page.rows):
        return problem("no-table", sheet=page.name, row=header_row)
    others = [(one, found) for one, found in scored if one is not page]
    return _table(page, header_row, taken, others, known)


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
    taken: frozenset[int],
    others: Sequence[tuple[Sheet, Header | None]],
    known: Headings,
) -> Table:
    at = header_row - page.first_row
    body = page.rows[at + 1 :]
    used = [column for column in range(page.width) if any(row[column] not in (None, "") for row in body)]
    headings = headings_of(page, header_row, used)
    rows = classify(page, header_row, headings, taken, known)
    above = tuple(
        Skipped(page.first_row + number, "above", REASONS["above"])
        for number, row in enumerate(page.rows[:at])
        if filled_in(row)
    )
    blank_above = tuple(page.first_row + number for number, row in enumerate(page.rows[:at]) if not filled_in(row))
    return Table(
        page,
        header_row,
        headings,
        rows.data,
        blank_above + rows.blank,
        above + rows.skipped,
        _tags(page, header_row),
        tuple(_announcements(page, rows.data, headings, others)),
    )


def _tags(page: Sheet, header_row: int) -> dict[int, str]:
    at = header_row - page.first_row
    return next((dict(texts_of(row)) for row in page.rows[at : at + 4] if is_tags(row)), {})


def _announcements(
    page: Sheet, data: Sequence[int], headings: Sequence[tuple[int, str]], others: Sequence[tuple[Sheet, Header | None]]
) -> list[Problem]:
    """What a person should know that the table does not show: hidden sheets, rows and columns, other tables."""
    notes = []
    for one, header in others:
        if one.hidden:
            notes.append(problem("hidden-sheet", sheet=page.name, words={"name": one.name}))
        elif header is not None and header.known >= _MIN_KNOWN:
            notes.append(problem("other-sheet", sheet=page.name, words={"name": one.name}))
    if page.hidden:
        notes.append(problem("hidden-sheet-read", sheet=page.name, words={"name": page.name}))
    hidden = [row for row in data if row in page.hidden_rows] if page.hidden_rows else []
    if hidden:
        words = ", ".join(map(str, hidden[:10])) + (f" and {len(hidden) - 10} more" if len(hidden) > 10 else "")
        notes.append(problem("hidden-rows", sheet=page.name, row=hidden[0], words={"rows": words}))
    notes += [
        problem("hidden-column", sheet=page.name, column=column, value=text)
        for column, text in headings
        if column in page.hidden_columns and text
    ]
    return notes
