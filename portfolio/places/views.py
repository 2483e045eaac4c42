"""Pages of regions, countries and partner organisations."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.extensions import db
from portfolio.places.queries import get_place, list_places, load_place, page_projects
from portfolio.web.access import actor, route
from portfolio.web.filters import parse_page
from portfolio.web.pages import today

blueprint = Blueprint("places", __name__)


@route(blueprint, "/places", Permission.read)
def index() -> str:
    """Regions with their countries, partner organisations with their members."""
    regions, organisations = list_places(db.session(), actor(), today())
    return render_template("places/index.html", regions=regions, organisations=organisations)


@route(blueprint, "/places/<kind>/<code>", Permission.read)
def show(kind: str, code: str) -> str:
    """One place: what is known of it, and its projects."""
    place = get_place(db.session(), kind, code)
    page = page_projects(
        db.session(),
        actor(),
        place,
        today(),
        number=parse_page(request.args.get("page")),
        size=current_app.config["SETTINGS"].page_rows,
    )
    return render_template(
        "places/show.html",
        about=load_place(db.session(), place),
        page=page,
        page_url=lambda wanted: url_for("places.show", kind=kind, code=code, page=wanted),
    )
