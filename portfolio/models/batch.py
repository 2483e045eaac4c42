"""Imports: the uploaded file, its batch, the staged rows, and what earlier answers taught."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, bounded, table_rules
from portfolio.models.types import Blob, Json, Moment

BATCH_STATES = ("uploaded", "planned", "applied", "undone", "cancelled")


class ImportFile(Base):
    """An uploaded file, once per content; its bytes are in pieces, of which none is left once they were deleted."""

    __tablename__ = "import_file"
    __table_args__ = table_rules(sa.CheckConstraint("length(sha256) = 64", name="hash_length"))

    sha256: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    size: Mapped[int] = mapped_column(sa.Integer)
    kept_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment, doc="When an administrator deleted the bytes.")
    removed_by: Mapped[str | None] = mapped_column(sa.Text)


class ImportPiece(Base):
    """Bytes of an uploaded file; the pieces in the order of their numbers, from 0, are the file."""

    __tablename__ = "import_piece"
    __table_args__ = table_rules()

    sha256: Mapped[str] = mapped_column(sa.ForeignKey("import_file.sha256", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(Blob)


class ImportBatch(Base):
    """One import: from the upload to the receipt, and its undo. The wizard's whole state lives here."""

    __tablename__ = "import_batch"
    __table_args__ = table_rules(
        sa.CheckConstraint(f"state IN {BATCH_STATES}", name="state_known"),
        bounded("file_name", 300, 1),
        sa.Index(None, "sha256"),
        sa.Index(None, "created_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.Text, default="projects")
    file_name: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.Text, sa.ForeignKey("import_file.sha256"))
    file_format: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.Text, default="uploaded")
    sheets: Mapped[list[Any]] = mapped_column(Json, doc="[{index, name, rows, columns, hidden, score}]")
    sheet: Mapped[int | None] = mapped_column(sa.Integer, doc="Index of the sheet that is taken.")
    header_row: Mapped[int | None] = mapped_column(sa.Integer, doc="The file's own row number.")
    mapping: Mapped[list[Any] | None] = mapped_column(Json, doc="[{column, heading, field, reason, score}]")
    options: Mapped[dict[str, Any]] = mapped_column(Json, doc="mode, rows, date order, currency, answers …")
    notes: Mapped[list[Any]] = mapped_column(Json, doc="What the reader wants said: [{code, sentence}]")
    counts: Mapped[dict[str, Any] | None] = mapped_column(Json)
    receipt: Mapped[dict[str, Any] | None] = mapped_column(
        Json, deferred=True, doc="What was done, by code: of a long import it is large, and few pages look at it."
    )
    created_by_id: Mapped[int | None] = mapped_column(sa.Integer)
    created_by: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    applied_at: Mapped[datetime | None] = mapped_column(Moment)
    applied_by: Mapped[str | None] = mapped_column(sa.Text)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str | None] = mapped_column(sa.Text)
    source_id: Mapped[int | None] = mapped_column(
        sa.Integer, doc="Whose list it is; None for an export that came back."
    )
    again_of_id: Mapped[int | None] = mapped_column(sa.Integer, doc="The import whose file was read again.")
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class ImportRow(Base):
    """A staged row: the file's cells as read once, and what the plan makes of them."""

    __tablename__ = "import_row"
    __table_args__ = table_rules(sa.Index(None, "batch_id", "outcome"))

    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True)
    sheet: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    row: Mapped[int] = mapped_column(sa.Integer, primary_key=True, doc="The file's own row number.")
    cells: Mapped[list[Any]] = mapped_column(Json, doc="Cells as JSON; dates and times tagged.")
    outcome: Mapped[str | None] = mapped_column(sa.Text, doc="create, update, unchanged, conflict, rejected, skipped")
    code: Mapped[str | None] = mapped_column(sa.Text)
    title: Mapped[str | None] = mapped_column(sa.Text)
    project_id: Mapped[int | None] = mapped_column(sa.Integer, doc="The project the plan would change.")
    project_version: Mapped[int | None] = mapped_column(sa.Integer, doc="Its version when the plan was shown.")
    plan: Mapped[dict[str, Any] | None] = mapped_column(Json, doc="{changes, problems, reason, match}")


class ImportMapping(Base):
    """Which column meant which field, which sheet and rows were read: by the headings' signature, as a person chose."""

    __tablename__ = "import_mapping"
    __table_args__ = table_rules(sa.UniqueConstraint("kind", "signature"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.Text)
    signature: Mapped[str] = mapped_column(sa.Text)
    columns: Mapped[dict[str, Any]] = mapped_column(Json, doc="{folded heading: field or null}")
    layout: Mapped[dict[str, Any] | None] = mapped_column(Json, doc="{headings, sheets, kinds of rows that are read}")
    taught_by: Mapped[str] = mapped_column(sa.Text)
    taught_at: Mapped[datetime] = mapped_column(Moment)
