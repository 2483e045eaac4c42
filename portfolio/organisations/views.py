"""Pages of organisations."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.text import clean
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.organisations.queries import get_organisation, page_organisations, page_projects
from portfolio.web.access import actor, route
from portfolio.web.filters import LONGEST_TEXT, parse_page
from portfolio.web.pages import today

blueprint = Blueprint("organisations", __name__)


@route(blueprint, "/organisations", Permission.read)
def index() -> str:
    """All organisations, with how many projects each has in each role."""
    text = clean(request.args.get("q", ""), lines=False)
    if len(text) > LONGEST_TEXT:
        raise Refused(f"The search is longer than {LONGEST_TEXT} characters.", "Shorten it.")
    number, size = parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows

    def page_url(wanted: int) -> str:
        arguments: dict[str, Any] = {"page": wanted, **({"q": text} if text else {})}
        return url_for("organisations.index", **arguments)

    page = page_organisations(db.session(), actor(), text, number=number, size=size)
    return render_template("organisations/index.html", page=page, text=text, page_url=page_url)


@route(blueprint, "/organisations/<int:organisation_id>", Permission.read)
def show(organisation_id: int) -> str:
    """One organisation: what is known of it, and its projects by role."""
    organisation = get_organisation(db.session(), actor(), organisation_id)
    page = page_projects(
        db.session(),
        actor(),
        organisation_id,
        today(),
        number=parse_page(request.args.get("page")),
        size=current_app.config["SETTINGS"].page_rows,
    )
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        page=page,
        page_url=lambda wanted: url_for("organisations.show", organisation_id=organisation_id, page=wanted),
    )
