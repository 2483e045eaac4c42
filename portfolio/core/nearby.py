"""Who could act on a gap: organisations that work close by on the day; returns their keys, never their names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from portfolio.core.allocation import cross_join
from portfolio.core.columns import Flags, Ints
from portfolio.core.facts import Facts
from portfolio.core.grid import Grid
from portfolio.core.presence import Cells, expand
from portfolio.core.terms import Activity, Axis

#: How many organisations a gap names.
MOST_NEARBY = 5


@dataclass(frozen=True, slots=True)
class Nearby:
    """An organisation active nearby, with the number of its active projects there.

    `same_objective`: on this objective, in the region (for a group's column: in the group). Otherwise on another
    objective in the same place.
    """

    organisation: int
    same_objective: bool
    projects: int


def find_nearby(grid: Grid, cells: list[tuple[int, int]]) -> list[tuple[Nearby, ...]]:
    """For each (row, column) at most five organisations, those on the same objective first, then by projects and key.

    Whoever is active on the objective in a country is also active on it in its region, so the second kind is whoever
    is active in the place and is not of the first kind.
    """
    facts = grid.facts
    active = grid.situation.activity == Activity.ACTIVE.number
    width = len(grid.columns)
    if grid.axis is Axis.COUNTRY:
        expansion = expand(facts, grid.geography, grid.rows, Axis.REGION, grid.window.as_of)
        regions = np.array([place.region for place in grid.columns], dtype=np.int64)
        region_of = grid.geography.positions(Axis.REGION, regions)
        wanted = [(row * expansion.columns + int(region_of[column])) for row, column in cells]
    else:
        expansion = grid.expansion
        wanted = [row * width + column for row, column in cells]
    on_objective = _busiest(facts, expansion.cells, active, lambda cell: cell, wanted)
    in_place = _busiest(facts, grid.expansion.cells, active, lambda cell: cell % width, [c for _, c in cells])

    found = []
    for same, (_, column) in zip(wanted, cells, strict=True):
        first = [Nearby(key, True, count) for key, count in on_objective.get(same, ())[:MOST_NEARBY]]
        known = {near.organisation for near in first}
        # A full first list leaves no room, and a list that is not full names everybody of the first kind.
        others = [Nearby(key, False, count) for key, count in in_place.get(column, ()) if key not in known]
        found.append(tuple((first + others)[:MOST_NEARBY]))
    return found


def _busiest(
    facts: Facts, cells: Cells, active: Flags, spot_of: Callable[[Ints], Ints], wanted: list[int]
) -> dict[int, list[tuple[int, int]]]:
    """Per wanted spot, the (organisation, active projects) of the busiest, twice as many as are ever shown."""
    spots = np.unique(np.array(wanted, dtype=np.int64))
    spot = spot_of(cells.cell)
    chosen = np.flatnonzero(active[cells.project] & np.isin(spot, spots))
    size = max(len(facts), 1)
    visits = np.unique(spot[chosen] * size + cells.project[chosen])
    spot, project = visits // size, visits % size

    links = facts.organisations
    keys, number = np.unique(links.key, return_inverse=True)
    own = np.unique(links.project.astype(np.int64) * max(len(keys), 1) + number)  # once, whatever the roles
    owner, organisation = own // max(len(keys), 1), own % max(len(keys), 1)
    counts = np.bincount(owner, minlength=size)
    left, right, _ = cross_join(np.arange(len(project)), project, counts, np.cumsum(counts) - counts)
    met, projects = np.unique(spot[left] * max(len(keys), 1) + organisation[right], return_counts=True)
    spot, organisation = met // max(len(keys), 1), met % max(len(keys), 1)

    order = np.lexsort((organisation, -projects, spot))
    busiest: dict[int, list[tuple[int, int]]] = {}
    rows = zip(spot[order].tolist(), keys[organisation[order]].tolist(), projects[order].tolist(), strict=True)
    for at, key, count in rows:
        named = busiest.setdefault(at, [])
        if len(named) < 2 * MOST_NEARBY:
            named.append((key, count))
    return busiest
