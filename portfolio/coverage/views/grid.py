"""The first page, the grid of places or years with its downloads, and its cells. Every number comes from one report."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import Response, current_app, render_template, request, url_for

from portfolio.accounts.queries import find_previous_visit
from portfolio.core.geography import Place
from portfolio.core.people import Permission
from portfolio.core.terms import Axis, PlaceKind, Rows
from portfolio.coverage.caveats import describe_caveats, describe_totals
from portfolio.coverage.cells import describe_cell
from portfolio.coverage.cellwords import EXTRA_HEADINGS, MEANINGS, SHOWS, TOTAL_HEADINGS
from portfolio.coverage.export import coverage_json
from portfolio.coverage.gaplist import formula_of, nearby_words, note_words
from portfolio.coverage.heatmap import CLIFF_STEPS, LATER, build_rows, shown_extras
from portfolio.coverage.overview import SHOWN, build_overview
from portfolio.coverage.report import Report
from portfolio.coverage.trust import shown_trust
from portfolio.coverage.updates import Updates, load_updates
from portfolio.coverage.views.frame import blueprint, controls, report_for
from portfolio.coverage.workbook import coverage_workbook
from portfolio.coverage.years import Year, YearReport, build_year_rows, build_years, year_counts, year_query
from portfolio.coverage.years_export import years_json, years_workbook
from portfolio.extensions import db
from portfolio.history.queries import count_since
from portfolio.models.batch import ImportBatch
from portfolio.reference.demo import FILE_NAME as DEMO_FILE
from portfolio.web.access import actor, route
from portfolio.web.downloads import send_json, send_xlsx
from portfolio.web.filters import (
    MEASURES,
    Filter,
    parse_filter,
    parse_page,
)
from portfolio.web.pages import today

#: Stands in an address for the row of a cell.
ANY_ROW = "-row-"
#: Changes since somebody's last visit are counted up to this many.
MOST_COUNTED = 1_000


def _years_for(asked: Filter) -> YearReport:
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    return build_years(db.session, shelf, actor(), asked, today=today(), horizon_months=settings.horizon_months)


@route(blueprint, "/", Permission.read)
def overview() -> str:
    """The portfolio in numbers, what needs the reader's update, the worst gaps, the next cliffs."""
    report = report_for(Filter())
    visited = find_previous_visit(db.session(), actor().id)
    demo = sa.select(ImportBatch.id).where(ImportBatch.file_name == DEMO_FILE, ImportBatch.state == "applied").limit(1)
    return render_template(
        "coverage/overview.html",
        overview=build_overview(report),
        list_page=lambda at: at // current_app.config["SETTINGS"].page_rows + 1,
        **shown_trust(report),
        report=report,
        visited=visited,
        changes=None if visited is None else count_since(db.session(), actor(), visited, MOST_COUNTED),
        most_counted=MOST_COUNTED,
        shows_demo=db.session.scalar(demo) is not None,
        updates=_updates(),
        updates_url=lambda number: url_for("coverage.overview", page=number, _anchor="updates"),
    )


def _updates() -> Updates | None:
    """What needs the reader's update, for whoever may change projects."""
    if not actor().may(Permission.edit):
        return None
    number = parse_page(request.args.get("page"))
    return load_updates(db.session(), actor(), today(), number=number, size=SHOWN)


@route(blueprint, "/coverage", Permission.read)
def show() -> str:
    """The grid."""
    asked = parse_filter(request.args)
    if asked.by_year:
        return _show_years(_years_for(asked))
    report = report_for(asked)
    query = asked.query(measure="state", opened="")
    rows = build_rows(
        report,
        _cell_urls(query),
        lambda row: _row_url(report, row),
    )
    return render_template(
        "coverage/show.html",
        report=report,
        rows=rows,
        columns=[opening_heading(report, place, asked) for place in report.spread],
        strip=report.strip,
        cliff_steps=CLIFF_STEPS,
        later=LATER,
        extras=[EXTRA_HEADINGS[name] for name in shown_extras(report)],
        total_heading=TOTAL_HEADINGS[asked.measure],
        shows=SHOWS[asked.measure],
        switch=_switch(asked),
        meanings=MEANINGS,
        totals=describe_totals(report),
        caveats=describe_caveats(report),
        **shown_trust(report),
        **controls(report, asked),
    )


def _switch(asked: Filter) -> list[dict[str, Any]]:
    return [
        {"label": label, "url": url_for("coverage.show", **asked.query(measure=code)), "current": code == asked.measure}
        for code, label in MEASURES.items()
    ]


def _show_years(found: YearReport) -> str:
    """The grid by year; a cell leads to the grid's cell as of that day, or to the grid of all regions."""
    report, asked = found.report, found.report.asked

    def cell_url(row: str, year: Year) -> str:
        query = year_query(found, year)
        if found.is_everywhere:
            return url_for("coverage.show", **query)
        return url_for("coverage.cell", row=row, column=found.place.code, **query)

    return render_template(
        "coverage/years.html",
        found=found,
        rows=build_year_rows(found, cell_url, lambda row: _row_url(report, row)),
        columns=[
            {"title": str(year.number), "url": url_for("coverage.show", **year_query(found, year))}
            for year in found.years
        ],
        counts=year_counts(found),
        shows=SHOWS[asked.measure],
        switch=_switch(asked),
        meanings=MEANINGS,
        cliff_steps=CLIFF_STEPS,
        later=LATER,
        caveats=describe_caveats(report),
        **shown_trust(report),
        **{**controls(report, asked), "words": found.title()},
        report=report,
    )


@route(blueprint, "/coverage.xlsx", Permission.read)
def workbook() -> Response:
    """The report as a workbook."""
    asked, site_name = parse_filter(request.args), current_app.config["SETTINGS"].site_name
    if asked.by_year:
        found = _years_for(asked)
        return send_xlsx(years_workbook(found, site_name), f"coverage-years-{found.report.as_of.isoformat()}.xlsx")
    report = report_for(asked)
    name = f"coverage-{report.grid.axis.value}-{report.as_of.isoformat()}.xlsx"
    return send_xlsx(coverage_workbook(report, site_name), name)


@route(blueprint, "/coverage.json", Permission.read)
def data() -> Response:
    """The report as JSON."""
    asked = parse_filter(request.args)
    if asked.by_year:
        found = _years_for(asked)
        return send_json(years_json(found), f"coverage-years-{found.report.as_of.isoformat()}.json")
    report = report_for(asked)
    return send_json(coverage_json(report), f"coverage-{report.as_of.isoformat()}.json")


@route(blueprint, "/coverage/cell/<row>/<column>", Permission.read)
def cell(row: str, column: str) -> str:
    """One cell: why it has its state, its projects, its countries."""
    asked = parse_filter(request.args)
    report = report_for(asked)
    found = describe_cell(report, row, column)
    return render_template(
        "coverage/cell.html",
        report=report,
        asked=asked,
        cell=found,
        note=note_words(found.note),
        formula=formula_of(found.gap, report.as_of) if found.gap else "",
        nearby=nearby_words(report, found.gap) if found.gap else "",
    )


def _cell_urls(query: dict[str, Any]) -> Callable[[str, Place], str]:
    """The pages of cells, by row and place; those of a country are found on the axis of countries.

    The router makes one address of each column: a page has hundreds of cells, and each address costs it some time.
    """

    @cache
    def address(row: str, place: Place) -> str:
        inner = place.kind is PlaceKind.COUNTRY and query.get("columns") != Axis.COUNTRY.value and "within" not in query
        columns = {"columns": Axis.COUNTRY.value} if inner else {}
        return url_for("coverage.cell", row=row, column=place.code, **(query | columns))

    def of(row: str, place: Place) -> str:
        return (
            address(ANY_ROW, place).replace(ANY_ROW, row, 1) if row.isascii() and row.isalnum() else address(row, place)
        )

    return of


def _row_url(report: Report, row: str) -> str:
    if report.kind is Rows.OBJECTIVE:
        return url_for("objectives.show", framework=report.framework, number=row)
    if report.kind is Rows.PROGRAMME:
        return url_for("projects.show", project_id=row)
    return "" if report.kind is Rows.STRAND else url_for("organisations.show", organisation_id=row)


def opening_heading(report: Report, place: Place, asked: Filter) -> dict[str, Any]:
    """A column's heading; that of a group opens its countries in place, or closes them."""
    if place.kind is PlaceKind.COUNTRY:
        inner = report.grid.axis is not Axis.COUNTRY
        return {"title": place.title, "short": report.short(place), "inner": inner}
    opened = place in report.opened
    return {
        "title": place.title,
        "short": report.short(place),
        "url": url_for("coverage.show", **asked.query(opened=asked.toggled(place.code))),
        "toggle": f"open-{place.code}",
        "opened": opened,
    }
