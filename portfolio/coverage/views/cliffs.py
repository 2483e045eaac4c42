"""The page of cliffs, on the blueprint of the room: month by month, with its downloads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Response, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cellwords import MEANINGS
from portfolio.coverage.cliffs import STACKED, CliffReport, build_cliffs, parse_asked, state_filter
from portfolio.coverage.cliffs_chart import money_chart, states_chart
from portfolio.coverage.cliffs_export import RULES, cliffs_json, cliffs_workbook
from portfolio.coverage.heatmap import build_rows
from portfolio.coverage.trust import shown_trust
from portfolio.coverage.views.frame import SLIDES, blueprint, column_heading, controls, report_for, slid
from portfolio.web.access import route
from portfolio.web.downloads import send_json, send_xlsx
from portfolio.web.filters import parse_filter
from portfolio.web.pages import today


@route(blueprint, "/cliffs", Permission.read)
def cliffs() -> str:
    """Month by month: what is covered, what ends, what runs; the grid at the chosen day; which cells lose."""
    found = _cliffs()
    report = found.report
    query = report.asked.query()
    rows = build_rows(
        report,
        lambda row, place: url_for("coverage.cell", row=row, column=place.code, **query),
        lambda row: url_for("coverage.cliffs", **found.query() | {"row": row}),
    )
    return render_template(
        "coverage/cliffs.html",
        cliffs=found,
        report=report,
        states=states_chart(found, lambda moment: _at(found, moment)),
        money=money_chart(found, lambda moment: _at(found, moment)),
        stacked=STACKED,
        switch=[
            {
                "label": label,
                "url": url_for("coverage.cliffs", **report.asked.query() | asked.query()),
                "current": asked == found.asked,
            }
            for label, asked in (
                ("Cells with projects", replace(found.asked, everything=False)),
                ("All cells", replace(found.asked, everything=True)),
            )
        ],
        slides=[(label, slid(lambda moved: _at(found, moved), report.as_of, months)) for months, label in SLIDES],
        at_today=url_for("coverage.cliffs", **found.query(as_of=None)) if report.asked.as_of else "",
        rows=rows,
        columns=[column_heading(report, place, report.asked) for place in report.columns],
        meanings=MEANINGS,
        rules=RULES,
        rows_offered=[(row.code, f"{row.number} {row.title}") for row in report.rows],
        columns_offered=[(place.code, place.title) for place in report.columns],
        caveats=describe_caveats(report),
        **shown_trust(report),
        **controls(report, report.asked),
    )


@route(blueprint, "/cliffs.xlsx", Permission.read)
def cliff_workbook() -> Response:
    """The cliff report as a workbook."""
    found = _cliffs()
    name = f"cliffs-{found.report.as_of.isoformat()}.xlsx"
    return send_xlsx(cliffs_workbook(found, current_app.config["SETTINGS"].site_name), name)


@route(blueprint, "/cliffs.json", Permission.read)
def cliff_data() -> Response:
    """The cliff report as JSON."""
    found = _cliffs()
    return send_json(cliffs_json(found), f"cliffs-{found.report.as_of.isoformat()}.json")


def _cliffs() -> CliffReport:
    asked = state_filter(parse_filter(request.args))
    return build_cliffs(report_for(asked), parse_asked(request.args), today=today())


def _at(cliffs: CliffReport, moment: date) -> str:
    return url_for("coverage.cliffs", **cliffs.query(as_of=moment))
