"""Pages of coverage: overview, grid, cell, gap list, and their downloads. Every number comes from one report."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, current_app, render_template, request, url_for

from portfolio.accounts.queries import find_previous_visit
from portfolio.core.geography import Place
from portfolio.core.people import Permission
from portfolio.core.terms import Axis, PlaceKind, Rows, Scope, Status, Strand
from portfolio.coverage.cells import describe_cell
from portfolio.coverage.compare import (
    SIGNS,
    TONES,
    Comparison,
    build_pairs,
    comparison_json,
    comparison_workbook,
    parse_sides,
    said,
    title_of,
    total_lines,
)
from portfolio.coverage.export import coverage_json, gaps_json
from portfolio.coverage.facts import Shelf, offered_choices
from portfolio.coverage.gaplist import build_list, formula_of, nearby_words, note_words, people_of
from portfolio.coverage.heatmap import (
    CLIFF_STEPS,
    EXTRA_HEADINGS,
    FORMULA,
    LATER,
    MEANINGS,
    SHOWS,
    TOTAL_HEADINGS,
    build_rows,
    describe_caveats,
    describe_totals,
    shown_extras,
)
from portfolio.coverage.overview import build_overview
from portfolio.coverage.report import Report, build_report
from portfolio.coverage.trust import build_panel, percent
from portfolio.coverage.warm import ColumnsFile
from portfolio.coverage.workbook import coverage_workbook
from portfolio.coverage.years import Year, YearReport, build_year_rows, build_years, year_counts, year_query
from portfolio.coverage.years_export import years_json, years_workbook
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.queries import count_since
from portfolio.models.batch import ImportBatch
from portfolio.reference.demo import FILE_NAME as DEMO_FILE
from portfolio.web.access import actor, route
from portfolio.web.display import day
from portfolio.web.downloads import send_json, send_xlsx
from portfolio.web.filters import (
    COLUMNS,
    GAP_GROUPS,
    GAP_NEEDS,
    GAP_NOTES,
    GAP_SORTS,
    GAP_STATES,
    MEASURES,
    Filter,
    parse_filter,
    parse_page,
)
from portfolio.web.pages import today
from portfolio.web.paging import Page

blueprint = Blueprint("coverage", __name__)

#: Changes since somebody's last visit are counted up to this many.
MOST_COUNTED = 1_000
#: Stands in an address for the row of a cell.
ANY_ROW = "-row-"


@blueprint.record_once
def _make_shelf(state: Any) -> None:
    state.app.extensions["shelf"] = Shelf(ColumnsFile(state.app.config["SETTINGS"].instance))


def report_for(asked: Filter) -> Report:
    """The report of this request's person."""
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    return build_report(db.session, shelf, actor(), asked, today=today(), horizon_months=settings.horizon_months)


def _years_for(asked: Filter) -> YearReport:
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    return build_years(db.session, shelf, actor(), asked, today=today(), horizon_months=settings.horizon_months)


@route(blueprint, "/", Permission.read)
def overview() -> str:
    """The portfolio in numbers, the worst gaps, the next cliffs."""
    report = report_for(Filter())
    visited = find_previous_visit(db.session(), actor().id)
    demo = sa.select(ImportBatch.id).where(ImportBatch.file_name == DEMO_FILE, ImportBatch.state == "applied").limit(1)
    return render_template(
        "coverage/overview.html",
        overview=build_overview(report),
        list_page=lambda at: at // current_app.config["SETTINGS"].page_rows + 1,
        **trust(report),
        report=report,
        visited=visited,
        changes=None if visited is None else count_since(db.session(), actor(), visited, MOST_COUNTED),
        most_counted=MOST_COUNTED,
        shows_demo=db.session.scalar(demo) is not None,
    )


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


def _compared() -> Comparison:
    sides = parse_sides(request.args, today())
    comparison = Comparison(sides, report_for(sides.first), report_for(sides.second))
    try:
        comparison.lines  # noqa: B018
    except ValueError:
        raise Refused(
            "Objectives or places came or went between the two moments, so their cells are not the same.",
            "Look at each grid by itself, or at what changed since.",
        ) from None
    return comparison


@route(blueprint, "/coverage/compare", Permission.read)
def compare() -> str:
    """Two days, or two filters, side by side: what is gained, lost, ending."""
    comparison = _compared()
    asked, second = comparison.sides.first, comparison.sides.second.query()
    size = current_app.config["SETTINGS"].page_rows
    shown = [pair.before.place for pair in comparison.lines[0]] if comparison.lines else []
    return render_template(
        "coverage/compare.html",
        comparison=comparison,
        titles=(title_of(comparison.before), title_of(comparison.after)),
        rows=build_pairs(comparison, lambda row, column: url_for("coverage.cell", row=row, column=column, **second)),
        columns=[{"title": place.title, "short": comparison.before.short(place)} for place in shown],
        totals=total_lines(comparison),
        differences=comparison.differences,
        signs=SIGNS,
        tones=TONES,
        page=Page.of(comparison.changed, parse_page(request.args.get("page")), size),
        page_url=lambda number: url_for("coverage.compare", page=number, **comparison.sides.query()),
        caveats=describe_caveats(comparison.after),
        **{**controls(comparison.before, asked), **trust(comparison.after), "words": said(comparison)},
    )


@route(blueprint, "/coverage/compare.xlsx", Permission.read)
def compare_workbook() -> Response:
    """The comparison as a workbook."""
    comparison = _compared()
    name = f"coverage-{comparison.before.as_of.isoformat()}-{comparison.after.as_of.isoformat()}.xlsx"
    return send_xlsx(comparison_workbook(comparison, current_app.config["SETTINGS"].site_name), name)


@route(blueprint, "/coverage/compare.json", Permission.read)
def compare_data() -> Response:
    """The comparison as JSON."""
    comparison = _compared()
    name = f"coverage-{comparison.before.as_of.isoformat()}-{comparison.after.as_of.isoformat()}.json"
    return send_json(comparison_json(comparison), name)


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


@route(blueprint, "/gaps", Permission.read)
def gaps() -> str:
    """Every gap and cell at risk, highest priority first."""
    asked = parse_filter(request.args)
    report = report_for(asked)
    listed = build_list(report)
    size = current_app.config["SETTINGS"].page_rows
    page = Page.of(listed.lines, parse_page(request.args.get("page")), size)

    def page_url(number: int) -> str:
        return url_for("coverage.gaps", page=number, **asked.query())

    return render_template(
        "coverage/gaps.html",
        report=report,
        listed=listed,
        page=page,
        runs=[(key, list(lines)) for key, lines in groupby(page.items, key=lambda line: line.group)],
        page_url=page_url,
        group_url=lambda group: f"{page_url(group.at // size + 1)}#in-{group.key}",
        formula=FORMULA,
        formula_of=formula_of,
        nearby_words=nearby_words,
        note_words=note_words,
        caveats=describe_caveats(report),
        **_gap_controls(report),
        **controls(report, asked),
    )


def _gap_controls(report: Report) -> dict[str, Any]:
    choices = {
        "gap_states": GAP_STATES,
        "gap_needs": GAP_NEEDS,
        "gap_notes": GAP_NOTES,
        "gap_groups": {**GAP_GROUPS, "objective": report.kind.label},
        "gap_sorts": GAP_SORTS,
    }
    return {**{name: list(codes.items()) for name, codes in choices.items()}, "gap_people": people_of(report)}


@route(blueprint, "/gaps.json", Permission.read)
def gap_data() -> Response:
    """The gap list as JSON."""
    report = report_for(parse_filter(request.args))
    return send_json(gaps_json(report), f"gaps-{report.as_of.isoformat()}.json")


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


def column_heading(report: Report, place: Place, asked: Filter) -> dict[str, Any]:
    """A column's heading; that of a group leads to its countries."""
    opens = place.kind is not PlaceKind.COUNTRY
    url = url_for("coverage.show", **asked.query(within=place.code)) if opens else ""
    return {"title": place.title, "short": report.short(place), "url": url}


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


#: What a grid can be opened into; a grid by year is of a country too.
_GROUPS = ((PlaceKind.REGION, Axis.REGION), (PlaceKind.ORGANISATION, Axis.ORGANISATION))
_COUNTRIES = ((PlaceKind.COUNTRY, Axis.COUNTRY),)


def folded(report: Report, asked: Filter) -> str:
    """What is asked for, in a line: what a folded filter bar shows."""
    words = dict(report.filter_words() + asked.gap_words())
    columns = words.pop("Countries of", "") or COLUMNS[asked.columns].lower()
    usual = {"Horizon": f"{current_app.config['SETTINGS'].horizon_months} months", "Money": Scope.CURRENT.label}
    shown = [f"{name.lower()} {word}" for name, word in words.items() if usual.get(name) != word and name != "As of"]
    return "; ".join([f"{columns}, as of {day(report.as_of)}", *shown])


def trust(report: Report) -> dict[str, Any]:
    """What the trust panel of a report shows."""
    return {"panel": build_panel(report), "percent": percent}


def controls(report: Report, asked: Filter) -> dict[str, Any]:
    """What the filter bar offers, and what is read out when it has changed the report."""
    portfolio = report.portfolio
    geography = portfolio.geography
    return {
        **trust(report),
        "asked": asked,
        "folded": folded(report, asked),
        "words": f"{len(report.grid.facts)} projects, {report.listed} gaps and cells at risk",
        "named": lambda names: [(name, name) for name in names],
        "axes": Axis.choices(),
        "column_kinds": list(COLUMNS.items()),
        "row_kinds": Rows.choices(),
        "scopes": Scope.choices(),
        "strands": Strand.choices(),
        "statuses": Status.choices(),
        "frameworks": [(code, title) for code, (title, _) in portfolio.frameworks.items()],
        "groups": [
            (kind.label, [(place.code, place.title) for place in geography.columns(axis)])
            for kind, axis in _GROUPS + (_COUNTRIES if asked.by_year else ())
        ],
        **offered_choices(db.session, portfolio, actor()),
    }
