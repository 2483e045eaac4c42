"""Pages: another encoding or delimiter for a text file that was read wrongly, and a sheet read column by column."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask import flash, render_template

from imports import background, batches, pipeline
from imports.forms import ReadingForm
from imports.read import Unreadable
from imports.read.formats import choices_of
from imports.read.text import DELIMITERS
from imports.read.turned import may_turn
from imports.views.room import (
    STEPS,
    answer_of,
    batch_of,
    blueprint,
    enqueue,
    go_to,
    is_at_work,
    seen_version,
    settings,
    sheet_of,
)
from portfolio.core.people import Permission
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.models.batch import ImportBatch, ImportRow
from portfolio.web.access import actor, route

#: Rows that the page shows as they are read now.
_ROWS_SHOWN = 6


@route(blueprint, "/imports/<int:batch_id>/reading", Permission.load, methods=["GET", "POST"])
def reading(batch_id: int) -> Any:
    """Read a text file or a web page with another encoding or delimiter."""
    batch = batch_of(batch_id)
    if batch.state not in batches.OPEN_STATES or not choices_of(batch.file_format):
        return go_to("show", batch_id)
    if is_at_work(batch):
        return go_to("progress", batch_id)
    form, busy = _form_of(batch), False
    if form.validate_on_submit():
        try:
            if not _read_again(batch, form):
                return go_to("progress", batch_id)
            flash("The file was read again.", "success")
            return go_to("columns", batch_id)
        except Unreadable as refusal:
            form.encoding.errors, busy = [f"{refusal.sentence} {refusal.remedy}"], refusal.code == "busy"
    page = render_template("imports/reading.html", batch=batch, form=form, rows=_first_rows(batch), steps=STEPS)
    return answer_of(page, busy=busy, wrong=bool(form.errors))


@route(blueprint, "/imports/<int:batch_id>/turn", Permission.load, methods=["POST"])
def turn(batch_id: int) -> Any:
    """Read the sheet that is taken with its headings in a column, or in a row again; others stay as they are."""
    batch, version = batch_of(batch_id), seen_version()
    pipeline.refuse_stale(batch, version)
    sheet, found = sheet_of(batch), batch.options.get("reading") or {}
    now = frozenset(one["index"] for one in batch.sheets if one.get("turned"))
    if sheet is None or not (sheet.get("turned") or may_turn(sheet["first_row"], sheet["rows"])):
        raise Refused("This sheet has too many rows to be read column by column.", "Name the row of its headings.")
    try:
        told = {name: found.get(name) for name in ("encoding", "delimiter")}
        if not _read(batch, version, turned=now ^ {sheet["index"]}, sheet=sheet["index"], **told):
            return go_to("progress", batch_id)
    except Unreadable as refusal:
        raise Refused(refusal.sentence, refusal.remedy) from None
    flash("The file was read again.", "success")
    return go_to("columns", batch_id)


def _first_rows(batch: ImportBatch) -> Sequence[Sequence[Any]]:
    """The first rows as they were read; a long file's others stay where they are."""
    first = [
        sa.and_(ImportRow.sheet == one["index"], ImportRow.row < one["first_row"] + _ROWS_SHOWN) for one in batch.sheets
    ]
    sheets = batches.staged_sheets(db.session, batch, sa.or_(sa.false(), *first))
    return [row for sheet in sheets for row in islice(sheet.rows, _ROWS_SHOWN)][:_ROWS_SHOWN]


def _form_of(batch: ImportBatch) -> ReadingForm:
    """The form with what was found or chosen last; a web page has no delimiter."""
    found = batch.options.get("reading") or {}
    form = ReadingForm(encoding=found.get("encoding"), delimiter=DELIMITERS.get(str(found.get("delimiter")), ""))
    if "delimiter" not in choices_of(batch.file_format):
        del form.delimiter
    return form


def _read_again(batch: ImportBatch, form: ReadingForm) -> bool:
    """Read it as the form says; False where a worker is asked to, because the file is long. Raises Unreadable."""
    delimiter = form.chosen_delimiter if form.delimiter is not None else None
    return _read(batch, form.version.data or 0, encoding=form.encoding.data, delimiter=delimiter)


def _read(batch: ImportBatch, version: int, **told: Any) -> bool:
    """Read it again as it is told; False where a worker is asked to, because the file is long. Raises Unreadable."""
    if background.is_long_batch(settings(), batch):
        enqueue(background.reread_later(db.session, actor(), batch.id, version, **told))
        return False
    pipeline.read_again(db.session, settings(), actor(), batch.id, version, **told)
    return True
