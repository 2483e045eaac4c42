"""Pages of coverage over time and over the world, on the blueprint of the room: the timeline and the map."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.periods import Window
from portfolio.core.terms import Status, Strand
from portfolio.core.text import clean
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cliffs import STACKED
from portfolio.coverage.gantt import draw
from portfolio.coverage.report import Report
from portfolio.coverage.time_export import (
    map_csv,
    map_json,
    map_workbook,
    timeline_csv,
    timeline_json,
    timeline_words,
    timeline_workbook,
)
from portfolio.coverage.timeline import GROUPS, TimeLine, activity_at, activity_words, load_timeline, parse_group
from portfolio.coverage.trust import shown_trust
from portfolio.coverage.views.frame import SLIDES, blueprint, controls, report_for, slid
from portfolio.coverage.world import STEPS, MapReport, build_map, map_filter, world
from portfolio.extensions import db
from portfolio.projects.lists import filter_choices
from portfolio.web.access import actor, route
from portfolio.web.display import day
from portfolio.web.downloads import send, send_json, send_xlsx
from portfolio.web.filters import parse_filter, parse_page
from portfolio.web.paging import Page


@route(blueprint, "/timeline", Permission.read)
def timeline() -> str:
    """The filtered projects as bars over the years, a lineage in one line."""
    asked, group = parse_filter(request.args), parse_group(request.args.get("group"))
    report = report_for(asked)
    lines, window = load_timeline(db.session, actor(), report, group), Window(report.as_of, report.horizon_months)
    page = Page.of(lines, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    kept = asked.query() | ({"group": group} if group else {})
    narrowed = timeline_words(report)
    on, activities = window.as_of, activity_at(lines, window)
    return render_template(
        "coverage/timeline.html",
        asked=asked,
        group=group,
        groups=list(GROUPS.items()),
        slides=[(label, slid(lambda moved: _timeline_at(kept, moved), on, months)) for months, label in SLIDES],
        at_today=_timeline_at(kept, None) if asked.as_of else "",
        activities=activities,
        activity_words=activity_words(activities.values()),
        folded="; ".join([f"as of {day(on)}", *(f"{name.lower()} {word}" for name, word in narrowed)]),
        narrowed=narrowed,
        page=page,
        page_url=lambda number: url_for("coverage.timeline", page=number, **kept),
        kept=kept,
        drawing=draw(page.items, on, f"No {group}"),
        on=on,
        caveats=describe_caveats(report),
        **shown_trust(report),
        projects=sum(len(line.entries) for line in lines),
        named=lambda names: [(name, name) for name in names],
        strands=Strand.choices(),
        statuses=Status.choices(),
        **filter_choices(db.session, actor()),
    )


def _timeline_at(kept: dict[str, Any], moment: date | None) -> str:
    query = {name: value for name, value in kept.items() if name != "as-of"}
    return url_for("coverage.timeline", **query | ({"as-of": moment.isoformat()} if moment else {}))


def _lines() -> tuple[tuple[TimeLine, ...], Report, str]:
    group, report = parse_group(request.args.get("group")), report_for(parse_filter(request.args))
    lines = load_timeline(db.session, actor(), report, group)
    return lines, report, f"timeline-{report.as_of.isoformat()}"


@route(blueprint, "/timeline.xlsx", Permission.read)
def timeline_book() -> Response:
    """The timeline as a workbook."""
    lines, report, name = _lines()
    return send_xlsx(timeline_workbook(lines, report, current_app.config["SETTINGS"].site_name), f"{name}.xlsx")


@route(blueprint, "/timeline.csv", Permission.read)
def timeline_lines() -> Response:
    """The timeline as csv."""
    lines, _, name = _lines()
    return send(timeline_csv(lines), f"{name}.csv", "text/csv")


@route(blueprint, "/timeline.json", Permission.read)
def timeline_data() -> Response:
    """The timeline as JSON."""
    lines, report, name = _lines()
    return send_json(timeline_json(lines, report), f"{name}.json")


def _map() -> tuple[MapReport, str]:
    report = report_for(map_filter(parse_filter(request.args)))
    chosen = clean(request.args.get("row", ""), lines=False)
    return build_map(report, chosen), f"map-{report.as_of.isoformat()}"


@route(blueprint, "/map.xlsx", Permission.read)
def map_book() -> Response:
    """The map's countries as a workbook."""
    found, name = _map()
    return send_xlsx(map_workbook(found, current_app.config["SETTINGS"].site_name), f"{name}.xlsx")


@route(blueprint, "/map.csv", Permission.read)
def map_lines() -> Response:
    """The map's countries as csv."""
    found, name = _map()
    return send(map_csv(found), f"{name}.csv", "text/csv")


@route(blueprint, "/map.json", Permission.read)
def map_data() -> Response:
    """The map's countries as JSON."""
    found, name = _map()
    return send_json(map_json(found), f"{name}.json")


@route(blueprint, "/map", Permission.read, endpoint="map")
def world_map() -> str:
    """Countries shaded by their active projects, or by the state of one objective."""
    found, _ = _map()
    report, chosen = found.report, clean(request.args.get("row", ""), lines=False)
    return render_template(
        "coverage/map.html",
        map=found,
        kept=report.asked.query() | ({"row": chosen} if chosen else {}),
        report=report,
        world=world(),
        steps=STEPS,
        stacked=STACKED,
        chosen_row=chosen,
        rows_offered=[(row.code, f"{row.number} {row.title}") for row in report.rows],
        caveats=describe_caveats(report),
        **shown_trust(report),
        **controls(report, report.asked),
    )
