"""Page: match columns. Which sheet, which headings, which column is which field, and what only a person can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, render_template, request

from imports import batches, learned, pipeline
from imports.decisions import decide, decisions_in_words, move_rows
from imports.directory import load_place_titles
from imports.forms import StepForm, field_choices, parse_columns
from imports.kinds import kinds_for
from imports.normalise import NO_PLACE, NOWHERE
from imports.preview import Choices
from imports.read.formats import choices_of
from imports.read.turned import may_turn
from imports.views.room import (
    SHOWN,
    STEPS,
    batch_of,
    blueprint,
    earlier_of,
    go_to,
    is_at_work,
    keep_choices,
    kind_of,
    seen_version,
    sheet_of,
)
from portfolio.core.people import Permission
from portfolio.extensions import db
from portfolio.models.batch import ImportBatch, ImportMapping
from portfolio.sources.queries import source_names
from portfolio.web.access import actor, route


@route(blueprint, "/imports/<int:batch_id>/columns", Permission.load, methods=["GET", "POST"])
def columns(batch_id: int) -> Any:
    """Which sheet, which row of headings, which column is which field, and what only a person can say."""
    batch, form = batch_of(batch_id), StepForm()
    if batch.state not in batches.OPEN_STATES:
        return go_to("show", batch_id)
    if is_at_work(batch):
        return go_to("progress", batch_id)
    errors: dict[str, str] = {}
    chosen: dict[int, str | None] = {}
    places = _places_to_name(batch)
    if form.validate_on_submit():
        given = parse_columns(request.form, batch, kind_of(batch), places)
        errors, chosen = dict(given.errors), dict(given.columns)
        if not errors:
            return _keep_columns(batch, form.version.data or 0, given)
    elif form.errors:
        errors["version"] = "The page carries no version; reload it."
    sheet = sheet_of(batch)
    page = render_template(
        "imports/columns.html",
        batch=batch,
        columns=[_column(one, chosen) for one in batch.mapping or ()],
        sheet=sheet,
        alike=_alike(batch),
        kind=kind_of(batch),
        kinds=kinds_for(actor()),
        choices=field_choices(kind_of(batch)),
        skipped=batch.options.get("skipped", ()),
        decided=decisions_in_words(batch.options),
        hidden_rows=_hidden_rows(batch),
        remembered=_remembered(batch),
        answers=batch.options["answers"],
        said=_said(batch.options["answers"], places),
        places=places,
        errors=errors,
        origin=batch.options.get("origin") or {},
        sources=list(source_names(db.session).values())[:SHOWN],
        earlier=earlier_of(batch),
        rereadable=bool(choices_of(batch.file_format)),
        turned=bool(sheet and sheet.get("turned")),
        turnable=bool(sheet and may_turn(sheet["first_row"], sheet["rows"])),
        steps=STEPS,
    )
    return page, 422 if errors else 200


def _places_to_name(batch: ImportBatch) -> Mapping[str, str]:
    """{title: "kind:code"} of every place, where one may be named or was."""
    asked = any(one.get("free") for one in batch.options["questions"])
    return load_place_titles(db.session) if asked or _of_places(batch.options["answers"]) else {}


def _of_places(answers: Mapping[str, str]) -> list[str]:
    return [key for key in answers if key.startswith("place:")]


def _said(answers: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """The answers as a person reads them: places by title."""
    titles = {target: title for title, target in places.items()} | {NOWHERE: NO_PLACE}
    said = dict(answers)
    for key in _of_places(answers):
        said[key] = "; ".join(titles.get(part, part) for part in answers[key].split(";"))
    return said


def _column(one: dict[str, Any], chosen: Mapping[int, str | None]) -> dict[str, Any]:
    """A column of the page: proposals that are not taken yet are shown beside the choice, not made."""
    taken = one["field"] if one["taken"] else None
    selected = chosen.get(one["column"], taken)
    return {**one, "selected": selected or "", "proposed": one["field"] if not one["taken"] else None}


def _remembered(batch: ImportBatch) -> ImportMapping | None:
    """What was chosen for a file with the same headings, if this one starts from it."""
    signature = batch.options.get("signature")
    return learned.find_mapping(db.session, batch.kind, signature) if signature else None


@route(blueprint, "/imports/<int:batch_id>/forget", Permission.load, methods=["POST"])
def forget(batch_id: int) -> Any:
    """Forget what was chosen for files with the same headings, and look at this one afresh."""
    batch, version = batch_of(batch_id), seen_version()
    choices = pipeline.forget(db.session, actor(), batch_id, version)
    flash("What was chosen for files with these headings is forgotten.", "success")
    planned = keep_choices(batch, version, choices, teaching=False)
    return go_to("columns" if planned else "progress", batch_id)


def _alike(batch: ImportBatch) -> list[dict[str, Any]]:
    """The sheets with the headings of the one that is read, and whether they are read with it."""
    stack = batches.stack_of(batch)
    read = stack.indexes if stack is not None else ()
    return [{**one, "read": one["index"] in read} for one in batch.options.get("alike", ())]


def _hidden_rows(batch: ImportBatch) -> frozenset[int]:
    """Rows under the headings that the file hides and that are still read."""
    stack, left_out = batches.stack_of(batch), set(batch.options.get("left_out", ()))
    if stack is None:
        facts = sheet_of(batch) or {"hidden_rows": ()}
        rows = {row for row in facts["hidden_rows"] if row > (batch.header_row or 0)}
    else:
        hidden = {one["index"]: one["hidden_rows"] for one in batch.sheets}
        rows = {int(part.row(row)) for part in stack.parts for row in hidden[part.index] if row > part.header_row}
    return frozenset(rows - left_out)


def _keep_columns(batch: ImportBatch, version: int, given: Any) -> Any:
    kept = Choices.from_json(batch.options)
    kind = request.form.get("kind", batch.kind)
    same = (given.sheet, given.header_row, kind) == (batch.sheet, batch.header_row, batch.kind)
    if same:
        answers = {key: text for key, text in kept.answers.items() if key not in given.forgotten} | given.answers
        choices = replace(
            kept, sheet=given.sheet, header_row=given.header_row, columns=given.columns,
            answers=answers, source=given.source,
        )  # fmt: skip
        choices = decide(choices, given.decision, _hidden_rows(batch)) or choices
        stack = batches.stack_of(batch)
        before = frozenset(stack.indexes) - {stack.leading} if stack is not None else frozenset()
        if given.sheets is not None:
            choices = _with_sheets(batch, replace(choices, sheets=given.sheets), given.sheets)
        other_sheets = given.sheets is not None and given.sheets != before
    else:
        # Another table: what was said about the old one says nothing about it. Another sheet finds its own headings.
        # And another kind finds its own sheet, if it was not the sheet that was chosen anew.
        sheet = given.sheet if given.sheet != batch.sheet or kind == batch.kind else None
        header_row = given.header_row if (given.sheet, kind) == (batch.sheet, batch.kind) else None
        choices = Choices(sheet, header_row, mode=kept.mode, policy=kept.policy, source=given.source, kind=kind)
        other_sheets = True
    preview = keep_choices(batch, version, choices, teaching=same)
    if preview is None:
        return go_to("progress", batch.id)
    if same and not other_sheets and given.decision:
        return go_to("columns", batch.id, _anchor="skipped")
    waiting = len({one.key for one in preview.questions if one.assumed is None} - choices.answers.keys())
    if waiting and not request.form.get("unanswered"):
        words = "One question below waits" if waiting == 1 else f"{waiting} questions below wait"
        flash(f"{words} for an answer; you may also go on without.", "info")
        return go_to("columns", batch.id)
    if other_sheets or preview.plan is None:
        return go_to("columns", batch.id)
    return go_to("show", batch.id)


def _with_sheets(batch: ImportBatch, choices: Choices, sheets: frozenset[int]) -> Choices:
    """The choices with other sheets read together: what was said of rows holds."""
    before, leading = batches.stack_of(batch), sheet_of(batch)
    if leading is None or frozenset(before.indexes if before else ()) - {leading["index"]} == sheets:
        return choices
    # Columns are proposed anew for the new table; what a person chose for one of the leading sheet holds.
    shown = {one["column"]: one["field"] if one["taken"] else None for one in batch.mapping or ()}
    said = Choices.from_json(batch.options).columns
    own = {
        column: name
        for column, name in choices.columns.items()
        if column < leading["columns"] and (column in said or name != shown.get(column))
    }
    choices = replace(choices, columns=own)
    if bool(sheets) == (before is not None):
        return choices  # a row's number does not depend on which other sheets are read
    base, end = batches.base_of(batch, leading["index"]), leading["first_row"] + leading["rows"]
    if before is None:
        return move_rows(choices, base, range(1, end))
    return move_rows(choices, -base, range(base + 1, base + end))
