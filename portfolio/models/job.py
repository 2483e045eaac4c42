"""Jobs: long work that somebody asked for, and how far it is. The queue carries its number, the state is here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, bounded, table_rules
from portfolio.models.types import Json, Moment

JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")


class Job(Base):
    """One piece of long work. Machinery, like a session: what the work itself changes is in the change log."""

    __tablename__ = "job"
    __table_args__ = table_rules(
        sa.CheckConstraint(f"state IN {JOB_STATES}", name="state_known"),
        bounded("work", 60, 1),
        bounded("sentence", 1000),
        bounded("step", 200),
        sa.Index(None, "work", "subject_id"),
        sa.Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    work: Mapped[str] = mapped_column(sa.Text, doc="What is to be done, as its room registered it.")
    subject_id: Mapped[int] = mapped_column(sa.Integer, doc="The record it is done to, such as an import.")
    asked: Mapped[dict[str, Any]] = mapped_column(Json, doc="Arguments of the work.")
    state: Mapped[str] = mapped_column(sa.Text, default="waiting")
    step: Mapped[str] = mapped_column(sa.Text, default="", doc="What it is at, in words.")
    done: Mapped[int] = mapped_column(sa.Integer, default=0, doc="Steps that are done …")
    total: Mapped[int] = mapped_column(sa.Integer, default=0, doc="… of so many; 0 where nobody knows yet.")
    attempts: Mapped[int] = mapped_column(sa.Integer, default=0)
    sentence: Mapped[str] = mapped_column(sa.Text, default="", doc="Why it failed, and what to do.")
    created_by_id: Mapped[int | None] = mapped_column(sa.Integer)
    created_by: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    beat_at: Mapped[datetime | None] = mapped_column(Moment, doc="Last sign of life of the process that does it.")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
