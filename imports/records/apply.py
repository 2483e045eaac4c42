"""Apply: a planned batch of keyed records is written by its room's writer, in the transaction that the caller opened.

As for projects: the plan was made anew in that transaction, and rows that came to mean something else since the preview
are refused. Killed anywhere, it leaves all of a batch with its receipt, or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.apply import PROBLEM_SAID, RowsMoved, RowsRejected, past
from imports.kinds import Records
from imports.outcomes import Outcome, Plan, PlannedRow, Policy, sentence
from imports.read.placed import place_json, row_key
from portfolio.history.record import writing
from portfolio.models.batch import ImportBatch, ImportRow

_WRITES = (Outcome.CREATE, Outcome.UPDATE)
_MOVED = "What is stored moved since the preview."


def apply_records(session: Session, batch: ImportBatch, plan: Plan, records: Records) -> dict[str, Any]:
    """Write what `plan`, made in this transaction, says, as far as the preview said the same; gives the receipt.

    The batch was claimed before. Raises RowsRejected and RowsMoved under all-or-nothing, and the writer's own refusals.
    """
    if plan.blocked:
        raise RowsRejected([row.row for row in plan.rows if row.outcome is Outcome.REJECTED])
    moved = _moved(session, batch, plan.rows)
    if moved and plan.policy is Policy.ALL_OR_NOTHING:
        raise RowsMoved(sorted(moved))
    rows = [row for row in plan.rows if row.outcome in _WRITES and row.row not in moved]
    every = [one for row in rows for one in row.records]
    records.write(session, [one for one in every if one.id is None], [one for one in every if one.id is not None])
    receipt = _receipt(session, batch, plan, rows, moved)
    batch.receipt = receipt
    batch.counts = {**receipt["counts"], "records": receipt["records"], "changed_fields": receipt["changed_fields"]}
    return receipt


def _moved(session: Session, batch: ImportBatch, rows: Sequence[PlannedRow]) -> set[int]:
    """Rows that the preview showed with another outcome or other changes."""
    query = sa.select(ImportRow.sheet, ImportRow.row, ImportRow.outcome, ImportRow.plan)
    query = query.where(ImportRow.batch_id == batch.id, ImportRow.outcome.is_not(None))
    seen = {(sheet, row): (was, (plan or {}).get("changes")) for sheet, row, was, plan in session.execute(query)}
    before = {row.row: seen.get(row_key(row.row, batch.sheet), (None, None)) for row in rows}
    writes = {outcome.value for outcome in _WRITES}
    return {
        row.row
        for row in rows
        if before[row.row] != (row.outcome.value, row.changes)
        and (row.outcome in _WRITES or before[row.row][0] in writes)
    }


def _receipt(
    session: Session, batch: ImportBatch, plan: Plan, written: Sequence[PlannedRow], moved: Collection[int]
) -> dict[str, Any]:
    """What was done and what was not, as JSON; of the same shape as the projects' own."""
    outcomes = [Outcome.REJECTED if row.row in moved else row.outcome for row in plan.rows]
    counts = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    for outcome in outcomes:
        counts[outcome.value] += 1
    done = Plan(tuple(row for row in plan.rows if row.row not in moved), plan.mode, plan.policy, plan.noun)
    records, fields = done.records, done.changed_fields
    updated = [row for row in written if row.outcome is Outcome.UPDATE]
    return {
        "batch": batch.id,
        "kind": batch.kind,
        "file": batch.file_name,
        "sha256": batch.sha256,
        "applied_at": writing(session).at.isoformat(timespec="seconds"),
        "applied_by": writing(session).actor.label,
        "counts": counts,
        "records": records,
        "changed_fields": fields,
        "sentence": past(sentence({**counts, **records}, fields, plan.noun)),
        "created": [row.title for row in written if row.outcome is Outcome.CREATE],
        "updated": [{"code": row.title, "fields": list(row.changes)} for row in updated],
        "left_out": [
            {
                **place_json(row.row), "outcome": outcome.value, "code": row.code, "title": row.title,
                "reason": _MOVED if row.row in moved else row.reason,
            }
            for row, outcome in zip(plan.rows, outcomes, strict=True)
            if outcome in (Outcome.REJECTED, Outcome.SKIPPED)
        ],
        "problems": [
            {**place_json(row.row), **{name: wrong.as_json()[name] for name in PROBLEM_SAID}}
            for row in plan.rows
            for wrong in row.problems
        ],
    }  # fmt: skip
