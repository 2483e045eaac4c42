"""A report whose columns are years: the state of one place, or of all regions together, on the same day of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from portfolio.core.everywhere import EVERYWHERE, gather
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography, Place
from portfolio.core.grid import Cell
from portfolio.core.people import Actor
from portfolio.core.terms import Axis, CellState, PlaceKind
from portfolio.coverage.facts import Shelf
from portfolio.coverage.heatmap import RowView, levels_of, view_cell
from portfolio.coverage.report import Report, build_report, find_place
from portfolio.web.display import day, grouped
from portfolio.web.filters import Filter

_AXES = {
    PlaceKind.REGION: Axis.REGION,
    PlaceKind.ORGANISATION: Axis.ORGANISATION,
    PlaceKind.COUNTRY: Axis.COUNTRY,
}


@dataclass(frozen=True)
class Year:
    """A column: the report as of its day, and the cells of the place, one for each row."""

    number: int
    report: Report
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class YearReport:
    """The report of today with its filter, the place that the columns speak of, and a column for each year."""

    report: Report
    place: Place
    years: tuple[Year, ...]

    @property
    def axis(self) -> Axis:
        """The axis on which the place is a column."""
        return _AXES[self.place.kind]

    @property
    def is_everywhere(self) -> bool:
        """Whether the place stands for all regions together."""
        return self.place.code == EVERYWHERE

    def title(self) -> str:
        """What the report is, in words."""
        what = self.report.framework_title
        rows = f"of {what}" if self.report.by_objective else f"by {self.report.kind.label.lower()}"
        return f"Coverage {rows} by year: {self.place.title}"

    def rule(self) -> str:
        """What a cell of a year says, as pages and files print it."""
        on = f"{self.report.as_of.day} {day(self.report.as_of).split()[1]}"
        return (
            f"A year shows the state as of {on} of that year, {self.report.horizon_months} months ahead, exactly as the"
            " grid as of that day does: what ended earlier in a year is not in its column."
        )

    def filter_words(self) -> list[tuple[str, str]]:
        """Everything that narrows or dates the report, as (label, value) pairs."""
        years = f"{self.years[0].number} to {self.years[-1].number}"
        words = [(label, value) for label, value in self.report.filter_words() if label != "Countries of"]
        return [*words, ("Place", self.place.title), ("Years", years)]

    @cached_property
    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells of each row over the years."""
        return tuple(zip(*(year.cells for year in self.years), strict=True))


def build_years(
    session: Session, shelf: Shelf, actor: Actor, asked: Filter, *, today: date, horizon_months: int
) -> YearReport:
    """The report by year that `asked` describes: of the place that `within` names, else of all regions together.

    Refused as `build_report` does, and where the years cannot be shown.
    """
    wide = replace(asked, within="", opened="")
    base = build_report(session, shelf, actor, wide, today=today, horizon_months=horizon_months)
    base = replace(base, asked=replace(asked, opened=""))
    facts, geography = base.grid.facts, base.grid.geography
    if asked.within:
        place = find_place(base.portfolio, asked.within)
        # Other eras of membership are worked out for these years; they must not push out what other pages keep.
        facts = facts.kept(("years", place.kind), lambda: replace(facts, _kept={}))
    else:
        facts, geography, place = gather(facts, geography, include_non_partner=asked.every_region)
        # Marks name regions, which the gathered world does not have.
        base = replace(base, portfolio=replace(base.portfolio, dialogues=(), instruments=()))
    years = asked.years(base.as_of)
    return YearReport(base, place, tuple(_year(base, number, place, facts, geography) for number in years))


def _year(base: Report, number: int, place: Place, facts: Facts, geography: Geography) -> Year:
    partner = geography.is_partner(place)
    report = base.over(
        _AXES[place.kind],
        as_of=same_day(base.as_of, number),
        facts=facts,
        geography=geography,
        include_non_partner=base.asked.every_region or not partner,
    )
    column = next(at for at, one in enumerate(report.grid.columns) if one.key == place.key)
    return Year(number, report, tuple(report.grid.down(column)))


def same_day(as_of: date, year: int) -> date:
    """The same day of another year; 29 February is the 28th where there is none."""
    leap = as_of.month == 2 and as_of.day == 29
    return as_of.replace(year=year, day=28) if leap else as_of.replace(year=year)


def build_year_rows(
    found: YearReport, cell_url: Callable[[str, Year], str], row_url: Callable[[str], str]
) -> tuple[RowView, ...]:
    """Every row over the years in the measure that the filter names; the total counts the years that are gaps."""
    level = levels_of(found.report.asked.measure, [cell for line in found.lines for cell in line])
    rows = []
    for row, line in zip(found.report.rows, found.lines, strict=True):
        cells = tuple(
            view_cell(year.report, cell, level, cell_url(row.code, year), str(year.number))
            for year, cell in zip(found.years, line, strict=True)
        )
        gaps = sum(cell.state.is_gap and cell.need != 0 for cell in line)
        rows.append(RowView(str(row.number), row.title, row_url(row.code), cells, (), grouped(gaps)))
    return tuple(rows)


def year_counts(found: YearReport) -> list[tuple[Year, dict[CellState, int]]]:
    """How many rows have each state in each year."""
    return [
        (year, {term: sum(cell.state is term for cell in year.cells) for term in CellState}) for year in found.years
    ]


def year_query(found: YearReport, year: Year) -> dict[str, Any]:
    """The filter of the grid as of a year's day, over the axis on which the place is a column."""
    asked = replace(found.report.asked, first_year=None, last_year=None, measure="state", within="")
    return asked.query(columns=found.axis.value, as_of=year.report.as_of)
