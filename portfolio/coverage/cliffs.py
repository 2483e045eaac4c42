"""The cliff report: a coverage report, its states month by month, what runs meanwhile, and which cells lose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from portfolio.core.cliffs import LOSS_MONTHS, Loss, find_losses, states_over
from portfolio.core.columns import Ints
from portfolio.core.course import Chosen, Course, build_course, month_starts
from portfolio.core.coverage import Marks
from portfolio.core.periods import FIRST_REPORT_DAY, LAST_REPORT_DAY, add_months
from portfolio.core.terms import CellState
from portfolio.core.text import clean
from portfolio.coverage.report import Report, declared_on, find_row
from portfolio.errors import Refused
from portfolio.web.display import month
from portfolio.web.filters import Filter, parse_day

#: Years that the months reach over, and how many of them lie behind, unless the reader chooses.
YEARS = 10
YEARS_BEHIND = 2
MOST_YEARS = 20

#: Months ahead within which cells that lose their last strong project are gathered.
WITHIN = (6, 12, LOSS_MONTHS)

#: States as they are stacked, the best at the bottom; declared not applicable is left out.
STACKED = tuple(term for term in CellState if term is not CellState.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the cliff page asks beside the filter: first month, years, an objective's row, a place's column.

    `everything`: the drawing also has the cells where nobody ever was, which usually are most of them.
    """

    first: date | None = None
    years: int = YEARS
    row: str = ""
    column: str = ""
    everything: bool = False

    def query(self) -> dict[str, Any]:
        """The query string's arguments, defaults left out."""
        return self.hidden() | {name: value for name, value in (("row", self.row), ("column", self.column)) if value}

    def hidden(self) -> dict[str, Any]:
        """Those for which the page's form has no field."""
        found: dict[str, Any] = {}
        if self.first is not None:
            found["from"] = f"{self.first:%Y-%m}"
        if self.years != YEARS:
            found["years"] = str(self.years)
        if self.everything:
            found["cells"] = "all"
        return found


def parse_asked(arguments: Mapping[str, str]) -> Asked:
    """What a query string (or the command's options) asks for; Refused, with a sentence, where it cannot be used."""
    given = {name: clean(arguments.get(name, ""), lines=False) for name in ("from", "years", "row", "column", "cells")}
    years = given["years"]
    if years and (not years.isascii() or not years.isdigit() or len(years) > 2 or not 1 <= int(years) <= MOST_YEARS):
        raise Refused(f"“{years[:20]}” is not a number of years.", f"Give whole years from 1 to {MOST_YEARS}.")
    first = given["from"]
    return Asked(
        first=parse_day(f"{first}-01" if len(first) == 7 else first),
        years=int(years) if years else YEARS,
        row=given["row"],
        column=given["column"],
        everything=given["cells"] == "all",
    )


@dataclass(frozen=True, eq=False, slots=True)
class CliffReport:
    """What the cliff page, its workbook, its JSON and the command read.

    `days` are the first days of the months; `counts` says how many of the chosen cells have each state then, by state
    (in the order of its numbers) and month.
    """

    report: Report
    asked: Asked
    chosen: Chosen
    days: tuple[date, ...]
    counts: Ints
    course: Course
    losses: tuple[Loss, ...]

    @property
    def drawn(self) -> tuple[CellState, ...]:
        """The states that are drawn; one chosen cell is drawn whatever its state."""
        one = self.chosen.row is not None and self.chosen.column is not None
        return STACKED if one or self.asked.everything else STACKED[:-1]

    def query(self, **changes: Any) -> dict[str, Any]:
        """The address's arguments of this report, with changes to its filter."""
        return self.report.asked.query(**changes) | self.asked.query()

    def within(self, loss: Loss) -> int:
        """The narrowest of the gathered windows in which a cell loses."""
        ahead = self.report.as_of
        return next((months for months in WITHIN if loss.on < add_months(ahead, months)), WITHIN[-1])

    def gathered(self) -> list[tuple[int, list[Loss], int]]:
        """(months ahead, the cells that lose by then, their euro cents), each window with those before it."""
        found = []
        for months in WITHIN:
            losses = [loss for loss in self.losses if self.within(loss) <= months]
            found.append((months, losses, sum(loss.budget_eur_cents for loss in losses)))
        return found

    def words(self) -> list[tuple[str, str]]:
        """The months and the chosen cells in words."""
        found = [("Months", f"{month(self.days[0])} to {month(self.days[-1])}")]
        if self.chosen.row is not None:
            found.append(("Row", self.report.rows[self.chosen.row].title))
        if self.chosen.column is not None:
            found.append(("Column", self.report.grid.columns[self.chosen.column].title))
        return found


def state_filter(asked: Filter) -> Filter:
    """The filter with the measure that cliffs are about, no column opened."""
    return replace(asked, measure="state", opened="")


def build_cliffs(report: Report, asked: Asked, *, today: date) -> CliffReport:
    """The cliff report of a coverage report; Refused where the row, the column or the months are not there.

    The months stay where they are as the day slides over them; a day outside them takes them along.
    """
    grid = report.grid
    chosen = Chosen(find_row(report, asked.row), _column(report, asked.column))
    days = _months(asked, report.as_of, today)
    parts: dict[str, Any] = {
        "framework": grid.rows,
        "axis": grid.axis,
        "days": days,
        "horizon_months": report.horizon_months,
    }

    def declared(day: date) -> Marks:
        return declared_on(report.portfolio, day)

    states = states_over(grid.facts, grid.geography, **parts, not_applicable=declared)
    columns = list(grid.shown) if chosen.column is None else [chosen.column]
    rows = list(range(len(grid.rows))) if chosen.row is None else [chosen.row]
    there = states[np.ix_(rows, columns)].reshape(-1, len(days))
    losses = [
        loss
        for loss in find_losses(grid, declared)
        if chosen.row in (None, loss.row) and chosen.column in (None, loss.column)
    ]
    return CliffReport(
        report=report,
        asked=asked,
        chosen=chosen,
        days=days,
        counts=np.stack([(there == term.number).sum(axis=0) for term in CellState]),
        course=build_course(grid.facts, grid.geography, **parts, chosen=chosen, shown=columns),
        losses=tuple(losses),
    )


def _months(asked: Asked, as_of: date, today: date) -> tuple[date, ...]:
    months = asked.years * 12
    first = asked.first
    if first is None:
        behind = -12 * min(YEARS_BEHIND, asked.years - 1)
        first = add_months(today, behind).replace(day=1)
        if not first <= as_of < add_months(first, months):
            first = add_months(as_of, behind).replace(day=1)
    last = add_months(first.replace(day=1), months - 1)
    if first.replace(day=1) < FIRST_REPORT_DAY or last > LAST_REPORT_DAY:
        raise Refused("Months can be shown from 1900 to 2199.", "Choose another first month or fewer years.")
    return month_starts(first, months)


def _column(report: Report, code: str) -> int | None:
    if not code:
        return None
    for number, place in zip(report.grid.shown, report.columns, strict=True):
        if place.code == code:
            return number
    raise Refused(f"There is no column “{code[:40]}” in this report.", "Choose one from the list.")
