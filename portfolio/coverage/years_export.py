"""A report by year as JSON, csv and workbook: the same cells as the page, each with its year and day."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cellwords import cell_text
from portfolio.coverage.export import cell_json, heading_json
from portfolio.coverage.tables import CELL_HEADINGS, cell_values, written
from portfolio.coverage.workbook import grid_cell
from portfolio.coverage.years import YearReport
from portfolio.web.filters import BY_YEAR, MEASURES
from portfolio.web.sheets import Sheets


def years_json(found: YearReport) -> dict[str, Any]:
    """The whole report: rows, years with their days, a cell for each row and year, caveats."""
    report = found.report
    return {
        **heading_json(report),
        "columns_kind": BY_YEAR,
        "place": {"kind": found.place.kind.value, "code": found.place.code, "title": found.place.title},
        "rule": found.rule(),
        "rows": [{"code": row.code, "title": row.title} for row in report.rows],
        "columns": [
            {"code": str(year.number), "title": str(year.number), "as_of": year.report.as_of.isoformat()}
            for year in found.years
        ],
        "cells": [
            {**cell_json(year.report, cell), "column": str(year.number)}
            for line in found.lines
            for year, cell in zip(found.years, line, strict=True)
        ],
        "caveats": asdict(report.grid.caveats),
    }


def years_csv(found: YearReport) -> str:
    """A line for each objective and year."""
    data = years_json(found)
    titles = {row["code"]: row["title"] for row in data["rows"]}
    days = {column["code"]: column["as_of"] for column in data["columns"]}
    return written(
        ["objective", "title", "year", "as_of", "place", *CELL_HEADINGS],
        (
            [
                *(cell["row"], titles[cell["row"]], cell["column"], days[cell["column"]], found.place.title),
                *cell_values(cell),
            ]
            for cell in data["cells"]
        ),
    )


def years_workbook(found: YearReport, site_name: str) -> bytes:
    """The bytes of an xlsx workbook: Years, About this file."""
    sheets, report = Sheets(found.title()), found.report
    headings = ["No", report.kind.label, *(str(year.number) for year in found.years)]
    sheet = sheets.sheet("Years", headings, [5, 44, *(16 for _ in found.years)])
    sheet.freeze_panes(1, 2)
    for line, (row, cells) in enumerate(zip(report.rows, found.lines, strict=True), start=1):
        sheets.cell(sheet, line, 0, row.number)
        sheets.cell(sheet, line, 1, row.title)
        for offset, (year, cell) in enumerate(zip(found.years, cells, strict=True), start=2):
            grid_cell(sheets, sheet, line, offset, (year.report, cell), report.asked.measure, "")
    about = [("What", found.title()), ("From", site_name), *found.filter_words()]
    about += [("Shown", MEASURES[report.asked.measure]), ("Years", found.rule())]
    sheets.about([*about, *(("Caveat", sentence) for sentence in describe_caveats(report))])
    return sheets.done()


def years_table(found: YearReport) -> str:
    """The report for a terminal."""
    lines = [found.title(), found.rule(), ""]
    for row, cells in zip(found.report.rows, found.lines, strict=True):
        lines.append(f"{row.number:>2} {row.title}")
        lines += [
            f"     {year.number} {cell_text(cell):40} {cell.projects:>4} projects  {year.report.budgets.of(cell):>32}"
            for year, cell in zip(found.years, cells, strict=True)
        ]
    return "\n".join([*lines, "", *describe_caveats(found.report)])
