"""What became of cells and projects between two moments, and whether the passing of time alone did it; pure.

Three grids tell it: as things were recorded and seen then, as they are recorded and seen now, and `alone`: as they were
recorded then, seen now. What is there alone already, time did; the rest was recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portfolio.core.columns import Small
from portfolio.core.grid import ACTIVITIES, Cell, Grid
from portfolio.core.terms import Activity, CellState, GapChange, ProjectChange

_GAP = [state.number for state in CellState if state.is_gap]
_RISK = [state.number for state in CellState if state.is_at_risk]
_FINE, _AT_RISK, _IS_GAP = 0, 1, 2
#: A project that ran or was coming, and does not any more.
_CURRENT = (Activity.ACTIVE, Activity.UPCOMING)
_OVER = (Activity.ENDED, Activity.CANCELLED, Activity.MISSED)


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that became, or stopped being, a gap or at risk; `projects` are ids of those present then or now."""

    kind: GapChange
    before: Cell
    after: Cell
    time_alone: bool
    projects: tuple[int, ...]


def cell_changes(before: Grid, alone: Grid, after: Grid) -> list[CellChange]:
    """The cells shown then or now, of objectives and places that both grids have, by kind, then row and column."""
    pairs = list(_changed(before, alone, after))
    pairs.sort(key=lambda pair: (pair.kind.number, pair.after.row, pair.after.column))
    return pairs


def _changed(before: Grid, alone: Grid, after: Grid) -> Iterator[CellChange]:
    was, time, now = _classes(before), _classes(alone), _classes(after)
    row_of = {key: row for row, key in enumerate(before.rows)}
    column_of = {place.key: column for column, place in enumerate(before.columns)}
    for row, column in zip(*(part.tolist() for part in np.nonzero(now >= _FINE)), strict=True):
        old_row = row_of.get(after.rows[row])
        old_column = column_of.get(after.columns[column].key)
        if old_row is None or old_column is None or not (after.visible[column] or before.visible[old_column]):
            continue
        old, new = int(was[old_row, old_column]), int(now[row, column])
        if old == new:
            continue
        present = _present(before, old_row, old_column) | _present(after, row, column)
        yield CellChange(
            _kind(old, new),
            before.cell(old_row, old_column),
            after.cell(row, column),
            int(time[old_row, old_column]) == new,
            tuple(sorted(present)),
        )


def _classes(grid: Grid) -> Small:
    """What each cell is: fine, at risk, a gap; where nothing is needed it is fine."""
    found = np.zeros(grid.state.shape, dtype=np.int8)
    found[np.isin(grid.state, _RISK)] = _AT_RISK
    found[np.isin(grid.state, _GAP)] = _IS_GAP
    found[grid.need == 0] = _FINE
    return found


def _kind(old: int, new: int) -> GapChange:
    if new == _IS_GAP:
        return GapChange.OPENED
    if old == _IS_GAP:
        return GapChange.CLOSED
    return GapChange.NOW_AT_RISK if new == _AT_RISK else GapChange.OUT_OF_RISK


def _present(grid: Grid, row: int, column: int) -> set[int]:
    return {
        one.id for one in grid.projects_of(row, column) if one.presence is not None and one.significance is not None
    }


@dataclass(frozen=True, slots=True)
class Course:
    """What became of a project: its activities then and now (None: not there), and whether time alone moved it."""

    id: int
    kinds: tuple[ProjectChange, ...]
    before: Activity | None
    after: Activity | None
    time_alone: bool


def project_courses(before: Grid, alone: Grid, after: Grid, rewritten: set[int]) -> list[Course]:
    """Every project that is new, gone, started or ended, or is among the `rewritten`, by id."""
    was, time, now = _activities(before), _activities(alone), _activities(after)
    found = []
    for number in sorted(was.keys() | now.keys()):
        old, new = was.get(number), now.get(number)
        kinds = tuple(_kinds(old, new, number in rewritten))
        if kinds:
            found.append(Course(number, kinds, old, new, time.get(number) is new and new is not old))
    return found


def _kinds(old: Activity | None, new: Activity | None, rewritten: bool) -> Iterator[ProjectChange]:
    if new is None:
        yield ProjectChange.GONE
        return
    if old is None:
        yield ProjectChange.NEW
        return
    if new is Activity.ACTIVE and old is not Activity.ACTIVE:
        yield ProjectChange.STARTED
    if old in _CURRENT and new in _OVER:
        yield ProjectChange.ENDED
    if rewritten:
        yield ProjectChange.CHANGED


def _activities(grid: Grid) -> dict[int, Activity]:
    return {
        number: ACTIVITIES[activity]
        for number, activity in zip(grid.facts.ids.tolist(), grid.situation.activity.tolist(), strict=True)
    }
