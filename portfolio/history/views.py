"""Pages of the change log."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.extensions import db
from portfolio.history import queries
from portfolio.history.queries import HistoryQuery, parse_number, parse_text
from portfolio.history.words import describe, headline
from portfolio.web.access import actor, route
from portfolio.web.filters import parse_page

blueprint = Blueprint("history", __name__)

#: Fields of a change that the list shows; the change's own page shows them all.
SHOWN = 6


def address(asked: HistoryQuery, page: int) -> str:
    """The address of a page of this part of the history."""
    query: dict[str, Any] = dict(asked.query(page=page))
    return url_for("history.index", **query)


@route(blueprint, "/history", Permission.read)
def index() -> str:
    """The change log, newest first."""
    asked = HistoryQuery(
        entity=parse_text(request.args.get("entity"), "kind of record"),
        entity_id=parse_number(request.args.get("id"), "a record"),
        actor=parse_text(request.args.get("actor"), "name"),
        batch=parse_number(request.args.get("batch"), "an import"),
        page=parse_page(request.args.get("page")),
    )
    page = queries.page_changes(db.session(), actor(), asked, current_app.config["SETTINGS"].page_rows)
    return render_template(
        "history/index.html",
        asked=asked,
        page=page,
        entities=queries.entities(db.session(), actor()),
        describe=partial(describe, names=queries.names_in(db.session(), actor(), page.items)),
        headline=headline,
        shown=SHOWN,
        page_url=partial(address, asked),
    )


@route(blueprint, "/history/<int:position>", Permission.read)
def show(position: int) -> str:
    """One change, every field of it."""
    change = queries.get_change(db.session(), actor(), position)
    fields = describe(change.entity, change.changes, queries.names_in(db.session(), actor(), [change]))
    return render_template("history/show.html", change=change, fields=fields, headline=headline(change))
