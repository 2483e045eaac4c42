"""How full the rows of a table usually are, and what the rows are that hold less than that."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from imports.fields import FIELDS, Parse
from imports.fields.meanings import Headings
from imports.read.sheets import Sheet
from imports.table.headings import is_tags
from imports.table.words import Row, filled_in, is_filler, is_group, is_note, is_number, is_total, texts_of
from portfolio.core.text import fold

#: A numeral before the heading of a group: "II", "A)", "3."; without a mark only Roman ones are sure.
_NUMERAL = re.compile(r"(?:[IVX]{1,4}[.)]?|[A-Z][.)]|\d{1,2}[.)])$")
_TOLERANCE = 0.51
_DATES = frozenset(field.name for field in FIELDS if field.parse is Parse.DATE)


def _edge(field: str) -> str:
    """The field, be it planned, actual or neither."""
    return field.removeprefix("planned_").removeprefix("actual_")


@dataclass(slots=True)
class Shape:
    """The rows under the headings with how many cells each fills; `full` is how many the rows of data usually fill.

    Rows are counted from 0 here. `lines` are rows that belong to the headings, with their kind.
    """

    sheet: Sheet
    first: int
    rows: Sequence[Row]
    headings: Mapping[int, str]
    counts: list[int]
    full: float
    lines: dict[int, str]
    title_columns: frozenset[int]
    identity_columns: frozenset[int]
    date_columns: frozenset[int]
    across: frozenset[int]
    known: Headings
    fields: Mapping[int, str | None]
    _groups: frozenset[int] | None = field(default=None)

    @classmethod
    def of(
        cls,
        sheet: Sheet,
        first: int,
        rows: Sequence[Row],
        texts: Sequence[tuple[int, str]],
        lines: Mapping[int, str],
        known: Headings,
    ) -> Shape:
        """The shape of the rows that begin at the file's row `first`."""
        counts = [filled_in(row) for row in rows]
        filled = [count for count in counts if count]
        usual = median(filled) if filled else 0
        # Continuation rows can outnumber the data, so the usual row is looked for among the fuller ones too.
        fuller = [count for count in filled if count > max(1, usual)]
        enough = max(1, min(3, len(filled) // 4), len(filled) // 50)
        full = max(usual, median(fuller) if len(fuller) >= enough else 0)
        fields = {column: known.meaning(text).field for column, text in texts}
        named = sum(1 for _, text in texts if text)
        return cls(
            sheet, first, rows,
            {column: fold(text) for column, text in texts}, counts, full,
            {row - first: kind for row, kind in lines.items() if row >= first},
            frozenset(column for column, name in fields.items() if name in known.titles),
            frozenset(column for column, name in fields.items() if name in known.identity),
            frozenset(column for column, name in fields.items() if name in _DATES),
            frozenset(
                top - first for top, left, bottom, right in sheet.merged
                if top == bottom >= first and right - left + 1 >= max(3, named / 2)
            ),
            known, fields,
        )  # fmt: skip

    @property
    def dense(self) -> float:
        """From how many cells on a row is data without another look."""
        return max(3, self.full * 0.5)

    @property
    def first_heading(self) -> tuple[int, str] | None:
        """Column and folded text of the first heading that is not empty."""
        return next(((column, text) for column, text in self.headings.items() if text), None)

    def repeats(self, at: int) -> bool:
        """Whether four fifths of the cells say what the headings say, each above them or as a part of it."""
        same = 0
        for column, text in texts_of(self.rows[at]):
            heading, said = self.headings.get(column, ""), fold(text)
            same += heading == said or (len(said) > 3 and said in heading)
        return same >= max(1, 0.8 * self.counts[at]) and (same > 1 or len(self.headings) == 1)

    def renames(self, at: int) -> bool:
        """Whether the row heads the same columns in other words: “Expected start” in the column “Start”."""
        texts = texts_of(self.rows[at])
        if len(texts) < 3 or len(texts) != self.counts[at] or any(len(text) > 80 for _, text in texts):
            return False
        said = [(self.fields.get(column), self.known.meaning(text).field) for column, text in texts]
        same = sum(1 for own, other in said if own and other and (own == other or _edge(own) == _edge(other)))
        return same >= max(3, 0.6 * len(said)) and all(not (own and other) or _edge(own) == _edge(other)
                                                       for own, other in said)  # fmt: skip

    def is_total(self, at: int, label: str, *, ending: bool = False) -> bool:
        """Whether the row is a total by this label; a label of several words with a date beside it is a title."""
        row = self.rows[at]
        if not is_total(row, label, ending=ending):
            return False
        return " " not in label.strip() or all(row[column] in (None, "") for column in self.date_columns)

    def is_text_alone(self, at: int) -> bool:
        """Whether the row holds one text and nothing else."""
        return self.counts[at] == 1 and len(texts_of(self.rows[at])) == 1

    def sparse(self, at: int) -> str | None:
        """The kind of a row with few cells; None for data."""
        row, count = self.rows[at], self.counts[at]
        texts = texts_of(row)
        if not texts and self.full >= 3:
            return self._figures(at)
        if is_tags(row):
            return "tags"
        if self.repeats(at):
            return "heading"
        if any(self.is_total(at, text, ending=True) for _, text in texts):
            return "total"
        if self.full < 3:
            return None
        if is_filler(row):
            return "filler"
        if count == 2 and len(texts) == 2 and _NUMERAL.match(texts[0][1]):
            return "section" if self._before_data(at) and texts[1][0] not in self.title_columns else None
        return self._single(at, *texts[0]) if count == len(texts) == 1 else None

    def _single(self, at: int, column: int, text: str) -> str | None:
        """The kind of a row that holds one text and nothing else."""
        if at in self.across:
            return "note" if is_note(text) else "section"
        if column in self.title_columns:
            # A title alone is a project, unless it is worded or placed like the heading of a group.
            if is_group(text) or at in self.groups:
                return "section"
            return "note" if len(text) < 200 and is_note(text) and not self._before_data(at) else None
        if is_note(text):
            return "note"
        if is_number(text):
            return None
        if is_group(text) or at in self.groups:
            return "section"
        return None if column in self.identity_columns and " " not in text else "stray"

    def _figures(self, at: int) -> str | None:
        """A row of numbers alone: zeros, or sums of what stands above; otherwise data that lacks its title."""
        row = self.rows[at]
        if is_filler(row):
            return "filler"
        for column, cell in enumerate(row):
            if not isinstance(cell, int | float) or isinstance(cell, bool) or not cell:
                continue
            sum_, numbers = 0.0, 0
            for above in reversed(self.rows[:at]):
                number = above[column]
                if isinstance(number, int | float) and not isinstance(number, bool):
                    sum_, numbers = sum_ + number, numbers + 1
                    if numbers > 1 and abs(sum_ - cell) < _TOLERANCE:
                        return "total"
        return None

    def _before_data(self, at: int) -> bool:
        """Whether the next row that holds something holds as much as data does."""
        following = next((count for count in self.counts[at + 1 :] if count), 0)
        return following >= self.dense

    @property
    def groups(self) -> frozenset[int]:
        """Rows with one text that are headings of groups by where they stand.

        Groups cover a table from its first row on, or are set apart by blank rows, and rows of data follow each; a
        title alone anywhere else is a project that somebody has begun to write. Titles are judged among themselves.
        """
        if self._groups is None:
            heads = [at for at in self._heads() if at not in self.lines]
            titles = {at for at in heads if self._single_column(at) in self.title_columns}
            others = [at for at in heads if at not in titles]
            self._groups = frozenset([*self._grouped(sorted(titles)), *self._grouped(others)])
        return self._groups

    def _heads(self) -> list[int]:
        """Rows of one text that data follows, perhaps after more such rows."""
        heads, leads = [], False
        for at in range(len(self.counts) - 1, -1, -1):
            count = self.counts[at]
            if count == 1 and isinstance(self.rows[at][self._single_column(at)], str):
                if leads:
                    heads.append(at)
            elif count:
                leads = count >= self.dense
        return heads[::-1]

    def _single_column(self, at: int) -> int:
        return next(column for column, cell in enumerate(self.rows[at]) if cell not in (None, ""))

    def _grouped(self, alone: Sequence[int]) -> Sequence[int]:
        begun = next((at for at, count in enumerate(self.counts) if count and at not in self.lines), None)
        dense = sum(1 for count in self.counts if count >= self.dense)
        known = frozenset(alone)
        runs = sum(1 for at in alone if at - 1 not in known)
        titled = bool(alone) and self._single_column(alone[0]) in self.title_columns
        if not alone or (2 * runs > dense + 1 if titled else runs > dense):
            return ()
        apart = all(at == begun or not self.counts[at - 1] or at - 1 in known for at in alone if at)
        return alone if begun in known or apart else ()
