"""Which set of interventions removes the most need-weighted gap, as a program of whole numbers; solved elsewhere.

A cell's state is no sum of what the candidates give it: it is lost or won once, by the best state that the set as a
whole gives it. So a program holds, for every cell that a candidate touches, the outcomes it can have and which sets
allow them. Losses are priorities (need x severity) in ten-thousandths, money is in euro cents: both whole, so that two
sets can be told apart exactly.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from portfolio.core.activity import situation_of
from portfolio.core.columns import FAR_FUTURE, FAR_PAST
from portfolio.core.facts import Facts
from portfolio.core.gaps import SEVERITY, severity_of
from portfolio.core.grid import STATES, Grid
from portfolio.core.needs import weight_of
from portfolio.core.periods import day_from_number, day_number
from portfolio.core.presence import expand
from portfolio.core.states import SUCCESSION_DAYS
from portfolio.core.terms import Activity, CellState

#: Points of priority are counted in this many parts.
PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """A state that a cell can have, its loss, and the sets of candidates that allow it.

    A set allows it when it holds none of `none_of`, and either `always` is true, or the set holds any of `any_of`, or,
    for one of `pairs`, its first candidate and any of its second.
    """

    state: CellState
    loss: int
    always: bool = False
    any_of: frozenset[int] = frozenset()
    pairs: tuple[tuple[int, frozenset[int]], ...] = ()
    none_of: frozenset[int] = frozenset()

    def allowed(self, chosen: Collection[int]) -> bool:
        """Whether the cell can be called so when these candidates are chosen."""
        if any(one in self.none_of for one in chosen):
            return False
        if self.always or any(one in self.any_of for one in chosen):
            return True
        return any(first in chosen and any(one in others for one in chosen) for first, others in self.pairs)


@dataclass(frozen=True, slots=True)
class CellProgram:
    """A cell that candidates touch: its loss as it is, and its outcomes; the least lossy that a set allows is true."""

    row: int
    column: int
    loss: int
    outcomes: tuple[Outcome, ...]

    def loss_with(self, chosen: Collection[int]) -> int:
        """Its loss when these candidates (those of them that touch it are enough) are chosen."""
        return min(outcome.loss for outcome in self.outcomes if outcome.allowed(chosen))

    @property
    def candidates(self) -> frozenset[int]:
        """Every candidate that can change it."""
        found: set[int] = set()
        for outcome in self.outcomes:
            found |= outcome.any_of | outcome.none_of
            for first, others in outcome.pairs:
                found |= {first} | others
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Limit:
    """A stated constraint: `least` <= sum of the weights of what is chosen <= `most`, all whole; None is no bound.

    `key` names it, `words` say it as the planner would.
    """

    key: str
    words: str
    weights: dict[int, int]
    least: int | None = None
    most: int | None = None

    @property
    def reach(self) -> int:
        """The most that any set can have of it."""
        return sum(weight for weight in self.weights.values() if weight > 0)

    def holds(self, chosen: Collection[int]) -> bool:
        """Whether a set keeps it."""
        total = sum(self.weights.get(one, 0) for one in chosen)
        return (self.least is None or total >= self.least) and (self.most is None or total <= self.most)


@dataclass(frozen=True)
class Program:
    """The whole: what can be chosen at which cost, what it does to which cell, and what the planner states."""

    costs: tuple[int, ...]
    cells: tuple[CellProgram, ...]
    limits: tuple[Limit, ...] = field(default=())

    def gain(self, chosen: Collection[int]) -> int:
        """The need-weighted gap that a set removes, in parts of a point."""
        chosen = frozenset(chosen)
        return sum(cell.loss - cell.loss_with(chosen & cell.candidates) for cell in self.cells)

    def cost(self, chosen: Collection[int]) -> int:
        """Euro cents of a set."""
        return sum(self.costs[one] for one in chosen)

    def allows(self, chosen: Collection[int]) -> bool:
        """Whether a set keeps every stated constraint."""
        return all(limit.holds(chosen) for limit in self.limits)


def loss_of(state: CellState, need: int | None, as_of: date, ends_on: date | None = None) -> int:
    """The priority of a cell in parts of a point; 0 where it is neither a gap nor at risk."""
    if state not in SEVERITY:
        return 0
    return round(weight_of(need) * severity_of(state, as_of, ends_on) * PARTS)


def losses_of(grid: Grid) -> dict[tuple[int, int], int]:
    """The loss of every shown cell that has one, by row and column: what `build_gaps` calls its priority."""
    risky = np.isin(grid.state, [state.number for state in SEVERITY]) & grid.visible & ~(grid.need == 0)
    found = {}
    for row, column in zip(*(index.tolist() for index in np.nonzero(risky)), strict=True):
        state = STATES[grid.state[row, column]]
        ends_on = day_from_number(int(grid.strong_until[row, column])) if state is CellState.ENDING else None
        found[row, column] = loss_of(state, need_at(grid, row, column), grid.window.as_of, ends_on)
    return found


def need_at(grid: Grid, row: int, column: int) -> int | None:
    """The need of a cell, None where it is not known."""
    need = grid.need[row, column]
    return None if np.isnan(need) else int(need)


def build_cells(grid: Grid, alone: Facts) -> tuple[CellProgram, ...]:
    """The cells of a grid that `alone` (a row for each candidate, see `candidates_alone`) can change.

    Who is where, and what each is on the day, comes from the same core that computes the grid.
    """
    losses = losses_of(grid)
    situation = situation_of(alone, grid.window, grid.scope)
    cells = expand(alone, grid.geography, grid.rows, grid.axis, grid.window.as_of).cells
    touching: dict[tuple[int, int], _Touch] = {}
    width = len(grid.columns)
    entries = zip(cells.cell.tolist(), cells.project.tolist(), cells.is_strong.tolist(), strict=True)
    for cell, one, strong in entries:
        at = divmod(cell, width)
        activity = int(situation.activity[one])
        if at in losses and activity <= Activity.UPCOMING.number:
            touch = touching.setdefault(at, _Touch())
            touch.add(one, activity == Activity.ACTIVE.number, strong, int(alone.starts[one]), int(alone.ends[one]))
    made = []
    for (row, column), touch in sorted(touching.items()):
        made.append(CellProgram(row, column, losses[row, column], tuple(_outcomes(grid, row, column, touch))))
    return tuple(cell for cell in made if len(cell.outcomes) > 1)


@dataclass(slots=True)
class _Touch:
    """The candidates in one cell: all that are active or upcoming, and the days of the strong ones."""

    active: set[int] = field(default_factory=set)
    upcoming: set[int] = field(default_factory=set)
    ends: dict[int, int] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)

    def add(self, one: int, active: bool, strong: bool, start: int, end: int) -> None:
        (self.active if active else self.upcoming).add(one)
        if strong and active:
            self.ends[one] = end
        elif strong and start != FAR_PAST:
            self.starts[one] = start


def _outcomes(grid: Grid, row: int, column: int, touch: _Touch) -> list[Outcome]:
    """What a cell can become, by the contract's rules of state, read as: which sets make each rule hold."""
    need, as_of = need_at(grid, row, column), grid.window.as_of
    until = int(grid.strong_until[row, column])
    state = STATES[grid.state[row, column]]

    def loss(term: CellState, end: int | None = None) -> int:
        return loss_of(term, need, as_of, None if end is None else day_from_number(end))

    found = [_covered(grid, row, column, touch)]
    strong, active = frozenset(touch.ends), frozenset(touch.active)
    for end in sorted({*touch.ends.values(), until} - {FAR_PAST}, reverse=True):
        if end >= until and end < day_number(grid.window.last):
            late = frozenset(one for one, day in touch.ends.items() if day >= end)
            found.append(Outcome(CellState.ENDING, loss(CellState.ENDING, end), end == until, late))
    if until == FAR_PAST:
        thin = state is CellState.THIN
        found.append(Outcome(CellState.THIN, loss(CellState.THIN), thin, active - strong, none_of=strong))
        if not thin:
            planned = state is CellState.PLANNED
            coming = frozenset(touch.upcoming)
            found.append(Outcome(CellState.PLANNED, loss(CellState.PLANNED), planned, coming, none_of=active))
            if not planned:
                found.append(Outcome(state, loss(state), True, none_of=active | coming))
    return [one for one in found if one.always or one.any_of or one.pairs]


def _covered(grid: Grid, row: int, column: int, touch: _Touch) -> Outcome:
    """A strong project lasts to the end of the window, or a strong one starts soon enough after the last ends."""
    last = day_number(grid.window.last)
    until, follows = int(grid.strong_until[row, column]), _followed(grid, row, column)
    enough = {one for one, end in touch.ends.items() if end >= last or follows <= end + SUCCESSION_DAYS}
    if until > FAR_PAST:
        enough |= {one for one, start in touch.starts.items() if start <= until + SUCCESSION_DAYS}
    pairs = []
    for one, start in touch.starts.items():
        before = frozenset(other for other, end in touch.ends.items() if start <= end + SUCCESSION_DAYS) - enough
        if one not in enough and before:
            pairs.append((one, before))
    return Outcome(CellState.COVERED, 0, False, frozenset(enough), tuple(pairs))


def _followed(grid: Grid, row: int, column: int) -> int:
    """The first known start of what is strong and upcoming in a cell as it is, FAR_FUTURE where nothing is."""
    strong = grid.expansion.cells.strong
    projects = strong.project[strong.at(row * len(grid.columns) + column)]
    facts = grid.facts
    coming = projects[grid.situation.activity[projects] == Activity.UPCOMING.number]
    starts = facts.starts[coming]
    starts = starts[starts != FAR_PAST]
    return int(starts.min()) if len(starts) else FAR_FUTURE
