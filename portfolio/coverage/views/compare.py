"""Two days or two filters side by side, as a page and its downloads."""

from __future__ import annotations

from flask import Response, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.coverage.caveats import describe_caveats
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
from portfolio.coverage.trust import shown_trust
from portfolio.coverage.views.frame import blueprint, controls, report_for
from portfolio.errors import Refused
from portfolio.web.access import route
from portfolio.web.downloads import send_json, send_xlsx
from portfolio.web.filters import parse_page
from portfolio.web.pages import today
from portfolio.web.paging import Page


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
        **shown_trust(comparison.after),
        **{**controls(comparison.before, asked), "words": said(comparison)},
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
