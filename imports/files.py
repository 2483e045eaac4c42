"""Files: the only reader and writer of the bytes that imports keep, once per content. Writes run inside the write door.

An administrator may delete the bytes. What an import did stays: its receipt, its counts and its undo need no file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.originals import Original, drop_pieces, keep_pieces, load_pieces
from imports.outcomes import Outcome
from portfolio.errors import Conflict, NotFound
from portfolio.history.record import record, writing
from portfolio.models.batch import ImportBatch, ImportFile, ImportRow

_OPEN = ("uploaded", "planned")


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What is known of a file's bytes without reading them; `removed_at` and `removed_by` once they are deleted."""

    sha256: str
    size: int
    kept_at: datetime
    removed_at: datetime | None
    removed_by: str | None


@dataclass(frozen=True, slots=True)
class Sibling:
    """An import of the same bytes. `counts` are its rows by outcome; `sheet` is the sheet that was taken."""

    id: int
    kind: str
    sheet: str | None
    state: str
    created_at: datetime
    created_by: str
    created_by_id: int | None
    applied_at: datetime | None
    applied_by: str | None
    counts: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The import as `portfolio import --json` names it among the earlier ones."""
        return {
            "batch": self.id,
            "kind": self.kind,
            "sheet": self.sheet,
            "applied_at": self.applied_at and self.applied_at.isoformat(timespec="seconds"),
            "applied_by": self.applied_by,
            "counts": {one.value: self.counts.get(one.value, 0) for one in Outcome},
        }


@dataclass(frozen=True, slots=True)
class Removal:
    """What deleting a file's bytes takes away: so many bytes, and the cells of so many rows of these imports."""

    size: int
    imports: tuple[int, ...]
    rows: int


def find_files(session: Session, hashes: Collection[str]) -> dict[str, KeptFile]:
    """The files with these SHA-256, by that."""
    columns = (ImportFile.sha256, ImportFile.size, ImportFile.kept_at, ImportFile.removed_at, ImportFile.removed_by)
    found = session.execute(sa.select(*columns).where(ImportFile.sha256.in_(hashes)))
    return {row.sha256: KeptFile(*row) for row in found}


def get_file(session: Session, sha256: str) -> KeptFile:
    """The file with this SHA-256; every import has one."""
    return find_files(session, [sha256])[sha256]


def keep_file(session: Session, original: Original, *, again: bool = False) -> None:
    """Keep the bytes, unless they are; bytes that were deleted and are uploaded anew are kept again.

    `again` says that they are no upload but what was kept: deleted meanwhile, they stay deleted. Raises NotFound.
    """
    now = writing(session).at
    known = find_files(session, [original.sha256]).get(original.sha256)
    if known is None:
        session.add(ImportFile(sha256=original.sha256, size=original.size, kept_at=now))
        session.flush()
        keep_pieces(session, original)
    elif known.removed_at is not None and again:
        raise _removed(known)
    elif known.removed_at is not None:
        kept = {"kept_at": now, "removed_at": None, "removed_by": None}
        session.execute(sa.update(ImportFile).where(ImportFile.sha256 == original.sha256).values(**kept))
        keep_pieces(session, original)


def file_pieces(session: Session, batch: ImportBatch) -> Iterator[bytes]:
    """The bytes of the batch's file, a piece at a time; a read that was open ends.

    Raises NotFound, at once and with who deleted them, where they are not kept any more.
    """
    known = get_file(session, batch.sha256)
    if known.removed_at is not None:
        raise _removed(known)
    return load_pieces(session, batch.sha256)


def file_content(session: Session, batch: ImportBatch) -> bytes:
    """The whole file, for a process of its own; raises as `file_pieces`."""
    return b"".join(file_pieces(session, batch))


def open_file(session: Session, batch: ImportBatch) -> IO[bytes]:
    """The file on the disk, for whoever must not hold it whole; raises as `file_pieces`."""
    pieces = file_pieces(session, batch)
    copy = TemporaryFile()  # noqa: SIM115 - the caller closes it
    copy.writelines(pieces)
    copy.seek(0)
    return copy


def _removed(known: KeptFile) -> NotFound:
    assert known.removed_at is not None
    at = known.removed_at
    return NotFound(
        f"The original file was deleted by {known.removed_by} on {at.day} {at:%B %Y} at {at:%H:%M} UTC.",
        "Upload it again, if it is still needed.",
    )


def siblings(session: Session, sha256: str, *states: str) -> list[Sibling]:
    """The imports of these bytes, the newest first; only those in one of `states`, where some are named."""
    columns = (
        ImportBatch.id, ImportBatch.kind, ImportBatch.sheet, ImportBatch.sheets, ImportBatch.state,
        ImportBatch.created_at, ImportBatch.created_by, ImportBatch.created_by_id, ImportBatch.applied_at,
        ImportBatch.applied_by, ImportBatch.counts,
    )  # fmt: skip
    query = sa.select(*columns).where(ImportBatch.sha256 == sha256).order_by(ImportBatch.id.desc())
    if states:
        query = query.where(ImportBatch.state.in_(states))
    found = []
    for row in session.execute(query):
        name = next((one["name"] for one in row.sheets if one["index"] == row.sheet), None)
        counts: Mapping[str, Any] = row.counts or {}
        who = (row.created_at, row.created_by, row.created_by_id, row.applied_at, row.applied_by)
        found.append(Sibling(row.id, row.kind, name, row.state, *who, counts))
    return found


def find_removal(session: Session, sha256: str) -> Removal:
    """What deleting these bytes would take away."""
    numbers = tuple(session.scalars(sa.select(ImportBatch.id).where(ImportBatch.sha256 == sha256).order_by("id")))
    rows = session.scalar(sa.select(sa.func.count()).select_from(ImportRow).where(ImportRow.batch_id.in_(numbers)))
    return Removal(get_file(session, sha256).size, numbers, rows or 0)


def remove_file(session: Session, sha256: str) -> Removal:
    """Delete the bytes, and the cells that were read of them, of every import that has them; who and when is kept.

    Receipts, counts, titles and codes of rows stay, and the change log, so an undo works as before. Raises Conflict
    while an import of these bytes is open, which needs them, and where they are deleted already.
    """
    known, now = get_file(session, sha256), writing(session)
    if known.removed_at is not None:
        raise Conflict(_removed(known).sentence, "There is nothing left to delete.")
    removal = find_removal(session, sha256)
    waiting = [str(one.id) for one in siblings(session, sha256, *_OPEN)]
    if waiting:
        which = f"Import {waiting[0]} of this file is" if len(waiting) == 1 else f"Imports {', '.join(waiting)} are"
        raise Conflict(f"{which} still open.", "Apply or cancel it first." if len(waiting) == 1 else "End them first.")
    drop_pieces(session, sha256)
    gone = {"removed_at": now.at, "removed_by": now.actor.label}
    session.execute(sa.update(ImportFile).where(ImportFile.sha256 == sha256).values(**gone))
    session.execute(sa.update(ImportRow).where(ImportRow.batch_id.in_(removal.imports)).values(cells=[], plan=None))
    for batch in session.scalars(sa.select(ImportBatch).where(ImportBatch.id.in_(removal.imports))):
        batch.mapping = batch.mapping and [{**one, "samples": []} for one in batch.mapping]
        batch.options = {**batch.options, "skipped": [], "cleared": True}
        record(session, "import", batch.id, batch.file_name, "update",
               {"file": [f"{known.size} bytes, SHA-256 {sha256}", None]})  # fmt: skip
    session.flush()
    session.expire_all()
    return removal


def require_cells(session: Session, batch: ImportBatch) -> None:
    """NotFound where the batch's cells were deleted with its file."""
    if batch.options.get("cleared"):
        known = get_file(session, batch.sha256)
        if known.removed_at is not None:
            raise _removed(known)
        raise NotFound(
            "The cells of this import were deleted with its file, which somebody uploaded anew since.",
            "Read the file again as a new import.",
        )
