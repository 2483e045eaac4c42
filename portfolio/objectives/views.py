"""Pages of frameworks and objectives."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.extensions import db
from portfolio.objectives.queries import get_objective, list_frameworks, page_projects
from portfolio.web.access import actor, route
from portfolio.web.filters import parse_page
from portfolio.web.pages import today

blueprint = Blueprint("objectives", __name__)


@route(blueprint, "/objectives", Permission.read)
def index() -> str:
    """All frameworks with their objectives, and how many projects serve each."""
    return render_template("objectives/index.html", frameworks=list_frameworks(db.session(), actor(), today()))


@route(blueprint, "/objectives/<framework>/<int:number>", Permission.read)
def show(framework: str, number: int) -> str:
    """One objective: what it says, and its projects."""
    listed, objective = get_objective(db.session(), framework, number)
    page = page_projects(
        db.session(),
        actor(),
        objective,
        today(),
        number=parse_page(request.args.get("page")),
        size=current_app.config["SETTINGS"].page_rows,
    )
    return render_template(
        "objectives/show.html",
        framework=listed,
        objective=objective,
        page=page,
        page_url=lambda wanted: url_for("objectives.show", framework=framework, number=number, page=wanted),
    )
