"""Two grids of the same cells side by side: what is gained or lost, gaps, cliffs and money; a pure comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.core.cliffs import Loss
from portfolio.core.gaps import Gap
from portfolio.core.grid import EXTRAS_OF_AXIS, Cell, Grid
from portfolio.core.reach import EXTRA_COLUMNS
from portfolio.core.terms import CellState, CliffTurn, Difference, GapTurn

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


def fine_difference(before: Cell, after: Cell) -> Difference:
    """As `difference_of`, and finer: served longer or shorter in the same state; planned now, or no longer planned."""
    found = difference_of(before.state, after.state)
    if found is Difference.OTHER and CellState.NOT_APPLICABLE not in (before.state, after.state):
        if after.state is CellState.PLANNED:
            return Difference.PLANNED
        return Difference.UNPLANNED if before.state is CellState.PLANNED else found
    if found is not Difference.SAME or after.state not in (CellState.COVERED, CellState.ENDING):
        return found
    one, other = before.ends_on or date.max, after.ends_on or date.max
    if one == other:
        return found
    return Difference.LONGER if other > one else Difference.SHORTER


def compare(before: Grid, after: Grid, *, fine: bool = False) -> list[list[CellPair]]:
    """The cells shown in either grid, a list for each objective; `fine` is of use where both look from one day.

    ValueError where the grids are not over the same objectives and places.
    """
    if before.rows != after.rows or [one.key for one in before.columns] != [one.key for one in after.columns]:
        raise ValueError("Only grids over the same objectives and places can be compared.")
    columns = [at for at in range(len(before.columns)) if before.visible[at] or after.visible[at]]
    return [
        [
            CellPair(one, other, fine_difference(one, other) if fine else difference_of(one.state, other.state))
            for one, other in zip(before.line(row, columns), after.line(row, columns), strict=True)
        ]
        for row in range(len(before.rows))
    ]


@dataclass(frozen=True, slots=True)
class GapPair:
    """A gap before and after; None where there is none."""

    before: Gap | None
    after: Gap | None
    change: GapTurn

    @property
    def gap(self) -> Gap:
        """The gap as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found


def compare_gaps(before: Sequence[Gap], after: Sequence[Gap]) -> list[GapPair]:
    """The gaps of two grids over the same cells: opened, worse, closed, eased (its priority fell), as before."""
    was = {(gap.row, gap.column): gap for gap in before}
    now = {(gap.row, gap.column): gap for gap in after}
    pairs = [GapPair(was.get(at), now.get(at), _gap_change(was.get(at), now.get(at))) for at in {**was, **now}]
    return sorted(pairs, key=lambda pair: (pair.change.number, -pair.gap.priority, pair.gap.row, pair.gap.column))


def _gap_change(before: Gap | None, after: Gap | None) -> GapTurn:
    if before is None or after is None:
        return GapTurn.OPENED if before is None else GapTurn.CLOSED
    if before.priority == after.priority:
        return GapTurn.SAME
    return GapTurn.WORSENED if after.priority > before.priority else GapTurn.EASED


@dataclass(frozen=True, slots=True)
class CliffPair:
    """A cell that loses its last strong project, before and after; None where it does not."""

    before: Loss | None
    after: Loss | None
    change: CliffTurn

    @property
    def loss(self) -> Loss:
        """The loss as it is now, or as it was."""
        found = self.after or self.before
        assert found is not None
        return found


def compare_cliffs(before: Sequence[Loss], after: Sequence[Loss]) -> list[CliffPair]:
    """The losses of two grids over the same cells: new, earlier, later, averted, as before."""
    was = {(loss.row, loss.column): loss for loss in before}
    now = {(loss.row, loss.column): loss for loss in after}
    pairs = [CliffPair(was.get(at), now.get(at), _cliff_change(was.get(at), now.get(at))) for at in {**was, **now}]
    return sorted(pairs, key=lambda pair: (pair.change.number, pair.loss.on, pair.loss.row, pair.loss.column))


def _cliff_change(before: Loss | None, after: Loss | None) -> CliffTurn:
    if before is None or after is None:
        return CliffTurn.NEW if before is None else CliffTurn.AVERTED
    if before.on == after.on:
        return CliffTurn.SAME
    return CliffTurn.EARLIER if after.on < before.on else CliffTurn.LATER


@dataclass(frozen=True, slots=True)
class MoneyPair:
    """Euro cents of a row or a column before and after; `at` is its position, or the name of an extra one.

    A side of which no budget is known is `unsaid`: its 0 is no amount.
    """

    at: int | str
    before: int
    after: int
    before_unsaid: bool = False
    after_unsaid: bool = False

    @property
    def difference(self) -> int:
        """Cents more, or less."""
        return self.after - self.before


UNCLASSIFIED, HIDDEN = "unclassified", "hidden"


def compare_money(before: Grid, after: Grid) -> tuple[list[MoneyPair], list[MoneyPair]]:
    """Money by row and by column. Either list adds up to the portfolio's totals, before and after, to the cent."""
    rows: list[int | str] = [*range(len(before.rows)), UNCLASSIFIED]
    by_row = [
        MoneyPair(at, one, other)
        for at, one, other in zip(
            rows, before.money.sum(axis=1).tolist(), after.money.sum(axis=1).tolist(), strict=True
        )
    ]
    one, other = before.money.sum(axis=0).tolist(), after.money.sum(axis=0).tolist()
    size = len(before.columns)
    shown = [at for at in range(size) if before.visible[at] or after.visible[at]]
    by_column = [MoneyPair(at, one[at], other[at]) for at in shown]
    left = [at for at in range(size) if at not in set(shown)]
    by_column.append(MoneyPair(HIDDEN, sum(one[at] for at in left), sum(other[at] for at in left)))
    for name in EXTRAS_OF_AXIS[before.axis]:
        at = size + EXTRA_COLUMNS.index(name)
        by_column.append(MoneyPair(name, one[at], other[at]))
    return by_row, by_column
