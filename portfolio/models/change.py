"""The change log: append-only, each row hashed over the one before. history.record is its only writer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, bounded, table_rules
from portfolio.models.types import Big, Json, Moment


class Change(Base):
    """One change of one record: who, when, why, in which import, and every field's value before and after."""

    __tablename__ = "change_log"
    __table_args__ = table_rules(
        sa.Index(None, "entity", "entity_id"),
        sa.Index(None, "batch_id"),
        bounded("reason", 500, 1),
        bounded("actor_label", 254, 1),
        sa.CheckConstraint("length(hash) = 64 AND length(previous_hash) = 64", name="hash_length"),
    )

    position: Mapped[int] = mapped_column(Big, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(sa.Integer)
    actor_label: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)
    batch_id: Mapped[int | None] = mapped_column(sa.Integer)
    entity: Mapped[str] = mapped_column(sa.Text, doc="project, place, user …")
    entity_id: Mapped[int] = mapped_column(Big)
    entity_key: Mapped[str] = mapped_column(sa.Text, doc="The record's code when it was written.")
    action: Mapped[str] = mapped_column(sa.Text, doc="create, update, delete, load …")
    changes: Mapped[dict[str, Any]] = mapped_column(Json, doc="{field: [before, after]}")
    previous_hash: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.Text)
