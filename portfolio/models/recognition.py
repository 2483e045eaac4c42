"""What was learnt of rows of a source's lists: which project a row is, or is not, so that the next one need not ask."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, bounded, table_rules
from portfolio.models.types import Flag, Moment


class Recognition(Base):
    """A row of a list is a project, or is not: said by a person, or seen when the list was imported.

    No foreign key to the project: an import that is applied again brings it back under its number.
    """

    __tablename__ = "recognition"
    __table_args__ = table_rules(
        sa.UniqueConstraint("source_id", "row_key", "project_id"),
        bounded("row_key", 300, 1),
        sa.Index(None, "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("source.id"), doc="Whose list it is.")
    row_key: Mapped[str] = mapped_column(sa.Text, doc="“id:” and the row's id in the list, or “title:” and its title.")
    project_id: Mapped[int] = mapped_column(sa.Integer)
    same: Mapped[bool] = mapped_column(Flag)
    said: Mapped[bool] = mapped_column(Flag, doc="A person said so; else it was seen when a file was imported.")
    taught_by: Mapped[str] = mapped_column(sa.Text)
    taught_at: Mapped[datetime] = mapped_column(Moment)
