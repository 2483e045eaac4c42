"""Pages of scenarios side by side, on the blueprint of scenarios: up to four beside today's portfolio."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.planning.scenarios.queries import list_scenarios
from portfolio.planning.scenarios.sandbox import build_trial, load_sandbox, scenario_filter
from portfolio.planning.scenarios.sidebyside import MOST, SideBySide, side_workbook, sides_json
from portfolio.planning.views.scenario_parts import choices_of
from portfolio.planning.views.scenarios import blueprint, load
from portfolio.web.access import actor, route
from portfolio.web.downloads import send_json, send_xlsx
from portfolio.web.filters import NOTHING_NARROWED, parse_filter, parse_page
from portfolio.web.pages import today
from portfolio.web.paging import Page


def _side_by_side() -> SideBySide:
    ids = list(filter(None, request.args.getlist("id")))
    if len(ids) > MOST:
        raise Refused(f"At most {MOST} scenarios fit side by side.", "Choose fewer.")
    numbers = [int(one) for one in ids if one.isascii() and one.isdigit() and len(one) < 12]
    if len(numbers) != len(ids):
        raise Refused("A scenario's number is a whole number.", "Choose scenarios from the list.")
    scenarios = [load(number) for number in dict.fromkeys(numbers)]
    # All are looked at from one day, or their figures could not be compared: the first one's, unless the address says.
    asked = parse_filter(request.args)
    if scenarios:
        asked = scenario_filter(scenarios[0], asked)
    trials = [
        build_trial(
            db.session(),
            current_app.extensions["shelf"],
            actor(),
            load_sandbox(db.session(), actor(), scenario),
            asked,
            today=today(),
            horizon_months=current_app.config["SETTINGS"].horizon_months,
            own_day=False,
        )
        for scenario in scenarios
    ]
    return SideBySide(tuple(trials))


@route(blueprint, "/scenarios/compare", Permission.read)
def compare() -> str:
    """Up to four scenarios beside today's portfolio: key figures, and every cell that any of them changes."""
    sides = _side_by_side()
    lines = sides.cells
    page = Page.of(lines, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    own = parse_filter(request.args)
    asked: dict[str, Any] = {**own.query(), "id": list(filter(None, request.args.getlist("id")))}
    return render_template(
        "scenarios/compare.html",
        sides=sides,
        page=page,
        page_url=lambda number: url_for("scenarios.compare", **{**asked, "page": number}),
        query=asked,
        unnarrowed=url_for("scenarios.compare", **{**own.query(**NOTHING_NARROWED), "id": asked["id"]}),
        offered=list_scenarios(db.session(), actor()),
        most=MOST,
        chosen=[trial.scenario.id for trial in sides.trials],
        **(choices_of(sides.before) if sides.trials else {}),
    )


@route(blueprint, "/scenarios/compare.xlsx", Permission.read)
def compare_workbook() -> Response:
    """The same as a workbook."""
    sides = _side_by_side()
    return send_xlsx(side_workbook(sides, current_app.config["SETTINGS"].site_name), "scenarios.xlsx")


@route(blueprint, "/scenarios/compare.json", Permission.read)
def compare_data() -> Response:
    """The same as JSON."""
    return send_json(sides_json(_side_by_side()), "scenarios.json")
