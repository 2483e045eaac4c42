"""What changed since a day or a snapshot, as a page, a workbook and JSON."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, current_app, render_template, request

from portfolio.core.people import Permission
from portfolio.core.terms import Axis, GapChange, ProjectChange
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.cellwords import cell_text
from portfolio.extensions import db
from portfolio.history.words import describe
from portfolio.models.lookup import reference_names
from portfolio.planning.background import NOT_FROZEN
from portfolio.planning.since import Since, build_since, parse_since, usual_moment
from portfolio.planning.since_export import cause_of, since_json, since_workbook, title_of
from portfolio.planning.snapshots import list_snapshots
from portfolio.projects.lists import filter_choices
from portfolio.web.access import actor, route
from portfolio.web.display import day, plural
from portfolio.web.downloads import send_json, send_xlsx
from portfolio.web.pages import today

blueprint = Blueprint("since", __name__)

#: Lines of each kind that the page shows, and changes named beside one; the workbook and the history have them all.
SHOWN, SHOWN_RECORDS = 40, 6


def _since() -> Since:
    return build_since(
        db.session(),
        current_app.extensions["shelf"],
        actor(),
        parse_since(request.args, usual_moment(db.session(), actor(), today())),
        today=today(),
        horizon_months=current_app.config["SETTINGS"].horizon_months,
    )


@route(blueprint, "/changes-since", Permission.read)
def index() -> str:
    """Projects new, started, ended, changed and gone; gaps opened and closed, and what did it."""
    since = _since()
    snapshots = [(line.recorded, f"{line.name} ({day(line.as_of)})") for line in list_snapshots(db.session())]
    return render_template(
        "since/index.html",
        since=since,
        wanted=since.wanted,
        asked=since.wanted.asked,
        query=since.wanted.query(),
        titles=(title_of(since.before), title_of(since.after)),
        project_kinds=list(ProjectChange),
        gap_kinds=list(GapChange),
        describe=partial(describe, names=reference_names(db.session())),
        cell_text=cell_text,
        cause_of=cause_of,
        shown=SHOWN,
        shown_records=SHOWN_RECORDS,
        snapshots=snapshots,
        axes=Axis.choices(),
        not_frozen=NOT_FROZEN,
        words=f"{plural(len(since.projects), 'project')} and {plural(len(since.cells), 'cell')} changed",
        caveats=describe_caveats(since.after),
        choices=filter_choices(db.session(), actor()),
    )


@route(blueprint, "/changes-since.xlsx", Permission.read)
def workbook() -> Response:
    """The same as a workbook."""
    since = _since()
    content = since_workbook(since, current_app.config["SETTINGS"].site_name, reference_names(db.session()))
    return send_xlsx(content, f"changes-{since.wanted.since}-{since.wanted.until or 'now'}.xlsx")


@route(blueprint, "/changes-since.json", Permission.read)
def data() -> Response:
    """The same as JSON."""
    since = _since()
    return send_json(since_json(since), f"changes-{since.wanted.since}-{since.wanted.until or 'now'}.json")
