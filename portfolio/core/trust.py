"""How far a grid can be trusted: what its projects state, who reports well, and what the unknowns could make of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from portfolio.core.activity import STALE_MONTHS, Situation
from portfolio.core.columns import FAR_FUTURE, FAR_PAST, NOT_KNOWN, Flags, Ints, Small
from portfolio.core.facts import Facts
from portfolio.core.grid import STATES, Grid
from portfolio.core.periods import add_months, day_number
from portfolio.core.presence import VIA
from portfolio.core.reach import EXTRA_COLUMNS, UNPLACED
from portfolio.core.states import states_of
from portfolio.core.terms import Activity, CellState

#: What a project can state, in the order in which it is told.
CRITERIA = ("budget", "dates", "objectives", "places", "shares", "updated")


@dataclass(frozen=True, slots=True)
class Stated:
    """Of how many projects, and how many of them state each criterion."""

    projects: int
    known: dict[str, int]

    @property
    def score(self) -> float:
        """Mean share of the criteria, 0 to 1; 0 without projects."""
        return sum(self.known.values()) / (len(CRITERIA) * self.projects) if self.projects else 0.0


@dataclass(frozen=True, slots=True)
class Bound:
    """A number as it is, and as it would be if all unknowns were empty, and if all were covered."""

    now: int
    if_empty: int
    if_covered: int


@dataclass(frozen=True, slots=True)
class Trust:
    """What stands beside a grid's totals.

    `stated` is over all projects that are not cancelled, `organisations` (keys) over theirs, whatever their role.
    `covered` and `gaps` count shown cells, `projects` those that count on the day. `budgets_unknown` are projects of
    the scope whose money is in no total: money has a lower bound alone, `money_if_empty` euro cents of the scope's
    projects whose start and end are known. `nowhere` are projects with neither objectives
    nor places, of which no bound can speak.
    """

    stated: Stated
    organisations: dict[int, Stated]
    covered: Bound
    gaps: Bound
    projects: Bound
    budgets_unknown: int
    nowhere: int
    money_if_empty: int = 0


def trust_of(grid: Grid) -> Trust:
    """The trust panel of a grid."""
    facts, situation = grid.facts, grid.situation
    known = _known(grid)
    alive = situation.activity != Activity.CANCELLED.number
    objectives, places = grid.expansion.allocation.objectives.none, grid.expansion.allocation.places.none
    return Trust(
        stated=Stated(int(alive.sum()), {name: int((known[name] & alive).sum()) for name in CRITERIA}),
        organisations=_by_organisation(grid, known, alive),
        **_bounds(grid),
        budgets_unknown=int(((facts.budget == NOT_KNOWN) & situation.in_scope).sum()),
        money_if_empty=int(facts.own_budget[situation.in_scope & known["dates"] & known["budget"]].sum()),
        nowhere=int((objectives & places & _may_count(situation)).sum()),
    )


def _known(grid: Grid) -> dict[str, Flags]:
    """Which projects state what. A single link needs no share; what has ended needs no update."""
    facts, allocation = grid.facts, grid.expansion.allocation
    fresh = facts.reviewed >= day_number(add_months(grid.window.as_of, -STALE_MONTHS))
    return {
        "budget": facts.budget != NOT_KNOWN,
        "dates": (facts.starts != FAR_PAST) & (facts.ends != FAR_FUTURE),
        "objectives": ~allocation.objectives.none,
        "places": ~allocation.places.none,
        "shares": ~(allocation.objectives.unstated | allocation.places.unstated),
        "updated": fresh | (grid.situation.activity == Activity.ENDED.number),
    }


def _by_organisation(grid: Grid, known: dict[str, Flags], alive: Flags) -> dict[int, Stated]:
    facts = grid.facts
    keys, owner, project = facts.kept("projects of organisations", lambda: _projects_of_organisations(facts))

    def number(chosen: Flags) -> list[int]:
        counts: list[int] = np.bincount(owner[chosen[project]], minlength=len(keys)).tolist()
        return counts

    stated = {name: number(known[name] & alive) for name in CRITERIA}
    return {
        key: Stated(count, {name: stated[name][at] for name in CRITERIA})
        for at, (key, count) in enumerate(zip(keys.tolist(), number(alive), strict=True))
        if count
    }


def _projects_of_organisations(facts: Facts) -> tuple[Ints, Ints, Ints]:
    """Keys of organisations; and (number of the organisation, project), each once whatever its roles there."""
    links, size = facts.organisations, max(len(facts), 1)
    keys, number = np.unique(links.key, return_inverse=True)
    own = np.unique(number.astype(np.int64) * size + links.project)
    return keys, own // size, own % size


def _may_count(situation: Situation) -> Flags:
    """Projects that count now, or would if their dates were known."""
    here = (Activity.ACTIVE.number, Activity.UPCOMING.number, Activity.UNDATED.number)
    found: Flags = np.isin(situation.activity, here)
    return found


def _bounds(grid: Grid) -> dict[str, Bound]:
    """Count covered cells, gaps and projects as they are, with everything unknown gone, and with it all in place.

    Empty: a project without a start or an end is nowhere. Covered: one without any date runs; one without objectives
    serves every objective strongly wherever it is, one without places serves its objectives strongly everywhere.
    """
    facts, situation = grid.facts, grid.situation
    activity = situation.activity
    half_dated = (facts.starts == FAR_PAST) | (facts.ends == FAR_FUTURE)
    running = np.isin(activity, (Activity.ACTIVE.number, Activity.UPCOMING.number))
    fewer = np.where(running & half_dated, np.int8(Activity.UNDATED.number), activity).astype(np.int8)
    undated = activity == Activity.UNDATED.number
    more = np.where(undated, np.int8(Activity.ACTIVE.number), activity).astype(np.int8)

    declared = grid.state == CellState.NOT_APPLICABLE.number
    wide = _everywhere(grid) & ~declared
    covered, gaps = _counts(grid, grid.state)
    fewest, most_gaps = _counts(grid, _states(grid, fewer, declared))
    filled = np.where(wide, np.int8(CellState.COVERED.number), _states(grid, more, declared)).astype(np.int8)
    most, fewest_gaps = _counts(grid, filled)
    return {
        "covered": Bound(covered, fewest, most),
        "gaps": Bound(gaps, most_gaps, fewest_gaps),
        "projects": Bound(int(running.sum()), int((running & ~half_dated).sum()), int((running | undated).sum())),
    }


def _states(grid: Grid, activity: Small, declared: Flags) -> Small:
    return states_of(grid.facts, replace(grid.situation, activity=activity), grid.expansion, declared).state


def _counts(grid: Grid, state: Small) -> tuple[int, int]:
    """How many shown cells are covered, and how many are gaps where something is needed."""
    shown = list(grid.shown)
    gap = np.isin(state, [term.number for term in STATES if term.is_gap]) & ~(grid.need == 0)
    return int((state[:, shown] == CellState.COVERED.number).sum()), int(gap[:, shown].sum())


def _everywhere(grid: Grid) -> Flags:
    """Cells that a project without objectives, or without places, could serve."""
    found = np.zeros(grid.state.shape, dtype=np.bool_)
    could = _may_count(grid.situation)
    lone = grid.expansion.column_only
    found[:, np.unique(lone.cell[could[lone.project] & (lone.grade > VIA)])] = True
    margin = grid.expansion.margin
    row, column = _split(margin.cell, len(grid.columns) + len(EXTRA_COLUMNS))
    homeless = (column == len(grid.columns) + UNPLACED) & (row < len(grid.rows)) & could[margin.project]
    found[np.unique(row[homeless])] = True
    return found


def _split(cell: Ints, width: int) -> tuple[Ints, Ints]:
    return cell // width, cell % width
