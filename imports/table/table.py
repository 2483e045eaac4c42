"""One table of a file: its headings, which of its rows are data, and what stands in their cells."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from types import MappingProxyType

from imports.mapping import signature
from imports.problems import Problem
from imports.read.placed import Stack
from imports.read.sheets import CellValue, Sheet
from imports.table.alike import Alike
from imports.table.kinds import Skipped, Wishes

_ROWS_SAMPLED = 400


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. Rows are numbered as in the file (from 1), columns from 0.

    Every row of the sheet that is not the main row of headings is in exactly one of `data_rows`, `blank_rows` and
    `skipped`. `tags` are HXL tags by column. `problems` are notes about the sheet, such as hidden rows. `cells` are, by
    column and row, values that stand elsewhere in the sheet: the heading of the group, lists that go on below, cells
    merged downwards. `section` is the column of the groups' headings. `joined` says by row what was joined to it.
    `wishes` are those that hold, `recalled` whether some are of an earlier file with the same headings.

    `alike` are other sheets with the same headings. Where several sheets are read as one table, `stack` says which, and
    rows are numbered as it says; `headings` are then those of the leading sheet and what others have more, and `tabs`
    is the column of the sheets' names.
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
    alike: tuple[Alike, ...] = ()
    stack: Stack | None = None
    tabs: int | None = None

    @property
    def signature(self) -> str:
        """What is remembered is kept under this: the headings of the sheet, or of the leading one."""
        own = self.headings
        if self.stack is not None:
            leading = self.stack.part_of(self.stack.leading)
            own = tuple(one for one in own if leading is not None and leading.own_column(one[0]) is not None)
        return signature(text for _, text in own)

    @property
    def beside(self) -> tuple[int, ...]:
        """Columns of values that stand in no column of the sheet: headings of groups, names of sheets."""
        return tuple(column for column in (self.section, self.tabs) if column is not None)

    def value(self, row: int, column: int) -> CellValue:
        """The value of a data row in a column: its own, or the one that stands elsewhere."""
        elsewhere = self.cells.get(column)
        return elsewhere[row] if elsewhere and row in elsewhere else self.sheet.value(row, column)

    def column(self, column: int) -> list[CellValue]:
        """The cells of a column, one for each data row, in order."""
        return next(self.columns((column,)))

    def columns(self, columns: Iterable[int]) -> Iterator[list[CellValue]]:
        """The cells of several columns, as `column` gives them of one; rows are looked up once for all of them."""
        first, width = self.sheet.first_row, self.sheet.width
        rows = [self.sheet.rows[row - first] for row in self.data_rows]
        for column in columns:
            values: list[CellValue] = list(map(itemgetter(column), rows)) if column < width else [None] * len(rows)
            elsewhere = self.cells.get(column)
            if elsewhere:
                values = [elsewhere.get(row, value) for row, value in zip(self.data_rows, values, strict=True)]
            yield values

    def samples(self, longest: int = 40) -> dict[int, tuple[CellValue, ...]]:
        """Up to `longest` different cells of each column that hold something, in the order of the rows."""
        rows, first = self.sheet.rows, self.sheet.first_row
        looked_at = [rows[row - first] for row in self._sampled()]
        samples: dict[int, tuple[CellValue, ...]] = {}
        for column in (*(column for column, _ in self.headings), *self.beside):
            # What is joined to a cell from elsewhere has been seen there.
            elsewhere = self.cells[column].values() if column in self.beside else ()
            cells = itertools.chain((row[column] for row in looked_at if column < len(row)), elsewhere)
            different = dict.fromkeys(cell for cell in cells if cell is not None and cell != "")
            samples[column] = tuple(itertools.islice(different, longest))
        return samples

    def _sampled(self) -> Sequence[int]:
        """The first rows; of several sheets the first of each."""
        if self.stack is None:
            return self.data_rows[:_ROWS_SAMPLED]
        share = max(1, _ROWS_SAMPLED // len(self.stack.parts))
        of_sheet = itertools.groupby(self.data_rows, lambda row: self.stack.row(row).part.index if self.stack else 0)
        return [row for _, rows in of_sheet for row in itertools.islice(rows, share)]
