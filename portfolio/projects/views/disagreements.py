"""Page: what sources say otherwise than is stored, across the portfolio; each settled by a button."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.project import LABELS
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.queries import parse_number
from portfolio.models.lookup import reference_names
from portfolio.projects.disagreements import decide, find_disagreements
from portfolio.projects.queries import get_project_for
from portfolio.projects.views.ground import blueprint
from portfolio.sources.queries import source_names
from portfolio.web.access import actor, route
from portfolio.web.filters import parse_page
from portfolio.web.paging import Page


def _address(number: int, **asked: Any) -> str:
    return url_for("projects.disagreements", page=number, **asked)


@route(blueprint, "/disagreements", Permission.edit)
def disagreements() -> str:
    """Open disagreements, narrowed by source and field; those that were settled on request."""
    source = parse_number(request.args.get("source"), "a source")
    field = request.args.get("field", "")
    settled = bool(request.args.get("settled"))
    found = [
        one
        for one in find_disagreements(db.session(), actor(), reference_names(db.session()), source_id=source)
        if one.settled == settled and field in ("", one.field)
    ]
    number, size = parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows
    page = Page(found[(number - 1) * size : number * size], number, size, len(found))
    page.require()
    asked: dict[str, Any] = {"source": source, "field": field or None, "settled": "1" if settled else None}
    return render_template(
        "projects/disagreements.html",
        page=page,
        page_url=partial(_address, **asked),
        sources=source_names(db.session()),
        labels=LABELS,
        source=source,
        field=field,
        settled=settled,
    )


@route(blueprint, "/projects/<int:project_id>/disagreement", Permission.edit, methods=["POST"])
def settle_disagreement(project_id: int) -> Any:
    """Take a source's word for one field, or keep what is stored."""
    get_project_for(db.session(), actor(), project_id, to="edit")
    numbers = {name: _number(name) for name in ("version", "source", "batch")}
    choice, field = request.form.get("choice"), request.form.get("field", "")
    if choice not in ("take", "keep"):
        raise Refused("Say whether the source's word is taken.", "Go back and press one of the two buttons.")
    name = source_names(db.session()).get(numbers["source"], "")
    reason = f"word of {name} {'taken' if choice == 'take' else 'set aside'}"
    with write(db.session, actor(), reason):
        decide(
            db.session(), project_id, seen_version=numbers["version"], source_id=numbers["source"], field=field,
            seen_batch=numbers["batch"], take=choice == "take",
        )  # fmt: skip
    flash("The source's word is taken." if choice == "take" else "What is stored stands.", "success")
    return redirect(url_for("projects.disagreements"), 303)


def _number(name: str) -> int:
    found = parse_number(request.form.get(name), "what the page showed")
    if found is None:
        raise Refused("The request does not say what the page showed.", "Reload the page.")
    return found
