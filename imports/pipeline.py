"""From bytes to a plan, and from a plan to a receipt: what the web page and the command line both call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from imports import batches, learned
from imports.apply import Prepared, RowsMoved, apply_plan, claim, prepare
from imports.decisions import decide
from imports.directory import TAUGHT_BY_ALL, Snapshot, load_snapshot, teach
from imports.drift import still_holds
from imports.files import Sibling, file_content, siblings
from imports.kinds import Kind, kind_named, kinds_for, require_kind
from imports.kinds.kind import Words
from imports.match import LEAVE_OUT
from imports.merge import ConflictRule
from imports.originals import Original
from imports.outcomes import Mode, Outcome, Policy
from imports.preview import Choices, Preview, build_preview, without_collector
from imports.read import Limits, clean_file_name, read
from imports.read.sheets import Sheet, Workbook
from imports.recognise import recognise, why_recognised
from imports.recognitions import unlearn
from imports.records.apply import apply_records
from imports.records.preview import build_records_preview
from imports.records.shelf import load_shelf
from imports.records.undo import redo_records, undo_records
from imports.rownames import RowNames
from imports.signing import sign_clashes
from imports.table.kinds import HEADINGS, NAMES
from imports.table.layouts import Layout, layout_of
from imports.table.turned import with_turned
from imports.undo import redo_batch, undo_batch
from portfolio.config import Settings
from portfolio.core.people import Actor
from portfolio.errors import Conflict, Refused
from portfolio.history.door import write
from portfolio.history.record import position, writing
from portfolio.models.batch import ImportBatch
from portfolio.models.pieces import pieces

_MIB = 2**20
#: Rows of a long file that are kept in one turn at the write door.
_ROWS_A_TURN = 20_000

#: Hears how far long work is: what it is at, in words; steps that are done; of so many.
Progress = Callable[[str, int, int], None]


def _nobody(step: str, done: int, total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did or would do. `batch_id` is None where nothing was kept; `receipt` is there once applied.

    `earlier` are the imports of the same bytes that are applied, the newest first; `withheld` is the one of them for
    whose sake nothing was done.
    """

    workbook: Workbook
    preview: Preview
    kind: str = "projects"
    batch_id: int | None = None
    receipt: Mapping[str, Any] = field(default_factory=dict)
    earlier: Sequence[Sibling] = ()
    withheld: int | None = None

    @property
    def applied(self) -> bool:
        """Whether anything was written."""
        return bool(self.receipt)

    @property
    def blocked(self) -> bool:
        """Whether nothing may come in: rows are rejected and the rule is all or nothing, or there is no table."""
        return self.preview.plan is None or self.preview.plan.blocked

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome."""
        counts: dict[str, int] = self.receipt["counts"] if self.receipt else self.preview.counts
        return counts

    def as_json(self) -> dict[str, Any]:
        """The whole of it, as `portfolio import --json` prints it."""
        table, mapping, plan = self.preview.table, self.preview.mapping, self.preview.plan
        skipped, origin = self.preview.skipped_json(), self.preview.listing.origin if self.preview.listing else None
        return {
            "batch": self.batch_id,
            "kind": self.kind,
            "file": self.workbook.file_name,
            "format": self.workbook.format,
            "encoding": self.workbook.encoding,
            "delimiter": self.workbook.delimiter,
            "reading": [{"code": note.code, "sentence": note.sentence} for note in self.workbook.notes],
            "sheet": table.sheet.name if table else None,
            "sheets": list(self.preview.sheet_names),
            "header_row": self.preview.header_row,
            "mapping": [
                {
                    "column": self.preview.column_name(match.column),
                    "heading": match.heading,
                    "field": match.field if match.taken else None,
                    "reason": match.reason,
                    "score": match.score,
                }
                for match in (mapping.columns if mapping else ())
            ],
            "counts": {name: self.counts[name] for name in _COUNTED},
            "rows": [_row_json(row.as_json()) for row in (plan.rows if plan else ())],
            "source": None if origin is None or origin.made_here else origin.name,
            "missing": [{"code": code, "title": title} for code, title in (plan.missing if plan else ())],
            "skipped": [
                {name: one[name] for name in ("row", "sheet", "column", "reason") if name in one} for one in skipped
            ],
            "skipped_rows": skipped,
            "sentence": self.preview.sentence,
            "applied": self.applied,
            "decided": plan.decided if plan else 0,
            "earlier": [one.as_json() for one in self.earlier],
            "problems": [one.as_json() for one in self.preview.notes],
            "questions": [
                {
                    "key": one.key,
                    "sentence": one.sentence,
                    "answers": {choice.answer: choice.label for choice in one.choices},
                    "hint": one.hint,
                }
                for one in self.preview.questions
            ],
        }


_COUNTED = tuple(
    outcome.value
    for outcome in (
        Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.CONFLICT, Outcome.REJECTED, Outcome.SKIPPED,
    )
)  # fmt: skip


def _row_json(row: dict[str, Any]) -> dict[str, Any]:
    problems = [
        {name: wrong[name] for name in ("cell", "code", "severity", "value", "message", "remedy")}
        for wrong in row["problems"]
    ]
    return {
        **{name: row[name] for name in ("sheet", "column") if name in row},
        **{name: row[name] for name in ("row", "outcome", "code", "title", "changes", "conflicts", "twin")},
        "problems": problems,
        "reason": row["reason"],
        "candidates": row["match"]["candidates"],
    }


def limits_of(settings: Settings) -> Limits:
    """What one file may cost, by the settings."""
    return Limits(
        upload_bytes=settings.upload_mib * _MIB,
        inflated_bytes=settings.inflated_mib * _MIB,
        part_bytes=settings.import_part_mib * _MIB,
        ratio=settings.import_ratio,
        parts=settings.import_parts,
        sheets=settings.import_sheets,
        rows=settings.import_rows,
        columns=settings.import_columns,
        cells=settings.import_cells,
        cell_chars=settings.import_characters,
        xml_depth=settings.import_depth,
        wall_seconds=float(settings.import_seconds),
        cpu_seconds=settings.import_seconds,
        child_memory=settings.import_memory_mib * _MIB,
        readers=settings.import_readers,
        wait_seconds=float(settings.import_wait_seconds),
    )


def read_file(
    settings: Settings,
    data: bytes,
    file_name: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    turned: frozenset[int] | bool | None = None,
) -> Workbook:
    """The file's sheets, read once in a limited process of its own. Raises Unreadable with sentence and remedy.

    `turned` are the sheets whose headings stand in a column, all of them or none; None finds them.
    """
    with without_collector():
        workbook = read(data, file_name, limits_of(settings), encoding=encoding, delimiter=delimiter)
        return replace(workbook, sheets=tuple(with_turned(workbook.sheets, turned)))


def import_bytes(
    session: Session,
    settings: Settings,
    actor: Actor,
    data: bytes,
    file_name: str,
    *,
    kind: str | None = None,
    sheets: Sequence[str] = (),
    header_row: int | None = None,
    take: Sequence[str] = (),
    mode: str = "both",
    rows: str = "all-or-nothing",
    answers: Mapping[str, str] | None = None,
    conflicts: str = "ask",
    source: str | None = None,
    leave: Sequence[str] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
    turned: bool | None = None,
    again_of: int | None = None,
    anyway: bool = True,
    apply: bool,
) -> Imported:
    """Plan a file and, with `apply`, carry it out in one transaction. `sheets` are names of sheets that are one table,
    "*" for all with the same headings; none picks by content.

    `kind` is what the rows are; None lets the headings say it. `header_row` is the file's number of the row of
    headings, `take` are rows or kinds of them that are read after all, and `answers` those to the plan's questions, by
    key, "row:9" for row 9; `leave` are rows to be left out. A row of several sheets is named like 2024!9. `conflicts`
    (ask, ours, theirs) says who wins where a field was changed here and in the file; `source` names whose list it is;
    `encoding` and `delimiter` overrule what is found in a text file, `turned` whether headings stand in a column.
    `again_of` is the import whose kept file this is.
    Without `anyway` the same sheet of the same bytes is not applied a second time where that would write something.
    Nothing at all is kept without `apply`, nor where
    the plan is blocked. Raises Unreadable, Refused and NotAllowed.
    """
    if kind is not None:
        require_kind(actor, kind)
    # While a process of its own reads the file, this one loads what projects are held against.
    with ThreadPoolExecutor(max_workers=1) as reader:
        reading = reader.submit(
            read_file, settings, data, file_name, encoding=encoding, delimiter=delimiter, turned=turned
        )
        snapshot = load_snapshot(session, actor) if not apply and kind in (None, "projects") else None
        workbook = reading.result()
    named = RowNames(workbook.sheets, sheets)
    asked = named.answers(answers or {})
    choices = Choices(
        named.leading, header_row, mode=Mode(mode), policy=Policy(rows), answers=asked.others,
        conflicts=ConflictRule(conflicts), source=source, kind=kind or "",
        rows={**asked.rows, **dict.fromkeys(map(named.number, leave), LEAVE_OUT)},
        sheets=named.others, every=named.every,
    )  # fmt: skip
    choices = _recognised(session, workbook.sheets, _decided(choices, named, take), actor)
    if not apply:
        preview = _planned(session, actor, workbook.sheets, choices, workbook.file_name, snapshot)
        named.require(preview.stack)
        return Imported(workbook, preview, choices.kind, earlier=siblings(session, workbook.sha256, "applied"))
    with without_collector():
        for last in (False, False, True):
            done = _imported(
                session, actor, workbook, data, choices, named, again_of=again_of, anyway=anyway, last=last
            )  # fmt: skip
            if done is not None:
                return done
        raise AssertionError("the last attempt ends with an answer")


def _imported(
    session: Session,
    actor: Actor,
    workbook: Workbook,
    data: bytes,
    choices: Choices,
    named: RowNames,
    *,
    again_of: int | None,
    anyway: bool,
    last: bool,
) -> Imported | None:
    """Plan a file and carry it out in one transaction; None where the plan did not hold until the write door was open.

    The `last` attempt plans anew inside, as `_apply_once` does.
    """
    planned_at = position(session)
    result = _would_be(session, actor, workbook, choices, named, anyway=anyway)
    if result.blocked or result.withheld is not None:
        return result
    staged = batches.stage(workbook, result.preview)
    with write(session, actor, f"import of {workbook.file_name}"):
        of_projects = kind_named(choices.kind).records is None
        if not still_holds(session, result.preview.plan, planned_at, of_projects=of_projects):
            if not last:
                return None
            result = _would_be(session, actor, workbook, choices, named, anyway=anyway)
            if result.blocked or result.withheld is not None:
                return result
            staged = batches.stage(workbook, result.preview)
        batch = batches.start_batch(session, workbook, data, choices, result.preview, staged, again_of=again_of)
        writing(session).batch_id = batch.id
        claim(session, batch.id)
        session.refresh(batch)
        return replace(result, batch_id=batch.id, receipt=_apply(session, batch, result.preview))


def _would_be(
    session: Session, actor: Actor, workbook: Workbook, choices: Choices, named: RowNames, *, anyway: bool
) -> Imported:
    """What importing a file would do as the database stands, and for whose sake it is not done."""
    preview = _planned(session, actor, workbook.sheets, choices, workbook.file_name)
    named.require(preview.stack)
    result = Imported(workbook, preview, choices.kind, earlier=siblings(session, workbook.sha256, "applied"))
    if not result.blocked and not anyway and (before := _done_before(result)) is not None:
        return replace(result, withheld=before)
    return result


def _done_before(result: Imported) -> int | None:
    """The import that brought the same sheet of the same bytes in before, where this one would write something."""
    if not result.counts["create"] + result.counts["update"] or result.preview.stack is not None:
        return None  # of several sheets one may have come in before, and the others not
    sheet = result.preview.table.sheet.name if result.preview.table else None
    return next((one.id for one in result.earlier if (one.kind, one.sheet) == (result.kind, sheet)), None)


def _recognised(session: Session, sheets: Sequence[Sheet], choices: Choices, actor: Actor) -> Choices:
    """The choices with the kind that the headings say, where nobody said one."""
    if choices.kind:
        return choices

    def words(kind: Kind) -> Words:
        return kind.records.words(session) if kind.records is not None else {}

    return replace(choices, kind=recognise(sheets, kinds_for(actor), words), recognised=True)


def _planned(
    session: Session,
    actor: Actor,
    sheets: Sequence[Sheet],
    choices: Choices,
    file_name: str,
    snapshot: Snapshot | None = None,
) -> Preview:
    """What an import of the kind that was chosen would do, as the database stands now, conflicts with the names of who
    changed what. Raises NotAllowed.
    """
    kind = require_kind(actor, choices.kind)
    if kind.records is None:
        preview = build_preview(sheets, choices, snapshot or load_snapshot(session, actor), file_name)
        return sign_clashes(session, actor, preview)
    shelf = load_shelf(session, kind)
    preview = build_records_preview(sheets, choices, shelf, file_name)
    if choices.recognised and preview.table is not None:
        preview = replace(preview, notes=(why_recognised(preview.table, kind, shelf.registry), *preview.notes))
    return preview


def _apply(
    session: Session, batch: ImportBatch, preview: Preview, prepared: Prepared | None = None
) -> Mapping[str, Any]:
    """Write a plan by the writer of its kind; gives the receipt. `prepared` is what was worked out of it before."""
    assert preview.plan is not None
    kind = kind_named(batch.kind)
    if kind.records is not None:
        return apply_records(session, batch, preview.plan, kind.records)
    prepared = prepared or prepare(preview.plan, preview.listing, batch.id)
    return apply_plan(session, batch, preview.plan, preview.listing, prepared)


def _decided(choices: Choices, named: RowNames, taken: Sequence[str]) -> Choices:
    for word in taken:
        row = named.find(word)
        found = decide(choices, f"take-kind:{word.strip().casefold()}" if row is None else f"take-row:{row}")
        if found is None:
            kinds = ", ".join(kind for kind in NAMES if kind not in HEADINGS and kind != "left-out")
            raise Refused(f"“{word[:40]}” is no row that could be read.", f"Name a row's number or one of: {kinds}.")
        choices = found
    return choices


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
    choices = _recognised(session, workbook.sheets, choices, actor)
    preview = _planned(session, actor, workbook.sheets, choices, workbook.file_name)
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
    choices = _recognised(session, workbook.sheets, choices, actor)
    preview = _planned(session, actor, workbook.sheets, choices, file_name)
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
    preview = _planned(session, actor, workbook.sheets, choices, batch.file_name)
    progress("Keeping what was read", 2, 3)
    staged = batches.stage(workbook, preview)
    with write(session, actor, f"another reading for import {batch_id}"):
        batch = batches.get_batch_for(session, actor, batch_id)
        refuse_stale(batch, seen_version)
        batches.fill_again(session, batch, workbook, choices, preview, staged)


def preview_batch(session: Session, actor: Actor, batch: ImportBatch, choices: Choices | None = None) -> Preview:
    """The plan of a batch from its staged rows, as the database stands now."""
    chosen = choices or Choices.from_json(batch.options)
    return _planned(session, actor, batches.staged_sheets(session, batch), chosen, batch.file_name)


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
        return _apply(session, batch, preview, prepared)


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
