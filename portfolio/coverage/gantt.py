"""A timeline as shapes: bars of projects in lanes of their lines; templates/macros/charts.html writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.core.terms import Status
from portfolio.coverage.charts import Tick
from portfolio.coverage.timeline import Entry, TimeLine

WIDTH, LEFT, RIGHT, TOP = 1100, 300, 12, 22
LANE, BAR, GROUP = 20, 13, 24
#: Years that are drawn on either side of the report's day, at most.
MOST_BEFORE, MOST_AFTER = 15, 10
_LONGEST_NAME = 42

NO_DATES = "no date is known"
#: What bars look like where a status says more than the dates.
KINDS = {Status.PIPELINE: "pipeline", Status.CANCELLED: "stopped", Status.SUSPENDED: "stopped"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A project's bar: `done` and `ahead` are (x, width) before and after the day, `plan` the plan it moved from.

    `fades` names the open sides, "start" and "end", that run out of the drawing.
    """

    entry: Entry
    y: float
    kind: str
    done: tuple[float, float] | None
    ahead: tuple[float, float] | None
    plan: tuple[float, float] | None
    fades: tuple[str, ...]
    words: str

    @property
    def extent(self) -> tuple[float, float]:
        """(x, width) of the whole."""
        parts = [part for part in (self.done, self.ahead) if part]
        first = min(x for x, _ in parts)
        return first, round(max(x + width for x, width in parts) - first, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the drawing with its name, or the name of a group above its lines; `note` stands where no bar can."""

    name: str
    y: float
    bars: tuple[Bar, ...] = ()
    is_group: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Gantt:
    """The drawing: rows from above, years, where bars begin, where the day stands (None outside the years drawn)."""

    width: int
    height: float
    rows: tuple[Row, ...]
    years: tuple[Tick, ...]
    left: int
    now: float | None


def draw(lines: Sequence[TimeLine], on: date, without: str = "") -> Gantt:
    """The drawing of these lines, seen from a day; whole years from the first start to the last end, within reason.

    `without` stands above the lines of no group.
    """
    first, last = _span(lines, on)
    scale = (WIDTH - LEFT - RIGHT) / (last - first).days

    def at(day: date) -> float:
        return round(LEFT + (min(max(day, first), last) - first).days * scale, 1)

    rows: list[Row] = []
    y: float = TOP
    group = ""
    for line in lines:
        if line.group != group:
            group = line.group
            rows.append(Row(group or without, y + 16, is_group=True))
            y += GROUP
        bars = [
            _bar(entry, y + lane * LANE, on, (first, last), at)
            for entry, lane in zip(line.entries, line.line.lanes, strict=True)
            if entry.life.dated
        ]
        name = line.name if len(line.name) <= _LONGEST_NAME else line.name[: _LONGEST_NAME - 1] + "…"
        rows.append(Row(name, y, tuple(bars), note="" if bars else NO_DATES))
        y += line.line.depth * LANE
    years = range(first.year, last.year + 1, 1 if last.year - first.year <= 15 else 2)
    return Gantt(
        width=WIDTH,
        height=y + 16,
        rows=tuple(rows),
        years=tuple(Tick(at(date(year, 1, 1)), str(year)) for year in years if date(year, 1, 1) < last),
        left=LEFT,
        now=at(on) if first <= on <= last else None,
    )


def _span(lines: Sequence[TimeLine], on: date) -> tuple[date, date]:
    lives = [entry.life for line in lines for entry in line.entries]
    known = [day for life in lives for day in (life.start, life.end) if day]
    earliest = max(min(known, default=on), on.replace(year=on.year - MOST_BEFORE, day=1))
    latest = min(max(known, default=on), on.replace(year=on.year + MOST_AFTER, day=1))
    first = min(earliest.year, on.year)
    return date(first, 1, 1), date(max(latest.year, on.year, first) + 1, 1, 1)


def _bar(entry: Entry, y: float, on: date, span: tuple[date, date], at: Callable[[date], float]) -> Bar:
    life = entry.life
    start, end = life.start or span[0], life.end or span[1]
    end = max(start, end)
    x, until, now = at(start), max(at(end), at(start) + 3), at(on)
    fades = tuple(
        side
        for side, open_ in (
            ("start", life.start is None or life.start < span[0]),
            ("end", life.end is None or life.end > span[1]),
        )
        if open_
    )
    kind = "running" if entry.status is None else KINDS.get(entry.status, "running")
    split = min(max(now, x), until) if kind == "running" else x
    plan = None
    if life.moved and life.planned_start and life.planned_end and life.planned_end >= life.planned_start:
        plan = (at(life.planned_start), round(at(life.planned_end) - at(life.planned_start), 1))
    return Bar(
        entry=entry,
        y=y + 3,
        kind=kind,
        done=(x, round(split - x, 1)) if split > x else None,
        ahead=(round(split, 1), round(until - split, 1)) if until > split else None,
        plan=plan,
        fades=fades,
        words=say(entry),
    )


def say(entry: Entry) -> str:
    """A bar in words."""
    dates = entry.dates
    start = dates["actual_start"] or (dates["planned_start"] and f"{dates['planned_start']} (planned)")
    end = dates["actual_end"] or (dates["planned_end"] and f"{dates['planned_end']} (planned)")
    status = f", {entry.status.label.lower()}" if entry.status else ""
    return f"{entry.title}: {start or 'start not known'} to {end or 'no end known'}{status}"
