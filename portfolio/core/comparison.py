"""Two grids of the same cells side by side: what is gained, lost, ending, stronger or weaker; a pure comparison."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.core.grid import Cell, Grid
from portfolio.core.terms import CellState, Difference

#: States in which something is active.
SERVED = frozenset({CellState.COVERED, CellState.ENDING, CellState.THIN})


@dataclass(frozen=True, slots=True)
class CellPair:
    """One cell before and after, and what became of it."""

    before: Cell
    after: Cell
    difference: Difference


def difference_of(before: CellState, after: CellState) -> Difference:
    """What a change of state means.

    Gained: something is active that was not; lost: the reverse. Of cells that are served in both, `ending` is one that
    ends now and did not, `stronger` one that is covered now, `weaker` one that is thin now. `other` is every other
    change: between states without anything active, and to or from not applicable.
    """
    if before is after:
        return Difference.SAME
    if CellState.NOT_APPLICABLE in (before, after):
        return Difference.OTHER
    if (before in SERVED) != (after in SERVED):
        return Difference.GAINED if after in SERVED else Difference.LOST
    if after in SERVED:
        return {
            CellState.ENDING: Difference.ENDING,
            CellState.COVERED: Difference.STRONGER,
            CellState.THIN: Difference.WEAKER,
        }[after]
    return Difference.OTHER


def compare(before: Grid, after: Grid) -> list[list[CellPair]]:
    """The cells shown in either grid, a list for each objective.

    ValueError where the grids are not over the same objectives and places.
    """
    if before.rows != after.rows or [one.key for one in before.columns] != [one.key for one in after.columns]:
        raise ValueError("Only grids over the same objectives and places can be compared.")
    columns = [at for at in range(len(before.columns)) if before.visible[at] or after.visible[at]]
    return [
        [
            CellPair(one, other, difference_of(one.state, other.state))
            for one, other in zip(before.line(row, columns), after.line(row, columns), strict=True)
        ]
        for row in range(len(before.rows))
    ]
