"""Pages of needs: the table of a region's countries, and the form of one need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.shape import Stored
from portfolio.core.terms import NeedOrigin
from portfolio.errors import NotFound
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.queries import changes_in_words
from portfolio.models.lookup import framework_choices, objective_titles
from portfolio.planning.forms import NeedForm
from portfolio.planning.operations import NEEDS
from portfolio.planning.queries import (
    Country,
    find_need,
    get_country,
    latest_of_country,
    list_countries,
    load_needs,
    region_choices,
)
from portfolio.planning.tables import ALL_OBJECTIVES, need_rows, value_words
from portfolio.web.access import actor, may, route
from portfolio.web.filters import parse_page
from portfolio.web.paging import Page
from portfolio.web.valueform import answer

blueprint = Blueprint("needs", __name__)

#: Changes that the page of a need shows; the history has them all.
SHOWN_CHANGES = 10
#: What a need is that somebody typed: no rule made it.
ENTERED = {"origin": NeedOrigin.ENTERED.value, "rule": None}


@route(blueprint, "/needs", Permission.read)
def index() -> str:
    """Needs of countries: for all objectives, and for each of a framework."""
    region, framework = request.args.get("region", ""), request.args.get("framework") or DEFAULT_FRAMEWORK
    frameworks = framework_choices(db.session())
    if framework not in dict(frameworks):
        raise NotFound("There is no such framework.", "Choose one of the list.")
    countries = list_countries(db.session(), region)
    page = Page.of(countries, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    titles = objective_titles(db.session())
    columns = [(None, ALL_OBJECTIVES), *((ref, words) for ref, words in titles.items() if _is_of(ref, framework))]
    recorded = {_key(stored): stored.value["level"] for stored in load_needs(db.session()).values()}
    asked: dict[str, Any] = {
        name: value for name, value in request.args.items() if name in ("region", "framework") and value
    }
    return render_template(
        "needs/index.html",
        page=page,
        page_url=lambda number: url_for("needs.index", page=number, **asked),
        rows=need_rows(page.items, columns, recorded, _cell_url, _country_url),
        columns=[{"title": words, "short": words.split(" ")[0] if ref else "All"} for ref, words in columns],
        recorded=len(recorded),
        asked=asked,
        region_choices=region_choices(db.session()),
        frameworks=frameworks,
        objectives=[words for ref, words in columns if ref],
    )


def _is_of(reference: str, framework: str) -> bool:
    return reference.rpartition(":")[0] == framework


def _key(stored: Stored) -> tuple[str, str | None]:
    return stored.value["country"], stored.value["objective"]


def _country_url(country: str) -> str:
    return url_for("places.show", kind="country", code=country)


def _cell_url(country: str, objective: str | None) -> str:
    """To the form for who may plan, to the cell of coverage for everybody else."""
    if may("plan"):
        return url_for("needs.edit", country=country, objective=objective)
    if objective is None:
        return _country_url(country)
    framework, _, number = objective.rpartition(":")
    return url_for("coverage.cell", row=number, column=country, columns="country", framework=framework)


@route(blueprint, "/needs/<country>", Permission.plan, methods=["GET", "POST"])
def edit(country: str) -> Any:
    """Set the need of a country for one objective (`?objective=framework:number`) or for all."""
    about = get_country(db.session(), country)
    objective = request.args.get("objective") or None
    title = ALL_OBJECTIVES if objective is None else objective_titles(db.session()).get(objective)
    if title is None:
        raise NotFound("There is no such objective.", "Look for it in the list of objectives.")
    stored = find_need(db.session(), about.code, objective)
    form = NeedForm(stored, country=about.code, objective=objective)
    return answer(
        form,
        lambda values: _save_need(form, stored, values, about),
        lambda: _need_page(form, stored, about, title),
        "The need is saved." if not form.takes_out else "The need is unknown now.",
    )


def _need_page(form: NeedForm, stored: Stored | None, about: Country, title: str) -> str:
    changes = changes_in_words(db.session(), actor(), "need", stored.id if stored else None, SHOWN_CHANGES)
    return render_template(
        "needs/edit.html",
        form=form,
        stored=stored,
        country=about,
        title=title,
        changes=changes,
        readings=latest_of_country(db.session(), about.code),
        words=value_words,
    )


def _save_need(form: NeedForm, stored: Stored | None, values: Mapping[str, Any], about: Country) -> str:
    # A form opened while there was no need carries no version: 0 is none's, so that a need set since is not lost.
    seen = form.seen_version() if form.version.data else 0
    with write(db.session(), actor(), form.why("set in the form")):
        if stored is None and not form.takes_out:
            NEEDS.create(db.session(), [{**values, **ENTERED}])
        elif stored is None:
            pass
        elif form.takes_out:
            NEEDS.delete(db.session(), {stored.id: seen})
        else:
            NEEDS.change(db.session(), stored.id, seen_version=seen, values={**values, **ENTERED})
    return url_for("needs.index", region=about.region)
