"""Projects that were merged into others because they were the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, table_rules
from portfolio.models.types import Json, Moment


class ProjectMerge(Base):
    """A project, archived since, is another one: its address, codes and lists' rows lead there until it is taken back.

    No foreign keys to the projects: an import that is undone may remove one, and brings it back under its number.
    """

    __tablename__ = "project_merge"
    __table_args__ = table_rules(
        sa.UniqueConstraint("lost_id"),
        sa.CheckConstraint("lost_id <> kept_id", name="two_projects"),
        sa.Index(None, "kept_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lost_id: Mapped[int] = mapped_column(sa.Integer)
    kept_id: Mapped[int] = mapped_column(sa.Integer)
    done: Mapped[dict[str, Any]] = mapped_column(
        Json, doc="{project id: {field: [before, after]}} of all that it changed"
    )
    merged_by: Mapped[str] = mapped_column(sa.Text)
    merged_at: Mapped[datetime] = mapped_column(Moment)
