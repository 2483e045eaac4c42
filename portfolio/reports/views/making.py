"""Pages of documents that are made in the background: ask for one, see how far it is, stop it, have it."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.errors import Conflict
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.jobs.operations import cancel_job
from portfolio.jobs.queue import queue_of
from portfolio.reports.language import parse_language
from portfolio.reports.making import Wanted, get_made, make_later
from portfolio.reports.shapes import SHAPES, parse_shape
from portfolio.reports.views.room import asked_text, blueprint, desk
from portfolio.web.access import actor, route
from portfolio.web.downloads import send
from portfolio.web.filters import parse_filter


@route(blueprint, "/reports/make", Permission.read, methods=["POST"])
def make() -> Any:
    """Ask for a long document."""
    given = request.form
    shape, tongue = parse_shape(asked_text(given, "format")), parse_language(asked_text(given, "language"))
    found, at = Wanted.of(asked_text(given, "document"), parse_filter(given), tongue), desk()
    number, job = make_later(at, found, found.build(at), shape)
    queue_of(current_app).put(job)
    return redirect(url_for("reports.made", number=number), 303)


@route(blueprint, "/reports/made/<int:number>", Permission.read)
def made(number: int) -> Any:
    """How far a document is; once it is there, a button to have it."""
    document, job = get_made(db.session(), actor(), number)
    return render_template("reports/made.html", document=document, job=job, shape=SHAPES[document.asked["shape"]])


@route(blueprint, "/reports/made/<int:number>/file", Permission.read)
def made_file(number: int) -> Response:
    """The document, once it is made."""
    document, _ = get_made(db.session(), actor(), number)
    if document.content is None:
        raise Conflict("The document is not made yet.", "Look again in a moment.")
    return send(document.content, document.file_name, SHAPES[document.asked["shape"]].mimetype)


@route(blueprint, "/reports/made/<int:number>/stop", Permission.read, methods=["POST"])
def stop(number: int) -> Any:
    """Stop the making of a document; nothing of it is kept."""
    with write(db.session, actor(), f"stop document {number}"):
        _, job = get_made(db.session(), actor(), number)
        stopped = cancel_job(db.session(), job.id)
    if not stopped:
        raise Conflict("The work has ended already.", "Look at what came of it.")
    flash("The work is stopped; nothing of it was kept.", "success")
    return redirect(url_for("reports.made", number=number), 303)
