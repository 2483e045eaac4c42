"""The page of need against supply, on the blueprint of needs, with its downloads."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.terms import Axis, Strand
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.report import build_report
from portfolio.coverage.trust import shown_trust
from portfolio.extensions import db
from portfolio.planning.supply import (
    MEASURES,
    POINTS,
    RULE,
    SupplyReport,
    build_scatter,
    parse_asked,
    supply_csv,
    supply_json,
    supply_workbook,
)
from portfolio.planning.views.needs import blueprint
from portfolio.projects.lists import filter_choices
from portfolio.web.access import actor, route
from portfolio.web.downloads import send, send_json, send_xlsx
from portfolio.web.filters import parse_filter, parse_page
from portfolio.web.pages import today
from portfolio.web.paging import Page


def _supply() -> SupplyReport:
    asked = replace(parse_filter(request.args), columns=Axis.COUNTRY.value, opened="")
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    report = build_report(db.session, shelf, actor(), asked, today=today(), horizon_months=settings.horizon_months)
    return SupplyReport(report, parse_asked(request.args))


@route(blueprint, "/needs/supply", Permission.read)
def supply() -> str:
    """Need against supply: the drawing, the shortages, by region and by organisation."""
    found = _supply()
    report = found.report
    query = report.asked.query() | found.asked.query()
    page = Page.of(found.shortages, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    return render_template(
        "needs/supply.html",
        found=found,
        report=report,
        asked=report.asked,
        query=query,
        scatter=build_scatter(found),
        rule=RULE,
        measures=list(MEASURES.items()),
        points=list(POINTS.items()),
        frameworks=[(code, title) for code, (title, _) in report.portfolio.frameworks.items()],
        regions_offered=[(place.code, place.title) for place in report.grid.geography.columns(Axis.REGION)],
        strands=Strand.choices(),
        funders=filter_choices(db.session, actor())["funders"],
        page=page,
        page_url=lambda number: url_for("needs.supply", page=number, **query),
        caveats=describe_caveats(report),
        **shown_trust(report),
    )


@route(blueprint, "/needs/supply.xlsx", Permission.read)
def supply_book() -> Response:
    """Need against supply as a workbook."""
    found = _supply()
    name = f"need-supply-{found.report.as_of.isoformat()}.xlsx"
    return send_xlsx(supply_workbook(found, current_app.config["SETTINGS"].site_name), name)


@route(blueprint, "/needs/supply.json", Permission.read)
def supply_data() -> Response:
    """Need against supply as JSON."""
    found = _supply()
    return send_json(supply_json(found), f"need-supply-{found.report.as_of.isoformat()}.json")


@route(blueprint, "/needs/supply.csv", Permission.read)
def supply_lines() -> Response:
    """The shortages as csv."""
    found = _supply()
    return send(supply_csv(found), f"need-supply-{found.report.as_of.isoformat()}.csv", "text/csv")
