"""Charts as shapes: where the columns, lines and words of a drawing stand; templates/macros/charts.html writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

#: Room of a column chart: the drawing is WIDTH wide where no other width is asked for.
#: The scale stands left of LEFT, the years below the columns.
WIDTH, LEFT, RIGHT, TOP, BOTTOM = 960, 52, 8, 16, 22
#: Room of the lane of differences, under the years: its heading, then what is more above a line and what is less below.
LANE, LANE_HEAD, LANE_SIDE = 84, 24, 26


@dataclass(frozen=True, slots=True)
class Band:
    """One layer of the columns: a class of its own, a label, and the path of all its pieces."""

    kind: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale or a mark of time: where it stands and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """The ground behind one column: what it says under the pointer, and where it leads."""

    x: float
    width: float
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A line in steps over the columns: how high they would stand elsewhere. `kind` is solid or dashed."""

    kind: str
    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Lane:
    """What differs in each month, under the columns: `more` above the line `zero`, `less` below it; its scale."""

    label: str
    head: float
    zero: float
    more: str
    less: str
    scale: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A stacked column chart over months. `now` is where the report's day stands, None outside the months.

    `base` is where the columns stand, `foot` where the drawing's ground ends: below it where there is a lane.
    """

    width: int
    height: int
    base: float
    bands: tuple[Band, ...]
    scale: tuple[Tick, ...]
    years: tuple[Tick, ...]
    now: float | None
    hits: tuple[Hit, ...]
    foot: float
    outlines: tuple[Outline, ...] = ()
    lane: Lane | None = None


def stacked(
    days: Sequence[date],
    layers: Sequence[tuple[str, str, Sequence[int]]],
    *,
    now: date,
    say: Callable[[int], str],
    link: Callable[[int], str],
    write: Callable[[int], str] = str,
    height: int = 260,
    width: int = WIDTH,
    joined: bool = False,
    outlines: Sequence[tuple[str, str, Sequence[int]]] = (),
    differences: tuple[str, Sequence[int]] | None = None,
) -> Columns:
    """Columns of (kind, label, a number for each month), the first at the bottom.

    `say` and `link` give the words and the address of a column, `write` the words of a number of the scale. Columns
    that are `joined` stand without a gap, as one ground: where there is little room for many. `outlines` are drawn over
    them, (kind, label, the height of each month); `differences`, a label and signed numbers, in a lane below.
    """
    totals = [sum(layer[2][at] for layer in layers) for at in range(len(days))]
    steps = scale_steps(max([*totals, *(high for outline in outlines for high in outline[2])], default=0))
    base, full = height - BOTTOM, max(steps[-1], 1)
    step = (width - LEFT - RIGHT) / len(days)
    wide = max(step - 1, step * 0.75)
    rise = (base - TOP) / full
    below = [0] * len(days)
    bands = []
    for kind, label, numbers in layers:
        pieces = []
        tops = [base - (under + number) * rise for under, number in zip(below, numbers, strict=True)]
        if joined:
            pieces = _grounds(numbers, tops, [base - under * rise for under in below], step)
        else:
            for at, number in enumerate(numbers):
                if number:
                    left, high = LEFT + at * step, number * rise
                    pieces.append(f"M{left:.1f} {tops[at]:.1f}h{wide:.1f}v{high:.1f}h-{wide:.1f}z")
        below = [under + number for under, number in zip(below, numbers, strict=True)]
        bands.append(Band(kind, label, "".join(pieces)))
    inside = days[0] <= now and (now.year, now.month) <= (days[-1].year, days[-1].month)
    months = (now.year - days[0].year) * 12 + now.month - days[0].month + (now.day - 1) / 31
    lane = None if differences is None else _lane(differences[0], differences[1], height, step, write)
    return Columns(
        width=width,
        height=height + (LANE if lane else 0),
        base=base,
        bands=tuple(bands),
        scale=tuple(Tick(round(base - value * rise, 1), write(value)) for value in steps),
        years=tuple(Tick(round(LEFT + at * step, 1), str(day.year)) for at, day in enumerate(days) if day.month == 1),
        now=round(LEFT + months * step, 1) if inside else None,
        hits=tuple(Hit(round(LEFT + at * step, 2), round(step, 2), say(at), link(at)) for at in range(len(days))),
        foot=base if lane is None else lane.zero + LANE_SIDE,
        outlines=tuple(
            Outline(kind, label, _steps_path([base - high * rise for high in heights], step))
            for kind, label, heights in outlines
        ),
        lane=lane,
    )


def _steps_path(heights: Sequence[float], step: float) -> str:
    """A line that goes along each month at its height."""
    found = f"M{LEFT} {heights[0]:.1f}"
    for at, high in enumerate(heights, start=1):
        found += f"{f'V{high:.1f}' if at > 1 else ''}H{LEFT + at * step:.1f}"
    return found


def _lane(label: str, numbers: Sequence[int], top: float, step: float, write: Callable[[int], str]) -> Lane:
    """Bars of signed numbers around a line, all on one scale; a bar that stands for anything can be seen."""
    head, zero = top + LANE_HEAD - 10, top + LANE_HEAD + LANE_SIDE
    most = max(map(abs, numbers), default=0)
    rise = (LANE_SIDE - 2) / max(most, 1)
    more, less = "", ""
    for at, number in enumerate(numbers):
        high = max(abs(number) * rise, 2)
        bar = f"M{LEFT + at * step:.1f} {zero:.1f}h{max(step - 1, step * 0.75):.1f}"
        if number > 0:
            more += f"{bar}v-{high:.1f}H{LEFT + at * step:.1f}z"
        elif number < 0:
            less += f"{bar}v{high:.1f}H{LEFT + at * step:.1f}z"
    scale = [Tick(zero, "0")]
    if more:
        scale.append(Tick(round(zero - most * rise, 1), f"+{write(most)}"))
    if less:
        scale.append(Tick(round(zero + most * rise, 1), f"\u2212{write(most)}"))
    return Lane(label, head, zero, more, less, tuple(scale))


def _grounds(numbers: Sequence[int], tops: Sequence[float], feet: Sequence[float], step: float) -> list[str]:
    """The outline of each run of columns that are not empty: along the tops, and back along the feet."""
    found = []
    for filled, run in groupby(range(len(numbers)), key=lambda at: numbers[at] > 0):
        columns = list(run)
        if filled:
            there = [f"V{tops[at]:.1f}H{LEFT + (at + 1) * step:.1f}" for at in columns]
            back = [f"V{feet[at]:.1f}H{LEFT + at * step:.1f}" for at in reversed(columns)]
            found.append(f"M{LEFT + columns[0] * step:.1f} {feet[columns[0]]:.1f}{''.join(there)}{''.join(back)}z")
    return found


def scale_steps(most: int) -> list[int]:
    """Round numbers from 0 to at least `most`, four to six of them where there is anything to divide."""
    if most <= 0:
        return [0]
    size = 1
    while True:
        for factor in (1, 2, 5):
            step = factor * size
            if most <= step * 5:
                return list(range(0, most + step, step))
        size *= 10
