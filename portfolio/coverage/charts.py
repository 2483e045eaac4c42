"""Charts as shapes: where the columns, lines and words of a drawing stand; templates/macros/charts.html writes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

#: Room of a column chart: the drawing is WIDTH wide where no other width is asked for.
#: The scale stands left of LEFT, the years below the columns.
WIDTH, LEFT, RIGHT, TOP, BOTTOM = 960, 52, 8, 16, 22


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
class Columns:
    """A stacked column chart over months. `now` is where the report's day stands, None outside the months."""

    width: int
    height: int
    base: float
    bands: tuple[Band, ...]
    scale: tuple[Tick, ...]
    years: tuple[Tick, ...]
    now: float | None
    hits: tuple[Hit, ...]


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
) -> Columns:
    """Columns of (kind, label, a number for each month), the first at the bottom.

    `say` and `link` give the words and the address of a column, `write` the words of a number of the scale. Columns
    that are `joined` stand without a gap, as one ground: where there is little room for many.
    """
    totals = [sum(layer[2][at] for layer in layers) for at in range(len(days))]
    steps = scale_steps(max(totals, default=0))
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
    return Columns(
        width=width,
        height=height,
        base=base,
        bands=tuple(bands),
        scale=tuple(Tick(round(base - value * rise, 1), write(value)) for value in steps),
        years=tuple(Tick(round(LEFT + at * step, 1), str(day.year)) for at, day in enumerate(days) if day.month == 1),
        now=round(LEFT + months * step, 1) if inside else None,
        hits=tuple(Hit(round(LEFT + at * step, 2), round(step, 2), say(at), link(at)) for at in range(len(days))),
    )


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
