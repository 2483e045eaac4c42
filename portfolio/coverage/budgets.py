"""How many budgets stand behind the money of a cell or a country, and how many of them nobody knows.

An amount of 0 can be a budget of 0, no project at all, or projects whose budgets are unknown: each has its words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from portfolio.core.columns import NOT_KNOWN, Ints
from portfolio.core.grid import Cell, Grid
from portfolio.core.presence import VIA
from portfolio.core.terms import Axis
from portfolio.web.display import eur, plural, short_amount
from portfolio.web.sheets import Cents

#: Where no budget is known, and where there is none, in a grid's cells.
UNKNOWN, NONE = "?", "–"
#: What a file of amounts says where no budget is known: no 0 that could be added up.
UNKNOWN_MONEY = "unknown"


@dataclass(frozen=True, eq=False, slots=True)
class Budgets:
    """How many budgets bring money to each place, and how many would if they were known."""

    known: Ints
    unknown: Ints

    def unsaid(self, *at: Any) -> bool:
        """Whether nothing but unknown budgets stands at a place, or at all places of an index: no amount says it."""
        return not self.known[at].any() and bool(self.unknown[at].any())

    def missing(self, cell: Cell) -> int:
        """How many budgets the money of a cell lacks."""
        return int(self.unknown[cell.row, cell.column])

    def amount(self, cell: Cell) -> int | None:
        """Euro cents of a cell; None where no budget of those there is known."""
        return None if not cell.eur_cents and self.unsaid(cell.row, cell.column) else cell.eur_cents

    def words(self, cents: int, at: tuple[int, ...], amount: str = "") -> str:
        """The money at a place: "EUR 1 234.50", or as `amount` writes it, with what is unknown beside it."""
        return money_words(cents, int(self.known[at]), int(self.unknown[at]), amount)

    def in_sheet(self, cell: Cell) -> Cents | str:
        """The money of a cell as a workbook has it."""
        cents = self.amount(cell)
        return UNKNOWN_MONEY if cents is None else Cents(cents)

    def of(self, cell: Cell, *, short: bool = False) -> str:
        """The money of a cell; short: "EUR 1.2 m"."""
        return self.words(cell.eur_cents, (cell.row, cell.column), eur(cell.eur_cents, short=True) if short else "")

    def in_short(self, cell: Cell) -> str:
        """The money of a cell in a few characters: "1.2 m", "0", "?" where no budget is known, "–" where none is."""
        return self.beside_in_short((cell.row, cell.column), cell.eur_cents)

    def beside_in_short(self, at: Any, cents: int) -> str:
        """The money of a whole row, or of what stands beside the cells, as `in_short` says that of a cell."""
        return _in_short(cents, int(self.known[at].sum()), int(self.unknown[at].sum()))


def _in_short(cents: int, known: int, unknown: int) -> str:
    return short_amount(cents) if cents or known else UNKNOWN if unknown else NONE


def money_words(cents: int, known: int, unknown: int, amount: str = "") -> str:
    """Euro cents in words, or as `amount` writes them: what nobody knows is no 0, and a budget of 0 is not unknown."""
    if known or cents:
        amount = amount or eur(cents)
        return f"{amount}, {plural(unknown, 'budget')} unknown" if unknown else amount
    return "budget unknown" if unknown == 1 else f"{plural(unknown, 'budget')} unknown" if unknown else "no budget here"


def budgets_of_cells(grid: Grid) -> Budgets:
    """By position of row and column as in the grid's money, what stands beside the cells too, in the scope."""
    cells, margin = grid.expansion.cells, grid.expansion.margin
    # On the axis of organisations a column has its members' money too; elsewhere what is linked to a group is not here.
    brings = grid.situation.in_scope[cells.project]
    if grid.axis is not Axis.ORGANISATION:
        brings = brings & (cells.grade > VIA)
    inside = cells.cell // len(grid.columns) * grid.money.shape[1] + cells.cell % len(grid.columns)
    place, project = np.concatenate((inside, margin.cell)), np.concatenate((cells.project, margin.project))
    beside = grid.situation.in_scope[margin.project]
    return _counted(grid, place, project, np.concatenate((brings, beside)), grid.money.shape)


def budgets_of_columns(grid: Grid, row: int | None) -> Budgets:
    """By position of column: of one row, or (for None) of all projects there, each once, whatever they are for."""
    width, size = len(grid.columns), max(len(grid.facts), 1)
    cells, lone = grid.expansion.cells, grid.expansion.column_only
    chosen = np.ones(len(cells.cell), dtype=np.bool_) if row is None else cells.cell // width == row
    column, project, grade = cells.cell[chosen] % width, cells.project[chosen], cells.grade[chosen]
    if row is None:
        column, project, grade = (
            np.concatenate(pair) for pair in ((column, lone.cell), (project, lone.project), (grade, lone.grade))
        )
    brings = grid.situation.in_scope[project] & (grade > VIA)
    pairs = np.unique((column * size + project)[brings])
    column, project = pairs // size, pairs % size
    return _counted(grid, column, project, np.ones(len(pairs), dtype=np.bool_), (width,))


def _counted(grid: Grid, place: Ints, project: Ints, brings: np.ndarray, shape: tuple[int, ...]) -> Budgets:
    unknown = (grid.facts.budget == NOT_KNOWN)[project]
    size = int(np.prod(shape))
    return Budgets(
        np.bincount(place[brings & ~unknown], minlength=size).reshape(shape),
        np.bincount(place[brings & unknown], minlength=size).reshape(shape),
    )
