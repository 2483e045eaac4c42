"""Apply: a planned batch becomes projects, in the one transaction that the caller opened, by the projects' own writer.

The plan was made anew in that transaction; rows whose project moved since the preview are refused. Killed anywhere, it
leaves all of a batch with its receipt, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.outcomes import Outcome, Plan, PlannedRow, Policy, sentence
from imports.read.placed import place_json, row_key
from imports.recognitions import learn, lessons_of
from imports.sources import Listing, is_heard, keep_words, sayings_of, settled
from portfolio.errors import Conflict, Refused
from portfolio.history.record import writing
from portfolio.models.batch import ImportBatch, ImportRow
from portfolio.models.types import JsonText
from portfolio.projects.operations import InvalidProjects, ProjectUpdate, create_projects, update_projects
from portfolio.projects.ready import ReadyProject, make_ready
from portfolio.sources.operations import ensure_source

_WRITES = (Outcome.CREATE.value, Outcome.UPDATE.value)
#: What a receipt says of a problem.
PROBLEM_SAID = ("cell", "code", "value", "message", "remedy")


class RowsMoved(Conflict):
    """Projects changed since the preview: `rows` are the file's row numbers, nothing was applied."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(
            f"Since the preview, {_rows(rows)} came to mean something else: a project was changed, added or removed.",
            "Look at the new preview and apply again; nothing was saved.",
        )
        self.rows = tuple(rows)


class RowsRejected(Refused):
    """Rows are rejected and the rule is all or nothing: nothing was applied."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(
            f"Nothing was imported, because {_rows(rows)} cannot come in and the rule is all or nothing.",
            "Correct the rows and upload the file again, or let the good rows in and leave the bad ones out.",
        )
        self.rows = tuple(rows)


def _rows(rows: Sequence[int]) -> str:
    shown = ", ".join(str(row) for row in rows[:10])
    more = f" and {len(rows) - 10} more" if len(rows) > 10 else ""
    return f"row {shown}" if len(rows) == 1 else f"rows {shown}{more}"


def claim(session: Session, batch_id: int) -> bool:
    """Make a planned batch an applied one; False when another request did so before, and nothing is to be done."""
    now = writing(session)
    claimed = session.connection().execute(
        sa.update(ImportBatch)
        .where(ImportBatch.id == batch_id, ImportBatch.state == "planned")
        .values(state="applied", applied_at=now.at, applied_by=now.actor.label, version=ImportBatch.version + 1)
    )
    return claimed.rowcount == 1


@dataclass(frozen=True, slots=True)
class Prepared:
    """What of a plan was worked out before the write door was taken, by row: new projects, and what the list says."""

    projects: Mapping[int, ReadyProject]
    words: Mapping[int, JsonText]


def prepare(plan: Plan, listing: Listing | None, batch_id: int) -> Prepared:
    """Work out what needs no database. Pure."""
    projects = {row.row: make_ready(row.values) for row in plan.rows if row.outcome is Outcome.CREATE}
    return Prepared(projects, sayings_of(batch_id, listing, plan.rows) if listing is not None else {})


def apply_plan(
    session: Session, batch: ImportBatch, plan: Plan, listing: Listing | None, prepared: Prepared
) -> dict[str, Any]:
    """Write what `plan`, which holds in this transaction, says, as far as the preview said the same; gives the receipt.

    `listing` says whose list it is, so that what it says is known when the next one comes.

    The batch was claimed before. Raises RowsRejected and RowsMoved under all-or-nothing, and InvalidProjects' sentence.
    """
    if plan.blocked:
        raise RowsRejected([row.row for row in plan.rows if row.outcome is Outcome.REJECTED])
    moved = _moved(session, batch, plan.rows)
    if moved and plan.policy is Policy.ALL_OR_NOTHING:
        raise RowsMoved(sorted(moved))
    rows = [row for row in plan.rows if row.outcome in _WRITES and row.row not in moved]
    ids, refused = _write(session, rows, plan.policy, prepared)
    written = [row for row in rows if row.row in ids]
    receipt = _receipt(session, batch, plan, written, refused, moved)
    done = [*written, *(row for row in plan.rows if row.outcome is Outcome.UNCHANGED)]
    lessons = lessons_of(session, done)
    if listing is not None and listing.origin.made_here:
        if lessons:
            learn(session, ensure_source(session, listing.origin.name, named=False), lessons)
    elif listing is not None:
        heard = {row.row: row.project_id for row in plan.rows if row.project_id is not None and is_heard(row)}
        batch.source_id = keep_words(session, batch.id, listing, plan.rows, {**heard, **ids}, prepared.words)
        receipt["settled"] = settled(plan.rows, {**heard, **ids})
        learn(session, batch.source_id, lessons)
    batch.receipt = receipt
    batch.counts = receipt["counts"]
    return receipt


def _moved(session: Session, batch: ImportBatch, rows: Sequence[PlannedRow]) -> set[int]:
    """Rows that the preview showed as something else, or whose project has another version than it had."""
    at = (ImportRow.sheet, ImportRow.row)
    columns = (ImportRow.outcome, ImportRow.code, ImportRow.project_id, ImportRow.project_version)
    query = sa.select(*at, *columns).where(ImportRow.batch_id == batch.id, ImportRow.outcome.is_not(None))
    seen: dict[tuple[int | None, int], tuple[Any, ...]] = {
        (sheet, row): tuple(before) for sheet, row, *before in session.execute(query)
    }
    moved = set()
    for row in rows:
        before = seen.get(row_key(row.row, batch.sheet), (None, None, None, None))
        if row.outcome not in _WRITES and before[0] not in _WRITES:
            continue
        if before != (row.outcome.value, row.code, row.project_id, row.project_version):
            moved.add(row.row)
    return moved


def _write(
    session: Session, rows: Sequence[PlannedRow], policy: Policy, prepared: Prepared
) -> tuple[dict[int, int], dict[int, str]]:
    """Create and update; gives {row: project} and {row: why} of those that the writer refused (good rows alone)."""
    creates = [row for row in rows if row.outcome is Outcome.CREATE]
    updates = sorted((row for row in rows if row.outcome is Outcome.UPDATE), key=lambda row: row.project_id or 0)
    refused: dict[int, str] = {}
    ids: dict[int, int] = {}
    # A refused row may be the programme of another one, so what is left is tried again, until nothing is refused.
    while creates:
        try:
            made = create_projects(session, [prepared.projects[row.row] for row in creates])
            ids.update(zip((row.row for row in creates), made, strict=True))
            break
        except InvalidProjects as error:
            wrong = {creates[index].row: problems[0].sentence for index, problems in error.by_index.items()}
            _refuse(wrong, policy, refused)
            creates = [row for row in creates if row.row not in wrong]
    try:
        update_projects(session, [_update(row) for row in updates])
    except InvalidProjects:
        updates = _update_one_by_one(session, updates, policy, refused)
    ids.update({row.row: row.project_id for row in updates if row.project_id is not None})
    return ids, refused


def _update_one_by_one(
    session: Session, rows: Sequence[PlannedRow], policy: Policy, refused: dict[int, str]
) -> list[PlannedRow]:
    written = []
    for row in rows:
        try:
            update_projects(session, [_update(row)])
            written.append(row)
        except InvalidProjects as error:
            _refuse({row.row: error.sentence}, policy, refused)
    return written


def _update(row: PlannedRow) -> ProjectUpdate:
    assert row.project_id is not None
    assert row.project_version is not None
    return ProjectUpdate(row.project_id, row.project_version, row.values)


def _refuse(wrong: Mapping[int, str], policy: Policy, refused: dict[int, str]) -> None:
    if policy is Policy.ALL_OR_NOTHING:
        row, why = min(wrong.items())
        raise Refused(f"Row {row} cannot be kept: {why}", "Correct it and upload the file again; nothing was saved.")
    refused.update(wrong)


def _receipt(
    session: Session,
    batch: ImportBatch,
    plan: Plan,
    written: Sequence[PlannedRow],
    refused: Mapping[int, str],
    moved: set[int],
) -> dict[str, Any]:
    """What was done and what was not, as JSON."""
    done = {row.row for row in written}
    counts = dict.fromkeys((outcome.value for outcome in Outcome), 0)
    left_out = []
    for row in plan.rows:
        outcome = row.outcome
        why = refused.get(row.row) or ("The project moved since the preview." if row.row in moved else row.reason)
        if row.outcome in _WRITES and row.row not in done:
            outcome = Outcome.REJECTED
        counts[outcome.value] += 1
        if outcome in (Outcome.REJECTED, Outcome.CONFLICT, Outcome.SKIPPED):
            said = {"outcome": outcome.value, "code": row.code, "title": row.title, "reason": why}
            left_out.append({**place_json(row.row), **said})
    updated = [row for row in written if row.outcome is Outcome.UPDATE]
    fields = sum(len(row.changes) for row in updated)
    return {
        "batch": batch.id,
        "file": batch.file_name,
        "sha256": batch.sha256,
        "applied_at": writing(session).at.isoformat(timespec="seconds"),
        "applied_by": writing(session).actor.label,
        "counts": counts,
        "changed_fields": fields,
        "sentence": past(sentence(counts, fields)),
        "created": [row.code for row in written if row.outcome is Outcome.CREATE],
        "updated": [{"code": row.code, "fields": sorted(row.changes)} for row in updated],
        "settled": [],
        "left_out": left_out,
        "problems": [
            {
                **place_json(row.row),
                **{name: wrong.as_json()[name] for name in PROBLEM_SAID},
            }
            for row in plan.rows
            for wrong in row.problems
        ],
    }


def past(words: str) -> str:
    """The plan's sentence, once it is done."""
    for present, past in (
        ("adds ", "added "), ("changes ", "changed "), ("leaves ", "left "), ("asks about ", "still asks about "),
        ("rejects ", "rejected "), ("skips ", "skipped "), ("deletes nothing", "deleted nothing"),
    ):  # fmt: skip
        words = words.replace(present, past).replace(present.capitalize(), past.capitalize())
    return words
