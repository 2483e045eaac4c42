"""What importing in one go and importing step by step both do: read a file, plan it by its kind, carry a plan out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from imports.apply import Prepared, apply_plan, prepare
from imports.directory import Snapshot, load_snapshot
from imports.kinds import Kind, kind_named, kinds_for, require_kind
from imports.kinds.kind import Words
from imports.preview import Choices, Preview, build_preview, without_collector
from imports.read import Limits, read
from imports.read.sheets import Sheet, Workbook
from imports.recognise import recognise, why_recognised
from imports.records.apply import apply_records
from imports.records.preview import build_records_preview
from imports.records.shelf import load_shelf
from imports.signing import sign_clashes
from imports.table.turned import with_turned
from portfolio.config import Settings
from portfolio.core.people import Actor
from portfolio.models.batch import ImportBatch

_MIB = 2**20


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


def recognised(session: Session, sheets: Sequence[Sheet], choices: Choices, actor: Actor) -> Choices:
    """The choices with the kind that the headings say, where nobody said one."""
    if choices.kind:
        return choices

    def words(kind: Kind) -> Words:
        return kind.records.words(session) if kind.records is not None else {}

    return replace(choices, kind=recognise(sheets, kinds_for(actor), words), recognised=True)


def planned(
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


def carry_out(
    session: Session, batch: ImportBatch, preview: Preview, prepared: Prepared | None = None
) -> Mapping[str, Any]:
    """Write a plan by the writer of its kind; gives the receipt. `prepared` is what was worked out of it before."""
    assert preview.plan is not None
    kind = kind_named(batch.kind)
    if kind.records is not None:
        return apply_records(session, batch, preview.plan, kind.records)
    prepared = prepared or prepare(preview.plan, preview.listing, batch.id)
    return apply_plan(session, batch, preview.plan, preview.listing, prepared)
