"""A cliff report as JSON, csv and workbook: the months, and the cells that lose their last strong project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from portfolio.core.cliffs import Loss
from portfolio.core.terms import CellState
from portfolio.coverage.budgets import UNKNOWN_MONEY
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cliffs import STACKED, CliffReport
from portfolio.coverage.export import euro, heading_json
from portfolio.coverage.tables import written
from portfolio.web.sheets import Cents, Sheets

#: What each month counts, beside its states.
COUNTED = ("active", "coming", "starting", "ending")


def cliffs_json(cliffs: CliffReport) -> dict[str, Any]:
    """The months with their states, projects and money, and the losses, soonest first."""
    course = cliffs.course
    return {
        **heading_json(cliffs.report),
        **cliffs.asked.query(),
        "months": [
            {
                "month": f"{day:%Y-%m}",
                "states": {term.value: int(cliffs.counts[term.number, at]) for term in CellState},
                **{name: int(getattr(course, name)[at]) for name in COUNTED},
                "running_eur": euro(int(course.running_eur_cents[at])),
                "pipeline_eur": euro(int(course.pipeline_eur_cents[at])),
            }
            for at, day in enumerate(cliffs.days)
        ],
        "not_spread_eur": euro(course.not_spread_eur_cents),
        "losses": [_loss(cliffs, loss) for loss in cliffs.losses],
        "caveats": asdict(cliffs.report.grid.caveats),
    }


def _loss(cliffs: CliffReport, loss: Loss) -> dict[str, Any]:
    grid = cliffs.report.grid
    return {
        "row": cliffs.report.rows[loss.row].code,
        "column": grid.columns[loss.column].code,
        "on": loss.on.isoformat(),
        "within_months": cliffs.within(loss),
        "projects": [grid.facts.codes[project] for project in loss.projects],
        "budget_eur": euro(loss.budget_eur_cents),
        "without_budget": loss.without_budget,
        "then": loss.then.value,
    }


def months_csv(cliffs: CliffReport) -> str:
    """A line for each month."""
    months = cliffs_json(cliffs)["months"]
    states = [term.value for term in CellState]
    names = (*COUNTED, "running_eur", "pipeline_eur")
    return written(
        ["month", *states, *names],
        (
            [month["month"], *(month["states"][state] for state in states), *(month[n] for n in names)]
            for month in months
        ),
    )


def losses_csv(cliffs: CliffReport) -> str:
    """A line for each cell that loses its last strong project, soonest first."""
    names = ("row", "column", "on", "within_months", "budget_eur", "without_budget", "then")
    losses = cliffs_json(cliffs)["losses"]
    return written([*names, "projects"], ([loss[n] for n in names] + ["; ".join(loss["projects"])] for loss in losses))


def cliffs_workbook(cliffs: CliffReport, site_name: str) -> bytes:
    """The bytes of an xlsx workbook: Months with a chart, Cells that lose, About this file."""
    sheets = Sheets(f"{cliffs.report.title()}, month by month")
    _months_sheet(sheets, cliffs)
    _losses_sheet(sheets, cliffs)
    report = cliffs.report
    lines = [("What", f"{report.title()}, month by month"), ("From", site_name)]
    lines += report.filter_words() + cliffs.words()
    lines += [("Caveat", sentence) for sentence in describe_caveats(report)]
    lines += [(label, sentence) for label, sentence in RULES]
    sheets.about(lines)
    return sheets.done()


#: How the numbers are made, for the page and for the sheet about the file.
RULES = (
    ("States", "Each month shows the states of its first day, exactly those of the grid as of that day."),
    ("Money", "A budget is spread evenly over its days; one without a start or an end is in no month."),
    ("Losing cells", "Strong projects are active, all end inside 24 months, and no strong one follows within 90 days."),
)


def _months_sheet(sheets: Sheets, cliffs: CliffReport) -> None:
    course = cliffs.course
    headings = ["Month", *(term.label for term in STACKED), "Not applicable"]
    headings += ["Active", "Coming", "Starting", "Ending", "Running, EUR", "Pipeline, EUR"]
    sheet = sheets.sheet("Months", headings, [12, *(11 for _ in headings[1:-2]), 18, 18])
    terms = [*STACKED, CellState.NOT_APPLICABLE]

    def rows() -> Iterator[list[Any]]:
        for at, day in enumerate(cliffs.days):
            counts = [int(cliffs.counts[term.number, at]) for term in terms]
            counts += [int(getattr(course, name)[at]) for name in COUNTED]
            yield [day, *counts, Cents(course.running_eur_cents[at]), Cents(course.pipeline_eur_cents[at])]

    last = sheets.rows(sheet, rows())
    chart = sheets.book.add_chart({"type": "column", "subtype": "stacked"})
    for column, term in enumerate(STACKED, start=1):
        chart.add_series(
            {
                "name": ["Months", 0, column],
                "categories": ["Months", 1, 0, last, 0],
                "values": ["Months", 1, column, last, column],
                "fill": {"color": CHART_COLOURS[term]},
                "gap": 10,
            }
        )
    chart.set_title({"name": "Cells by state, on the first day of each month"})
    chart.set_x_axis({"date_axis": True, "num_format": "yyyy", "major_unit": 1, "major_unit_type": "years"})
    chart.set_size({"width": 1100, "height": 420})
    sheet.insert_chart(1, len(headings) + 1, chart, {"description": "Cells by state in each month"})


#: A fill for each state in the workbook's chart, from dark to light as cover grows thin.
CHART_COLOURS = {
    CellState.COVERED: "#1D6B6A",
    CellState.ENDING: "#E0A030",
    CellState.THIN: "#A9CFC9",
    CellState.PLANNED: "#9DB4E8",
    CellState.LAPSED: "#C98AA3",
    CellState.UNKNOWN: "#B9A8DC",
    CellState.NEVER: "#F0C9B0",
}


def _losses_sheet(sheets: Sheets, cliffs: CliffReport) -> None:
    grid = cliffs.report.grid
    headings = [
        "On",
        "Within months",
        "No",
        "Objective",
        "Where",
        "Strong projects",
        "Ending, EUR",
        "Without a budget",
        "Then",
    ]
    sheet = sheets.sheet("Cells that lose", headings, [12, 9, 5, 44, 26, 60, 18, 10, 12])

    def rows() -> Iterator[list[Any]]:
        for loss in cliffs.losses:
            row = cliffs.report.rows[loss.row]
            titles = "; ".join(grid.facts.titles[project] for project in loss.projects)
            place = grid.columns[loss.column].title
            money = Cents(loss.budget_eur_cents) if loss.money_known else UNKNOWN_MONEY
            yield [
                loss.on,
                cliffs.within(loss),
                row.number,
                row.title,
                place,
                titles,
                money,
                loss.without_budget,
                loss.then.label,
            ]

    count = sheets.rows(sheet, rows())
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)
