"""Pages: the file of an import, as it was uploaded: about it, download, another import of it, and its deletion."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, render_template, stream_with_context

from imports import files
from imports.again import import_again
from imports.read import Unreadable
from imports.views.room import batch_of, blueprint, counts_in_words, enqueue, go_to, kind_of, may_see, settings
from portfolio.core.people import Permission
from portfolio.errors import Busy, Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.web.access import actor, route
from portfolio.web.display import plural, size
from portfolio.web.downloads import send


@route(blueprint, "/imports/<int:batch_id>/original", Permission.load)
def original(batch_id: int) -> str:
    """What is known of an import's file: its bytes, who brought it, and every import of it that the reader may see."""
    batch = batch_of(batch_id)
    found = [one for one in files.siblings(db.session, batch.sha256) if may_see(one)]
    return render_template(
        "imports/original.html", batch=batch, kind=kind_of(batch), kept=files.get_file(db.session, batch.sha256),
        removal=files.find_removal(db.session, batch.sha256), siblings=found, counted=counts_in_words,
        is_open=any(one.state in ("uploaded", "planned") for one in found),
    )  # fmt: skip


@route(blueprint, "/imports/<int:batch_id>/file", Permission.load)
def file(batch_id: int) -> Response:
    """The original file, as it was uploaded; never shown, always downloaded."""
    batch = batch_of(batch_id)
    pieces = stream_with_context(files.file_pieces(db.session(), batch))
    return send(pieces, batch.file_name, "application/octet-stream")


@route(blueprint, "/imports/<int:batch_id>/reread", Permission.load, methods=["POST"])
def reread(batch_id: int) -> Any:
    """Begin a new import of the same file; the earlier one stays as it is."""
    batch_of(batch_id)
    try:
        begun = import_again(db.session, settings(), actor(), batch_id)
    except Unreadable as refusal:
        raise (Busy if refusal.code == "busy" else Refused)(refusal.sentence, refusal.remedy) from None
    if begun.job_id is not None:
        enqueue(begun.job_id)
        return go_to("progress", begun.batch_id)
    flash(f"The file of import {batch_id} was read again; this is import {begun.batch_id}.", "success")
    return go_to("show" if begun.is_certain else "columns", begun.batch_id)


@route(blueprint, "/imports/<int:batch_id>/remove", Permission.administer, methods=["POST"])
def remove(batch_id: int) -> Any:
    """Delete the bytes of an import's file, and the cells that were read of it; receipts, counts and undo stay."""
    with write(db.session, actor(), f"deletion of the file of import {batch_id}"):
        gone = files.remove_file(db.session, batch_of(batch_id).sha256)
    flash(f"The file is deleted: {size(gone.size)}, and the cells of {plural(gone.rows, 'row')}.", "success")
    return go_to("original", batch_id)
