"""The form of a gap's note: who looks after it, and how far that is. The gap list and the cell show the notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from portfolio.core.people import Permission
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.queries import changes_in_words
from portfolio.planning.cells import find_gap_note, get_cell_name, person_choices
from portfolio.planning.forms import GapNoteForm
from portfolio.planning.operations import GAP_NOTES
from portfolio.planning.views.declarations import SHOWN_CHANGES, cell_url
from portfolio.web.access import actor, route
from portfolio.web.valueform import answer

blueprint = Blueprint("gapnotes", __name__)


@route(blueprint, "/gaps/note", Permission.plan, methods=["GET", "POST"])
def edit() -> Any:
    """Say who looks after the gap of an objective (`?objective=framework:number`) at a place (`&place=kind:code`)."""
    cell = get_cell_name(db.session(), request.args.get("objective", ""), request.args.get("place", ""))
    stored = find_gap_note(db.session(), cell)
    form = GapNoteForm(stored, person_choices(db.session()), objective=cell.objective, place=cell.place)

    def save(values: Mapping[str, Any]) -> str:
        # As with needs: 0 is no note's version, so that one written since the form was opened is not lost.
        seen = form.seen_version() if form.version.data else 0
        with write(db.session(), actor(), form.why("set in the form")):
            if stored is not None and form.takes_out:
                GAP_NOTES.delete(db.session(), {stored.id: seen})
            elif stored is not None:
                GAP_NOTES.change(db.session(), stored.id, seen_version=seen, values=values)
            elif not form.takes_out:
                GAP_NOTES.create(db.session(), [values])
        return cell_url(cell)

    changes = changes_in_words(db.session(), actor(), "gap note", stored.id if stored else None, SHOWN_CHANGES)
    return answer(
        form,
        save,
        lambda: render_template("gapnotes/edit.html", form=form, stored=stored, cell=cell, changes=changes),
        "Nobody looks after it now." if form.takes_out else "The note is saved.",
    )
