"""What people said of pairs of projects that overlap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.core.terms import Verdict
from portfolio.models.base import Base, bounded, one_of, table_rules
from portfolio.models.types import Json, Moment


class OverlapVerdict(Base):
    """A person's verdict on two projects, and what was seen when it was given.

    No foreign keys to the projects: an import that is done again brings a project back under its number.
    """

    __tablename__ = "overlap_verdict"
    __table_args__ = table_rules(
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="pair_order"),
        one_of("verdict", Verdict),
        bounded("note", 1000),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(sa.Integer)
    second_id: Mapped[int] = mapped_column(sa.Integer)
    verdict: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text, doc="Why, in a sentence.")
    facts: Mapped[dict[str, Any]] = mapped_column(Json, doc="What the pair shared: see `planning.overlaps`.")
    decided_by: Mapped[str] = mapped_column(sa.Text)
    decided_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)
