"""Scenarios and their changes: what people try on the portfolio without touching it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.core.terms import ScenarioVisibility
from portfolio.models.base import Base, bounded, one_of, table_rules
from portfolio.models.types import Day, Flag, Json, Moment


class Scenario(Base):
    """A named list of changes. Never deleted, only archived, so that its history can be read by whoever may see it."""

    __tablename__ = "scenario"
    __table_args__ = table_rules(
        sa.UniqueConstraint("owner_id", "name"),
        bounded("name", 200, 1),
        bounded("note", 2000),
        one_of("visibility", ScenarioVisibility),
        sa.CheckConstraint("horizon_months BETWEEN 0 AND 1200", name="horizon_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"), doc="Empty where a command made it.")
    visibility: Mapped[str] = mapped_column(sa.Text)
    as_of: Mapped[date | None] = mapped_column(Day, doc="The day it is looked at from unless asked; empty is today.")
    horizon_months: Mapped[int | None] = mapped_column(sa.Integer)
    archived: Mapped[bool] = mapped_column(Flag, default=False)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by: Mapped[str] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class ScenarioChange(Base):
    """A change of a scenario. A removed one stays, so that its number is not used again and it can be brought back.

    No foreign keys to projects: a project that is gone makes the change a conflict, not an error.
    """

    __tablename__ = "scenario_change"
    __table_args__ = table_rules(
        sa.CheckConstraint(
            "kind IN ('draft', 'extend', 'shift', 'cut', 'retarget', 'reallocate', 'drop')", name="kind_known"
        ),
        sa.CheckConstraint("number > 0", name="number_positive"),
    )

    scenario_id: Mapped[int] = mapped_column(sa.ForeignKey("scenario.id"), primary_key=True)
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(sa.Integer)
    kind: Mapped[str] = mapped_column(sa.Text)
    value: Mapped[dict[str, Any]] = mapped_column(Json, doc="As `core.scenario.write_change` writes it.")
    removed: Mapped[bool] = mapped_column(Flag, default=False)
    realised: Mapped[dict[str, Any] | None] = mapped_column(Json, doc="What was written to which project, once real.")
