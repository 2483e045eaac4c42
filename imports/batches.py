"""Batches: the only writer of staged rows and the wizard's state. Runs inside the write door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from imports.decisions import skipped_by_kind
from imports.files import keep_file
from imports.kinds import Kind
from imports.normalise import Question
from imports.originals import Original
from imports.outcomes import Outcome
from imports.preview import Choices, Preview
from imports.read.placed import PlacedRow, Stack, row_key, sheet_name
from imports.read.sheets import Sheet, Workbook, letters
from imports.staging import restore_sheet, sheet_facts, stage_rows
from portfolio.core.people import Actor, Permission
from portfolio.core.project import FIELDS
from portfolio.core.round_trip import SHEET
from portfolio.errors import Conflict, NotFound, TooMany
from portfolio.history.record import record, writing
from portfolio.history.rows import insert_rows
from portfolio.models.base import table_of
from portfolio.models.batch import ImportBatch, ImportRow
from portfolio.models.types import JsonText, canonical_json

#: Rows asked of the database at a time.
_FETCHED = 5_000

OPEN_STATES = ("uploaded", "planned")
#: States of a batch that has a receipt.
DONE_STATES = ("applied", "undone")
#: A title is kept with its row for lists and search; the whole of it is in the cells.
_LONGEST_TITLE = 300
#: Projects that are not in a list any more are named up to here; their number is said beside.
_MISSING_KEPT = 500


#: (sheet, row) -> columns of a staged row.
PlannedRows = dict[tuple[int, int], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class RowPage:
    """Rows of one tab: `rows` of `total`."""

    rows: Sequence[ImportRow]
    total: int


def visible_batches(actor: Actor) -> sa.Select[ImportBatch]:
    """A person's own batches; planners and administrators see everybody's."""
    query = sa.select(ImportBatch)
    if actor.may(Permission.plan):
        return query
    return query.where(ImportBatch.created_by_id == actor.id)


def get_batch_for(session: Session, actor: Actor, batch_id: int) -> ImportBatch:
    """Loading is authorising. Raises NotFound for a stranger's batch as for none."""
    batch = session.scalars(visible_batches(actor).where(ImportBatch.id == batch_id)).one_or_none()
    if batch is None:
        raise NotFound("There is no such import, or it is not yours.", "Look for it in the list of imports.")
    return batch


def page_batches(session: Session, actor: Actor, page: int, size: int) -> tuple[Sequence[ImportBatch], int]:
    """One page of the history, newest first, and how many there are."""
    query = visible_batches(actor)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    slim = (defer(ImportBatch.sheets), defer(ImportBatch.mapping))
    query = query.options(*slim).order_by(ImportBatch.id.desc()).limit(size).offset((page - 1) * size)
    return session.scalars(query).all(), total


def refuse_too_many(session: Session, actor: Actor, most: int) -> None:
    """TooMany when the person has as many open imports as the setting allows; the command line has no limit."""
    if actor.id is None:
        return
    mine = sa.select(sa.func.count()).where(ImportBatch.created_by_id == actor.id, ImportBatch.state.in_(OPEN_STATES))
    found = session.scalar(mine) or 0
    if found >= most:
        raise TooMany(
            f"You have {found} imports open, and at most {most} are kept at a time.",
            "Apply or cancel some of them first.",
        )


def start_batch(
    session: Session,
    workbook: Workbook,
    data: bytes,
    choices: Choices,
    preview: Preview,
    staged: Sequence[Mapping[str, Any]],
    *,
    again_of: int | None = None,
) -> ImportBatch:
    """Keep the file, its rows (as `stage` gives them) and what the import would do with them."""
    original = Original(BytesIO(data), len(data), workbook.sha256)
    batch = register_batch(session, workbook.file_name, original, choices, again_of=again_of)
    keep_rows(session, batch, staged)
    fill_batch(session, batch, workbook, choices, preview)
    return batch


def register_batch(
    session: Session, file_name: str, original: Original, choices: Choices, *, again_of: int | None = None
) -> ImportBatch:
    """Keep the file and that somebody wants it imported; what is in it is filled in when it is read.

    `again_of` is the import whose file this is another reading of. Raises NotFound where that was deleted meanwhile.
    """
    now, actor = writing(session).at, writing(session).actor
    keep_file(session, original, again=again_of is not None)
    batch = ImportBatch(
        kind=choices.kind or "projects",  # its headings are not read yet
        file_name=file_name,
        sha256=original.sha256,
        file_format="",
        state="uploaded",
        sheets=[],
        options={**choices.as_json(), "questions": []},
        notes=[],
        created_by_id=actor.id,
        created_by=actor.label,
        created_at=now,
        again_of_id=again_of,
        version=1,
    )
    session.add(batch)
    session.flush()
    begun = {"state": [None, batch.state]} | ({} if again_of is None else {"again_of": [None, again_of]})
    record(session, "import", batch.id, batch.file_name, "create", begun)
    return batch


def stage(workbook: Workbook, preview: Preview) -> list[dict[str, Any]]:
    """The rows of a file with what the import would do with them, as they are kept: written out as JSON text.

    Pure, and done before the write door is taken: for a long file it takes longer than keeping the rows does.
    """
    planned = planned_rows(preview)
    return [
        {
            "sheet": sheet.index,
            "row": number,
            "cells": _written(cells),
            **_EMPTY,
            **planned.get((sheet.index, number), {}),
        }
        for sheet in workbook.sheets
        for number, cells in stage_rows(sheet)
    ]


def keep_rows(session: Session, batch: ImportBatch, staged: Sequence[Mapping[str, Any]]) -> None:
    """Keep staged rows of a batch; a long file's come in several calls, before the batch is filled."""
    require_open(batch)
    insert_rows(session, table_of(ImportRow), [{"batch_id": batch.id, **row} for row in staged])


def drop_rows(session: Session, batch: ImportBatch) -> None:
    """Let go of staged rows: those of a reading that did not come to its end, or whose place another one takes."""
    require_open(batch)
    session.execute(sa.delete(ImportRow).where(ImportRow.batch_id == batch.id))


def fill_batch(session: Session, batch: ImportBatch, workbook: Workbook, choices: Choices, preview: Preview) -> None:
    """Say of a registered file what was read of it, and what the import would do; its rows are kept already."""
    batch.kind = choices.kind
    batch.file_format = workbook.format
    batch.sheets = [sheet_facts(sheet) for sheet in workbook.sheets]
    batch.options = {**batch.options, "reading": {"encoding": workbook.encoding, "delimiter": workbook.delimiter}}
    read_notes = [
        {"code": note.code, "sentence": note.sentence, "cell": None, "from": "reading"}
        for note in workbook.notes
        if not (note.code == "sheet_hidden" and f"“{SHEET}”" in note.sentence)  # the product put it there itself
    ]
    _describe(batch, choices, preview, read_notes)
    session.flush()


def fill_again(
    session: Session,
    batch: ImportBatch,
    workbook: Workbook,
    choices: Choices,
    preview: Preview,
    staged: Sequence[Mapping[str, Any]],
) -> None:
    """Put what another reading of the same bytes found in the place of what was kept."""
    drop_rows(session, batch)
    keep_rows(session, batch, staged)
    fill_batch(session, batch, workbook, choices, preview)
    batch.version += 1
    session.flush()
    session.expire_all()


def replan(
    session: Session, batch: ImportBatch, choices: Choices, preview: Preview, planned: PlannedRows | None = None
) -> None:
    """Keep new choices and the plan that follows from them; `planned` is what `planned_rows` gave of it before."""
    planned = planned if planned is not None else planned_rows(preview)
    require_open(batch)
    _describe(batch, choices, preview, [note for note in batch.notes if note["from"] == "reading"])
    batch.version += 1
    session.flush()
    rows = ImportRow.__table__
    session.execute(sa.update(ImportRow).where(ImportRow.batch_id == batch.id).values(**_EMPTY))
    updates = [{"_sheet": sheet, "_row": row, **values} for (sheet, row), values in planned.items()]
    if updates:
        this_row = (rows.c.batch_id == batch.id, rows.c.sheet == sa.bindparam("_sheet"))
        statement = sa.update(ImportRow).where(*this_row, rows.c.row == sa.bindparam("_row"))
        statement = statement.values({name: sa.bindparam(name) for name in _EMPTY})
        session.connection().execute(statement, updates)
    session.expire_all()


def require_open(batch: ImportBatch) -> None:
    """Conflict unless the batch still waits."""
    if batch.state not in OPEN_STATES:
        words = {"applied": "was applied", "undone": "was taken back", "cancelled": "was cancelled"}[batch.state]
        raise Conflict(f"This import {words} already.", "Look at its receipt, or upload the file again.")


def cancel_batch(session: Session, batch: ImportBatch) -> None:
    """Give up a batch that was not applied; its staged rows go, its file stays until an administrator deletes it."""
    require_open(batch)
    record(session, "import", batch.id, batch.file_name, "update", {"state": [batch.state, "cancelled"]})
    batch.state = "cancelled"
    batch.version += 1
    session.flush()
    session.execute(sa.delete(ImportRow).where(ImportRow.batch_id == batch.id))


def staged_sheets(session: Session, batch: ImportBatch, *which: sa.ColumnElement[bool]) -> list[Sheet]:
    """The sheets of the file as they were read at the upload; `which` are conditions on the rows that are filled."""
    query = (
        sa.select(ImportRow.sheet, ImportRow.row, ImportRow.cells)
        .where(ImportRow.batch_id == batch.id, *which)
        .order_by(ImportRow.sheet, ImportRow.row)
    )
    facts = {about["index"]: about for about in batch.sheets}
    staged = session.execute(query).yield_per(_FETCHED)
    filled = {
        sheet: restore_sheet(facts[sheet], ((row, cells) for _, row, cells in rows))
        for sheet, rows in groupby(staged, key=itemgetter(0))
    }
    return [filled[index] if index in filled else restore_sheet(about, ()) for index, about in facts.items()]


def page_rows(session: Session, batch: ImportBatch, outcome: Outcome, search: str, page: int, size: int) -> RowPage:
    """One page of a tab's rows in the file's order; `search` looks in code and title, a number names the row."""
    query = sa.select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.outcome == outcome.value)
    if text := search.strip().lower():
        found = [sa.func.lower(column).contains(text, autoescape=True) for column in (ImportRow.code, ImportRow.title)]
        if text.isascii() and text.isdigit():
            found.append(ImportRow.row == int(text[:9]))
        query = query.where(sa.or_(*found))
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(
        query.options(defer(ImportRow.cells))
        .order_by(ImportRow.sheet, ImportRow.row)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return RowPage(rows, total)


def stack_of(batch: ImportBatch) -> Stack | None:
    """The sheets of a batch that are read as one table; None where it is one sheet."""
    return Stack.from_json(batch.options.get("stack"))


def base_of(batch: ImportBatch, index: int) -> int:
    """What the rows of a sheet are counted from where it is read with others, as imports.read.placed says."""
    return sum(one["first_row"] + one["rows"] - 1 for one in batch.sheets if one["index"] < index)


def number_in(stack: Stack | None, sheet: int, row: int) -> int:
    """The number by which the wizard knows a staged row: the file's own, or that of several sheets as one table."""
    return row if stack is None else stack.placed(sheet, row)


_EMPTY: dict[str, Any] = dict.fromkeys(("outcome", "code", "title", "project_id", "project_version", "plan"))


def _describe(batch: ImportBatch, choices: Choices, preview: Preview, read_notes: list[dict[str, Any]]) -> None:
    """The batch's own columns of a preview."""
    said = [preview.stop, *preview.notes] if preview.stop else list(preview.notes)
    batch.sheet = preview.sheet_index
    batch.header_row = preview.header_row
    batch.mapping = preview.mapping_json()
    batch.notes = read_notes + [
        {"code": one.code, "sentence": f"{one.message} {one.remedy}", "cell": one.cell, "from": "plan"} for one in said
    ]
    table, stack = preview.table, preview.stack
    if stack is not None:
        # What memory said once holds for this batch: numbers of rows that were answered for are those of its sheets.
        read = frozenset(stack.indexes) - {stack.leading}
        choices = replace(choices, sheet=stack.leading, sheets=read, every=False)
    batch.options = {
        **choices.as_json(),
        "stack": stack.as_json() if stack is not None else None,
        "alike": [one.as_json() for one in table.alike] if table else [],
        "questions": [_question_json(one) for one in preview.questions],
        "taken_kinds": sorted(table.wishes.kinds or ()) if table else None,
        "signature": preview.mapping.signature if preview.mapping else None,
        "recalled": table is not None and table.recalled,
        "skipped": [one.as_json() for one in skipped_by_kind(preview.skipped)],
        "reading": batch.options.get("reading"),
        "origin": preview.origin_json(),
        "letters": {name: letters(column) for name, column in preview.columns.items()},
        "letters_of": _letters_of(stack, preview.columns),
        "missing": [list(one) for one in preview.plan.missing[:_MISSING_KEPT]] if preview.plan else [],
    }
    batch.kind = choices.kind
    batch.counts = None
    if preview.plan:
        batch.counts = {
            **preview.counts, "changed_fields": preview.plan.changed_fields, "records": preview.plan.records,
            "decided": preview.plan.decided,
        }  # fmt: skip
    batch.state = "planned" if preview.plan else "uploaded"


def _letters_of(stack: Stack | None, columns: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """Index of a sheet -> {field: the letter of its own column}, where several sheets are read.

    Where rows are columns of the file, it is the number of the field's row there.
    """
    return {
        str(part.index): {
            name: str(own + 1) if part.turned else letters(own)
            for name, column in columns.items()
            if (own := part.own_column(column)) is not None
        }
        for part in (stack.parts if stack is not None else ())
    }


def _question_json(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "sentence": question.sentence,
        "choices": [[choice.answer, choice.label] for choice in question.choices],
        "field": question.field,
        "column": question.column,
        "value": question.value,
        "rows": question.rows,
        "assumed": question.assumed,
        "free": question.free,
        "hint": question.hint,
    }


def planned_rows(preview: Preview) -> PlannedRows:
    """(sheet, row) -> the plan's columns of the staged row. Pure, and better done before the write door is taken."""
    if preview.sheet_index is None:
        return {}
    sheet = preview.sheet_index
    found: PlannedRows = {}
    for skipped in preview.skipped:
        plan = {"reason": skipped.reason, "changes": {}, "problems": [], "kind": skipped.kind, "text": skipped.text}
        found[_key(skipped.row, sheet)] = {**_EMPTY, "outcome": Outcome.SKIPPED.value, "plan": _written(plan)}
    for row in preview.plan.rows if preview.plan else ():
        said = row.as_json()
        found[_key(row.row, sheet)] = {
            "outcome": row.outcome.value,
            "code": row.code,
            "title": row.title and row.title[:_LONGEST_TITLE],
            "project_id": row.project_id,
            "project_version": row.project_version,
            "plan": _written({name: said[name] for name in _KEPT_OF_PLAN}),
        }
    return found


def _key(row: int, sheet: int) -> tuple[int, int]:
    index, own = row_key(row, sheet)
    assert index is not None
    return index, own


_KEPT_OF_PLAN = ("changes", "problems", "reason", "match", "conflicts", "twin")


def _written(value: Any) -> JsonText:
    return JsonText(canonical_json(value))


def _with_moments(conflict: Mapping[str, Any]) -> dict[str, Any]:
    moments = {name: conflict[name] and datetime.fromisoformat(conflict[name]) for name in ("ours_at", "theirs_at")}
    return {**conflict, **moments}


def preview_rows(rows: Iterable[ImportRow], kind: Kind, stack: Stack | None = None) -> list[dict[str, Any]]:
    """Staged rows of a list of this kind as a page shows them, changes in the order of the record's own page.

    `row` is the number that a person reads, in its parts `own` and `sheet`; `key` the one that the page's forms send.
    """
    shown = []
    order = FIELDS if kind.records is None else tuple(kind.labels)
    for row in rows:
        plan = {
            "changes": {}, "problems": [], "reason": "", "conflicts": [], "kind": "", "text": "", "twin": None,
            "match": {"kind": "", "how": "", "recalled": False, "candidates": []},
            **(row.plan or {}),
        }  # fmt: skip
        # A new project's code and title stand beside its changes already.
        beside = ("code", "title") if row.outcome == Outcome.CREATE.value and kind.records is None else ()
        # What is no field is the heading of a column that says a part of what the record is.
        more = [] if kind.records is None else [name for name in plan["changes"] if name not in order]
        plan["changes"] = {
            name: plan["changes"][name] for name in (*order, *more) if name in plan["changes"] and name not in beside
        }
        plan["conflicts"] = [_with_moments(one) for one in plan["conflicts"]]
        number = number_in(stack, row.sheet, row.row)
        if plan["twin"]:
            twin = plan["twin"]
            plan["twin"] = {**twin, "row": twin.get("where", twin["row"]), "answer": twin.get("answer", twin["row"])}
        own = number.label if isinstance(number, PlacedRow) else row.row
        at = {"row": str(number), "key": int(number), "own": own, "sheet": sheet_name(number, "")}
        shown.append({**at, "outcome": row.outcome, "code": row.code, "title": row.title, **plan})
    return shown
