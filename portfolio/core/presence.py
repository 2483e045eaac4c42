"""Where each project is present and where its money stands, for one axis: what does not change from day to day.

Everything here depends on the portfolio, the places and the memberships of an era, never on the report's date, so a
report keeps it with the facts and only asks it which projects count on its day.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from portfolio.core.allocation import (
    REST,
    Allocation,
    allocate,
    carried_allocation,
    cross_join,
    objective_rows,
)
from portfolio.core.columns import Days, Ints, Small
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography
from portfolio.core.reach import EXTRA_COLUMNS, MEMBERS, UNPLACED, Reach, reach_of
from portfolio.core.renewal import Descent, fresh_part, merged
from portfolio.core.terms import Axis, Significance, Tier

#: Grades of presence: via a group, then the numbers of the tiers, shifted. Larger wins.
VIA = 1
STRONG_GRADE = Tier.PRIORITY.number + 1
#: Runs of so many entries are counted faster one by one than all in one go.
LONG_RUN = 1_000


@dataclass(frozen=True, eq=False)
class Cells:
    """Entries of (cell, project), unique, ordered by cell and then project.

    `cell` is row x width + column. `grade` is the best presence there, `significance` the link's number (0 where no
    objective is involved).
    """

    cell: Ints
    project: Ints
    grade: Small
    significance: Small

    @cached_property
    def weight(self) -> Ints:
        """Four times significance x tier: 4, 2 or 1."""
        near = np.where(self.grade >= STRONG_GRADE, 2, 1)
        return np.where(self.significance == Significance.PRINCIPAL.number, 2 * near, near)

    @cached_property
    def is_strong(self) -> NDArray[np.bool_]:
        """Direct, principal, tier not associate."""
        strong: NDArray[np.bool_] = (self.grade >= STRONG_GRADE) & (self.significance == Significance.PRINCIPAL.number)
        return strong

    @cached_property
    def is_direct(self) -> NDArray[np.bool_]:
        """Not via a group."""
        direct: NDArray[np.bool_] = self.grade > VIA
        return direct

    @cached_property
    def groups(self) -> Groups:
        """The entries as runs of equal cells."""
        return Groups.of(self.cell)

    @cached_property
    def strong(self) -> Cells:
        """The strong entries alone."""
        keep = self.is_strong
        return Cells(self.cell[keep], self.project[keep], self.grade[keep], self.significance[keep])

    def number(self, chosen: NDArray[np.bool_], shape: tuple[int, int]) -> Ints:
        """How many entries of each cell are chosen."""
        flat = np.zeros(shape[0] * shape[1], dtype=np.int64)
        self.groups.count(chosen, flat)
        return flat.reshape(shape)

    def at(self, cell: int) -> slice:
        """Where the entries of a cell stand."""
        return slice(int(np.searchsorted(self.cell, cell)), int(np.searchsorted(self.cell, cell + 1)))


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """Runs of equal values in a sorted column: where each begins, and its value."""

    first: Ints
    value: Ints

    @classmethod
    def of(cls, column: Ints) -> Groups:
        if not len(column):
            return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        first = np.concatenate([[0], np.flatnonzero(np.diff(column)) + 1])
        return cls(first, column[first])

    def reduce(self, ufunc: np.ufunc, values: NDArray[np.generic], into: NDArray[np.generic]) -> None:
        """Write `ufunc` over each run of `values` into the flat array `into`, at the run's value."""
        if len(self.first):
            into[self.value] = ufunc.reduceat(values, self.first)

    def count(self, chosen: NDArray[np.bool_], into: Ints) -> None:
        """Write how many of each run are chosen into the flat array `into`, at the run's value."""
        if len(chosen) > LONG_RUN * len(self.first):
            ends = [*self.first[1:].tolist(), len(chosen)]
            into[self.value] = [np.count_nonzero(chosen[a:b]) for a, b in zip(self.first.tolist(), ends, strict=True)]
        elif len(self.first):
            # In 32 bits, which hold any number of entries, flags are added up several times faster than in 64.
            into[self.value] = np.add.reduceat(chosen, self.first, dtype=np.int32)


@dataclass(frozen=True, eq=False, slots=True)
class Expansion:
    """A portfolio spread over the cells of one axis.

    `cells` has width `columns`; `margin` and `money` have width `columns` + the extra columns and one row more, the
    unclassified one. `margin` holds who stands in the unclassified row and the extra columns. `column_only` are
    (column, project) of projects present there without any objective of the framework.
    """

    rows: int
    columns: int
    cells: Cells
    margin: Cells
    column_only: Cells
    money: Money
    allocation: Allocation


@dataclass(frozen=True, eq=False, slots=True)
class Money:
    """Euro cents per (bucket, project), ordered by bucket, and `via`: cents per (cell, project) through members."""

    bucket: Ints
    project: Ints
    cents: Ints
    groups: Groups
    via: Money | None = None

    @classmethod
    def of(cls, bucket: Ints, project: Days, cents: Ints, via: Money | None = None) -> Money:
        """Add up what stands in one bucket for one project; entries come ordered by project."""
        order = _stable_order(bucket)
        bucket, project, cents = bucket[order], project[order], cents[order]
        if len(bucket):
            new = np.concatenate([[True], (np.diff(bucket) != 0) | (np.diff(project) != 0)])
            first = np.flatnonzero(new)
            bucket, project, cents = bucket[first], project[first], np.add.reduceat(cents, first)
        return cls(bucket, project.astype(np.intp), cents, Groups.of(bucket), via)


def expand(facts: Facts, geography: Geography, framework: tuple[int, ...], axis: Axis, on: date) -> Expansion:
    """Spread a portfolio over an axis, kept with the facts until other places or another era are asked for.

    ValueError if a project is linked to a place the geography does not know.
    """
    key = ("expansion", id(geography), framework, axis, geography.era(on))
    # The geography is kept beside what was made from it, so that its id cannot come to mean another one.
    return facts.kept(key, lambda: (geography, _expanded(facts, geography, framework, axis, on, key)))[1]


def _expanded(
    facts: Facts, geography: Geography, framework: tuple[int, ...], axis: Axis, on: date, key: Hashable
) -> Expansion:
    """From what is kept of the facts that these come from, if most of it holds; else from nothing."""
    descent = facts.descent
    source = descent.source() if descent is not None and descent.is_of(facts) and descent.is_short else None
    before = source.found(key) if source is not None else None
    if descent is None or before is None:
        return _expand(facts, geography, framework, axis, on)
    part = _expand(fresh_part(facts, descent.fresh), geography, framework, axis, on)
    return carried(before[1], part, descent)


def _expand(facts: Facts, geography: Geography, framework: tuple[int, ...], axis: Axis, on: date) -> Expansion:
    allocation = facts.kept(
        ("allocation", id(geography), framework), lambda: (geography, allocate(facts, geography, framework))
    )[1]
    reach = reach_of(geography, axis, on)
    width = reach.columns + len(EXTRA_COLUMNS)
    rows = objective_rows(facts.objectives, framework)
    linked = np.flatnonzero(rows != REST)
    objective_project, objective_row = facts.objectives.project[linked], rows[linked]
    significance = facts.objectives.grade[linked]
    without = np.flatnonzero(np.bincount(objective_project, minlength=len(facts)) == 0).astype(np.int32)

    place = reach.place_numbers(facts.places.key)
    column_project, column, grade = _columns_of_projects(facts, reach, place)
    cells = _join(facts, objective_project, objective_row, significance, column_project, column, grade, reach.columns)

    # Outside the cells stand the unclassified row, over all columns, and the extra columns, over all rows.
    is_without = np.zeros(len(facts), dtype=np.bool_)
    is_without[without] = True
    lone = is_without[column_project]
    extra = _extras_of_projects(facts, reach, place)
    beside = _by_project(
        np.concatenate([extra[0], column_project]),
        np.concatenate([extra[1], column]),
        np.concatenate([extra[2], grade]),
    )
    keep = (beside[1] >= reach.columns) | is_without[beside[0]]
    all_project, all_row, all_significance = _by_project(
        np.concatenate([objective_project, without]),
        np.concatenate([objective_row, np.full(len(without), len(framework), dtype=np.int64)]),
        np.concatenate([significance, np.zeros(len(without), dtype=np.int8)]),
    )
    return Expansion(
        rows=len(framework),
        columns=reach.columns,
        cells=cells,
        margin=_join(
            facts, all_project, all_row, all_significance, beside[0][keep], beside[1][keep], beside[2][keep], width
        ),
        column_only=_ordered(column[lone], column_project[lone], grade[lone], np.zeros(int(lone.sum()), dtype=np.int8)),
        money=_money(allocation, reach, len(framework)),
        allocation=allocation,
    )


def carried(before: Expansion, part: Expansion, descent: Descent) -> Expansion:
    """The expansion of facts from that of their source and that of their fresh rows alone."""
    rows = descent.rows()

    def cells(old: Cells, new: Cells) -> Cells:
        row, project = descent.new_row[old.project], rows[new.project]
        keep = row >= 0
        return Cells(
            *merged(
                (old.cell[keep], row[keep]),
                (new.cell, project),
                (old.cell[keep], row[keep].astype(np.intp), old.grade[keep], old.significance[keep]),
                (new.cell, project, new.grade, new.significance),
            )
        )

    def money(old: Money, new: Money) -> Money:
        row, project = descent.new_row[old.project], rows[new.project]
        keep = row >= 0
        bucket, project, cents = merged(
            (old.bucket[keep], row[keep]),
            (new.bucket, project),
            (old.bucket[keep], row[keep].astype(np.intp), old.cents[keep]),
            (new.bucket, project, new.cents),
        )
        via = money(old.via, new.via) if old.via is not None and new.via is not None else None
        return Money(bucket, project, cents, Groups.of(bucket), via)

    return Expansion(
        rows=before.rows,
        columns=before.columns,
        cells=cells(before.cells, part.cells),
        margin=cells(before.margin, part.margin),
        column_only=cells(before.column_only, part.column_only),
        money=money(before.money, part.money),
        allocation=carried_allocation(before.allocation, part.allocation, descent),
    )


def _columns_of_projects(facts: Facts, reach: Reach, place: Ints) -> tuple[Days, Ints, Small]:
    """(project, column, grade), unique, the best grade of each; ordered by project."""
    counts = reach.pair_count[place]
    link = np.repeat(np.arange(len(place)), counts)
    pair = np.arange(len(link)) - np.repeat(np.cumsum(counts) - counts, counts) + reach.pair_first[place[link]]
    grade = np.where(reach.pair_direct[pair], facts.places.grade[link] + 1, VIA)
    return _best(facts.places.project[link], reach.pair_column[pair], grade)


def _extras_of_projects(facts: Facts, reach: Reach, place: Ints) -> tuple[Days, Ints, Small]:
    """(project, extra column, grade) of projects without places, or whose places' money stands in an extra column."""
    bucket = reach.bucket[place]
    outside = bucket >= reach.columns
    homeless = np.flatnonzero(np.bincount(facts.places.project, minlength=len(facts)) == 0)
    return _best(
        np.concatenate([facts.places.project[outside], homeless]).astype(np.int32),
        np.concatenate([bucket[outside], np.full(len(homeless), reach.columns + UNPLACED, dtype=np.int64)]),
        np.concatenate([facts.places.grade[outside] + 1, np.full(len(homeless), VIA)]),
    )


def _by_project(project: Days, column: Ints, grade: Small) -> tuple[Days, Ints, Small]:
    order = np.argsort(project, kind="stable")
    return project[order], column[order], grade[order]


def _best(project: Days, column: Ints, grade: NDArray[np.integer]) -> tuple[Days, Ints, Small]:
    """The best grade of each (project, column), ordered by both; the three are sorted as digits of one number."""
    width = int(column.max()) + 1 if len(column) else 1
    key = np.sort((project * np.int64(width) + column) * 8 + grade)
    pair = key >> 3
    last = np.ones(len(key), dtype=np.bool_)
    last[:-1] = np.diff(pair) != 0
    pair = pair[last]
    return (pair // width).astype(np.int32), pair % width, (key[last] & 7).astype(np.int8)


def _join(
    facts: Facts,
    left_project: Days,
    row: Ints,
    significance: Small,
    project: Days,
    column: Ints,
    grade: Small,
    width: int,
) -> Cells:
    """Pair what a project is for with where it is."""
    counts = np.bincount(project, minlength=len(facts))
    left, right, both = cross_join(np.arange(len(left_project)), left_project, counts, np.cumsum(counts) - counts)
    return _ordered(row[left] * width + column[right], both, grade[right], significance[left])


def _ordered(cell: Ints, project: Days, grade: Small, significance: Small) -> Cells:
    """Cells of entries that come ordered by project."""
    order = _stable_order(cell)
    # numpy gathers fastest by its own index type.
    return Cells(cell[order], project[order].astype(np.intp), grade[order], significance[order])


def _stable_order(column: Ints) -> Ints:
    """What sorts a column of cells; numpy sorts 16-bit numbers by counting, and most grids are that small."""
    small = len(column) == 0 or int(column.max()) < 2**16
    return np.argsort(column.astype(np.uint16) if small else column, kind="stable")


def _money(allocation: Allocation, reach: Reach, rows: int) -> Money:
    width = reach.columns + len(EXTRA_COLUMNS)
    placed = allocation.place != REST
    number = reach.place_numbers(np.where(placed, allocation.place, reach.keys[0] if len(reach.keys) else 0))
    row = np.where(allocation.row == REST, rows, allocation.row)
    column = np.full(len(row), reach.columns + UNPLACED, dtype=np.int64)
    column[placed] = reach.bucket[number[placed]]

    member = np.flatnonzero(column == reach.columns + MEMBERS)
    counts = reach.pair_count[number[member]]
    pair = np.repeat(member, counts)
    at = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts) + reach.pair_first[number[pair]]
    via = Money.of(row[pair] * width + reach.pair_column[at], allocation.project[pair], allocation.cents[pair])
    return Money.of(row * width + column, allocation.project, allocation.cents, via)
