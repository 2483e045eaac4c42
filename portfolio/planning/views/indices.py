"""Pages of indices: the list, an index with its values, and the forms of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.shape import Stored
from portfolio.core.terms import PlaceKind
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.queries import changes_in_words
from portfolio.models.lookup import place_choices
from portfolio.planning.forms import IndexForm, IndexValueForm
from portfolio.planning.operations import INDEX_VALUES, INDICES
from portfolio.planning.queries import (
    get_index,
    get_index_value,
    list_countries,
    list_indices,
    load_index_values,
)
from portfolio.planning.tables import index_table, value_words
from portfolio.web.access import actor, route
from portfolio.web.filters import parse_page
from portfolio.web.paging import Page
from portfolio.web.valueform import answer, parse_version

blueprint = Blueprint("indices", __name__)

#: Changes that the page of an index shows; the history has them all.
SHOWN_CHANGES = 10


@route(blueprint, "/indices", Permission.read)
def index() -> str:
    """All indices."""
    return render_template("indices/index.html", lines=list_indices(db.session()))


@route(blueprint, "/indices/<code>", Permission.read)
def show(code: str) -> str:
    """One index: its values by country and year, and how many countries stand in each tier."""
    stored = get_index(db.session(), code)
    countries = {country.code: country for country in list_countries(db.session(), every=True)}
    table = index_table(stored.value, load_index_values(db.session(), index=code).values(), countries)
    page = Page.of(table.rows, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    changes = changes_in_words(db.session(), actor(), "index", stored.id, SHOWN_CHANGES)
    return render_template(
        "indices/show.html",
        stored=stored,
        value=stored.value,
        table=table,
        page=page,
        page_url=lambda number: url_for("indices.show", code=code, page=number),
        words=value_words,
        changes=changes,
    )


@route(blueprint, "/indices/new", Permission.plan, methods=["GET", "POST"])
def create() -> Any:
    """Add an index."""
    form = IndexForm()

    def save(values: Mapping[str, Any]) -> str:
        with write(db.session(), actor(), form.why("added in the form")):
            INDICES.create(db.session(), [values])
        return url_for("indices.show", code=INDICES.shape.normal(values)["code"])

    return answer(
        form, save, lambda: render_template("indices/create.html", form=form, stored=None), "The index is added."
    )


@route(blueprint, "/indices/<code>/edit", Permission.plan, methods=["GET", "POST"])
def edit(code: str) -> Any:
    """Change what is said of an index."""
    stored = get_index(db.session(), code)
    form = IndexForm(stored)

    def save(values: Mapping[str, Any]) -> str:
        seen = form.seen_version()
        with write(db.session(), actor(), form.why("changed in the form")):
            INDICES.change(db.session(), stored.id, seen_version=seen, values=values)
        return url_for("indices.show", code=INDICES.shape.normal(values)["code"])

    return answer(form, save, lambda: render_template("indices/edit.html", form=form, stored=stored))


@route(blueprint, "/indices/<code>/delete", Permission.plan, methods=["POST"])
def delete(code: str) -> Any:
    """Remove an index with all its values."""
    stored = get_index(db.session(), code)
    seen = parse_version(request.form.get("version"))
    with write(db.session(), actor(), "deleted"):
        INDICES.delete(db.session(), {stored.id: seen})
    flash("The index is deleted with its values; they stay in the history.", "success")
    return redirect(url_for("indices.index"), 303)


@route(blueprint, "/indices/<code>/values/new", Permission.plan, methods=["GET", "POST"])
def create_value(code: str) -> Any:
    """Add what an index says of a country in a year."""
    parent = get_index(db.session(), code)
    form = IndexValueForm(index=code)

    def save(values: Mapping[str, Any]) -> str:
        with write(db.session(), actor(), form.why("added in the form")):
            INDEX_VALUES.create(db.session(), [values])
        return url_for("indices.show", code=code)

    return answer(form, save, lambda: _value_page(form, parent, None), "The value is added.")


@route(blueprint, "/indices/<code>/values/<int:value_id>", Permission.plan, methods=["GET", "POST"])
def edit_value(code: str, value_id: int) -> Any:
    """Change a value of an index."""
    parent, stored = get_index(db.session(), code), get_index_value(db.session(), code, value_id)
    form = IndexValueForm(stored, index=code)

    def save(values: Mapping[str, Any]) -> str:
        seen = form.seen_version()
        with write(db.session(), actor(), form.why("changed in the form")):
            INDEX_VALUES.change(db.session(), stored.id, seen_version=seen, values=values)
        return url_for("indices.show", code=code)

    return answer(form, save, lambda: _value_page(form, parent, stored))


@route(blueprint, "/indices/<code>/values/<int:value_id>/delete", Permission.plan, methods=["POST"])
def delete_value(code: str, value_id: int) -> Any:
    """Remove a value of an index."""
    stored = get_index_value(db.session(), code, value_id)
    seen = parse_version(request.form.get("version"))
    with write(db.session(), actor(), "deleted"):
        INDEX_VALUES.delete(db.session(), {stored.id: seen})
    flash("The value is deleted; it stays in the history.", "success")
    return redirect(url_for("indices.show", code=code), 303)


def _value_page(form: IndexValueForm, parent: Stored, stored: Stored | None) -> str:
    countries = dict(place_choices(db.session()))[PlaceKind.COUNTRY.label]
    return render_template(
        "indices/value.html",
        form=form,
        parent=parent,
        stored=stored,
        countries=[("Countries", [(reference.partition(":")[2], title) for reference, title in countries])],
    )
