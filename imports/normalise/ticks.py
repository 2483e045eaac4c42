"""Columns that stand for one objective or one place each, with ticks or shares in their cells: said as a cell would.

“Objective 6” over an x is objective 6, “Kenya” over 60 % is Kenya with its share. Columns “Objective 1”, “Objective 2”
that hold the numbers of objectives are left as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from imports.mapping import ColumnMatch, Recogniser
from imports.mapping.ticks import FEWEST, are_mostly_ticks, are_ticks, is_blank, is_no, is_tick, share_of
from imports.normalise.objectives import SIGNIFICANCE_WORDS
from imports.problems import shown
from imports.read.sheets import CellValue
from portfolio.core.text import fold

Cells = list[CellValue]


def without_ticks(matches: Sequence[ColumnMatch], columns: Sequence[Cells], recogniser: Recogniser) -> list[Cells]:
    """The cells of the columns, where ticks are written as what the heading says."""
    said = list(columns)
    numbered = [at for at, one in enumerate(matches) if one.field == "objectives" and one.number is not None]
    if len(numbered) >= FEWEST:
        found = _Numbered([matches[at].number or 0 for at in numbered], [columns[at] for at in numbered])
        if found.are_marks:
            for at, number in zip(numbered, found.numbers, strict=True):
                said[at] = [found.said(cell, number) for cell in columns[at]]
    places = [at for at, one in enumerate(matches) if one.field == "places" and recogniser.is_place(one.heading)]
    sure = {at for at in places if are_ticks([*dict.fromkeys(columns[at])])}
    more = {at for at in places if at not in sure and len(sure) >= FEWEST and are_mostly_ticks(columns[at])}
    if len(places) >= FEWEST:
        for at in sorted(sure | more):
            said[at] = [_place(cell, matches[at].heading) for cell in columns[at]]
    return said


def _place(cell: CellValue, heading: str) -> CellValue:
    share = share_of(cell)
    if share is not None:
        return f"{heading} ({share}%)"
    if is_tick(cell):
        return heading
    return None if is_blank(cell) or is_no(cell) else f"{shown(cell)} for {heading}"


class _Numbered:
    """Columns that are numbered as objectives are, and what stands in them."""

    def __init__(self, numbers: list[int], columns: list[Cells]) -> None:
        self.numbers = numbers
        self.columns = columns
        self.stated = {(of, cell) for of, column in zip(numbers, columns, strict=True) for cell in set(column)
                       if not is_blank(cell)}  # fmt: skip
        figures = {figure for _, cell in self.stated if (figure := _figure(cell)) is not None}
        self.weighed = figures <= {0, 1, 2} and 2 in figures
        self.scored = bool(figures - {0, 1, 2})  # marks out of four or five: nothing here says which of them counts

    @property
    def are_marks(self) -> bool:
        """Whether the cells say of the heading's objective whether it is served, and are no objectives themselves."""
        if len(set(self.numbers)) < len(self.numbers):
            return False
        if any(_word(cell) for _, cell in self.stated):
            return all(_word(cell) or _figure(cell) is not None or is_no(cell) for _, cell in self.stated)
        if not self.stated or any(_figure(cell) is None and not is_no(cell) for _, cell in self.stated):
            return False
        if all(_figure(cell) in (of, 0) or is_no(cell) for of, cell in self.stated):
            return False  # each says its own number, or nothing: read as it stands
        # A list of objectives names each once; marks repeat, or are noes.
        return any(_repeats(row) for row in zip(*self.columns, strict=True))

    def said(self, cell: CellValue, number: int) -> CellValue:
        """What the cell says of the objective, as a cell that names objectives would say it."""
        if is_blank(cell) or is_no(cell):
            return None
        figure = _figure(cell)
        if figure is not None and self.weighed:
            return f"{number} ({'principal' if figure == 2 else 'significant'})"
        if is_tick(cell) and not (figure is not None and self.scored):
            return str(number)
        level = SIGNIFICANCE_WORDS.get(fold(cell)) if isinstance(cell, str) and figure is None else None
        return f"{number} ({level})" if level else f"{cell} for objective {number}"


def _figure(cell: CellValue) -> int | None:
    """The whole number in a cell, however it is written."""
    if isinstance(cell, str):
        return int(cell) if cell.strip().isdecimal() and len(cell) < 4 else None
    return int(cell) if isinstance(cell, int | float | Decimal) and cell == cell // 1 else None


def _word(cell: CellValue) -> bool:
    """Whether the cell is a tick in a word or a sign, or says how far a project is about something."""
    return isinstance(cell, str) and _figure(cell) is None and (is_tick(cell) or fold(cell) in SIGNIFICANCE_WORDS)


def _repeats(row: Sequence[CellValue]) -> bool:
    figures = [figure for cell in row if (figure := _figure(cell)) is not None]
    return 0 in figures or len(set(figures)) < len(figures)
