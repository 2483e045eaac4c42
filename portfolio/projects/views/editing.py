"""The form of a project, the page of a save that came too late, and the acts of one click."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from portfolio.core.people import Permission
from portfolio.core.project import LIST_FIELDS, FieldProblem, ProjectValue, empty
from portfolio.errors import Busy, NotFound, Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.base import LARGEST_INTEGER
from portfolio.projects.choices import load_choices
from portfolio.projects.forms import ADD, ProjectForm, form_data, form_pairs
from portfolio.projects.merging import find_kept
from portfolio.projects.operations import (
    InvalidProjects,
    StaleProject,
    archive_project,
    create_project,
    update_project,
)
from portfolio.projects.queries import StoredProject, get_project_for, load_projects
from portfolio.projects.saving import find_problems, hidden_kin, masked_kin, normal_fields
from portfolio.projects.versions import THEIRS, YOURS, build_clashes
from portfolio.projects.views.ground import blueprint
from portfolio.web.access import actor, route
from portfolio.web.pages import today

#: Start of the names of the radio buttons that decide between two versions of a field.
CHOICE = "choice-"


@route(blueprint, "/projects/new", Permission.edit, methods=["GET", "POST"])
def create() -> Any:
    """Add a project."""
    form = ProjectForm()
    if request.method == "GET" or ADD in request.form:
        return _form_page(form, None)
    sent, unread = form.read()
    fields = normal_fields(db.session(), empty(), sent)
    found = find_problems(db.session(), actor(), empty(), fields, unread)
    if not found:
        try:
            with write(db.session(), actor(), _reason(form, "added in the form")):
                project_id = create_project(db.session(), fields)
            flash("The project is added.", "success")
            return redirect(url_for("projects.show", project_id=project_id), 303)
        except Busy as busy:
            return _not_now(form, busy, None)
        except InvalidProjects as refusal:
            found = refusal.by_index[0]
    return _refused(form, found, None)


@route(blueprint, "/projects/<int:project_id>/edit", Permission.edit, methods=["GET", "POST"])
def edit(project_id: int) -> Any:
    """Change a project; a save that came too late shows both versions and loses neither."""
    stored = _stored(project_id)
    if request.method == "GET":
        return _form_page(_filled(stored.value, stored.version), stored)
    form = ProjectForm()
    if ADD in request.form:
        return _form_page(form, stored)
    sent, unread = form.read()
    fields = _chosen(normal_fields(db.session(), stored.value, sent))
    if _choices():  # what the page of two versions sent is whole values: from here on the form holds those chosen
        form = _filled({**stored.value, **fields}, form.version.data, form.reason.data)
    found = unread + _version_problems(form)
    if not found and int(form.version.data) == stored.version:  # a late save is compared first, judged after
        found = find_problems(db.session(), actor(), stored.value, fields, unread)
    if not found:
        try:
            return _save(stored, form, fields)
        except StaleProject as stale:
            return _clash_page(form, stale, fields)
        except Busy as busy:
            return _not_now(form, busy, stored)
        except InvalidProjects as refusal:
            found = refusal.by_index[0]
    return _refused(form, found, stored)


def _stored(project_id: int) -> StoredProject:
    get_project_for(db.session(), actor(), project_id, to="edit")
    return load_projects(db.session(), [project_id])[project_id]


def _filled(value: ProjectValue, version: Any, reason: str | None = None) -> ProjectForm:
    return ProjectForm(formdata=None, data={**form_data(value), "version": version, "reason": reason})


def _save(stored: StoredProject, form: ProjectForm, fields: Mapping[str, Any]) -> BaseResponse:
    seen = int(form.version.data)
    with write(db.session(), actor(), _reason(form, "changed in the form")):
        changes = update_project(db.session(), stored.id, seen_version=seen, values=fields)
    if changes:
        flash("Saved.", "success")
    else:
        flash("Nothing was changed.", "info")
    return _after(stored.id)


def _after(project_id: int) -> BaseResponse:
    """To the project, or to the list where it has just become one that this person does not see."""
    try:
        get_project_for(db.session(), actor(), project_id)
    except NotFound:
        return redirect(url_for("projects.index"), 303)
    return redirect(url_for("projects.show", project_id=project_id), 303)


def _reason(form: ProjectForm, usual: str) -> str:
    return " ".join((form.reason.data or "").replace("\0", " ").split())[:500] or usual


def _version_problems(form: ProjectForm) -> list[FieldProblem]:
    text = form.version.data or ""
    text = str(text)
    if text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= LARGEST_INTEGER:
        return []
    return [FieldProblem("version", "The form does not say which version of the project it shows: open it again.")]


def _choices() -> dict[str, str]:
    """What was chosen on the page of two versions, by field."""
    return {name[len(CHOICE) :]: value for name, value in request.form.items() if name.startswith(CHOICE)}


def _chosen(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields without those where the other version was chosen: these stay as they are kept."""
    theirs = {name for name, side in _choices().items() if side == THEIRS}
    return {name: value for name, value in fields.items() if name not in theirs}


def _form_page(form: ProjectForm, stored: StoredProject | None) -> str:
    grown = request.form.get(ADD, "")
    if request.method == "GET":
        form.add_blank_rows()
    elif grown in LIST_FIELDS:
        form.add_blank_rows([grown])
    return render_template(
        "projects/edit.html" if stored else "projects/create.html",
        form=form,
        stored=stored,
        choices=load_choices(db.session(), actor()),
        hidden_kin=hidden_kin(db.session(), actor(), stored.value) if stored else [],
        add=ADD,
    )


def _refused(form: ProjectForm, found: list[FieldProblem], stored: StoredProject | None) -> tuple[str, int]:
    form.show(found)
    return _form_page(form, stored), 422


def _not_now(form: ProjectForm, busy: Busy, stored: StoredProject | None) -> tuple[str, int, dict[str, str]]:
    """The form again, as it was sent, since another save holds the database."""
    form.form_errors.append(f"{busy.sentence} {busy.remedy}")
    return _form_page(form, stored), busy.status, {"Retry-After": "5"}


def _clash_page(form: ProjectForm, stale: StaleProject, fields: Mapping[str, Any]) -> tuple[str, int]:
    """Both versions, field by field; everything that was typed rides along, hidden."""
    seen = int(form.version.data)
    clashes = build_clashes(
        db.session(),
        stale.project_id,
        seen=seen,
        now=stale.version,
        current=masked_kin(db.session(), actor(), stale.current),
        yours=fields,
    )
    page = render_template(
        "projects/clash.html",
        stale=stale,
        clashes=clashes,
        pairs=form_pairs(fields),
        reason=form.reason.data or "",
        yours=YOURS,
        theirs=THEIRS,
        choice=CHOICE,
    )
    return page, 409


@route(blueprint, "/projects/<int:project_id>/archive", Permission.edit, methods=["POST"])
def archive(project_id: int) -> BaseResponse:
    """Take a project out of lists and coverage."""
    return _archive(project_id, archived=True)


@route(blueprint, "/projects/<int:project_id>/restore", Permission.edit, methods=["POST"])
def restore(project_id: int) -> BaseResponse:
    """Bring an archived project back."""
    return _archive(project_id, archived=False)


def _archive(project_id: int, *, archived: bool) -> BaseResponse:
    seen = _seen(_stored(project_id))
    if not archived and find_kept(db.session(), actor(), project_id) is not None:
        raise Refused("This project was merged into another one.", "Take the merge back; then it is there again.")
    with write(db.session(), actor(), "archived" if archived else "brought back"):
        archive_project(db.session(), project_id, seen_version=seen, archived=archived)
    flash("The project is archived; nothing of it is lost." if archived else "The project is back.", "success")
    return redirect(url_for("projects.show", project_id=project_id), 303)


@route(blueprint, "/projects/<int:project_id>/review", Permission.edit, methods=["POST"])
def review(project_id: int) -> BaseResponse:
    """Note that somebody looked at the project today and found it right."""
    seen = _seen(_stored(project_id))
    values = {"last_reviewed_on": today().isoformat()}
    with write(db.session(), actor(), "reviewed"):
        update_project(db.session(), project_id, seen_version=seen, values=values)
    flash("Marked as reviewed today.", "success")
    return redirect(url_for("projects.show", project_id=project_id), 303)


def _seen(stored: StoredProject) -> int:
    """The version that the page with the button showed."""
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise Refused("The request does not say which version of the project it is about.", "Reload its page.")
    return int(text)
