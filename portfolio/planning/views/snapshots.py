"""Pages of snapshots: the list, taking one, one as it was frozen with the check that it still is, its downloads."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.terms import Activity
from portfolio.coverage.caveats import describe_caveats, describe_totals
from portfolio.coverage.cellwords import MEANINGS
from portfolio.coverage.heatmap import build_rows
from portfolio.coverage.recorded import load_frozen
from portfolio.coverage.workbook import coverage_workbook
from portfolio.errors import Conflict, Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.selection import visible_ids
from portfolio.planning.background import NOT_FROZEN, known_of
from portfolio.planning.forms import SnapshotForm
from portfolio.planning.snapshots import (
    check_snapshot,
    get_snapshot,
    list_snapshots,
    snapshot_content,
    snapshot_report,
    take_snapshot,
)
from portfolio.web.access import actor, route
from portfolio.web.downloads import send, send_json, send_xlsx
from portfolio.web.filters import parse_day, parse_page
from portfolio.web.pages import today
from portfolio.web.paging import Page

blueprint = Blueprint("snapshots", __name__)

#: Gaps that the page of a snapshot names; the gap list has them all.
SHOWN_GAPS = 15


@route(blueprint, "/snapshots", Permission.read)
def index() -> str:
    """All snapshots, the newest first."""
    lines = list_snapshots(db.session())
    page = Page.of(lines, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    return render_template(
        "snapshots/index.html", page=page, page_url=lambda number: url_for("snapshots.index", page=number)
    )


@route(blueprint, "/snapshots/new", Permission.plan, methods=["GET", "POST"])
def create() -> Any:
    """Take a snapshot."""
    form = SnapshotForm(as_of=today().isoformat(), horizon=str(current_app.config["SETTINGS"].horizon_months))
    if not form.validate_on_submit():
        return render_template("snapshots/create.html", form=form), 422 if form.is_submitted() else 200
    try:
        with write(db.session(), actor(), "snapshot taken"):
            number = take_snapshot(
                db.session(),
                name=form.name.data or "",
                note=form.note.data or "",
                as_of=parse_day(form.as_of.data or "") or today(),
                horizon_months=form.months,
                recorded_on=parse_day(form.recorded_on.data or ""),
                today=today(),
            )
    except (Refused, Conflict) as error:
        form.form_errors.append(f"{error.sentence} {error.remedy}")
        return render_template("snapshots/create.html", form=form), error.status
    flash("The snapshot is taken; nobody can alter it.", "success")
    return redirect(url_for("snapshots.show", snapshot_id=number), 303)


@route(blueprint, "/snapshots/<int:snapshot_id>", Permission.read)
def show(snapshot_id: int) -> str:
    """One snapshot: what it is, whether it still is what was frozen, grid, gaps, projects, caveats."""
    line = get_snapshot(db.session(), snapshot_id)
    report = snapshot_report(db.session(), current_app.extensions["shelf"], actor(), line)
    against_log = request.args.get("against-log") == "1"
    check = check_snapshot(db.session(), load_frozen(db.session(), line.id), against_log=against_log)
    query = report.asked.query()
    past, facts = report.portfolio.recorded, report.grid.facts
    assert past is not None
    page = Page.of(
        list(range(len(facts))), parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows
    )
    return render_template(
        "snapshots/show.html",
        line=line,
        report=report,
        check=check,
        against_log=against_log,
        all_seen=actor().sees_restricted,
        rows=build_rows(
            report,
            lambda row, place: url_for("coverage.cell", row=row, column=place.code, **query),
            lambda row: url_for("objectives.show", framework=report.framework, number=row),
        ),
        columns=[
            {
                "title": place.title,
                "short": report.short(place),
                "url": url_for("coverage.show", within=place.code, **query),
            }
            for place in report.columns
        ],
        meanings=MEANINGS,
        gaps=report.gaps[:SHOWN_GAPS],
        page=page,
        page_url=lambda number: url_for("snapshots.show", snapshot_id=line.id, page=number),
        activities=tuple(Activity),
        living=set(db.session.scalars(visible_ids(actor()))),
        totals=describe_totals(report),
        caveats=describe_caveats(report),
        query=query,
        known=known_of(report.portfolio.background),
        not_frozen=NOT_FROZEN,
    )


@route(blueprint, "/snapshots/<int:snapshot_id>.json", Permission.read)
def data(snapshot_id: int) -> Response:
    """The content as it was hashed; for who may not see all of it, their part."""
    line = get_snapshot(db.session(), snapshot_id)
    content = snapshot_content(db.session(), current_app.extensions["shelf"], actor(), line)
    name = f"snapshot-{line.id}-{line.as_of.isoformat()}.json"
    return send(content, name, "application/json") if isinstance(content, bytes) else send_json(content, name)


@route(blueprint, "/snapshots/<int:snapshot_id>.xlsx", Permission.read)
def workbook(snapshot_id: int) -> Response:
    """The frozen grid, gaps and projects as a workbook."""
    line = get_snapshot(db.session(), snapshot_id)
    report = snapshot_report(db.session(), current_app.extensions["shelf"], actor(), line)
    about = [("Snapshot", line.name), ("Note", line.note or ""), ("SHA-256 of the whole", line.hash)]
    content = coverage_workbook(report, current_app.config["SETTINGS"].site_name, about)
    return send_xlsx(content, f"snapshot-{line.id}-{line.as_of.isoformat()}.xlsx")
