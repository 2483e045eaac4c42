"""A scenario month by month: the cliff report of today's portfolio and that of the scenario over the same months."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolio.core.terms import CellState
from portfolio.coverage.cliffs import STACKED, Asked, CliffReport, build_cliffs
from portfolio.coverage.cliffs_chart import money_of
from portfolio.coverage.cliffs_export import CHART_COLOURS, COUNTED
from portfolio.coverage.export import euro
from portfolio.planning.scenarios.sandbox import Trial
from portfolio.web.sheets import Cents, Sheets


@dataclass(frozen=True, eq=False, slots=True)
class Months:
    """Both reports; their days are the same."""

    before: CliffReport
    after: CliffReport

    @property
    def days(self) -> tuple[date, ...]:
        """The first days of the months."""
        return self.before.days

    def counts(self, at: int, term: CellState) -> tuple[int, int]:
        """How many cells have a state on the first day of a month: today, and in the scenario."""
        return int(self.before.counts[term.number, at]), int(self.after.counts[term.number, at])

    def counted(self, at: int, name: str) -> tuple[int, int]:
        """What a month counts of projects (see `COUNTED`), or their euro cents: today, and in the scenario."""
        return int(getattr(self.before.course, name)[at]), int(getattr(self.after.course, name)[at])

    def money(self, at: int) -> tuple[int, int]:
        """The euro cents of a month, the pipeline's with them: today, and in the scenario."""
        return int(money_of(self.before)[at]), int(money_of(self.after)[at])


def build_months(trial: Trial) -> Months:
    """Ten years around today, for both sides of a trial; they stay where they are as the day of the trial slides."""
    asked = Asked()
    return Months(*(build_cliffs(report, asked, today=trial.today) for report in (trial.before, trial.after)))


def months_json(months: Months) -> list[dict[str, Any]]:
    """Each month with its states, projects and money, before and after."""
    found = []
    for at, day in enumerate(months.days):
        money = {name: months.counted(at, f"{name}_cents") for name in ("running_eur", "pipeline_eur")}
        found.append(
            {
                "month": f"{day:%Y-%m}",
                "states": {term.value: _pair(months.counts(at, term)) for term in CellState},
                **{name: _pair(months.counted(at, name)) for name in COUNTED},
                **{name: {"before": euro(one), "after": euro(other)} for name, (one, other) in money.items()},
            }
        )
    return found


def _pair(pair: tuple[int, int]) -> dict[str, int]:
    return {"before": pair[0], "after": pair[1]}


def write_months(sheets: Sheets, months: Months) -> None:
    """The sheet of months, each number today and in the scenario, with a chart of both."""
    terms = [*STACKED, CellState.NOT_APPLICABLE]
    names = [*(term.label for term in terms), "Active", "Coming", "Starting", "Ending projects"]
    headings = ["Month", *(f"{name} {side}" for name in names for side in ("today", "then"))]
    headings += ["Money today, EUR", "Money then, EUR"]
    sheet = sheets.sheet("Months", headings, [12, *(10 for _ in headings[1:-2]), 18, 18])

    def rows() -> Iterator[list[Any]]:
        for at, day in enumerate(months.days):
            pairs = [*(months.counts(at, term) for term in terms), *(months.counted(at, name) for name in COUNTED)]
            yield [day, *(number for pair in pairs for number in pair), *map(Cents, months.money(at))]

    last = sheets.rows(sheet, rows())
    chart = sheets.book.add_chart({"type": "column", "subtype": "stacked"})
    for number, term in enumerate(STACKED[:-1]):
        fill = {"fill": {"color": CHART_COLOURS[term]}, "gap": 10}
        chart.add_series({**_series(last, 2 * number + 2), **fill})
    line = sheets.book.add_chart({"type": "line"})
    line.add_series({**_series(last, 2 * STACKED.index(CellState.COVERED) + 1), "line": {"color": "black", "width": 2}})
    chart.combine(line)
    chart.set_title({"name": "Cells by state in the scenario, and those covered today"})
    chart.set_x_axis({"date_axis": True, "num_format": "yyyy", "major_unit": 1, "major_unit_type": "years"})
    chart.set_size({"width": 1100, "height": 420})
    words = "Cells by state in each month of the scenario as columns, the cells covered today as a line"
    sheet.insert_chart(1, len(headings) + 1, chart, {"description": words})


def _series(last: int, column: int) -> dict[str, Any]:
    return {
        "name": ["Months", 0, column],
        "categories": ["Months", 1, 0, last, 0],
        "values": ["Months", 1, column, last, column],
    }


def month_lines(months: Months) -> list[str]:
    """Every half year in words, for the terminal."""
    found = []
    for at, day in enumerate(months.days):
        if day.month in (1, 7):
            (before, after), (one, other) = months.counts(at, CellState.COVERED), months.counted(at, "active")
            found.append(
                f"{day:%Y-%m}  {before} covered, then {after} ({after - before:+}); {one} projects active, then {other}"
            )
    return found
