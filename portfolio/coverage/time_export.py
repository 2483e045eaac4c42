"""The timeline and the map as JSON, csv and workbook: the same lines and countries as their pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.export import euro, heading_json
from portfolio.coverage.report import Report
from portfolio.coverage.tables import known_day, written
from portfolio.coverage.timeline import TimeLine
from portfolio.coverage.world import MapReport
from portfolio.web.sheets import Cents, Sheets

_DATES = ("planned_start", "planned_end", "actual_start", "actual_end")


def timeline_words(report: Report) -> list[tuple[str, str]]:
    """What narrows the lines, as (label, value) pairs; first the moment of the past that they are read from."""
    past = report.portfolio.recorded
    return [*([("As recorded", past.words)] if past else []), *report.narrowing()]


def timeline_json(lines: Sequence[TimeLine], report: Report) -> dict[str, Any]:
    """Lines of projects; dates as they were given, empty where none was."""
    past = report.portfolio.recorded
    return {
        "filter": report.asked.query(),
        "recorded": past.words if past else None,
        "lines": [
            {
                "group": line.group,
                "projects": [
                    {
                        "code": entry.life.code,
                        "title": entry.title,
                        "status": entry.status.value if entry.status else None,
                        "follows": _codes(line).get(entry.life.predecessor),
                        **{name: str(day) if (day := entry.given[name]) else None for name in _DATES},
                    }
                    for entry in line.entries
                ],
            }
            for line in lines
        ],
    }


def _codes(line: TimeLine) -> dict[int | None, str]:
    return {entry.life.id: entry.life.code for entry in line.entries}


def timeline_rows(lines: Sequence[TimeLine]) -> tuple[list[str], list[list[Any]]]:
    """Headings, and a row for each project; days are days, what is known by month or year alone is told as far."""
    headings = ["line", "group", "code", "title", "status", "follows", *_DATES]
    rows = [
        [
            number,
            line.group,
            entry.life.code,
            entry.title,
            entry.status.value if entry.status else "",
            _codes(line).get(entry.life.predecessor) or "",
            *(known_day(entry.given[name]) for name in _DATES),
        ]
        for number, line in enumerate(lines, start=1)
        for entry in line.entries
    ]
    return headings, rows


def timeline_csv(lines: Sequence[TimeLine]) -> str:
    """A line for each project."""
    headings, rows = timeline_rows(lines)
    return written(headings, ([part.isoformat() if isinstance(part, date) else part for part in row] for row in rows))


def timeline_workbook(lines: Sequence[TimeLine], report: Report, site_name: str) -> bytes:
    """The bytes of an xlsx workbook: Timeline, About this file."""
    sheets = Sheets("Timeline of projects")
    headings, rows = timeline_rows(lines)
    titles = [heading.replace("_", " ").capitalize() for heading in headings]
    sheet = sheets.sheet("Timeline", titles, [6, 30, 18, 60, 18, 18, 13, 13, 13, 13])
    count = sheets.rows(sheet, rows)
    sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)
    about = [("What", "Timeline of projects"), ("From", site_name), *timeline_words(report)]
    sheets.about([*about, ("Line", "Whoever follows another project has its number of line.")])
    return sheets.done()


def map_json(found: MapReport) -> dict[str, Any]:
    """The countries of the map."""
    headings, rows = map_rows(found)
    row = None if found.row is None else found.report.rows[found.row].code
    countries = [dict(zip(headings, one, strict=True)) for one in rows]
    return {**heading_json(found.report), "row": row, "countries": countries}


def map_rows(found: MapReport) -> tuple[list[str], list[list[Any]]]:
    """Headings, and a row for each country."""
    headings = ["country", "title", "region", "state", "active", "via_a_group", "budget_eur", "budgets_unknown"]
    return headings, [
        [
            one.place.code,
            one.place.title,
            one.region,
            one.state.value if one.state else None,
            one.direct,
            one.via,
            None if one.money_unsaid else euro(one.budget_eur_cents),
            one.budgets_unknown,
        ]
        for one in found.countries
    ]


def map_csv(found: MapReport) -> str:
    """A line for each country."""
    return written(*map_rows(found))


def map_workbook(found: MapReport, site_name: str) -> bytes:
    """The bytes of an xlsx workbook: Countries, About this file."""
    title = "Countries by active projects" if found.row is None else f"{found.report.rows[found.row].title} by country"
    sheets = Sheets(title)
    headings = ["Code", "Country", "Region", "State", "Active projects", "Via a group", "Money, EUR", "Budgets unknown"]
    sheet = sheets.sheet("Countries", headings, [8, 30, 30, 16, 14, 12, 18, 10])
    rows = [
        [
            one.place.code,
            one.place.title,
            one.region,
            one.state.label if one.state else None,
            one.direct,
            one.via,
            None if one.money_unsaid else Cents(one.budget_eur_cents),
            one.budgets_unknown,
        ]
        for one in found.countries
    ]
    sheet.autofilter(0, 0, max(sheets.rows(sheet, rows), 1), len(headings) - 1)
    about = [("What", title), ("From", site_name), *found.report.filter_words()]
    sheets.about([*about, *(("Caveat", sentence) for sentence in describe_caveats(found.report))])
    return sheets.done()
