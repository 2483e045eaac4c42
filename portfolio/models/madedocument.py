"""Documents that were made in the background: what was asked for, and the file once it is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, bounded, table_rules
from portfolio.models.types import Blob, Json, Moment

LONGEST_FILE_NAME = 250


class MadeDocument(Base):
    """One long document that somebody asked for. Machinery, like its job: it is theirs alone and kept for a week."""

    __tablename__ = "made_document"
    __table_args__ = table_rules(
        bounded("file_name", LONGEST_FILE_NAME, 1),
        bounded("title", 500, 1),
        sa.Index(None, "created_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asked: Mapped[dict[str, Any]] = mapped_column(Json, doc="Document, filter, format and language.")
    title: Mapped[str] = mapped_column(sa.Text)
    file_name: Mapped[str] = mapped_column(sa.Text)
    content: Mapped[bytes | None] = mapped_column(Blob, deferred=True)
    created_by_id: Mapped[int | None] = mapped_column(sa.Integer)
    created_by: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
