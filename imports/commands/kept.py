"""`portfolio imports` and `portfolio undo`: the imports so far, the files that they keep, and taking one back."""

from __future__ import annotations

import json
from typing import Any

import click

from imports import files
from imports.batches import get_batch_for, page_batches
from imports.commands.words import OUTCOMES, counts_in_words, short
from imports.kinds import kind_named
from imports.outcomes import redone, undone
from imports.pipeline import redo, undo
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.batch import ImportBatch

#: Imports that a list names.
LISTED = 1000


@click.command("undo")
@click.argument("batch", type=click.IntRange(1))
@click.option("--again", is_flag=True, help="Apply again what was taken back.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def undo_command(batch: int, again: bool, as_json: bool) -> int:
    """Take import BATCH back, or apply it again; what somebody edited since stays, and is listed."""
    done = (redo if again else undo)(db.session, COMMAND_LINE, batch)
    if as_json:
        click.echo(json.dumps(done, ensure_ascii=False, indent=1))
        return 0
    said, words = ("applied again", redone) if again else ("taken back", undone)
    click.echo(f"Import {batch} is {said}: {words(done['counts'], kind_named(done['kind']).noun)}")
    for one in (*done["kept"], *done["failed"]):
        click.echo(f"  {one['code']}: {one['sentence']}")
    return 0


@click.group("imports")
def imports_group() -> None:
    """Imports so far, and the files that they keep."""


@imports_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def list_imports(as_json: bool) -> int:
    """List the imports, the newest first: file, size, content hash, who, when, state and rows by outcome."""
    found, total = page_batches(db.session, COMMAND_LINE, 1, LISTED)
    kept = files.find_files(db.session, {one.sha256 for one in found})
    if as_json:
        rows = [_import_json(one, kept[one.sha256]) for one in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for one in found:
        counts = counts_in_words(one.counts)
        gone = ", file deleted" if kept[one.sha256].removed_at else ""
        click.echo(
            f"{one.id:>6}  {one.created_at:%Y-%m-%d %H:%M}  {one.state:9}  {one.sha256[:8]}  {kept[one.sha256].size:>9}"
            f"  {short(one.file_name, 40)}, {one.created_by}: {counts or 'not matched yet'}{gone}"
        )
    if total > len(found):
        click.echo(f"  … and {total - len(found)} earlier ones.")
    if not found:
        click.echo("Nothing has been imported yet.")
    return 0


def _import_json(batch: ImportBatch, kept: files.KeptFile) -> dict[str, Any]:
    moments = {name: getattr(batch, name) for name in ("created_at", "applied_at", "undone_at")}
    moments["file_deleted_at"] = kept.removed_at
    return {
        "batch": batch.id, "kind": batch.kind, "file": batch.file_name, "size": kept.size, "sha256": batch.sha256,
        "state": batch.state, "created_by": batch.created_by, "applied_by": batch.applied_by,
        "undone_by": batch.undone_by, "again_of": batch.again_of_id, "file_deleted_by": kept.removed_by,
        "counts": {name: count for name, count in (batch.counts or {}).items() if name in OUTCOMES},
        **{name: at and at.isoformat(timespec="seconds") for name, at in moments.items()},
    }  # fmt: skip


@imports_group.command("forget")
@click.argument("batch", type=click.IntRange(1))
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def forget_import(batch: int, as_json: bool) -> int:
    """Delete the file that import BATCH keeps, and the cells read of it; receipts, counts and undo stay."""
    with write(db.session, COMMAND_LINE, f"deletion of the file of import {batch}"):
        gone = files.remove_file(db.session, get_batch_for(db.session, COMMAND_LINE, batch).sha256)
    if as_json:
        click.echo(json.dumps({"imports": gone.imports, "bytes": gone.size, "rows": gone.rows}))
        return 0
    numbers = ", ".join(map(str, gone.imports))
    click.echo(f"Deleted: {gone.size} bytes and the cells of {gone.rows} rows, of import {numbers}.")
    click.echo("Receipts, counts and undo stay; the file cannot be read again.")
    return 0
