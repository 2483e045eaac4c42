"""Pages: the imports so far, receipts, undo and its undo."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Response, flash, render_template, request

from imports import batches, pipeline, returned, steps
from imports.files import find_files, get_file
from imports.kinds import kind_named
from imports.outcomes import redone, undone
from imports.views.room import (
    SHOWN,
    batch_of,
    blueprint,
    counts_in_words,
    go_to,
    kind_of,
    labels_of,
    page_url_of,
    settings,
)
from portfolio.core.people import Permission
from portfolio.errors import NotFound
from portfolio.extensions import db
from portfolio.web.access import actor, route
from portfolio.web.downloads import send_json, send_xlsx
from portfolio.web.filters import parse_page
from portfolio.web.paging import Page


@route(blueprint, "/imports", Permission.load)
def index() -> str:
    """Imports so far: one's own, or everybody's for planners and administrators."""
    number, size = parse_page(request.args.get("page")), settings().page_rows
    found, total = batches.page_batches(db.session, actor(), number, size)
    page = Page(found, number, size, total)
    page.require()
    files = find_files(db.session, {one.sha256 for one in found})
    return render_template(
        "imports/index.html", page=page, page_url=partial(page_url_of, "imports.index"), files=files,
        counted=counts_in_words, kind_of=kind_of,
    )  # fmt: skip


@route(blueprint, "/imports/<int:batch_id>/receipt", Permission.load)
def receipt(batch_id: int) -> Any:
    """What an import did, what it left out, what its undo did, and what applying it again did."""
    batch = batch_of(batch_id)
    if not batch.receipt:
        return go_to("show", batch_id)
    return render_template(
        "imports/receipt.html", batch=batch, receipt=batch.receipt, undone=batch.receipt.get("undo"),
        again=batch.receipt.get("again"), shown=SHOWN, labels=labels_of(batch), kind=kind_of(batch),
        kept=get_file(db.session, batch.sha256),
    )  # fmt: skip


@route(blueprint, "/imports/<int:batch_id>/receipt.json", Permission.load)
def receipt_json(batch_id: int) -> Response:
    """The receipt, whole."""
    batch = batch_of(batch_id)
    if not batch.receipt:
        raise NotFound("This import has no receipt yet.", "It gets one when it is applied.")
    return send_json(batch.receipt, f"import-{batch.id}-receipt.json")


@route(blueprint, "/imports/<int:batch_id>/marked.xlsx", Permission.load)
def marked(batch_id: int) -> Response:
    """The person's own workbook, with marked cells and the sheet of problems first."""
    batch = batch_of(batch_id)
    content = returned.of_batch(db.session, batch).marked(steps.limits_of(settings()))
    return send_xlsx(content, f"{batch.file_name.rpartition('.')[0] or batch.file_name}-marked.xlsx")


@route(blueprint, "/imports/<int:batch_id>/failed.xlsx", Permission.load)
def failed(batch_id: int) -> Response:
    """The rows that are rejected or asked about, alone."""
    batch = batch_of(batch_id)
    content = returned.of_batch(db.session, batch).failed()
    return send_xlsx(content, f"{batch.file_name.rpartition('.')[0] or batch.file_name}-to-correct.xlsx")


@route(blueprint, "/imports/<int:batch_id>/undo", Permission.load, methods=["POST"])
def undo(batch_id: int) -> Any:
    """Take an applied import back; what somebody edited since stays, and is listed."""
    done = pipeline.undo(db.session, actor(), batch_id)
    _say(f"Taken back: {undone(done['counts'], kind_named(done['kind']).noun)}", done)
    return go_to("receipt", batch_id)


@route(blueprint, "/imports/<int:batch_id>/redo", Permission.load, methods=["POST"])
def redo(batch_id: int) -> Any:
    """Apply again what was taken back; what somebody edited since stays, and is listed."""
    done = pipeline.redo(db.session, actor(), batch_id)
    _say(f"Applied again: {redone(done['counts'], kind_named(done['kind']).noun)}", done)
    return go_to("receipt", batch_id)


def _say(sentence: str, done: Mapping[str, Any]) -> None:
    whole = not done["counts"]["failed"] and not done["counts"]["kept"]
    flash(sentence, "success" if whole else "warning")
