"""An import step by step, as the pages do it: uploaded, read, chosen, applied, taken back, each kept in its batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from imports import batches, learned
from imports.apply import RowsMoved, claim, prepare
from imports.directory import TAUGHT_BY_ALL, teach
from imports.drift import still_holds
from imports.files import file_content
from imports.kinds import kind_named, require_kind
from imports.originals import Original
from imports.preview import Choices, Preview, without_collector
from imports.read import clean_file_name
from imports.recognitions import unlearn
from imports.records.undo import redo_records, undo_records
from imports.steps import carry_out, planned, read_file, recognised
from imports.table.layouts import Layout, layout_of
from imports.undo import redo_batch, undo_batch
from portfolio.config import Settings
from portfolio.core.people import Actor
from portfolio.errors import Conflict, Refused
from portfolio.history.door import write
from portfolio.history.record import position, writing
from portfolio.models.batch import ImportBatch
from portfolio.models.pieces import pieces

#: Rows of a long file that are kept in one turn at the write door.
_ROWS_A_TURN = 20_000

#: Hears how far long work is: what it is at, in words; steps that are done; of so many.
Progress = Callable[[str, int, int], None]


def _nobody(step: str, done: int, total: int) -> None:
    """Nobody listens."""


def upload(
    session: Session,
    settings: Settings,
    actor: Actor,
    data: bytes,
    file_name: str,
    choices: Choices,
    *,
    again_of: int | None = None,
) -> tuple[int, Preview]:
    """Read a file and keep it with its plan; gives the batch's id. Raises Unreadable, and TooMany for open imports.

    `again_of` is the import whose kept file this is.
    """
    batches.refuse_too_many(session, actor, settings.open_imports)
    workbook = read_file(settings, data, file_name)
    choices = recognised(session, workbook.sheets, choices, actor)
    preview = planned(session, actor, workbook.sheets, choices, workbook.file_name)
    staged = batches.stage(workbook, preview)
    with write(session, actor, f"upload of {workbook.file_name}"):
        batches.refuse_too_many(session, actor, settings.open_imports)
        batch = batches.start_batch(session, workbook, data, choices, preview, staged, again_of=again_of)
        return batch.id, preview


def register(
    session: Session,
    settings: Settings,
    actor: Actor,
    original: Original,
    file_name: str,
    choices: Choices,
    *,
    again_of: int | None = None,
) -> ImportBatch:
    """Keep an uploaded file that is read later. Inside the write door; raises TooMany for open imports."""
    batches.refuse_too_many(session, actor, settings.open_imports)
    return batches.register_batch(session, clean_file_name(file_name), original, choices, again_of=again_of)


def read_registered(
    session: Session, settings: Settings, actor: Actor, batch_id: int, progress: Progress = _nobody
) -> None:
    """Read a registered file and keep its rows with the plan; nothing where that is done already. Raises Unreadable."""
    batch = batches.get_batch_for(session, actor, batch_id)
    if batch.sheets or batch.state != "uploaded":
        return
    choices, file_name = Choices.from_json(batch.options), batch.file_name
    progress("Reading the file", 0, 3)
    workbook = read_file(settings, file_content(session, batch), file_name)
    progress("Matching its columns and comparing its rows with what is stored", 1, 3)
    choices = recognised(session, workbook.sheets, choices, actor)
    preview = planned(session, actor, workbook.sheets, choices, file_name)
    progress("Keeping what was read", 2, 3)
    staged = batches.stage(workbook, preview)
    # In several turns at the write door, so that nobody waits for a long file: until the last one the batch is unread.
    with write(session, actor, f"reading of {file_name}"):
        batches.drop_rows(session, batches.get_batch_for(session, actor, batch_id))
    for piece in pieces(staged, _ROWS_A_TURN):
        with write(session, actor, f"reading of {file_name}"):
            batches.keep_rows(session, batches.get_batch_for(session, actor, batch_id), piece)
    with write(session, actor, f"reading of {file_name}"):
        batch = batches.get_batch_for(session, actor, batch_id)
        batches.require_open(batch)
        batches.fill_batch(session, batch, workbook, choices, preview)
        batch.version += 1


def read_again(
    session: Session,
    settings: Settings,
    actor: Actor,
    batch_id: int,
    seen_version: int,
    *,
    encoding: str | None,
    delimiter: str | None,
    turned: frozenset[int] | None = None,
    sheet: int | None = None,
    progress: Progress = _nobody,
) -> None:
    """Read a batch's file once more with that encoding and delimiter, and those sheets `turned`, and plan anew, by the
    `sheet` of that index; what was chosen about its columns and rows is asked again. Raises Unreadable, Conflict and
    NotFound.
    """
    batch = batches.get_batch_for(session, actor, batch_id)
    refuse_stale(batch, seen_version)
    progress("Reading the file", 0, 3)
    file_name, data = batch.file_name, file_content(session, batch)
    workbook = read_file(settings, data, file_name, encoding=encoding, delimiter=delimiter, turned=turned)
    kept = Choices.from_json(batch.options)
    choices = Choices(sheet, mode=kept.mode, policy=kept.policy, kind=kept.kind, conflicts=kept.conflicts)
    progress("Matching its columns and comparing its rows with what is stored", 1, 3)
    preview = planned(session, actor, workbook.sheets, choices, batch.file_name)
    progress("Keeping what was read", 2, 3)
    staged = batches.stage(workbook, preview)
    with write(session, actor, f"another reading for import {batch_id}"):
        batch = batches.get_batch_for(session, actor, batch_id)
        refuse_stale(batch, seen_version)
        batches.fill_again(session, batch, workbook, choices, preview, staged)


def preview_batch(session: Session, actor: Actor, batch: ImportBatch, choices: Choices | None = None) -> Preview:
    """The plan of a batch from its staged rows, as the database stands now."""
    chosen = choices or Choices.from_json(batch.options)
    return planned(session, actor, batches.staged_sheets(session, batch), chosen, batch.file_name)


def choose(
    session: Session,
    actor: Actor,
    batch_id: int,
    seen_version: int,
    choices: Choices,
    *,
    teaching: bool,
    progress: Progress = _nobody,
) -> Preview:
    """Keep a person's choices and plan anew. `teaching`: remember columns and words for everybody's next file.

    Which kinds of rows are read is remembered in any case, where that was chosen.
    """
    # Planned outside the write door, which others wait at: what moves meanwhile is found when the plan is applied.
    batch = batches.get_batch_for(session, actor, batch_id)
    refuse_stale(batch, seen_version)
    progress("Comparing its rows with what is stored", 0, 2)
    preview = preview_batch(session, actor, batch, choices)
    progress("Keeping the plan", 1, 2)
    planned = batches.planned_rows(preview)
    with write(session, actor, f"choices for import {batch_id}"):
        batch = batches.get_batch_for(session, actor, batch_id)
        refuse_stale(batch, seen_version)
        asked = {one["key"]: one["value"] for one in batch.options["questions"]}
        _remember(session, batch, choices, preview, columns=teaching and bool(choices.columns))
        for key, answer in choices.answers.items() if teaching else ():
            subject, _, text = key.partition(":")
            if batch.kind != "projects" and subject not in TAUGHT_BY_ALL:
                continue  # the status of a dialogue says nothing of that of a project
            teach(session, subject, asked.get(key) or text, answer)
        batches.replan(session, batch, choices, preview, planned)
        return preview


def _remember(session: Session, batch: ImportBatch, choices: Choices, preview: Preview, *, columns: bool) -> None:
    table, mapping = preview.table, preview.mapping
    if table is None or mapping is None or not mapping.has_identity:
        return
    before = batch.options.get("taken_kinds") or []
    other_rows = choices.taken_kinds is not None and sorted(choices.taken_kinds) != before
    if not columns and not other_rows and not _other_sheets(batch, choices):
        return
    kept = learned.find_mapping(session, batch.kind, mapping.signature)
    known = Layout.from_json(kept.layout) if kept is not None and kept.layout else None
    layout = layout_of(table, preview.parts, preview.filled, known if choices.sheets is None else None)
    learned.remember_mapping(session, batch.kind, mapping.signature, layout, mapping.as_memory() if columns else None)


def _other_sheets(batch: ImportBatch, choices: Choices) -> bool:
    """Whether a person chose other sheets to be one table than before."""
    stack = batches.stack_of(batch)
    read = frozenset(stack.indexes) - {stack.leading} if stack is not None else frozenset()
    return choices.sheets is not None and choices.sheets != read


def forget(session: Session, actor: Actor, batch_id: int, seen_version: int) -> Choices:
    """Forget what was chosen for files with the headings of this one; gives the choices with which it starts afresh."""
    with write(session, actor, f"forgetting for import {batch_id}"):
        batch = batches.get_batch_for(session, actor, batch_id)
        refuse_stale(batch, seen_version)
        if signature := batch.options.get("signature"):
            learned.forget_signature(session, batch.kind, signature)
        kept = Choices.from_json(batch.options)
        return Choices(mode=kept.mode, policy=kept.policy, kind=kept.kind, conflicts=kept.conflicts)


def forget_row(
    session: Session, actor: Actor, batch_id: int, seen_version: int, row: int, progress: Progress = _nobody
) -> int:
    """Take back what was learnt of a row of a list and plan anew; gives how many verdicts that were.

    Begun again after it broke off, it finds nothing left to take back and makes the plan.
    """
    # Planned outside the write door, which others wait at: before, for the row's key, and after, without the verdict.
    batch = batches.get_batch_for(session, actor, batch_id)
    refuse_stale(batch, seen_version)
    choices = Choices.from_json(batch.options)
    progress("Looking for what was learnt of the row", 0, 2)
    before = preview_batch(session, actor, batch, choices)
    source = before.listing.origin.id if before.listing else None
    keys = [one.key for one in before.plan.rows if one.row == row and one.key] if before.plan and source else []
    with write(session, actor, f"row {row} of import {batch_id} is not recognised any more"):
        refuse_stale(batches.get_batch_for(session, actor, batch_id), seen_version)
        gone = sum(unlearn(session, source, key) for key in keys if source is not None)
    progress("Comparing its rows with what is stored", 1, 2)
    preview = preview_batch(session, actor, batches.get_batch_for(session, actor, batch_id), choices)
    with write(session, actor, f"new plan for import {batch_id}"):
        batch = batches.get_batch_for(session, actor, batch_id)
        refuse_stale(batch, seen_version)
        batches.replan(session, batch, choices, preview)
    return gone


def refuse_stale(batch: ImportBatch, seen_version: int) -> None:
    """Conflict when the batch was planned anew, applied or cancelled since the page was shown."""
    batches.require_open(batch)
    if batch.version != seen_version:
        raise Conflict("This import was planned anew since the page was shown.", "Look at the new plan first.")


def apply_batch(
    session: Session,
    actor: Actor,
    batch_id: int,
    seen_version: int | None = None,
    progress: Progress = _nobody,
) -> Mapping[str, Any]:
    """Carry a planned batch out, once: a second request gets the receipt of the first.

    Raises RowsMoved, after planning anew, and RowsRejected; in both cases nothing was written to projects.
    """
    try:
        # The collector would walk the whole plan again and again while it is written.
        with without_collector():
            for last in (False, False, True):
                receipt = _apply_once(session, actor, batch_id, seen_version, progress, last=last)
                if receipt is not None:
                    return receipt
            raise AssertionError("the last attempt ends with a receipt or raises")
    except RowsMoved:
        batch = batches.get_batch_for(session, actor, batch_id)
        choices = Choices.from_json(batch.options)
        preview = preview_batch(session, actor, batch, choices)
        with write(session, actor, f"new plan for import {batch_id}"):
            batches.replan(session, batches.get_batch_for(session, actor, batch_id), choices, preview)
        raise


def _apply_once(
    session: Session, actor: Actor, batch_id: int, seen_version: int | None, progress: Progress, *, last: bool
) -> Mapping[str, Any] | None:
    """Plan a batch and carry it out; None where the plan did not hold until the write door was open.

    Everything that can be is done before that door is taken, since others wait at it; the `last` attempt plans anew
    inside, so that it comes to its end however much others write.
    """
    batch = batches.get_batch_for(session, actor, batch_id)
    progress("Comparing its rows with what is stored now", 0, 2)
    planned_at, planned_for = position(session), batch.version
    preview, prepared = None, None
    if batch.state == "planned":
        preview = preview_batch(session, actor, batch)
        if preview.plan is not None and kind_named(batch.kind).records is None:
            prepared = prepare(preview.plan, preview.listing, batch_id)
    progress("Writing what the plan says", 1, 2)
    with write(session, actor, f"import {batch_id}", batch_id):
        batch = batches.get_batch_for(session, actor, batch_id)
        if batch.state in batches.DONE_STATES and batch.receipt:
            return dict(batch.receipt)
        if seen_version is not None:
            refuse_stale(batch, seen_version)
        of_projects = kind_named(batch.kind).records is None
        if preview is None or batch.version != planned_for or not still_holds(
            session, preview.plan, planned_at, of_projects=of_projects
        ):  # fmt: skip
            if not last:
                return None
            preview, prepared = None, None
        if not claim(session, batch_id):
            raise Conflict("This import has no plan that could be applied.", "Match its columns first.")
        session.refresh(batch)
        writing(session).reason = f"import of {batch.file_name}"[:500]
        preview = preview or preview_batch(session, actor, batch)
        if preview.plan is None:
            raise Refused(preview.sentence, "Match the columns again.")
        return carry_out(session, batch, preview, prepared)


def undo(session: Session, actor: Actor, batch_id: int) -> Mapping[str, Any]:
    """Take an applied batch back; gives the undo's receipt. Raises Conflict for one that is not applied, NotFound."""
    with write(session, actor, f"undo of import {batch_id}", batch_id):
        batch = batches.get_batch_for(session, actor, batch_id)
        kind = require_kind(actor, batch.kind)
        return undo_batch(session, batch) if kind.records is None else undo_records(session, batch, kind.records)


def redo(session: Session, actor: Actor, batch_id: int) -> Mapping[str, Any]:
    """Apply again what was taken back; gives the receipt of that. Raises Conflict where nothing was, NotFound."""
    with write(session, actor, f"import {batch_id} applied again", batch_id):
        batch = batches.get_batch_for(session, actor, batch_id)
        kind = require_kind(actor, batch.kind)
        return redo_batch(session, batch) if kind.records is None else redo_records(session, batch, kind.records)
