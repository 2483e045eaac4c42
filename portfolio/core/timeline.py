"""Projects as the lines of a timeline: whoever follows another stands in its line, side by side where they overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from portfolio.core.activity import activity_of, case_of
from portfolio.core.columns import FAR_FUTURE, FAR_PAST
from portfolio.core.periods import Window, day_number
from portfolio.core.terms import Activity, Status

#: A known first or last day, or None.
Day = date | None


@dataclass(frozen=True, slots=True)
class Life:
    """When a project was meant to run and when it did; `predecessor` is the id of the project it follows."""

    id: int
    code: str
    planned_start: Day = None
    planned_end: Day = None
    actual_start: Day = None
    actual_end: Day = None
    predecessor: int | None = None

    @property
    def start(self) -> Day:
        """The actual start, else the planned one."""
        return self.actual_start or self.planned_start

    @property
    def end(self) -> Day:
        """The actual end, else the planned one; None runs on."""
        return self.actual_end or self.planned_end

    @property
    def dated(self) -> bool:
        """Whether anything can be drawn."""
        return self.start is not None or self.end is not None

    @property
    def moved(self) -> bool:
        """Whether it ran otherwise than planned."""
        pairs = ((self.planned_start, self.actual_start), (self.planned_end, self.actual_end))
        return any(planned and actual and planned != actual for planned, actual in pairs)


@dataclass(frozen=True, slots=True)
class Line:
    """One lineage: its projects in order of their starts, and the lane of each, counted from 0.

    Two projects of a line share a lane only if one ends before the other starts. What has no date needs no room: it is
    said to be in lane 0.
    """

    lives: tuple[Life, ...]
    lanes: tuple[int, ...]

    @property
    def depth(self) -> int:
        """How many lanes it has."""
        return max(self.lanes, default=0) + 1


def activities_on(lives: Sequence[Life], statuses: Sequence[Status | None], window: Window) -> list[Activity]:
    """What each of these projects is in a window, by the one rule of coverage."""
    starts = np.array([day_number(life.start) if life.start else FAR_PAST for life in lives], dtype=np.int32)
    ends = np.array([day_number(life.end) if life.end else FAR_FUTURE for life in lives], dtype=np.int32)
    numbers = np.array([status.number if status else 0 for status in statuses], dtype=np.uint8)
    found = activity_of(starts, ends, case_of(numbers, starts, ends), window)
    return [Activity.from_number(number) for number in found.tolist()]


def build_lines(lives: Iterable[Life]) -> tuple[Line, ...]:
    """The lines of these projects, the earliest start first, those without any date last; ties by code.

    A predecessor that is not among them joins nobody. Circles of predecessors are one line.
    """
    by_id = {life.id: life for life in lives}
    root = {key: key for key in by_id}

    def find(key: int) -> int:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for life in by_id.values():
        if life.predecessor in by_id:
            root[find(life.id)] = find(life.predecessor)
    families: dict[int, list[Life]] = {}
    for key, life in by_id.items():
        families.setdefault(find(key), []).append(life)
    lines = [_line(sorted(family, key=_order)) for family in families.values()]
    return tuple(sorted(lines, key=lambda line: _order(line.lives[0])))


def _order(life: Life) -> tuple[bool, date, str, int]:
    # Without a start but with an end it has always been running: before all that have one.
    return (not life.dated, life.start or date.min, life.code, life.id)


def _line(family: list[Life]) -> Line:
    free: list[date] = []
    lanes = []
    for life in family:
        if not life.dated:
            lanes.append(0)
            continue
        start = life.start or date.min
        lane = next((lane for lane, until in enumerate(free) if until < start), len(free))
        if lane == len(free):
            free.append(date.min)
        # An end before the start is a fault in the data; the lane is taken on the day of the start.
        free[lane] = max(start, life.end or date.max)
        lanes.append(lane)
    return Line(tuple(family), tuple(lanes))
