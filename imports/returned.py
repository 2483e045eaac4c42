"""What a person gets back of an import: their own workbook with its problems marked, and the rows to correct alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports import batches
from imports.failed import FailedRow, FailedSheet, failed_workbook
from imports.fields import OWN_HEADING
from imports.files import file_content, get_file, require_cells
from imports.marked import MARKED_AT_MOST, TOO_LARGE, mark_workbook
from imports.outcomes import Outcome
from imports.preview import Preview
from imports.read.limits import Limits
from imports.read.placed import Stack, row_key
from imports.read.sheets import Sheet, address
from portfolio.core.text import fold
from portfolio.errors import NotFound, Refused
from portfolio.models.batch import ImportBatch, ImportRow
from portfolio.models.pieces import CHUNK

_FAILED = (Outcome.REJECTED.value, Outcome.CONFLICT.value)


@dataclass(frozen=True, slots=True)
class _Row:
    """A planned row of a sheet: its outcome, the reason for it and its problems as JSON."""

    sheet: int
    row: int
    outcome: str
    reason: str
    problems: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Returned:
    """An import as far as it is given back: the file, its sheets, the headings of those that were read ({sheet's index:
    {column: heading}}), and what is said of it.

    Bytes and sheets are fetched where they are needed, of sheets the failed rows alone where those are (True). `names`
    are those of the sheets, `length` is the number of rows in all of them; `forms` are sheets that were turned.
    """

    content: Callable[[], bytes | None]
    file_format: str
    sheets: Callable[[bool], Sequence[Sheet]]
    names: Mapping[int, str]
    length: int
    headings: Mapping[int, Mapping[int, str]]
    rows: Sequence[_Row]
    notes: Sequence[Mapping[str, Any]]
    forms: frozenset[int] = frozenset()

    def marked(self, limits: Limits) -> bytes:
        """The person's workbook with marked cells. Raises Refused."""
        if self.length > MARKED_AT_MOST:
            raise Refused(*TOO_LARGE)
        findings = [wrong for row in self.rows for wrong in self._findings(row)] + list(self.notes)
        return mark_workbook(self.content(), self.file_format, lambda: self.sheets(False), findings, limits)

    def failed(self) -> bytes:
        """The rows that are rejected or asked about. Raises Refused where there is none."""
        failed = [row for row in self.rows if row.outcome in _FAILED]
        if not failed:
            raise Refused("No row of this import is rejected or asked about.", "There is nothing to correct.")
        pages = {sheet.index: sheet for sheet in self.sheets(True)}
        return failed_workbook(
            self._failed_sheet(pages[index], [row for row in failed if row.sheet == index])
            for index in dict.fromkeys(row.sheet for row in failed)
        )

    def _failed_sheet(self, page: Sheet, failed: Sequence[_Row]) -> FailedSheet:
        said = self.headings.get(page.index, {})
        own = {column for column, heading in said.items() if fold(heading) == fold(OWN_HEADING)}
        headings = {column: heading for column, heading in said.items() if column not in own}
        width = max(headings, default=-1) + 1
        rows = [
            FailedRow(row.row, _cells(page, row.row, width, own), self._findings(row), row.reason) for row in failed
        ]
        return FailedSheet(page.name, headings, rows)

    def _findings(self, row: _Row) -> list[Mapping[str, Any]]:
        """A row's problems; where it failed for another reason, that reason."""
        if row.problems or row.outcome not in _FAILED:
            return list(row.problems)
        severity = "reject" if row.outcome == Outcome.REJECTED.value else "ask"
        cell = address(row.row, 0, turned=True) if row.sheet in self.forms else None
        return [_finding(self.names[row.sheet], severity, row.reason, row=row.row, cell=cell)]


def _cells(sheet: Sheet, row: int, width: int, own: set[int]) -> list[Any]:
    cells = [sheet.value(row, column) for column in range(max(width, sheet.width))]
    for column in range(len(cells)):
        cells[column] = None if column in own else sheet.errors.get((row, column), cells[column])
    while len(cells) > width and cells[-1] is None:
        cells.pop()
    return cells


def _finding(
    sheet: str, severity: str, message: str, *, row: int | None = None, cell: str | None = None, remedy: str = ""
) -> dict[str, Any]:
    return {
        "sheet": sheet, "row": row, "cell": cell, "severity": severity, "value": "", "message": message,
        "remedy": remedy,
    }  # fmt: skip


def of_preview(content: bytes, file_format: str, sheets: Sequence[Sheet], preview: Preview) -> Returned:
    """A file that was planned, and perhaps applied, in one go."""
    rows: Iterable[Any] = preview.plan.rows if preview.plan else ()
    kept = []
    for row in rows:
        sheet, own = row_key(row.row, preview.sheet_index)
        said = [one.as_json() for one in row.problems]
        kept.append(_Row(sheet or 0, own, row.outcome.value, row.reason, said))
    headings = preview.table.headings if preview.table else ()
    return Returned(
        lambda: content,
        file_format,
        lambda _failed_alone: sheets,
        {sheet.index: sheet.name for sheet in sheets},
        sum(len(sheet.rows) for sheet in sheets),
        _headings_by_sheet(headings, preview.stack, preview.sheet_index),
        kept,
        [one.as_json() for one in preview.notes],
        frozenset(sheet.index for sheet in sheets if sheet.turned),
    )


def _headings_by_sheet(
    headings: Iterable[tuple[int, str]], stack: Stack | None, sheet: int | None
) -> dict[int, dict[int, str]]:
    """The headings of each sheet by its own columns; `sheet` is the one that stands alone."""
    if stack is None:
        return {sheet or 0: dict(headings)}
    texts = list(headings)
    return {
        part.index: {own: text for column, text in texts if (own := part.own_column(column)) is not None}
        for part in stack.parts
    }


def of_batch(session: Session, batch: ImportBatch) -> Returned:
    """A kept batch, as its plan or its receipt has it. Raises Refused where its columns are not matched yet, and
    NotFound where its rows are not kept.
    """
    if batch.state == "cancelled":
        raise NotFound("This import was cancelled.", "Upload the file again if it is still needed.")
    require_cells(session, batch)
    get_content = partial(file_content, session, batch)
    if get_file(session, batch.sha256).removed_at is not None:
        get_content()  # says who deleted it
    if not batch.mapping:
        raise Refused("The columns of this file are not matched yet.", "Match them first.")
    names = {one["index"]: one["name"] for one in batch.sheets}
    name, stack = names.get(batch.sheet or 0, ""), batches.stack_of(batch)
    stayed_out = {
        (one.get("sheet", name), one["row"]): one
        for one in (batch.receipt or {}).get("left_out", ())
        if one["outcome"] in _FAILED
    }
    failed = _failed_rows([row for _, row in stayed_out])
    # Canonical JSON has one spelling of "no problems"; of a long list hardly a row has any.
    said = sa.type_coerce(ImportRow.plan, sa.Text).contains('"problems":[{')
    query = sa.select(ImportRow.sheet, ImportRow.row, ImportRow.outcome, ImportRow.plan).where(
        ImportRow.batch_id == batch.id, ImportRow.outcome.is_not(None), sa.or_(failed, said)
    )
    rows = []
    for sheet, row, outcome, plan in session.execute(query.order_by(ImportRow.sheet, ImportRow.row)):
        refused = stayed_out.get((names[sheet], row))
        if refused is not None and outcome not in _FAILED:  # the writer refused it, or its project had moved
            rows.append(_Row(sheet, row, refused["outcome"], refused["reason"], ()))
        else:
            rows.append(_Row(sheet, row, outcome, plan.get("reason", ""), plan.get("problems", ())))

    def sheets(failed_alone: bool) -> Sequence[Sheet]:
        return batches.staged_sheets(session, batch, *([failed] if failed_alone else []))

    return Returned(
        get_content,
        batch.file_format,
        sheets,
        names,
        sum(one["rows"] for one in batch.sheets),
        _headings_by_sheet(((one["column"], one["heading"]) for one in batch.mapping), stack, batch.sheet),
        rows,
        [_finding(name, "note", note["sentence"]) for note in batch.notes],
        frozenset(one["index"] for one in batch.sheets if one.get("turned")),
    )


def _failed_rows(stayed_out: Sequence[int]) -> sa.ColumnElement[bool]:
    """The rows that failed in the plan, and those that the receipt adds, as far as they fit a statement."""
    if len(stayed_out) > CHUNK:
        return sa.true()
    return sa.or_(ImportRow.outcome.in_(_FAILED), ImportRow.row.in_(stayed_out))
