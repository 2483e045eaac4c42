"""One project on several rows: lists that go on below are joined to their project, cells merged downwards hold for all.

A row without title and code that carries on the row above, and a row that repeats the code of another and differs in
lists alone, are no projects of their own: what their lists name belongs to the project, and is not lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from imports.fields import FIELD_BY_NAME, Parse
from imports.mapping import IDENTIFYING, ColumnMatch
from imports.mapping import Mapping as ColumnMapping
from imports.problems import problem
from imports.read.sheets import CellValue
from imports.table.kinds import REASONS, Skipped
from imports.table.notes import rows_named
from imports.table.table import Table
from imports.table.words import beginning, filled_in, is_white

_LISTS = frozenset({Parse.PLACES, Parse.OBJECTIVES, Parse.ORGANISATIONS})
#: Fields that make a row without title and code a project of its own, which lacks its title.
_WEIGHTY = frozenset({Parse.MONEY, Parse.DATE})
#: Kinds of rows at which a project ends: what follows them cannot carry it on.
_ENDS = frozenset({"section", "total", "heading", "list", "note"})


@dataclass(slots=True)
class _Joined:
    """What is joined to one row: the rows, and the fields that they add to."""

    rows: list[int]
    fields: dict[str, None]


def gather(table: Table, mapping: ColumnMapping) -> Table:
    """The table with rows that belong to another row's project joined to it, and cells merged downwards filled in."""
    if not mapping.has_identity or not table.data_rows:
        return table
    found = _Gatherer(table, mapping)
    found.follow_merges()
    found.join_continuations()
    found.join_repeated_codes()
    return found.table()


class _Gatherer:
    def __init__(self, table: Table, mapping: ColumnMapping) -> None:
        self.before = table
        self.wishes = table.wishes
        self.identity = [match.column for match in mapping.taken if match.field in IDENTIFYING]
        code, identifier = mapping.column_of("code"), mapping.column_of("iati_identifier")
        self.code = identifier if code is None else code
        self.lists = [match for match in mapping.taken if _joins(match)]
        self.singles = [match for match in mapping.taken if not _joins(match) and match.column not in self.identity]
        self.matches = {match.column: match for match in mapping.taken}
        self.cells: dict[int, dict[int, CellValue]] = {column: dict(rows) for column, rows in table.cells.items()}
        self.bound: dict[int, int] = {}
        self.skipped: dict[int, Skipped] = {}
        self.released: set[int] = set()
        self.joined: dict[int, _Joined] = {}

    def value(self, row: int, column: int) -> CellValue:
        """The cell, or what was joined to it so far."""
        rows = self.cells.get(column)
        return rows[row] if rows and row in rows else self.before.sheet.value(row, column)

    def follow_merges(self) -> None:
        """Cells merged downwards: a title or code binds its rows into one project; other cells hold for each row.

        An amount does not: it is the sum of its rows, and repeating it would count it twice.
        """
        data = {row: row for row in self.before.data_rows}  # a row of a stack knows its sheet; a number does not
        areas = [area for area in self.before.sheet.merged if area[2] > area[0] and area[0] in data]
        for top, left, bottom, right in areas:
            if any(left <= column <= right for column in self.identity):
                self.bound.update((row, data[top]) for row in range(top + 1, bottom + 1) if row in data)
        for top, left, bottom, _ in areas:
            match = self.matches.get(left)
            value = self.value(top, left)
            if match is None or left in self.identity or value is None or _parse(match) is Parse.MONEY:
                continue
            rows = self.cells.setdefault(left, {})
            for row in range(top + 1, bottom + 1):
                if row in data and row not in self.bound and is_white(self.value(row, left)):
                    rows[row] = value

    def join_continuations(self) -> None:
        """Rows without title, code and identifier that carry on the one above."""
        sheet = self.before.sheet
        rows, first, data = sheet.rows, sheet.first_row, self.before.data_rows
        nameless = data
        for column in self.identity:
            if column < sheet.width:
                nameless = tuple(row for row in nameless if is_white(rows[row - first][column]))
        wanting = {*nameless, *self._lone_items()}
        if not wanting:
            return
        ends = {one.row for one in self.before.skipped if one.kind in _ENDS}
        ends |= self.before.stack.heads if self.before.stack is not None else set()
        left_out = {one.row for one in self.before.skipped if one.kind == "left-out"}
        owner: int | None = None
        for row in sorted({*self.before.data_rows, *wanting, *ends, *left_out}):
            if row in ends:
                owner = None
            elif row not in wanting:
                owner = row
            elif owner is not None and row not in left_out and self._carries_on(row, self.bound.get(row, owner)):
                if self.wishes.takes(row, "continuation"):
                    self.released.add(row)
                else:
                    above = self.bound.get(row, owner)
                    self._join(row, above, "continuation", into=above not in left_out)

    def _lone_items(self) -> list[int]:
        """Rows set aside because they hold one text, where that text stands in a column of lists."""
        lists = [match.column for match in self.lists]
        return [
            one.row
            for one in self.before.skipped
            if one.kind == "stray" and any(not is_white(self.value(one.row, column)) for column in lists)
        ]

    def _carries_on(self, row: int, above: int) -> bool:
        """Whether a row without title and code is not rather a project whose title is missing."""
        sheet = self.before.sheet
        unread = {*sheet.errors, *sheet.uncached_formulas}
        if unread and any((row, column) in unread for column in self.identity):
            return False
        if row in self.bound:
            return True
        said = self._said_besides(row, above)
        if any(_parse(match) in _WEIGHTY for match in said):
            return False
        cells, cells_above = (filled_in(sheet.rows[one - sheet.first_row]) for one in (row, above))
        known = sum(1 for match in (*self.lists, *self.singles) if not is_white(self.value(row, match.column)))
        # A row that is as full as a project is one, unless it is full of lists and of what stands above.
        return cells - known + len(said) <= max(1, cells_above // 3)

    def _said_besides(self, row: int, above: int) -> list[ColumnMatch]:
        """The columns, besides lists, in which a row says something that the row above does not."""
        return [
            match
            for match in self.singles
            if not is_white(value := self.value(row, match.column))
            and _text(value) != _text(self.value(above, match.column))
        ]

    def join_repeated_codes(self) -> None:
        """Rows with the code, or else the identifier, of an earlier row that differ from it in lists alone."""
        if self.code is None or self.code >= self.before.sheet.width or not self.lists:
            return
        codes = list(map(_text, self.before.column(self.code)))
        if len(set(codes)) == len(codes):
            return
        owners: dict[str, int] = {}
        others = [column for column in self.identity if column != self.code]
        for row, code in zip(self.before.data_rows, codes, strict=True):
            if not code or row in self.skipped:
                continue
            owner = owners.setdefault(code, row)
            if owner == row or self.wishes.takes(row, "same") or self._said_besides(row, owner):
                continue
            alike = all(
                is_white(value := self.value(row, column)) or _text(value) == _text(self.value(owner, column))
                for column in others
            )
            lists, theirs = (
                [_text(self.before.value(one, match.column)) for match in self.lists] for one in (row, owner)
            )
            if alike and lists != theirs:
                self._join(row, owner, "same")

    def _join(self, row: int, owner: int, kind: str, *, into: bool = True) -> None:
        kept_out = self._said_besides(row, owner)
        reason = REASONS[kind].format(row=owner)
        if into:
            joined = self.joined.setdefault(owner, _Joined([], {}))
            for match in self.lists:
                value = self.value(row, match.column)
                if not is_white(value) and self._add(owner, match.column, value):
                    joined.fields[FIELD_BY_NAME[match.field or ""].label] = None
            joined.rows.append(row)
        if kept_out:
            labels = ", ".join(FIELD_BY_NAME[match.field or ""].label for match in kept_out)
            reason += f" What it says of {labels} stays out: a project has that once."
        sheet = self.before.sheet
        self.skipped[row] = Skipped(row, kind, reason, beginning(sheet.rows[row - sheet.first_row]))

    def _add(self, owner: int, column: int, value: CellValue) -> bool:
        """Join a value to the owner's cell as another line; False where the cell says it already."""
        present = self.value(owner, column)
        lines = [] if is_white(present) else _text(present).split("\n")
        added = [line for line in _text(value).split("\n") if line not in lines]
        if not added:
            return False
        self.cells.setdefault(column, {})[owner] = "\n".join([*lines, *added])
        return True

    def table(self) -> Table:
        """The table as gathered."""
        before = self.before
        data, skipped = before.data_rows, before.skipped
        if self.skipped or self.released:
            data = tuple(sorted({*data, *self.released} - self.skipped.keys()))
            kept = (one for one in skipped if one.row not in self.skipped and one.row not in self.released)
            skipped = tuple(sorted((*kept, *self.skipped.values()), key=lambda one: one.row))
        notes = {
            owner: problem(
                "rows-joined", sheet=before.sheet.name, row=owner,
                words={"rows": rows_named(one.rows), "fields": ", ".join(one.fields)},
            )
            for owner, one in self.joined.items() if one.fields
        }  # fmt: skip
        return replace(before, data_rows=data, skipped=skipped, cells=self.cells, joined=notes)


def _parse(match: ColumnMatch) -> Parse:
    return FIELD_BY_NAME[match.field or ""].parse


def _joins(match: ColumnMatch) -> bool:
    """Whether cells of the column may be joined by lines: lists, and the summary."""
    return _parse(match) in _LISTS or match.field == "summary"


def _text(value: CellValue) -> str:
    if type(value) is str:
        return value.strip()
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
