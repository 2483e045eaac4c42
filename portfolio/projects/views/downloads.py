"""The list of projects as a file: exactly the projects that the page shows, all pages of them, in its order."""

from __future__ import annotations

from flask import Response

from portfolio.core.people import Permission
from portfolio.extensions import db
from portfolio.projects.export import export_projects, projects_csv, projects_xlsx
from portfolio.projects.lists import listed_ids
from portfolio.projects.views.ground import asked_list, blueprint
from portfolio.web.access import actor, route
from portfolio.web.downloads import send, send_json, send_xlsx


@route(blueprint, "/projects.xlsx", Permission.read)
def workbook() -> Response:
    """A workbook that the import takes back unchanged."""
    query, on = asked_list()
    ids = listed_ids(db.session(), actor(), query, on)
    return send_xlsx(
        projects_xlsx(db.session(), actor(), ids, on, words=query.words(db.session())), f"projects-{on}.xlsx"
    )


@route(blueprint, "/projects.csv", Permission.read)
def table() -> Response:
    """Text with commas, in UTF-8 with its mark, so that spreadsheet programs read its letters right."""
    query, on = asked_list()
    ids = listed_ids(db.session(), actor(), query, on)
    return send(projects_csv(db.session(), actor(), ids).encode("utf-8-sig"), f"projects-{on}.csv", "text/csv")


@route(blueprint, "/projects.json", Permission.read)
def data() -> Response:
    """JSON; the shape is a contract."""
    query, on = asked_list()
    ids = listed_ids(db.session(), actor(), query, on)
    return send_json(export_projects(db.session(), actor(), ids, on), f"projects-{on}.json")
