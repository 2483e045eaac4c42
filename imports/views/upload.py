"""Pages: upload a file, the empty templates, and what is stored of the other lists."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, render_template, request

from imports import background, pipeline
from imports.forms import UploadForm
from imports.kinds import OF_PROJECTS, kinds_for, require_kind
from imports.outcomes import Mode, Policy
from imports.preview import Choices
from imports.read import Unreadable
from imports.records.export import export_xlsx
from imports.views.room import STEPS, answer_of, blueprint, enqueue, go_to, settings
from portfolio.core.people import Permission
from portfolio.errors import NotFound
from portfolio.extensions import db
from portfolio.models.place import Place
from portfolio.web.access import actor, route
from portfolio.web.downloads import send_xlsx


@route(blueprint, "/imports/new", Permission.load, methods=["GET", "POST"])
def new() -> Any:
    """Upload a file, with the rules chosen beforehand."""
    form, kinds, busy = UploadForm(), kinds_for(actor()), False
    form.offer(kinds)
    if form.validate_on_submit():
        given = form.file.data
        choices = Choices(mode=Mode(form.mode.data), policy=Policy(form.rows.data), kind=form.kind.data or "")
        if len(request.files.getlist("file")) > 1:
            form.file.errors = ["Choose one file; each is imported on its own."]
        else:
            try:
                # The form's parser keeps a large file on the disk, and nothing here takes it into memory.
                if background.is_long_file(settings(), given.stream):
                    batch_id, job_id = background.upload_later(
                        db.session, settings(), actor(), given.stream, given.filename or "", choices
                    )
                    enqueue(job_id)
                    return go_to("progress", batch_id)
                given.stream.seek(0)
                data = given.stream.read()
                batch_id, preview = pipeline.upload(
                    db.session, settings(), actor(), data, given.filename or "", choices
                )
                return go_to("show" if preview.is_certain else "columns", batch_id)
            except Unreadable as refusal:
                form.file.errors, busy = [f"{refusal.sentence} {refusal.remedy}"], refusal.code == "busy"
            finally:
                given.close()
    page = render_template("imports/new.html", form=form, settings=settings(), kinds=kinds, steps=STEPS)
    return answer_of(page, busy=busy, wrong=bool(form.errors))


@route(blueprint, "/imports/template.xlsx", Permission.load)
def template() -> Response:
    """The empty workbook to fill in, for projects or the kind that is asked for."""
    from imports.template import build_template

    kind = require_kind(actor(), request.args.get("kind", OF_PROJECTS.name))
    places = db.session.scalars(sa.select(Place.title).order_by(Place.kind, Place.title)).all()
    return send_xlsx(build_template(kind, places), f"{kind.name}-to-import.xlsx")


@route(blueprint, "/imports/stored/<kind>.xlsx", Permission.load)
def stored(kind: str) -> Response:
    """What is stored of a kind of list, in the columns of its template."""
    found = require_kind(actor(), kind)
    if found.records is None:
        raise NotFound("Projects are downloaded from their own list.", "Go to Projects, and choose Download.")
    return send_xlsx(export_xlsx(db.session, actor(), found), f"{found.name}.xlsx")
