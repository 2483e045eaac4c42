"""Snapshots: what was recorded at a moment and what was computed from it, frozen; the database refuses to alter one."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, bounded, table_rules
from portfolio.models.types import Big, Blob, Day, Moment


class Snapshot(Base):
    """A frozen cut-off day. `content` is canonical JSON, compressed; `hash` is the SHA-256 of the JSON."""

    __tablename__ = "snapshot"
    __table_args__ = table_rules(
        sa.UniqueConstraint("name"),
        bounded("name", 120, 1),
        bounded("note", 2000),
        sa.CheckConstraint("length(hash) = 64", name="hash_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text)
    as_of: Mapped[date] = mapped_column(Day, doc="The cut-off day that its numbers are seen from.")
    horizon_months: Mapped[int] = mapped_column(sa.Integer)
    recorded_on: Mapped[date | None] = mapped_column(
        Day, doc="The day at whose end things were so recorded; empty: as they were recorded when it was taken."
    )
    position: Mapped[int] = mapped_column(Big, doc="The last change of the log that it holds.")
    projects: Mapped[int] = mapped_column(sa.Integer)
    content: Mapped[bytes] = mapped_column(Blob)
    content_bytes: Mapped[int] = mapped_column(Big, doc="Its length before it was compressed.")
    hash: Mapped[str] = mapped_column(sa.Text)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    taken_by: Mapped[str] = mapped_column(sa.Text, doc="How the change log names who took it.")
