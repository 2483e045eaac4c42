"""Page: check the rows, choose the rules, answer what is asked, apply or cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for

from imports import background, batches, pipeline
from imports.apply import RowsMoved
from imports.decisions import decide as decided
from imports.forms import RulesForm, parse_left_out, parse_row_answers, parse_sides
from imports.match.twins import OVER, SAME
from imports.merge import ConflictRule
from imports.outcomes import Mode, Outcome, Policy
from imports.preview import Choices
from imports.views.room import (
    STEPS,
    batch_of,
    batch_words,
    blueprint,
    earlier_of,
    enqueue,
    go_to,
    is_at_work,
    keep_choices,
    kind_of,
    labels_of,
    origin_of,
    page_url_of,
    seen_version,
    settings,
    sheet_of,
    show_values,
)
from portfolio.core.people import Permission
from portfolio.errors import NotFound, Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.batch import ImportBatch, ImportRow
from portfolio.web.access import actor, route
from portfolio.web.filters import parse_page
from portfolio.web.paging import Page

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


@route(blueprint, "/imports/<int:batch_id>", Permission.load)
def show(batch_id: int) -> Any:
    """The check page: what the import would do, row by row. Nothing is saved yet."""
    batch = batch_of(batch_id)
    if batch.state in batches.DONE_STATES:
        return go_to("receipt", batch_id)
    if batch.state == "cancelled":
        raise NotFound("This import was cancelled.", "Upload the file again if it is still needed.")
    if is_at_work(batch):
        return go_to("progress", batch_id)
    if batch.state == "uploaded":
        return go_to("columns", batch_id)
    return _check_page(batch), 200


def _check_page(batch: ImportBatch) -> str:
    view = _check_view(batch)
    rows = batches.page_rows(db.session, batch, view.tab, view.search, view.number, view.size)
    stack = batches.stack_of(batch)
    page = Page(batches.preview_rows(rows.rows, kind_of(batch), stack), view.number, view.size, rows.total)
    page.require()
    counts = batch.counts or {}
    kept = Choices.from_json(batch.options)
    return render_template(
        "imports/show.html",
        batch=batch,
        sentence=batch_words(batch),
        counts=counts,
        sheet=sheet_of(batch),
        stack=stack,
        tabs=[_tab(batch, view, outcome, label, counts) for outcome, label in TABS],
        view=view,
        page=page,
        page_url=partial(page_url_of, "imports.show", batch_id=batch.id, tab=view.tab.value, q=view.search or None),
        chips=CHIPS,
        labels=labels_of(batch),
        ignored=[one for one in batch.mapping or () if not one["taken"] and one["samples"]],
        show_value=show_values(batch),
        kind=kind_of(batch),
        blocked=kept.policy is Policy.ALL_OR_NOTHING and bool(counts.get("rejected")),
        to_write=counts.get("create", 0) + counts.get("update", 0),
        rules=RulesForm(
            formdata=None,
            version=batch.version,
            mode=kept.mode.value,
            rows=kept.policy.value,
            conflicts=kept.conflicts.value,
        ),
        answers=kept.rows,
        sides=kept.sides,
        origin=origin_of(batch),
        missing=batch.options.get("missing") or [],
        decided=len(kept.rows.keys() | {row for row, _ in kept.sides}),
        unanswered=[one for one in batch.options["questions"] if one["key"] not in kept.answers and not one["assumed"]],
        earlier=earlier_of(batch),
        steps=STEPS,
        skipped=batch.options.get("skipped", ()),
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
    return CheckView(tab, search, parse_page(request.args.get("page")), settings().page_rows)


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
    batch, form = batch_of(batch_id), RulesForm()
    if not form.validate_on_submit():
        raise Refused("Choose one of the rules.", "Go back and choose again; nothing was changed.")
    choices = replace(
        Choices.from_json(batch.options),
        mode=Mode(form.mode.data),
        policy=Policy(form.rows.data),
        conflicts=ConflictRule(form.conflicts.data),
    )
    return _go_on(batch, form.version.data or 0, choices)


@route(blueprint, "/imports/<int:batch_id>/rows", Permission.load, methods=["POST"])
def rows(batch_id: int) -> Any:
    """Keep a person's answers for rows that may be more than one project, and for fields changed on both sides."""
    batch = batch_of(batch_id)
    asked = db.session.execute(  # every row that waits: answers of other pages of the tab were kept before
        sa.select(ImportRow.sheet, ImportRow.row, ImportRow.plan).where(
            ImportRow.batch_id == batch.id, ImportRow.outcome == Outcome.CONFLICT.value
        )
    )
    stack = batches.stack_of(batch)
    plans = {int(batches.number_in(stack, sheet, row)): plan for sheet, row, plan in asked if plan}
    fields = {row: [one["field"] for one in plan.get("conflicts", ())] for row, plan in plans.items()}
    candidates = {row: [one["code"] for one in plan["match"]["candidates"]] + _as_twin(plan)
                  for row, plan in plans.items() if not fields[row]}  # fmt: skip
    kept = Choices.from_json(batch.options)
    answers, sides = parse_row_answers(request.form, candidates), parse_sides(request.form, fields)
    if request.form.get("forget"):
        choices = replace(kept, rows={}, sides={})
    else:
        decided = parse_left_out(request.form, {**kept.rows, **answers})
        choices = replace(kept, rows=decided, sides={**kept.sides, **sides})
    if said := len(answers) + len(sides):
        flash(f"{said} answers are kept." if said != 1 else "1 answer is kept.", "success")
    kept_view = {name: request.args[name] for name in ("tab", "q", "page") if request.args.get(name)}
    return _go_on(batch, seen_version(), choices, **kept_view)


def _as_twin(plan: Mapping[str, Any]) -> list[str]:
    """What may be answered where another row of the file may be the same project."""
    twin = plan.get("twin")
    return [f"{word}:{twin.get('answer', twin['row'])}" for word in (SAME, OVER)] if twin else []


def _go_on(batch: ImportBatch, version: int, choices: Choices, **view: str) -> Any:
    """Keep the choices and show the new plan, at once or when it is made."""
    planned = keep_choices(batch, version, choices, teaching=False)
    return go_to("progress", batch.id) if planned is None else go_to("show", batch.id, **view)


@route(blueprint, "/imports/<int:batch_id>/decide", Permission.load, methods=["POST"])
def decide(batch_id: int) -> Any:
    """Read a row that was left out, or leave out one that was read; the check page shows the new plan."""
    batch = batch_of(batch_id)
    choices = decided(Choices.from_json(batch.options), request.form.get("decide", ""))
    if choices is None:
        raise Refused("That is no decision about a row.", "Go back and press one of the buttons.")
    tab = request.args.get("tab", "")
    view = {"tab": tab} if tab in {outcome.value for outcome in Outcome} else {}
    return _go_on(batch, seen_version(), choices, **view)


@route(blueprint, "/imports/<int:batch_id>/recall", Permission.load, methods=["POST"])
def recall(batch_id: int) -> Any:
    """Take back what was learnt of a row of this list, and look at it afresh."""
    row = request.form.get("row", "")
    if not row.isascii() or not row.isdigit() or len(row) > 9:
        raise Refused("Choose a row of this file.", "Go back and choose again; nothing was changed.")
    batch = batch_of(batch_id)
    if background.is_long_batch(settings(), batch):
        enqueue(background.forget_row_later(db.session, actor(), batch_id, seen_version(), int(row)))
        return go_to("progress", batch_id)
    gone = pipeline.forget_row(db.session, actor(), batch_id, seen_version(), int(row))
    stack = batches.stack_of(batch_of(batch_id))
    name = row if stack is None else stack.row(int(row))
    flash(f"Forgotten for row {name}; it is looked at afresh." if gone else "Nothing was remembered for it.", "success")
    return go_to("show", batch_id)


@route(blueprint, "/imports/<int:batch_id>/apply", Permission.load, methods=["POST"])
def apply(batch_id: int) -> Any:
    """Carry the plan out, once; a long one in the background."""
    batch = batch_of(batch_id)
    if batch.state == "planned" and background.is_long_batch(settings(), batch):
        enqueue(background.apply_later(db.session, actor(), batch_id, seen_version()))
        return go_to("progress", batch_id)
    try:
        receipt = pipeline.apply_batch(db.session, actor(), batch_id, seen_version())
    except RowsMoved as moved:
        flash(f"{moved.sentence} {moved.remedy}", "error")
        return _check_page(batch_of(batch_id)), 409
    flash(receipt["sentence"], "success")
    return go_to("receipt", batch_id)


@route(blueprint, "/imports/<int:batch_id>/cancel", Permission.load, methods=["POST"])
def cancel(batch_id: int) -> Any:
    """Give up an import that was not applied."""
    with write(db.session, actor(), f"cancel import {batch_id}"):
        batch = batch_of(batch_id)
        batches.cancel_batch(db.session, batch)
        background.cancel_open_job(db.session, batch)
    flash("The import is cancelled; nothing was changed.", "success")
    return redirect(url_for("imports.index"), 303)
