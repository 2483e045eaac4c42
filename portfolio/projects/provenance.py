"""Where each value of a project comes from: file, sheet and cell of an import, a form or a command; who and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from xlsxwriter.utility import xl_col_to_name

from portfolio.core.people import Actor, Permission
from portfolio.core.project import FIELDS, LABELS
from portfolio.history.queries import Edit, last_edits
from portfolio.history.words import Names, value_texts
from portfolio.models.batch import ImportBatch, ImportRow
from portfolio.projects.disagreements import Disagreement, find_disagreements


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one field's value comes from. `file` is None for a form or a command, which `reason` names then.

    `batch_id` is set where the reader may open that import; `others` are words of sources that say something else.
    """

    field: str
    label: str
    texts: tuple[str, ...]
    by: str
    at: datetime
    reason: str
    file: str | None
    sheet: str | None
    cell: str | None
    batch_id: int | None
    others: tuple[Disagreement, ...]


def load_origins(
    session: Session, actor: Actor, project_id: int, value: Mapping[str, Any], hidden: Iterable[str], names: Names
) -> list[Origin]:
    """One for each field that somebody set, in the order of the page; fields of `hidden` are left out.

    `names` are those of places and objectives.
    """
    edits = last_edits(session, [project_id])
    batches = {edit.batch_id for edit in edits.values()} - {None}
    files = _files(session, project_id, str(value["code"]), [number for number in batches if number is not None])
    others: dict[str, list[Disagreement]] = {}
    for one in find_disagreements(session, actor, names, [project_id]):
        others.setdefault(one.field, []).append(one)
    left_out = {*hidden, "archived"}
    return [
        _origin(actor, name, value, edits[project_id, name], files, others.get(name, ()), names)
        for name in FIELDS
        if (project_id, name) in edits and name not in left_out
    ]


@dataclass(frozen=True, slots=True)
class _File:
    """An import as provenance needs it: its name, sheet, this project's row, the letters of its columns, its owner."""

    name: str
    sheet: str | None
    row: int | None
    letters: Mapping[str, str]
    owner: int | None


def _files(session: Session, project_id: int, code: str, ids: list[int]) -> dict[int, _File]:
    if not ids:
        return {}
    rows = sa.select(ImportRow.batch_id, ImportRow.sheet, ImportRow.row).where(
        ImportRow.batch_id.in_(ids),
        ImportRow.outcome.in_(("create", "update")),
        sa.or_(ImportRow.project_id == project_id, ImportRow.code == code),
    )
    at = {batch: (sheet, row) for batch, sheet, row in session.execute(rows)}
    columns = (ImportBatch.id, ImportBatch.file_name, ImportBatch.sheets, ImportBatch.options)
    found = {}
    for number, name, sheets, options, owner in session.execute(
        sa.select(*columns, ImportBatch.created_by_id).where(ImportBatch.id.in_(ids))
    ):
        sheet, row = at.get(number, (None, None))
        title = next((one["name"] for one in sheets if one["index"] == sheet), None)
        found[number] = _File(name, title, row, _letters(options, sheet), owner)
    return found


def _letters(options: Mapping[str, Any], sheet: int | None) -> Mapping[str, str]:
    """Field -> letter of its column; each of several sheets that were read as one table has its own."""
    of_sheets: Mapping[str, Mapping[str, str]] = options.get("letters_of") or {}
    return of_sheets.get(str(sheet)) or options.get("letters") or {}


def _cell(column: str, row: int) -> str:
    """The cell's address. Of a form, where a project is a column of the file, the number of the row stands for it."""
    return f"{xl_col_to_name(row - 1)}{column}" if column.isdigit() else f"{column}{row}"


def _origin(
    actor: Actor,
    name: str,
    value: Mapping[str, Any],
    edit: Edit,
    files: Mapping[int, _File],
    others: Iterable[Disagreement],
    names: Names,
) -> Origin:
    file = files.get(edit.batch_id) if edit.batch_id is not None else None
    undone = edit.reason.startswith("undo of import")
    letters = file.letters.get(name) if file and file.row and not undone else None
    may_open = file is not None and (
        actor.may(Permission.plan) or (actor.may(Permission.load) and file.owner == actor.id)
    )
    return Origin(
        name, LABELS[name], value_texts(name, value[name], names), edit.by, edit.at, edit.reason,
        file.name if file and not undone else None, file.sheet if file and letters else None,
        _cell(letters, file.row) if file and letters and file.row else None, edit.batch_id if may_open else None,
        tuple(others),
    )  # fmt: skip
