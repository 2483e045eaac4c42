"""Merging two records of one project: both side by side, chosen field by field; and taking a merge back."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portfolio.core.merging import BOTH, CHOSEN, KEPT, LOST, field_pairs
from portfolio.core.people import Permission
from portfolio.core.text import clean
from portfolio.errors import NotFound, Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.words import Names, value_texts
from portfolio.models.lookup import reference_names
from portfolio.projects.merging import merge_projects, take_back_merge
from portfolio.projects.queries import StoredProject, get_project_by_code_for, get_project_for, load_projects
from portfolio.projects.views.ground import blueprint
from portfolio.web.access import actor, route
from portfolio.web.display import money
from portfolio.web.valueform import parse_version

#: Start of the names of the radio buttons that choose for a field.
TAKE = "take-"


def _asked(name: str) -> str:
    return clean(request.values.get(name, ""), lines=False)[:80]


def _side(code: str) -> StoredProject:
    """A side of the merge by its code; NotFound as for any project that is not there or not for this person."""
    if "\0" in code:
        raise NotFound("There is no such project, or it is not for you.", "Look for it in the list of projects.")
    number = get_project_by_code_for(db.session(), actor(), code, to="edit").id
    return load_projects(db.session(), [number])[number]


@route(blueprint, "/projects/merge", Permission.plan)
def merge() -> Any:
    """Which two projects; then both side by side. `?kept=CODE&lost=CODE`."""
    kept_code, lost_code = _asked("kept"), _asked("lost")
    if not (kept_code and lost_code):
        return render_template("projects/merge.html", kept=None, lost=None, codes=(kept_code, lost_code), pairs=[])
    kept, lost = _side(kept_code), _side(lost_code)
    if kept.id == lost.id:
        raise Refused("A project cannot be merged with itself.", "Name two projects.")
    return render_template(
        "projects/merge.html",
        kept=kept,
        lost=lost,
        codes=(kept_code, lost_code),
        pairs=field_pairs(kept.value, lost.value),
        texts=partial(_texts, names=reference_names(db.session())),
        take=TAKE,
        words={KEPT: kept.value["code"], LOST: lost.value["code"], BOTH: "both"},
    )


def _texts(name: str, stored: StoredProject, names: Names) -> tuple[str, ...]:
    """A field in words; a budget with its currency."""
    value = stored.value
    if name == "budget_amount":
        return (money(value[name], value["budget_currency"]),) if value[name] else ()
    return value_texts(name, value[name], names)


@route(blueprint, "/projects/merge", Permission.plan, methods=["POST"])
def do_merge() -> BaseResponse:
    """Merge, as chosen."""
    kept, lost = _side(_asked("kept")), _side(_asked("lost"))
    seen = {
        kept.id: parse_version(request.form.get("kept_version")),
        lost.id: parse_version(request.form.get("lost_version")),
    }
    taken = {name: request.form[TAKE + name] for name in CHOSEN if TAKE + name in request.form}
    # The reason names neither: whoever may read the change of the one may not know of the other.
    with write(db.session(), actor(), "two records of one project merged"):
        merge_projects(db.session(), kept.id, lost.id, seen=seen, taken=taken)
    flash("The two are one project now; the merge can be taken back on this page.", "success")
    return redirect(url_for("projects.show", project_id=kept.id), 303)


@route(blueprint, "/projects/<int:project_id>/unmerge", Permission.plan, methods=["POST"])
def unmerge(project_id: int) -> BaseResponse:
    """Take the merge of this project into another back."""
    get_project_for(db.session(), actor(), project_id, to="edit")
    with write(db.session(), actor(), "a merge taken back"):
        stays = take_back_merge(db.session(), project_id)
    kept = f" Edited since and left as it is: {', '.join(stays)}." if stays else ""
    flash(f"The merge is taken back; both projects are there again.{kept}", "success")
    return redirect(url_for("projects.show", project_id=project_id), 303)
