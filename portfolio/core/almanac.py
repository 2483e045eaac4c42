"""How many projects of each cell are what on a day; of many entries, from their days in order.

Where the starts and the ends of a cell's projects stand in order, whoever has started by a day, or is over, is a
position; and what is active, upcoming or ended is a difference of two positions. Nothing is looked at one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portfolio.core.activity import activity_of, case_of_any_day, counted_under, never_counts
from portfolio.core.columns import Days, Ints, Small
from portfolio.core.facts import Facts
from portfolio.core.periods import Window, day_number
from portfolio.core.presence import Cells
from portfolio.core.terms import Activity, Scope, Status

#: Fewer entries are counted as fast as looked up; an almanac of so many is made within a tenth of a second.
FROM_ENTRIES = 500_000

#: Numbers below it take half the room.
OF_32_BITS = 2**31
COUNTED = (Activity.ACTIVE, Activity.UPCOMING, Activity.ENDED)
Shape = tuple[int, int]


@dataclass(frozen=True, eq=False, slots=True)
class Crowd:
    """Numbers of projects per cell. `direct` and `via` are of whoever counts under the scope."""

    active: Ints
    upcoming: Ints
    ended: Ints
    direct: Ints
    via: Ints

    @classmethod
    def of(cls, numbers: Ints, scope: Scope, shape: Shape) -> Crowd:
        """From numbers by activity (those of COUNTED), cell and whether direct."""
        counted = numbers.sum(axis=0) if scope is Scope.ALL else numbers[:2].sum(axis=0)
        active, upcoming, ended = (each.reshape(shape) for each in numbers.sum(axis=2))
        return cls(active, upcoming, ended, counted[:, 1].reshape(shape), counted[:, 0].reshape(shape))


def almanac_of(facts: Facts, cells: Cells) -> Almanac | None:
    """The almanac of cells with many entries, kept with the facts; None where counting is as fast."""
    if len(cells.cell) < FROM_ENTRIES:
        return None
    # The cells are kept beside what was made from them, so that their id cannot come to mean others.
    return facts.kept(("almanac", id(cells)), lambda: (cells, Almanac.of(facts, cells)))[1]


def counted_crowd(cells: Cells, shape: Shape, scope: Scope, activity: Small) -> Crowd:
    """Count by activity, and whoever counts by directness."""
    here = activity.take(cells.project)
    active, upcoming, ended = (cells.number(here == one.number, shape) for one in COUNTED)
    direct = cells.number(counted_under(scope, here) & cells.is_direct, shape)
    all_of = active + upcoming + (ended if scope is Scope.ALL else 0)
    return Crowd(active, upcoming, ended, direct, all_of - direct)


@dataclass(frozen=True, eq=False, slots=True)
class Ordered:
    """Days of entries in order, class by class: each is class x (number of different days + 1) + position of its day.

    `days` are the different days, `bases` the first number of each class, `first` where its entries begin.
    """

    days: Days
    numbers: NDArray[Any]
    bases: NDArray[Any]
    first: Ints

    @classmethod
    def of(cls, days: Days, project: Ints, classes: Ints, counts: Ints) -> Ordered:
        """Order the days (by project) of entries; `classes` are numbers from 0 on, `counts` how many are in each."""
        different = np.unique(days)
        width = len(different) + 1
        dtype = np.int32 if width * len(counts) < OF_32_BITS else np.int64
        position = np.searchsorted(different, days).astype(dtype)
        numbers = position[project] + (classes * width).astype(dtype)
        numbers.sort()
        return cls(different, numbers, np.arange(len(counts), dtype=dtype) * width, np.cumsum(counts) - counts)

    def until(self, day: int) -> Ints:
        """How many of each class are not after the day."""
        position = self.bases.dtype.type(np.searchsorted(self.days, day, side="right"))
        found: Ints = np.searchsorted(self.numbers, self.bases + position) - self.first
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Almanac:
    """The days of every cell's projects in order: eight bytes an entry.

    An entry's class is cell x 4, plus 2 if direct, plus 1 if in the pipeline; `classes` are those that occur. Projects
    that are never active, upcoming or ended, and those that end before they start, which no difference of positions
    tells, are not among them; the latter are few, and looked at one by one: `odd_class` and what `activity_of` asks.
    """

    classes: Ints
    starts: Ordered
    ends: Ordered
    odd_class: Ints
    odd_starts: Days
    odd_ends: Days
    odd_case: NDArray[np.uint8]

    @classmethod
    def of(cls, facts: Facts, cells: Cells) -> Almanac:
        """The almanac of these cells."""
        never, odd = never_counts(facts), facts.starts > facts.ends
        of_project = cells.project
        number = cells.cell * 4 + cells.is_direct * np.int64(2) + (facts.status == Status.PIPELINE.number)[of_project]
        strange = np.flatnonzero((odd & ~never)[of_project])
        kept = ~(odd | never)[of_project]
        project, number_of_kept = of_project[kept], number[kept]
        every = np.bincount(number_of_kept)
        classes = np.flatnonzero(every)
        at = (np.cumsum(every > 0) - 1)[number_of_kept]
        counts = every[classes]
        of_strange = of_project[strange]
        return cls(
            classes=classes,
            starts=Ordered.of(facts.starts, project, at, counts),
            ends=Ordered.of(facts.ends, project, at, counts),
            odd_class=number[strange],
            odd_starts=facts.starts[of_strange],
            odd_ends=facts.ends[of_strange],
            odd_case=case_of_any_day(facts)[of_strange],
        )

    def crowd(self, shape: Shape, window: Window, scope: Scope) -> Crowd:
        """The crowd of every cell in a window, by the rules of the coverage contract's section "Dates"."""
        first, last = day_number(window.as_of), day_number(window.last)
        begun, soon, over = self.starts.until(first), self.starts.until(last), self.ends.until(first - 1)
        pipeline = (self.classes & 1).astype(np.bool_)
        numbers = np.zeros((len(COUNTED), shape[0] * shape[1] * 4), dtype=np.int64)
        # Whoever is over has begun, and whoever has begun will have begun soon.
        numbers[0, self.classes] = np.where(pipeline, 0, begun - over)
        numbers[1, self.classes] = soon - np.where(pipeline, over, begun)
        numbers[2, self.classes] = np.where(pipeline, 0, over)
        if len(self.odd_class):
            activity = activity_of(self.odd_starts, self.odd_ends, self.odd_case, window)
            for at, one in enumerate(COUNTED):
                numbers[at] += np.bincount(self.odd_class[activity == one.number], minlength=numbers.shape[1])
        return Crowd.of(numbers.reshape(len(COUNTED), -1, 2, 2).sum(axis=3), scope, shape)
