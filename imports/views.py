"""Pages of the import wizard: upload, match columns, check, receipt, history. Looking never writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from imports import batches, pipeline
from imports.apply import RowsMoved
from imports.forms import FIELD_CHOICES, RulesForm, StepForm, UploadForm, parse_columns, parse_row_answers
from imports.outcomes import Mode, Outcome, Policy, sentence
from imports.preview import Choices
from imports.read import Unreadable
from imports.template import build_template
from portfolio.config import Settings
from portfolio.core.people import Permission
from portfolio.core.project import LABELS
from portfolio.errors import NotFound, Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.words import field_text, link_text
from portfolio.models.batch import ImportBatch, ImportFile, ImportRow
from portfolio.models.place import Place
from portfolio.web.access import actor, route
from portfolio.web.downloads import send, send_json, send_xlsx
from portfolio.web.filters import parse_page
from portfolio.web.paging import Page

blueprint = Blueprint("imports", __name__)

#: Tabs of the check page: what stops the import comes first.
TABS = (
    (Outcome.REJECTED, "Rejected"),
    (Outcome.CONFLICT, "Asked"),
    (Outcome.UPDATE, "Changed"),
    (Outcome.CREATE, "New"),
    (Outcome.UNCHANGED, "Unchanged"),
    (Outcome.SKIPPED, "Left out"),
)
#: The chips' words for outcomes.
CHIPS = {"create": "new", "update": "changed", "conflict": "asked"}
STEPS = ("Upload", "Match columns", "Check", "Import")
#: Lists on a receipt are shown up to here; the JSON has them whole.
SHOWN = 200


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def _batch(batch_id: int) -> ImportBatch:
    return batches.get_batch_for(db.session(), actor(), batch_id)


def _to(endpoint: str, batch_id: int, **query: Any) -> Any:
    return redirect(url_for(f"imports.{endpoint}", batch_id=batch_id, **query), 303)


def show_value(field: str, item: Any) -> str:
    """A value of a change in words, for the macro that shows changes."""
    return link_text(item) if isinstance(item, Mapping) else field_text(field, item)


@route(blueprint, "/imports", Permission.load)
def index() -> str:
    """Imports so far: one's own, or everybody's for planners and administrators."""
    number, size = parse_page(request.args.get("page")), _settings().page_rows
    found, total = batches.page_batches(db.session(), actor(), number, size)
    page = Page(found, number, size, total)
    page.require()
    page_url = partial(_page_url, "imports.index")
    return render_template("imports/index.html", page=page, page_url=page_url, words=batch_words)


def _page_url(endpoint: str, page: int, **query: Any) -> str:
    return url_for(endpoint, **query, page=page)


def batch_words(batch: ImportBatch) -> str:
    """What a batch did or would do, in words."""
    if batch.counts is None:
        return "Its columns are not matched yet."
    if batch.state == "applied" and batch.receipt:
        return str(batch.receipt["sentence"])
    return sentence(batch.counts, batch.counts.get("changed_fields", 0))


@route(blueprint, "/imports/new", Permission.load, methods=["GET", "POST"])
def new() -> Any:
    """Upload a file, with the rules chosen beforehand."""
    form = UploadForm()
    if form.validate_on_submit():
        given = form.file.data
        choices = Choices(mode=Mode(form.mode.data), policy=Policy(form.rows.data))
        if len(request.files.getlist("file")) > 1:
            form.file.errors = ["Choose one file; each is imported on its own."]
        else:
            try:
                data = given.read()
                batch_id, preview = pipeline.upload(
                    db.session(), _settings(), actor(), data, given.filename or "", choices
                )
                return _to("show" if preview.is_certain else "columns", batch_id)
            except Unreadable as refusal:
                form.file.errors = [f"{refusal.sentence} {refusal.remedy}"]
    page = render_template("imports/new.html", form=form, settings=_settings(), steps=STEPS)
    return page, 422 if form.errors else 200


@route(blueprint, "/imports/template.xlsx", Permission.load)
def template() -> Response:
    """The empty workbook to fill in."""
    places = db.session.scalars(sa.select(Place.title).order_by(Place.kind, Place.title)).all()
    return send_xlsx(build_template(places), "projects-to-import.xlsx")


@route(blueprint, "/imports/<int:batch_id>/columns", Permission.load, methods=["GET", "POST"])
def columns(batch_id: int) -> Any:
    """Which sheet, which row of headings, which column is which field, and what only a person can say."""
    batch, form = _batch(batch_id), StepForm()
    if batch.state not in batches.OPEN_STATES:
        return _to("show", batch_id)
    errors: dict[str, str] = {}
    chosen: dict[int, str | None] = {}
    if form.validate_on_submit():
        given = parse_columns(request.form, batch)
        errors, chosen = dict(given.errors), dict(given.columns)
        if not errors:
            return _keep_columns(batch, form.version.data or 0, given)
    elif form.errors:
        errors["version"] = "The page carries no version; reload it."
    page = render_template(
        "imports/columns.html",
        batch=batch,
        columns=[_column(one, chosen) for one in batch.mapping or ()],
        sheet=_sheet(batch),
        choices=FIELD_CHOICES,
        skipped=_skipped_rows(batch),
        answers=batch.options["answers"],
        errors=errors,
        earlier=_earlier(batch),
        steps=STEPS,
    )
    return page, 422 if errors else 200


def _sheet(batch: ImportBatch) -> dict[str, Any] | None:
    """The facts of the sheet that is taken, or of the first visible one."""
    visible = [one for one in batch.sheets if not one["hidden"]] or list(batch.sheets)
    return next((one for one in batch.sheets if one["index"] == batch.sheet), visible[0] if visible else None)


def _column(one: dict[str, Any], chosen: Mapping[int, str | None]) -> dict[str, Any]:
    """A column of the page: proposals that are not taken yet are shown beside the choice, not made."""
    taken = one["field"] if one["taken"] else None
    selected = chosen.get(one["column"], taken)
    return {**one, "selected": selected or "", "proposed": one["field"] if not one["taken"] else None}


def _earlier(batch: ImportBatch) -> dict[str, Any] | None:
    """The import that brought in the same bytes before; its address only where it is the reader's to see."""
    found = batches.find_applied(db.session(), batch.sha256, batch.id)
    if found is None:
        return None
    mine = actor().may(Permission.plan) or found.created_by_id == actor().id
    url = url_for("imports.receipt", batch_id=found.id) if mine else None
    return {"id": found.id, "applied_at": found.applied_at, "applied_by": found.applied_by, "url": url}


def _skipped_rows(batch: ImportBatch) -> list[tuple[int, str]]:
    rows = db.session.execute(
        sa.select(ImportRow.row, ImportRow.plan)
        .where(
            ImportRow.batch_id == batch.id,
            ImportRow.sheet == batch.sheet,
            ImportRow.outcome == Outcome.SKIPPED.value,
        )
        .order_by(ImportRow.row)
        .limit(SHOWN)
    )
    return [(row, plan["reason"]) for row, plan in rows if plan and plan.get("not_data")]


def _keep_columns(batch: ImportBatch, version: int, given: Any) -> Any:
    kept = Choices.from_json(batch.options)
    same = (given.sheet, given.header_row) == (batch.sheet, batch.header_row)
    if same:
        choices = replace(
            kept, sheet=given.sheet, header_row=given.header_row, columns=given.columns,
            answers={**kept.answers, **given.answers}, taken=kept.taken | given.taken,
        )  # fmt: skip
    else:
        # Another table: what was said about the old one says nothing about it. Another sheet finds its own headings.
        header_row = given.header_row if given.sheet == batch.sheet else None
        choices = Choices(given.sheet, header_row, mode=kept.mode, policy=kept.policy)
    preview = pipeline.choose(db.session(), actor(), batch.id, version, choices, teaching=same)
    waiting = len({one.key for one in preview.questions} - choices.answers.keys())
    if waiting and not request.form.get("unanswered"):
        flash(f"{waiting} of the questions below wait for an answer; you may also go on without.", "info")
        return _to("columns", batch.id)
    if not same or preview.plan is None:
        return _to("columns", batch.id)
    return _to("show", batch.id)


@route(blueprint, "/imports/<int:batch_id>", Permission.load)
def show(batch_id: int) -> Any:
    """The check page: what the import would do, row by row. Nothing is saved yet."""
    batch = _batch(batch_id)
    if batch.state in ("applied", "undone"):
        return _to("receipt", batch_id)
    if batch.state == "cancelled":
        raise NotFound("This import was cancelled.", "Upload the file again if it is still needed.")
    if batch.state == "uploaded":
        return _to("columns", batch_id)
    return _check_page(batch), 200


def _check_page(batch: ImportBatch) -> str:
    view = _check_view(batch)
    rows = batches.page_rows(db.session(), batch, view.tab, view.search, view.number, view.size)
    page = Page(batches.preview_rows(rows.rows), view.number, view.size, rows.total)
    page.require()
    counts = batch.counts or {}
    kept = Choices.from_json(batch.options)
    return render_template(
        "imports/show.html",
        batch=batch,
        sentence=batch_words(batch),
        counts=counts,
        sheet=_sheet(batch),
        tabs=[_tab(batch, view, outcome, label, counts) for outcome, label in TABS],
        view=view,
        page=page,
        page_url=partial(_page_url, "imports.show", batch_id=batch.id, tab=view.tab.value, q=view.search or None),
        chips=CHIPS,
        labels=LABELS,
        ignored=[one for one in batch.mapping or () if not one["taken"] and one["samples"]],
        show_value=show_value,
        blocked=kept.policy is Policy.ALL_OR_NOTHING and bool(counts.get("rejected")),
        to_write=counts.get("create", 0) + counts.get("update", 0),
        rules=RulesForm(formdata=None, version=batch.version, mode=kept.mode.value, rows=kept.policy.value),
        answers=kept.rows,
        unanswered=[one for one in batch.options["questions"] if one["key"] not in kept.answers],
        earlier=_earlier(batch),
        steps=STEPS,
    )


@dataclass(frozen=True, slots=True)
class CheckView:
    """What the check page shows: which tab, which rows of it."""

    tab: Outcome
    search: str
    number: int
    size: int


def _check_view(batch: ImportBatch) -> CheckView:
    counts = batch.counts or {}
    asked = request.args.get("tab", "")
    first = next((outcome for outcome, _ in TABS if counts.get(outcome.value)), Outcome.CREATE)
    tab = Outcome(asked) if asked in {outcome.value for outcome in Outcome} else first
    search = request.args.get("q", "")[:100]
    return CheckView(tab, search, parse_page(request.args.get("page")), _settings().page_rows)


def _tab(
    batch: ImportBatch, view: CheckView, outcome: Outcome, label: str, counts: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "label": label,
        "url": url_for("imports.show", batch_id=batch.id, tab=outcome.value),
        "current": outcome is view.tab,
        "count": counts.get(outcome.value, 0),
    }


@route(blueprint, "/imports/<int:batch_id>/rules", Permission.load, methods=["POST"])
def rules(batch_id: int) -> Any:
    """Change the rules on the check page."""
    batch, form = _batch(batch_id), RulesForm()
    if not form.validate_on_submit():
        raise Refused("Choose one of the rules.", "Go back and choose again; nothing was changed.")
    choices = replace(Choices.from_json(batch.options), mode=Mode(form.mode.data), policy=Policy(form.rows.data))
    pipeline.choose(db.session(), actor(), batch_id, form.version.data or 0, choices, teaching=False)
    return _to("show", batch_id)


@route(blueprint, "/imports/<int:batch_id>/rows", Permission.load, methods=["POST"])
def rows(batch_id: int) -> Any:
    """Keep a person's answers for rows that may be more than one project."""
    batch = _batch(batch_id)
    asked = db.session.execute(
        sa.select(ImportRow.row, ImportRow.plan).where(
            ImportRow.batch_id == batch.id, ImportRow.sheet == batch.sheet, ImportRow.outcome == Outcome.CONFLICT.value
        )
    )
    candidates = {row: [one["code"] for one in plan["match"]["candidates"]] for row, plan in asked if plan}
    answers = parse_row_answers(request.form, candidates)
    kept = Choices.from_json(batch.options)
    choices = replace(kept, rows={**kept.rows, **answers})
    pipeline.choose(db.session(), actor(), batch_id, _seen_version(), choices, teaching=False)
    flash(f"{len(answers)} answers are kept." if len(answers) != 1 else "1 answer is kept.", "success")
    return _to("show", batch_id)


def _seen_version() -> int:
    text = request.form.get("version", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused("The page carries no version.", "Reload it and try again; nothing was changed.")
    return int(text)


@route(blueprint, "/imports/<int:batch_id>/apply", Permission.load, methods=["POST"])
def apply(batch_id: int) -> Any:
    """Carry the plan out, once."""
    try:
        receipt = pipeline.apply_batch(db.session(), actor(), batch_id, _seen_version())
    except RowsMoved as moved:
        flash(f"{moved.sentence} {moved.remedy}", "error")
        return _check_page(_batch(batch_id)), 409
    flash(receipt["sentence"], "success")
    return _to("receipt", batch_id)


@route(blueprint, "/imports/<int:batch_id>/receipt", Permission.load)
def receipt(batch_id: int) -> Any:
    """What an import did, what it left out, and what its undo did."""
    batch = _batch(batch_id)
    if not batch.receipt:
        return _to("show", batch_id)
    return render_template(
        "imports/receipt.html", batch=batch, receipt=batch.receipt, undone=batch.receipt.get("undo"), shown=SHOWN,
        labels=LABELS, show_value=show_value,
    )  # fmt: skip


@route(blueprint, "/imports/<int:batch_id>/receipt.json", Permission.load)
def receipt_json(batch_id: int) -> Response:
    """The receipt, whole."""
    batch = _batch(batch_id)
    if not batch.receipt:
        raise NotFound("This import has no receipt yet.", "It gets one when it is applied.")
    return send_json(batch.receipt, f"import-{batch.id}-receipt.json")


@route(blueprint, "/imports/<int:batch_id>/file", Permission.load)
def file(batch_id: int) -> Response:
    """The original file, as it was uploaded; never shown, always downloaded."""
    batch = _batch(batch_id)
    content = db.session.scalar(sa.select(ImportFile.content).where(ImportFile.sha256 == batch.sha256))
    if content is None:
        raise NotFound("The original file is not kept any more.")
    return send(content, batch.file_name, "application/octet-stream")


@route(blueprint, "/imports/<int:batch_id>/undo", Permission.load, methods=["POST"])
def undo(batch_id: int) -> Any:
    """Take an applied import back; what somebody edited since stays, and is listed."""
    done = pipeline.undo(db.session(), actor(), batch_id)
    counts = done["counts"]
    flash(
        f"Taken back: {counts['deleted']} added projects removed, {counts['reversed']} changed ones reversed;"
        f" {counts['kept']} kept because edited since, {counts['failed']} could not be reversed.",
        "success" if not counts["failed"] and not counts["kept"] else "warning",
    )
    return _to("receipt", batch_id)


@route(blueprint, "/imports/<int:batch_id>/cancel", Permission.load, methods=["POST"])
def cancel(batch_id: int) -> Any:
    """Give up an import that was not applied."""
    with write(db.session(), actor(), f"cancel import {batch_id}"):
        batches.cancel_batch(db.session(), _batch(batch_id))
    flash("The import is cancelled; nothing was changed.", "success")
    return redirect(url_for("imports.index"), 303)
