"""What runs, starts, ends and costs in each month: projects counted, budgets spread over their days to the cent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from portfolio.core.cliffs import Runs, eras
from portfolio.core.columns import FAR_FUTURE, FAR_PAST, Days, Flags, Ints
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography
from portfolio.core.periods import add_months, day_number
from portfolio.core.presence import Expansion, expand
from portfolio.core.reach import EXTRA_COLUMNS
from portfolio.core.terms import Axis, Status


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """Month by month, each month beginning on one of `days`: projects by what they do in it, and euro cents.

    `active` and `coming` are so on the first day (coming: inside the window or in the pipeline); `starting` and
    `ending` have their first or last day in the month, pipeline apart. `running_eur_cents` is the part of budgets that
    falls in the month, `pipeline_eur_cents` that of projects still in the pipeline. `not_spread_eur_cents` is the
    money of projects that lack a start or an end, which no month can have.
    """

    days: tuple[date, ...]
    active: Ints
    coming: Ints
    starting: Ints
    ending: Ints
    running_eur_cents: Ints
    pipeline_eur_cents: Ints
    not_spread_eur_cents: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which cells a course is about: rows and columns of the grid, None for all; both None is the whole portfolio."""

    row: int | None = None
    column: int | None = None

    @property
    def everything(self) -> bool:
        """Whether the course is of every project, in a cell or not."""
        return self.row is None and self.column is None


def month_starts(first: date, months: int) -> tuple[date, ...]:
    """The first days of `months` months from that of `first`; ValueError past the year 9999."""
    return tuple(add_months(first.replace(day=1), number) for number in range(months))


def build_course(
    facts: Facts,
    geography: Geography,
    *,
    framework: tuple[int, ...],
    axis: Axis,
    days: Sequence[date],
    horizon_months: int = 12,
    chosen: Chosen | None = None,
    shown: Collection[int] = (),
) -> Course:
    """The course of the months that begin on `days` (ascending, a month apart).

    With a row or a column chosen, of the projects and the money in those cells; `shown` are the columns that count
    where only a row is chosen. Cancelled and suspended projects are nowhere.
    """
    chosen = chosen or Chosen()
    size = len(days)
    counts = np.zeros((4, size), dtype=np.int64)
    spent = np.zeros((2, size), dtype=np.int64)
    left_out = 0
    for at, era in eras(geography, days):
        expansion = expand(facts, geography, framework, axis, era[0])
        there, cents = _chosen(facts, expansion, chosen, tuple(shown))
        counts[:, at] = _counts(facts, there, era, horizon_months)
        spent[:, at], left_out = _spent(facts, cents, era)
    return Course(tuple(days), counts[0], counts[1], counts[2], counts[3], spent[0], spent[1], left_out)


def _chosen(facts: Facts, expansion: Expansion, chosen: Chosen, shown: tuple[int, ...]) -> tuple[Flags, Ints]:
    """Which projects are in the chosen cells, and what each has there in euro cents."""
    if chosen.everything:
        return np.ones(len(facts), dtype=np.bool_), facts.own_budget
    columns = np.array(shown if chosen.column is None else [chosen.column], dtype=np.int64)
    there = np.zeros(len(facts), dtype=np.bool_)
    cells = expansion.cells
    there[cells.project[_is_chosen(cells.cell, expansion.columns, chosen.row, columns)]] = True
    money = expansion.money
    width = expansion.columns + len(EXTRA_COLUMNS)
    inside = _is_chosen(money.bucket, width, chosen.row, columns) & (money.bucket < expansion.rows * width)
    cents = np.zeros(len(facts), dtype=np.int64)
    np.add.at(cents, money.project[inside], money.cents[inside])
    return there, cents


def _is_chosen(cell: Ints, width: int, row: int | None, columns: Ints) -> Flags:
    found: Flags = np.isin(cell % width, columns)
    if row is not None:
        found &= cell // width == row
    return found


def _counts(facts: Facts, there: Flags, era: Sequence[date], horizon_months: int) -> Ints:
    days = np.array([day_number(day) for day in era], dtype=np.int32)
    last = np.array([day_number(add_months(day, horizon_months)) for day in era], dtype=np.int32)
    runs = Runs.of(facts, days, last)
    works = there & _works(facts)
    edges = np.append(days, day_number(add_months(era[-1], 1)))
    return np.stack(
        [
            _running(runs.active, there, len(days)),
            _running(runs.coming, there, len(days)),
            np.histogram(facts.starts[works], edges - 0.5)[0],
            np.histogram(facts.ends[works], edges - 0.5)[0],
        ]
    )


def _works(facts: Facts) -> Flags:
    outside = (Status.PIPELINE, Status.SUSPENDED, Status.CANCELLED)
    found: Flags = ~np.isin(facts.status, [status.number for status in outside])
    return found


def _running(run: tuple[Ints, Ints], there: Flags, days: int) -> Ints:
    keep = there & (run[0] < run[1])
    change = np.bincount(run[0][keep], minlength=days + 1) - np.bincount(run[1][keep], minlength=days + 1)
    counted: Ints = change[:days].cumsum()
    return counted


def _spent(facts: Facts, cents: Ints, era: Sequence[date]) -> tuple[Ints, int]:
    """Euro cents of each month, running and pipeline; and those of projects without a start or an end."""
    counts = (cents > 0) & ~np.isin(facts.status, [Status.SUSPENDED.number, Status.CANCELLED.number])
    dated = (facts.starts != FAR_PAST) & (facts.ends != FAR_FUTURE) & (facts.ends >= facts.starts)
    edges = np.array([*map(day_number, era), day_number(add_months(era[-1], 1))], dtype=np.int32)
    here = counts & dated & (facts.starts < edges[-1]) & (facts.ends >= edges[0])
    pipeline = facts.status == Status.PIPELINE.number
    made = [
        spread(facts.starts[chosen], facts.ends[chosen], cents[chosen], edges)
        for chosen in (here & ~pipeline, here & pipeline)
    ]
    return np.stack(made), int(cents[counts & ~dated].sum())


def spread(starts: Days, ends: Days, cents: Ints, edges: Days) -> Ints:
    """Euro cents between each two of `edges` (days, the second not included), all given projects together.

    Each amount is spread evenly over the days from its start to its end, both included; what has been spent by a day is
    rounded down to the cent, so that over the whole of its life an amount is spent exactly.
    """
    lives = (ends.astype(np.int64) - starts + 1)[:, None]
    lived = np.clip(edges[None, :].astype(np.int64) - starts[:, None], 0, lives)
    each, rest = np.divmod(cents[:, None], lives)
    # Exact: rest and days lived are below 2**22 (the years 1 to 9999), so that the product is below 2**53, and a
    # quotient that is no whole number lies further from one than a double can err.
    by_day = each * lived + np.floor(rest.astype(np.float64) * lived / lives).astype(np.int64)
    spent: Ints = np.diff(by_day.sum(axis=0))
    return spent
