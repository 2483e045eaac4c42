"""How the cells of a brief fare month by month: what stays of what is covered if nothing is added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from portfolio.core.cliffs import states_over
from portfolio.core.columns import Ints
from portfolio.core.course import month_starts
from portfolio.core.coverage import Marks
from portfolio.core.periods import FIRST_REPORT_DAY, LAST_REPORT_DAY, add_months
from portfolio.core.terms import CellState
from portfolio.coverage.report import declared_on
from portfolio.reports.subjects import Subject

#: Months before the day that are shown, and how many in all.
BEHIND, MONTHS = 12, 72
#: Turns of a year for which a brief says how many cells stay covered.
TURNS = 4
#: What counts as covered on a day: a strong project is active in the cell.
_HELD = (CellState.COVERED, CellState.ENDING)


@dataclass(frozen=True, eq=False, slots=True)
class Outlook:
    """Cells by state (in the order of its numbers) on the first day of each month; `cells` is how many there are."""

    as_of: date
    days: tuple[date, ...]
    counts: Ints
    cells: int
    held: int

    @property
    def turns(self) -> tuple[tuple[date, int], ...]:
        """How many cells are covered or ending at the next turns of the year."""
        held = sum(self.counts[term.number] for term in _HELD)
        found = [(day, int(held[at])) for at, day in enumerate(self.days) if day.month == 1 and day > self.as_of]
        return tuple(found[:TURNS])

    @property
    def drawn(self) -> tuple[CellState, ...]:
        """The states that some cell has at some time."""
        return tuple(term for term in CellState if self.counts[term.number].any())


def build_outlook(subject: Subject) -> Outlook:
    """The outlook of a brief's cells, by the rules of the report of what ends."""
    report, grid = subject.report, subject.report.grid
    first = max(add_months(report.as_of, -BEHIND).replace(day=1), FIRST_REPORT_DAY)
    days = tuple(day for day in month_starts(first, MONTHS) if day <= LAST_REPORT_DAY)

    def declared(day: date) -> Marks:
        return declared_on(report.portfolio, day)

    parts: dict[str, Any] = {"framework": grid.rows, "axis": grid.axis, "horizon_months": report.horizon_months}
    states = states_over(grid.facts, grid.geography, days=days, not_applicable=declared, **parts)
    chosen = np.ix_(subject.rows, subject.columns)
    there, now = states[chosen].reshape(-1, len(days)), grid.state[chosen]
    return Outlook(
        as_of=report.as_of,
        days=days,
        counts=np.stack([(there == term.number).sum(axis=0) for term in CellState]),
        cells=len(subject.rows) * len(subject.columns),
        held=sum(int((now == term.number).sum()) for term in _HELD),
    )
