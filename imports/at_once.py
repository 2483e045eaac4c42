"""A file imported in one go, as the command line does it: bytes in, and a plan or a receipt out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from imports import batches
from imports.apply import claim
from imports.decisions import decide
from imports.directory import load_snapshot
from imports.drift import still_holds
from imports.files import Sibling, siblings
from imports.kinds import kind_named, require_kind
from imports.match import LEAVE_OUT
from imports.merge import ConflictRule
from imports.outcomes import Mode, Outcome, Policy
from imports.preview import Choices, Preview, without_collector
from imports.read.sheets import Workbook
from imports.rownames import RowNames
from imports.steps import carry_out, planned, read_file, recognised
from imports.table.kinds import HEADINGS, NAMES
from portfolio.config import Settings
from portfolio.core.people import Actor
from portfolio.errors import Refused
from portfolio.history.door import write
from portfolio.history.record import position, writing


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
    choices = recognised(session, workbook.sheets, _decided(choices, named, take), actor)
    if not apply:
        preview = planned(session, actor, workbook.sheets, choices, workbook.file_name, snapshot)
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
        return replace(result, batch_id=batch.id, receipt=carry_out(session, batch, result.preview))


def _would_be(
    session: Session, actor: Actor, workbook: Workbook, choices: Choices, named: RowNames, *, anyway: bool
) -> Imported:
    """What importing a file would do as the database stands, and for whose sake it is not done."""
    preview = planned(session, actor, workbook.sheets, choices, workbook.file_name)
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


def _decided(choices: Choices, named: RowNames, taken: Sequence[str]) -> Choices:
    for word in taken:
        row = named.find(word)
        found = decide(choices, f"take-kind:{word.strip().casefold()}" if row is None else f"take-row:{row}")
        if found is None:
            kinds = ", ".join(kind for kind in NAMES if kind not in HEADINGS and kind != "left-out")
            raise Refused(f"“{word[:40]}” is no row that could be read.", f"Name a row's number or one of: {kinds}.")
        choices = found
    return choices
