"""A column as read: every different value is read once, and what it means is dealt out to its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from decimal import Decimal
from typing import Any

from imports.fields import ImportField
from imports.mapping import ColumnMatch
from imports.normalise.flaws import BLANK, EMPTIED, Cell, Flaw, Question
from imports.normalise.texts import PlainTexts
from imports.read.sheets import CellValue

#: Cells of a column of text that are looked at together; one odd cell costs its block the short way.
_BLOCK = 250


@dataclass(slots=True)
class Column:
    """A column as read: a value or a mark for each data row, the flaws of rows, and those of the whole column."""

    match: ColumnMatch
    field: ImportField
    values: list[Any]
    flaws: dict[int, tuple[Flaw, ...]] = made(default_factory=dict)
    problems: list[tuple[Flaw, int | None]] = made(default_factory=list)
    questions: list[Question] = made(default_factory=list)
    emptied: bool = False  # whether some cell says #CLEAR
    others: list[Any] | None = None  # the other end of the periods that stand in a column of dates
    unread: frozenset[int] = frozenset()  # rows of a column of dates that say one which could not be read yet


class _Memo(dict[Any, Any]):
    """Value -> what it means; a value is read when it is first met."""

    def __init__(self, read: Callable[[object], Cell]) -> None:
        super().__init__()
        self.read = read
        self.flaws: dict[Any, tuple[Flaw, ...]] = {}
        self.emptied = False

    def __missing__(self, value: Any) -> Any:
        cell = self.read(value)
        if cell.flaws:
            self.flaws[value] = cell.flaws
        if cell.value is EMPTIED:
            self.emptied = True
        self[value] = cell.value
        return cell.value


def keyed(cells: list[CellValue]) -> list[CellValue]:
    """The cells as keys: TRUE and FALSE as text, or they would be the numbers 1 and 0; decimals that are none, too."""
    types = set(map(type, cells))
    if bool in types:
        cells = [str(cell).upper() if isinstance(cell, bool) else cell for cell in cells]
    if Decimal in types:
        cells = [str(cell) if isinstance(cell, Decimal) and cell.is_nan() else cell for cell in cells]
    return cells


def dealt(
    match: ColumnMatch,
    about: ImportField,
    cells: list[CellValue],
    read: Callable[[object], Cell],
    plain: PlainTexts | None = None,
) -> tuple[Column, Mapping[Any, tuple[Flaw, ...]]]:
    """The column whose cells `read` reads, and the flaws of every different value that has some.

    `plain` says of a cell that it is what it says, so that nobody need read it.
    """
    memo = _Memo(read)
    if plain is None:
        values = [memo[cell] for cell in cells]
    else:
        values = []
        for start in range(0, len(cells), _BLOCK):
            block = cells[start : start + _BLOCK]
            values += block if plain.all(block) else [cell if plain.one(cell) else memo[cell] for cell in block]
    column = Column(match, about, values, emptied=memo.emptied)
    if memo.emptied and not about.clearable:
        for at, value in enumerate(values):
            if value is EMPTIED:
                values[at] = BLANK
                column.flaws[at] = (Flaw("cannot-clear", words={"label": about.label.lower()}),)
    if memo.flaws:
        for at, cell in enumerate(cells):
            if cell in memo.flaws:
                column.flaws[at] = memo.flaws[cell]
            elif cell != cell:  # not a number is never found again
                column.flaws[at] = read(cell).flaws
    return column, memo.flaws
