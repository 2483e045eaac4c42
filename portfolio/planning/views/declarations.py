"""Pages of declarations: the list of what planners said does not apply, and the form of one cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.queries import changes_in_words
from portfolio.planning.cells import (
    CellName,
    find_declaration,
    get_cell_name,
    get_declaration,
    list_declarations,
)
from portfolio.planning.forms import DeclarationForm
from portfolio.planning.operations import DECLARATIONS
from portfolio.web.access import actor, route
from portfolio.web.filters import parse_page
from portfolio.web.pages import today
from portfolio.web.paging import Page
from portfolio.web.valueform import answer, parse_version

blueprint = Blueprint("declarations", __name__)

#: Changes that the page of a declaration shows; the history has them all.
SHOWN_CHANGES = 10


@route(blueprint, "/not-applicable", Permission.read)
def index() -> str:
    """Everything that planners declared not applicable, what has expired too."""
    lines = list_declarations(db.session(), today())
    page = Page.of(lines, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    return render_template(
        "declarations/index.html",
        page=page,
        page_url=lambda number: url_for("declarations.index", page=number),
        holding=sum(line.holds for line in lines),
    )


@route(blueprint, "/not-applicable/edit", Permission.plan, methods=["GET", "POST"])
def edit() -> Any:
    """Declare that an objective (`?objective=framework:number`) does not apply at a place (`&place=kind:code`)."""
    cell = get_cell_name(db.session(), request.args.get("objective", ""), request.args.get("place", ""))
    stored = find_declaration(db.session(), cell)
    # What has expired is declared anew: it did not hold in between.
    kept = stored is not None and stored.value["expires_on"] >= today().isoformat()
    declared_on = stored.value["declared_on"] if stored is not None and kept else today().isoformat()
    form = DeclarationForm(stored, objective=cell.objective, place=cell.place, declared_on=declared_on)

    def save(values: Mapping[str, Any]) -> str:
        # A form opened while nothing was declared carries no version: 0 is none's, so that no other's word is lost.
        seen = form.seen_version() if form.version.data else 0
        with write(db.session(), actor(), form.why("declared in the form")):
            if stored is None:
                DECLARATIONS.create(db.session(), [values])
            else:
                DECLARATIONS.change(db.session(), stored.id, seen_version=seen, values=values)
        return cell_url(cell)

    changes = changes_in_words(db.session(), actor(), "declaration", stored.id if stored else None, SHOWN_CHANGES)
    return answer(
        form,
        save,
        lambda: render_template("declarations/edit.html", form=form, stored=stored, cell=cell, changes=changes),
        "The cell is declared not applicable.",
    )


@route(blueprint, "/not-applicable/<int:record_id>/delete", Permission.plan, methods=["POST"])
def delete(record_id: int) -> Any:
    """Withdraw a declaration."""
    stored = get_declaration(db.session(), record_id)
    seen = parse_version(request.form.get("version"))
    with write(db.session(), actor(), "withdrawn"):
        DECLARATIONS.delete(db.session(), {stored.id: seen})
    flash("The declaration is withdrawn; it stays in the history.", "success")
    return redirect(url_for("declarations.index"), 303)


def cell_url(cell: CellName) -> str:
    """The page of a cell of coverage."""
    return url_for("coverage.cell", row=cell.number, column=cell.code, columns=cell.kind, framework=cell.framework)
