"""What people say of a cell of coverage: declarations that an objective does not apply, and notes on gaps."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.core.terms import GapStatus
from portfolio.models.base import Base, bounded, one_of, table_rules
from portfolio.models.types import Day, Moment


class Declaration(Base):
    """A planner's word that an objective does not apply at a place of any kind."""

    __tablename__ = "declaration"
    __table_args__ = table_rules(
        sa.UniqueConstraint("objective_id", "place_id"),
        bounded("note", 2000, 1),
        sa.CheckConstraint("expires_on >= declared_on", name="expires_after_declared"),
        sa.Index(None, "place_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(sa.ForeignKey("objective.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    note: Mapped[str] = mapped_column(sa.Text)
    declared_on: Mapped[date] = mapped_column(Day)
    expires_on: Mapped[date] = mapped_column(Day, doc="The last day on which it holds.")
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by: Mapped[str] = mapped_column(sa.Text, doc="How the change log names who said so last.")
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class GapNote(Base):
    """Who looks after the gap of an objective at a place of any kind."""

    __tablename__ = "gap_note"
    __table_args__ = table_rules(
        sa.UniqueConstraint("objective_id", "place_id"),
        one_of("status", GapStatus),
        bounded("note", 2000),
        sa.Index(None, "place_id"),
        sa.Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(sa.ForeignKey("objective.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    status: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by: Mapped[str] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)
