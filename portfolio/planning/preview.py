"""What a rule would do, before it is saved: values by need as a histogram, and the cells and gaps that would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portfolio.core.needrules import BOUNDS, Shift, level_counts, shifts_of
from portfolio.core.needs import Needs, need_matrix
from portfolio.coverage.report import Report
from portfolio.planning.rules import Reckoning

#: Bars of a histogram of numbers, at most; and its drawing.
BARS = 16
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 960, 240, 36, 14, 24
#: Needs from the ground of a bar up.
LEVELS = (3, 2, 1, 0)
#: Shifts that a page lists.
SHOWN_SHIFTS = 30


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: the countries of one need."""

    level: int
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its words, how many countries it has of each need, and where its words stand."""

    words: str
    label: str
    counts: dict[int, int]
    middle: float
    pieces: tuple[Piece, ...]

    @property
    def total(self) -> int:
        """All countries of the bar."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Mark:
    """A bound: where it stands and what it says."""

    at: float
    text: str


@dataclass(frozen=True)
class Histogram:
    """The values that a rule looks at, by need; bounds stand between the bars as lines."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    most: int
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - BOTTOM
    left: int = LEFT


def build_histogram(found: Reckoning) -> Histogram | None:
    """The histogram of a rule; None where no value counts. Tiers have a bar each, numbers stand in equal steps."""
    derived = list(found.derived.values())
    if not derived:
        return None
    if found.rule["tiers"]:
        named = [line.rpartition("=")[0] for line in found.rule["tiers"]]
        order = [tier for tier in found.index["tiers"] if tier in named] or named
        groups = [(tier, tier, [one.level for one in derived if one.tier == tier]) for tier in order]
        return _drawn(groups, ())
    scores = [Decimal(one.score or "0") for one in derived]
    lowest, highest = min(scores), max(scores)
    step = _step((highest - lowest) / BARS)
    first = lowest // step * step
    if first > lowest:
        first -= step
    number = int((highest - first) // step) + 1
    groups = []
    for at in range(number):
        start, end = first + at * step, first + (at + 1) * step
        levels = [one.level for one, score in zip(derived, scores, strict=True) if start <= score < end]
        groups.append((f"{_plain(start)} to below {_plain(end)}", _plain(start), levels))
    wide = (WIDTH - LEFT) / number
    marks = tuple(
        Mark(round(float(LEFT + (bound - first) / step * Decimal(wide)), 1), f"{name} {_plain(bound)}")
        for name, bound in (
            (f"need {level}:", Decimal(found.rule[field])) for field, level in BOUNDS if found.rule[field] is not None
        )
        if first <= bound <= first + number * step
    )
    return _drawn(groups, marks)


def _step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    if least <= 0:
        return Decimal(1)
    size = Decimal(10) ** least.adjusted()
    return next(size * factor for factor in (1, 2, 5, 10) if size * factor >= least)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _drawn(groups: Sequence[tuple[str, str, list[int]]], marks: tuple[Mark, ...]) -> Histogram:
    most = max(max((len(levels) for _, _, levels in groups), default=0), 1)
    wide, rise = (WIDTH - LEFT) / len(groups), (HEIGHT - TOP - BOTTOM) / most
    bars = []
    for at, (words, label, levels) in enumerate(groups):
        x, y, pieces = LEFT + at * wide, float(HEIGHT - BOTTOM), []
        counts = {level: levels.count(level) for level in LEVELS}
        for level, count in counts.items():
            if count:
                y -= count * rise
                pieces.append(
                    Piece(level, count, round(x + 1, 1), round(y, 1), round(wide - 2, 1), round(count * rise, 1))
                )
        bars.append(Bar(words, label, counts, round(x + wide / 2, 1), tuple(pieces)))
    return Histogram(tuple(bars), marks, most)


@dataclass(frozen=True)
class Preview:
    """What saving a rule would do: needs of countries, cells of the grid over countries, priorities of gaps."""

    found: Reckoning
    histogram: Histogram | None
    report: Report
    shifts: tuple[Shift, ...]

    @property
    def levels(self) -> dict[int | None, int]:
        """How many cells become each need."""
        return level_counts(self.shifts)

    @property
    def cells(self) -> int:
        """How many cells of the grid there are."""
        return len(self.report.rows) * len(self.report.columns)

    @property
    def risen(self) -> tuple[Shift, ...]:
        """Gaps and cells at risk that become more urgent."""
        return tuple(one for one in self.shifts if one.priority_after > one.priority_before)

    @property
    def fallen(self) -> tuple[Shift, ...]:
        """Gaps and cells at risk that become less urgent, or none."""
        return tuple(one for one in self.shifts if one.priority_after < one.priority_before)

    @property
    def gone(self) -> tuple[Shift, ...]:
        """Of those, the ones that are no gap any more, since nothing is needed."""
        return tuple(one for one in self.fallen if one.after == 0)


def build_preview(found: Reckoning, report: Report) -> Preview:
    """The preview of a rule over a report of countries."""
    needs = needs_after(found, report)
    matrix = need_matrix(needs, report.grid.rows, [(place.key,) for place in report.grid.columns])
    return Preview(found, build_histogram(found), report, shifts_of(report.grid, matrix))


def needs_after(found: Reckoning, report: Report) -> Needs:
    """The needs of a report's portfolio once the rule is applied."""
    places = {place.code: place.key for place in report.grid.columns}
    objectives: dict[str | None, int | None] = {None: None}
    for code, (_, rows) in report.portfolio.frameworks.items():
        objectives |= {f"{code}:{row.number}": row.key for row in rows}
    needs = dict(report.portfolio.needs)
    plan, target = found.plan, objectives[found.rule["objective"]]
    for need in plan.removed:
        needs.pop((objectives[need.objective], places[need.country]), None)
    for country, level in (*plan.added, *((need.country, level) for need, level in plan.changed)):
        needs[target, places[country]] = level
    return needs
