"""Which projects are compared at all: those that meet in one (objective, place); pure, and without a score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portfolio.core.allocation import REST, cross_join, objective_rows
from portfolio.core.columns import Flags, Ints, RowsById
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography
from portfolio.core.reach import Reach
from portfolio.core.terms import Axis, OrganisationRole, PlaceKind

#: A cell with more comparisons than this is not compared two by two: a list of so many pairs would help nobody.
MOST_COMPARISONS = 100_000


@dataclass(frozen=True, eq=False, slots=True)
class Cells:
    """Entries (cell, project) of links, and of countries reached through groups; a cell is objective x places + place.

    Both are ordered by cell. `full` are the cells with too many of them, which are in neither.
    """

    cell: Ints
    project: Ints
    via_cell: Ints
    via_project: Ints
    full: tuple[tuple[int, int], ...]


def cells_of(facts: Facts, geography: Geography, reach: Reach, framework: tuple[int, ...], counted: Flags) -> Cells:
    """The cells of the projects that count; `reach` is that of the country axis."""
    rows = objective_rows(facts.objectives, framework)
    count = np.bincount(facts.places.project, minlength=len(facts))
    chosen = np.flatnonzero((rows != REST) & counted[facts.objectives.project])
    left, right, project = cross_join(chosen, facts.objectives.project, count, np.cumsum(count) - count)
    base, place = rows[left] * len(reach.keys), reach.place_numbers(facts.places.key[right])

    country = np.array([p.key for p in geography.columns(Axis.COUNTRY)], dtype=np.int64)
    of_country = np.array([geography.by_key[key].kind is PlaceKind.COUNTRY for key in reach.keys.tolist()])
    size = np.where(of_country[place], 0, reach.pair_count[place]) if len(place) else place
    entry = np.repeat(np.arange(len(place)), size)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(size) - size, size)
    reached = country[reach.pair_column[reach.pair_first[place[entry]] + within]] if len(entry) else entry
    via = np.unique((base[entry] + reach.place_numbers(reached)) * max(len(facts), 1) + project[entry])

    cell, project = base + place, project.astype(np.int64)
    order = np.lexsort((project, cell))
    cell, project = cell[order], project[order]
    via_cell, via_project = via // max(len(facts), 1), via % max(len(facts), 1)
    known, numbers = np.unique(cell, return_counts=True)
    groups = np.searchsorted(via_cell, known, side="right") - np.searchsorted(via_cell, known)
    full = numbers * (numbers - 1) // 2 + numbers * groups > MOST_COMPARISONS
    free, free_via = ~np.isin(cell, known[full]), ~np.isin(via_cell, known[full])
    crowded = tuple(zip(known[full].tolist(), (numbers + groups)[full].tolist(), strict=True))
    return Cells(cell[free], project[free].astype(np.int64), via_cell[free_via], via_project[free_via], crowded)


def compare(cells: Cells) -> tuple[Ints, Ints, Flags]:
    """Every two entries of a cell of which at least one is a link of its own: projects, and whether both are."""
    entry = np.arange(len(cells.cell))
    end = np.searchsorted(cells.cell, cells.cell, side="right")
    left, right = _ranges(entry, entry + 1, end)
    low, high = (np.searchsorted(cells.cell, cells.via_cell, side=side) for side in ("left", "right"))
    far, near = _ranges(np.arange(len(cells.via_cell)), low, high)
    one = np.concatenate([cells.project[left], cells.via_project[far]])
    other = np.concatenate([cells.project[right], cells.project[near]])
    return one, other, np.arange(len(one)) < len(left)


def _ranges(entry: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Each entry beside every number from its `low` to before its `high`."""
    size = high - low
    left = np.repeat(entry, size)
    within = np.arange(len(left)) - np.repeat(np.cumsum(size) - size, size)
    return left, np.repeat(low, size) + within


def may_overlap(facts: Facts, one: Ints, other: Ints) -> Flags:
    """Two projects, at the same time, neither the other's programme."""
    parent = RowsById.of(facts.ids).rows(facts.parent_ids)
    same_time = np.maximum(facts.starts[one], facts.starts[other]) <= np.minimum(facts.ends[one], facts.ends[other])
    kept: Flags = (one != other) & same_time & (parent[one] != other) & (parent[other] != one)
    return kept


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """The organisations of a role: `number` of each project's set of them, 0 for none; `sets` under these numbers."""

    number: Ints
    sets: tuple[frozenset[int], ...]


def groups_of(facts: Facts, role: OrganisationRole) -> Groups:
    """The organisations of a role, worked out once for these facts."""
    return facts.kept(("organisations", role), lambda: _grouped(facts, role))


def _grouped(facts: Facts, role: OrganisationRole) -> Groups:
    links, sets = facts.organisations, dict[int, list[int]]()
    chosen = links.grade == role.number
    for row, key in zip(links.project[chosen].tolist(), links.key[chosen].tolist(), strict=True):
        sets.setdefault(row, []).append(key)
    numbers: dict[frozenset[int], int] = {frozenset(): 0}
    number = np.zeros(len(facts), dtype=np.int64)
    for row, keys in sets.items():
        number[row] = numbers.setdefault(frozenset(keys), len(numbers))
    return Groups(number, tuple(numbers))
