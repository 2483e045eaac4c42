"""Pages of coverage over time, on the blueprint of the room: the cliffs with their downloads, the timeline, the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.periods import FIRST_REPORT_DAY, LAST_REPORT_DAY, Window, add_months
from portfolio.core.terms import Status, Strand
from portfolio.core.text import clean
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.charts import Columns, stacked
from portfolio.coverage.cliffs import STACKED, CliffReport, build_cliffs, parse_asked, state_filter
from portfolio.coverage.cliffs_export import RULES, cliffs_json, cliffs_workbook
from portfolio.coverage.gantt import draw
from portfolio.coverage.heatmap import MEANINGS, build_rows
from portfolio.coverage.time_export import (
    map_csv,
    map_json,
    map_workbook,
    timeline_csv,
    timeline_json,
    timeline_workbook,
)
from portfolio.coverage.timeline import GROUPS, TimeLine, activity_at, activity_words, load_timeline, parse_group
from portfolio.coverage.trust import shown_trust
from portfolio.coverage.views.frame import blueprint, column_heading, controls, report_for
from portfolio.coverage.world import STEPS, MapReport, build_map, map_filter, world
from portfolio.extensions import db
from portfolio.projects.lists import filter_choices
from portfolio.web.access import actor, route
from portfolio.web.display import day, eur, plural, short_amount
from portfolio.web.downloads import send, send_json, send_xlsx
from portfolio.web.filters import Filter, parse_filter, parse_page
from portfolio.web.pages import today
from portfolio.web.paging import Page

#: Months by which the day can be moved with one click.
SLIDES = ((-12, "A year back"), (-1, "A month back"), (1, "A month on"), (12, "A year on"))


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
        states=_states_chart(found),
        money=_money_chart(found),
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
        slides=[(label, _slid(lambda moved: _at(found, moved), report.as_of, months)) for months, label in SLIDES],
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


@route(blueprint, "/timeline", Permission.read)
def timeline() -> str:
    """The filtered projects as bars over the years, a lineage in one line."""
    asked, group = parse_filter(request.args), parse_group(request.args.get("group"))
    lines = load_timeline(db.session, actor(), asked, group)
    window, report = _window(asked), report_for(asked)
    page = Page.of(lines, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    kept = asked.query() | ({"group": group} if group else {})
    on, activities = window.as_of, activity_at(lines, window)
    return render_template(
        "coverage/timeline.html",
        asked=asked,
        group=group,
        groups=list(GROUPS.items()),
        slides=[(label, _slid(lambda moved: _timeline_at(kept, moved), on, months)) for months, label in SLIDES],
        at_today=_timeline_at(kept, None) if asked.as_of else "",
        activities=activities,
        activity_words=activity_words(activities.values()),
        folded="; ".join([f"as of {day(on)}", *(f"{name.lower()} {word}" for name, word in asked.words())]),
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


def _window(asked: Filter) -> Window:
    months = current_app.config["SETTINGS"].horizon_months if asked.horizon_months is None else asked.horizon_months
    return Window(asked.as_of or today(), months)


def _timeline_at(kept: dict[str, Any], moment: date | None) -> str:
    query = {name: value for name, value in kept.items() if name != "as-of"}
    return url_for("coverage.timeline", **query | ({"as-of": moment.isoformat()} if moment else {}))


def _lines() -> tuple[tuple[TimeLine, ...], Filter, str]:
    asked = parse_filter(request.args)
    lines = load_timeline(db.session, actor(), asked, parse_group(request.args.get("group")))
    return lines, asked, f"timeline-{(asked.as_of or today()).isoformat()}"


@route(blueprint, "/timeline.xlsx", Permission.read)
def timeline_book() -> Response:
    """The timeline as a workbook."""
    lines, asked, name = _lines()
    return send_xlsx(timeline_workbook(lines, asked, current_app.config["SETTINGS"].site_name), f"{name}.xlsx")


@route(blueprint, "/timeline.csv", Permission.read)
def timeline_lines() -> Response:
    """The timeline as csv."""
    lines, _, name = _lines()
    return send(timeline_csv(lines), f"{name}.csv", "text/csv")


@route(blueprint, "/timeline.json", Permission.read)
def timeline_data() -> Response:
    """The timeline as JSON."""
    lines, asked, name = _lines()
    return send_json(timeline_json(lines, asked), f"{name}.json")


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


def _cliffs() -> CliffReport:
    asked = state_filter(parse_filter(request.args))
    return build_cliffs(report_for(asked), parse_asked(request.args), today=today())


def _slid(address: Callable[[date], str], on: date, months: int) -> str:
    """The address of a page some months on; empty past the days that can be asked for."""
    moved = add_months(on, months)
    return address(moved) if FIRST_REPORT_DAY <= moved <= LAST_REPORT_DAY else ""


def _at(cliffs: CliffReport, moment: date) -> str:
    return url_for("coverage.cliffs", **cliffs.query(as_of=moment))


def _states_chart(cliffs: CliffReport) -> Columns:
    def say(at: int) -> str:
        counts = [(int(cliffs.counts[term.number, at]), term.label.lower()) for term in STACKED]
        return f"{day(cliffs.days[at])}: " + ", ".join(f"{number} {word}" for number, word in counts if number)

    return stacked(
        cliffs.days,
        [(term.value, term.label, cliffs.counts[term.number].tolist()) for term in cliffs.drawn],
        now=cliffs.report.as_of,
        say=say,
        link=lambda at: _at(cliffs, cliffs.days[at]),
    )


def _money_chart(cliffs: CliffReport) -> Columns:
    course = cliffs.course
    running, pipeline = course.running_eur_cents.tolist(), course.pipeline_eur_cents.tolist()

    def say(at: int) -> str:
        parts: list[Any] = [f"{day(cliffs.days[at])}: {plural(int(course.active[at]), 'project')} active"]
        parts.append(f"{eur(running[at], short=True)} running in the month")
        if pipeline[at]:
            parts.append(f"{eur(pipeline[at], short=True)} in the pipeline")
        return ", ".join(parts)

    return stacked(
        cliffs.days,
        [("running", "Running", running), ("pipeline", "In the pipeline", pipeline)],
        now=cliffs.report.as_of,
        say=say,
        link=lambda at: _at(cliffs, cliffs.days[at]),
        write=short_amount,
        height=180,
    )
