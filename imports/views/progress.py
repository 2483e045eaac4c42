"""Pages: how far long work on an import is; stop it, or ask for it again."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, render_template, request

from imports import background, batches
from imports.views.room import STEPS, batch_of, blueprint, enqueue, go_to
from portfolio.core.people import Permission
from portfolio.errors import Conflict
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.web.access import actor, route

#: What each work is called on its page, and the step of the wizard that it belongs to.
WORDS = {
    background.READ: ("Reading the file", 1),
    background.REREAD: ("Reading the file", 2),
    background.CHOOSE: ("Planning the import", 2),
    background.FORGET: ("Planning the import", 3),
    background.APPLY: ("Importing", 4),
}


@route(blueprint, "/imports/<int:batch_id>/progress", Permission.load)
def progress(batch_id: int) -> Any:
    """How far the work is; once it is done, the page that shows what came of it."""
    batch = batch_of(batch_id)
    job = background.job_of(db.session, batch)
    if job is None or batch.state not in batches.OPEN_STATES:
        onward = go_to("receipt" if batch.state in batches.DONE_STATES else "show", batch_id)
        # A fragment that asks how far the work is cannot follow: the whole page has to go on.
        return Response(headers={"HX-Redirect": onward.location}) if "HX-Request" in request.headers else onward
    title, step = WORDS[job.work]
    return render_template("imports/progress.html", batch=batch, job=job, title=title, step=step, steps=STEPS)


@route(blueprint, "/imports/<int:batch_id>/stop", Permission.load, methods=["POST"])
def stop(batch_id: int) -> Any:
    """Stop the work on an import; nothing of it is kept."""
    with write(db.session, actor(), f"stop work on import {batch_id}"):
        stopped = background.cancel_open_job(db.session, batch_of(batch_id))
    if not stopped:
        raise Conflict("The work has ended already.", "Look at what came of it.")
    flash("The work is stopped; nothing of it was kept.", "success")
    return go_to("progress" if not batch_of(batch_id).sheets else "show", batch_id)


@route(blueprint, "/imports/<int:batch_id>/again", Permission.load, methods=["POST"])
def again(batch_id: int) -> Any:
    """Ask for the reading of a file again, after it failed or was stopped."""
    job_id = background.read_again(db.session, actor(), batch_id)
    enqueue(job_id)
    return go_to("progress", batch_id)
