"""Sources: whose lists come in again and again, and what each last said of every project."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, bounded, table_rules
from portfolio.models.types import Json, Moment

LONGEST_NAME = 200


class Source(Base):
    """Somebody whose lists come in: a ministry, a partner, a register. `named_by`: who named it, if not its file."""

    __tablename__ = "source"
    __table_args__ = table_rules(
        sa.UniqueConstraint("folded"), bounded("name", LONGEST_NAME, 1), bounded("folded", LONGEST_NAME, 1)
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    folded: Mapped[str] = mapped_column(sa.Text)
    named_by: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(Moment)


class SourceMark(Base):
    """By what the next list of a source is known: its headings' signature and its file's name without dates."""

    __tablename__ = "source_mark"
    __table_args__ = table_rules(sa.Index(None, "source_id"))

    signature: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    stem: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id"))


class SourceValue(Base):
    """What a source says of a project, all fields in one row; a new row for each import that says something.

    Rows of imports that were taken back count no more, and count again when the import is done again. No foreign key to
    the project: an import that is done again brings it back under its number.
    """

    __tablename__ = "source_value"
    __table_args__ = table_rules(sa.Index(None, "source_id"), sa.Index(None, "batch_id"))

    project_id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id"), primary_key=True, autoincrement=False)
    batch_id: Mapped[int] = mapped_column(
        sa.ForeignKey("import_batch.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    said: Mapped[dict[str, Any]] = mapped_column(Json, doc="{field: [value, cell or null, batch that said it]}")


class SourceVerdict(Base):
    """A disagreement that somebody settled: the stored value stands beside this word of the source."""

    __tablename__ = "source_verdict"
    __table_args__ = table_rules(sa.Index(None, "source_id"))

    project_id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id"), primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    value: Mapped[Any] = mapped_column(Json, doc="[the source's word that was settled]")
    settled_by: Mapped[str] = mapped_column(sa.Text)
    settled_at: Mapped[datetime] = mapped_column(Moment)
