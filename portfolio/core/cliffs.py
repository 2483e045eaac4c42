"""The state of every cell on many days at once, and the cells that lose their last strong project; the days are given.

What `states.states_of` says for one day is said here for a whole row of days with one pass over the entries: each
project is active, coming or ended over a run of days, so a cell's counts are running sums of where the runs begin and
end, and its last strong day is a running maximum. Both are held against each other by tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import numpy as np

from portfolio.core.activity import situation_of
from portfolio.core.columns import FAR_FUTURE, FAR_PAST, NOT_KNOWN, Days, Flags, Ints, Small
from portfolio.core.coverage import Marks, marked
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography
from portfolio.core.grid import Grid
from portfolio.core.periods import Window, day_from_number, day_number
from portfolio.core.presence import Cells, Expansion, expand
from portfolio.core.states import SUCCESSION_DAYS, states_of
from portfolio.core.terms import Activity, Axis, CellState, Scope, Status

#: (objective key, place key) pairs that are declared not applicable on a day.
MarksOn = Callable[[date], Marks]


def nothing_declared(_day: date) -> Marks:
    """Where nobody declared anything not applicable."""
    return ()


#: How far ahead cells are looked for that lose their last strong project.
LOSS_MONTHS = 24


@dataclass(frozen=True, eq=False, slots=True)
class Runs:
    """Over which of `days` each project is what it is: from the first (in) to the last (out) position, by project.

    `active` and `coming` are (in, out); `ended` runs from its position to the last day; `lasts` is how far into its
    active run a project outlives each day's window; `awaited` are the positions, for pipeline, between the planned
    start and the end. Empty where `in` is not below `out`. `starts_at` is the first position not before the start.
    """

    days: Days
    last: Days
    active: tuple[Ints, Ints]
    coming: tuple[Ints, Ints]
    ended: Ints
    lasts: Ints
    awaited: tuple[Ints, Ints]
    starts_at: Ints
    follows_until: Ints

    @classmethod
    def of(cls, facts: Facts, days: Days, last: Days) -> Runs:
        """The rules of `activity.situation_of`, for days in ascending order and the last days of their windows."""
        starts, ends, size = facts.starts, facts.ends, len(days)
        pipeline = facts.status == Status.PIPELINE.number
        never = (starts == FAR_PAST) & (ends == FAR_FUTURE)
        never |= (facts.status == Status.SUSPENDED.number) | (facts.status == Status.CANCELLED.number)
        works = ~pipeline & ~never
        start_at = np.searchsorted(days, starts, side="left")
        over_at = np.searchsorted(days, ends, side="right")
        seen_at = np.searchsorted(last, starts, side="left")
        known = ~never & (starts != FAR_PAST)
        until = np.where(pipeline, np.minimum(start_at, over_at), start_at)
        return cls(
            days=days,
            last=last,
            active=(start_at, np.where(works, over_at, 0)),
            # Pipeline is coming until its end whatever its start; all else until it starts.
            coming=(seen_at, np.where(never, 0, np.where(pipeline, over_at, start_at))),
            # A project that ends before it starts is coming again after it ended; its cell is planned then, not lapsed.
            ended=np.where(works, over_at, size),
            lasts=np.where(works, np.searchsorted(last, ends, side="right"), 0),
            awaited=(start_at, np.where(pipeline & known, over_at, 0)),
            starts_at=np.where(works, start_at, size),
            follows_until=np.where(known, until, 0),
        )


def states_over(
    facts: Facts,
    geography: Geography,
    *,
    framework: tuple[int, ...],
    axis: Axis,
    days: Sequence[date],
    horizon_months: int = 12,
    not_applicable: MarksOn = nothing_declared,
) -> Small:
    """Numbers of CellState by objective, column (all of the axis, shown or not) and day.

    `days` ascend; `not_applicable` says what is declared so on each. Each day is what `build_grid` says with it as
    `as_of`; errors as there.
    """
    columns = geography.columns(axis)
    state = np.empty((len(framework), len(columns), len(days)), dtype=np.int8)
    for at, era in eras(geography, days):
        windows = [Window(day, horizon_months) for day in era]
        runs = Runs.of(facts, _numbers(era), _numbers([window.last for window in windows]))
        expansion = expand(facts, geography, framework, axis, era[0])
        state[:, :, at] = _states(facts, expansion, runs)
    for number, day in enumerate(days):
        if declared := not_applicable(day):
            state[marked(declared, framework, columns), number] = CellState.NOT_APPLICABLE.number
    return state


def eras(geography: Geography, days: Sequence[date]) -> list[tuple[slice, list[date]]]:
    """Days in runs over which no membership begins or ends, each with its positions."""
    found, first = [], 0
    for _, group in groupby(days, key=geography.era):
        era = list(group)
        found.append((slice(first, first + len(era)), era))
        first += len(era)
    return found


def within(cells: Cells, size: int, runs: tuple[Ints, Ints | int], days: int) -> Flags:
    """In which cells, on which days, some entry's project is in its run: (cells, days)."""
    into, out = runs[0], np.minimum(runs[1], days)
    keep = (into < out)[cells.project]
    cell, project = cells.cell[keep] * (days + 1), cells.project[keep]
    bins = size * (days + 1)
    change = np.bincount(cell + into[project], minlength=bins)
    change -= np.bincount(cell + np.broadcast_to(out, into.shape)[project], minlength=bins)
    found: Flags = change.reshape(size, days + 1)[:, :-1].cumsum(axis=1) > 0
    return found


def _states(facts: Facts, expansion: Expansion, runs: Runs) -> Small:
    size, days = expansion.rows * expansion.columns, len(runs.days)
    cells, strong = expansion.cells, expansion.cells.strong
    until = _latest(strong, size, days, runs.starts_at, facts.ends)
    follows = _earliest(strong, size, days, runs.follows_until, facts.starts)
    is_strong = until >= runs.days
    lasts = within(strong, size, (runs.active[0], runs.lasts), days)
    lasts |= (follows <= runs.last) & (follows <= until + SUCCESSION_DAYS)
    lasts |= within(strong, size, runs.awaited, days)
    unnamed = within(expansion.column_only, expansion.columns, runs.active, days)

    state = np.full((size, days), CellState.NEVER.number, dtype=np.int8)
    state.reshape(expansion.rows, expansion.columns, days)[:, unnamed] = CellState.UNKNOWN.number
    state[within(cells, size, (runs.ended, days), days)] = CellState.LAPSED.number
    state[within(cells, size, runs.coming, days)] = CellState.PLANNED.number
    state[within(cells, size, runs.active, days)] = CellState.THIN.number
    state[is_strong] = CellState.ENDING.number
    state[is_strong & lasts] = CellState.COVERED.number
    return state.reshape(expansion.rows, expansion.columns, days)


def _latest(strong: Cells, size: int, days: int, starts_at: Ints, ends: Days) -> Days:
    """The last end of whatever strong has started by each day; one that lies before the day is over."""
    found = np.full((size, days), FAR_PAST, dtype=np.int32)
    keep = (starts_at < days)[strong.project]
    project = strong.project[keep]
    np.maximum.at(found.reshape(-1), strong.cell[keep] * days + starts_at[project], ends[project])
    return np.maximum.accumulate(found, axis=1)


def _earliest(strong: Cells, size: int, days: int, until: Ints, starts: Days) -> Days:
    """The first known start of whatever strong is still to start after each day; `until` is the first day too late."""
    found = np.full((size, days), FAR_FUTURE, dtype=np.int32)
    keep = (until > 0)[strong.project]
    project = strong.project[keep]
    at = np.minimum(until[project], days) - 1
    np.minimum.at(found.reshape(-1), strong.cell[keep] * days + at, starts[project])
    return np.minimum.accumulate(found[:, ::-1], axis=1)[:, ::-1]


def _numbers(days: Sequence[date]) -> Days:
    return np.array([day_number(day) for day in days], dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Loss:
    """A shown cell that loses its last strong project on `on` without a strong successor in time.

    `projects` are rows of the facts: the strong projects active on the report's day, the last to end first.
    `budget_eur_cents` is their money in the cell, of which `without_budget` of them have none that is known. `then` is
    the cell's state on the day after.
    """

    row: int
    column: int
    on: date
    projects: tuple[int, ...]
    budget_eur_cents: int
    without_budget: int
    then: CellState

    @property
    def money_known(self) -> bool:
        """Whether any of its budgets is known: without one the money is unknown, not 0."""
        return self.without_budget < len(self.projects)


def find_losses(grid: Grid, not_applicable: MarksOn = nothing_declared, months: int = LOSS_MONTHS) -> tuple[Loss, ...]:
    """The shown cells that are `ending` in a window of `months`, seen from the grid's day; the soonest first.

    The grid's own horizon decides what the cells are on the day after.
    """
    facts, expansion = grid.facts, grid.expansion
    situation = situation_of(facts, Window(grid.window.as_of, months), Scope.CURRENT)
    states = states_of(facts, situation, expansion, marked(not_applicable(grid.window.as_of), grid.rows, grid.columns))
    ending = (states.state == CellState.ENDING.number) & grid.visible
    places = [(int(row), int(column)) for row, column in np.argwhere(ending)]
    days = sorted({int(states.strong_until[at]) for at in places})
    after = states_over(
        facts,
        grid.geography,
        framework=grid.rows,
        axis=grid.axis,
        days=[day_from_number(day) + timedelta(days=1) for day in days],
        horizon_months=grid.window.horizon_months,
        not_applicable=not_applicable,
    )
    position = {day: at for at, day in enumerate(days)}
    terms = tuple(CellState)
    found = []
    for row, column in places:
        on = int(states.strong_until[row, column])
        at = expansion.cells.strong.at(row * expansion.columns + column)
        strong = expansion.cells.strong.project[at]
        active = strong[situation.activity[strong] == Activity.ACTIVE.number].tolist()
        active.sort(key=lambda project: (-int(facts.ends[project]), int(facts.code_rank[project])))
        money = {entry.index: entry.budget_eur_cents for entry in grid.projects_of(row, column)}
        found.append(
            Loss(
                row=row,
                column=column,
                on=day_from_number(on),
                projects=tuple(active),
                budget_eur_cents=sum(money.get(project, 0) for project in active),
                without_budget=sum(int(facts.budget[project]) == NOT_KNOWN for project in active),
                then=terms[int(after[row, column, position[on]])],
            )
        )
    return tuple(sorted(found, key=lambda loss: (loss.on, -loss.budget_eur_cents, loss.row, loss.column)))
