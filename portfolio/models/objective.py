"""Frameworks and their objectives."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, bounded, table_rules
from portfolio.models.types import Json


class Framework(Base):
    """A numbered list of objectives: the fifteen, the eight measures, or one that an administrator adds."""

    __tablename__ = "framework"
    __table_args__ = table_rules(sa.UniqueConstraint("code"), bounded("code", 60, 1), bounded("title", 200, 1))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    description: Mapped[str | None] = mapped_column(sa.Text)
    position: Mapped[int] = mapped_column(sa.Integer, default=0)
    shipped: Mapped[dict[str, Any] | None] = mapped_column(Json, doc="Values as the product last shipped them.")
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class Objective(Base):
    """One objective of a framework."""

    __tablename__ = "objective"
    __table_args__ = table_rules(
        sa.UniqueConstraint("framework_id", "number"),
        sa.CheckConstraint("number BETWEEN 1 AND 999", name="number_range"),
        bounded("title", 200, 1),
        bounded("statement", 2000),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[int] = mapped_column(sa.ForeignKey("framework.id"))
    number: Mapped[int] = mapped_column(sa.Integer)
    title: Mapped[str] = mapped_column(sa.Text)
    statement: Mapped[str | None] = mapped_column(sa.Text)
    shipped: Mapped[dict[str, Any] | None] = mapped_column(Json)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)
