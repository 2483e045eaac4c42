"""Needs of countries, and the published indices of countries that speak for them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.core.terms import NeedOrigin
from portfolio.models.base import Base, bounded, one_of, table_rules
from portfolio.models.types import Flag, Json, Moment, Score


class CountryIndex(Base):
    """A published measure of countries; its table is not called `index`, which SQL keeps for itself."""

    __tablename__ = "country_index"
    __table_args__ = table_rules(sa.UniqueConstraint("code"), bounded("code", 60, 1), bounded("title", 200, 1))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    publisher: Mapped[str | None] = mapped_column(sa.Text)
    unit: Mapped[str | None] = mapped_column(sa.Text, doc="The scale in words: “0 to 100”.")
    higher_is_better: Mapped[bool] = mapped_column(Flag, default=True)
    tiers: Mapped[list[Any]] = mapped_column(Json, doc="Names of its tiers, best first.")
    url: Mapped[str | None] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class CountryIndexValue(Base):
    """What an index says of a country in a year."""

    __tablename__ = "country_index_value"
    __table_args__ = table_rules(
        sa.UniqueConstraint("index_id", "place_id", "year"),
        sa.CheckConstraint("year BETWEEN 1950 AND 2150", name="year_range"),
        sa.CheckConstraint("score IS NOT NULL OR tier IS NOT NULL", name="score_or_tier"),
        bounded("tier", 60, 1),
        sa.Index(None, "place_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    index_id: Mapped[int] = mapped_column(sa.ForeignKey("country_index.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    year: Mapped[int] = mapped_column(sa.Integer)
    score: Mapped[Decimal | None] = mapped_column(Score)
    tier: Mapped[str | None] = mapped_column(sa.Text)
    source: Mapped[str | None] = mapped_column(sa.Text)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class Need(Base):
    """How much a country needs an objective, or all of them (`objective_id` empty): 0 to 3."""

    __tablename__ = "need"
    __table_args__ = table_rules(
        sa.UniqueConstraint("objective_id", "place_id"),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name="level_range"),
        one_of("origin", NeedOrigin),
        bounded("note", 1000),
        bounded("rule", 80, 1),
        sa.Index(None, "place_id"),
        # In a unique constraint two empty objectives are two different ones.
        sa.Index(
            "uq_need_place_id_for_all",
            "place_id",
            unique=True,
            sqlite_where=sa.text("objective_id IS NULL"),
            postgresql_where=sa.text("objective_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int | None] = mapped_column(sa.ForeignKey("objective.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    level: Mapped[int] = mapped_column(sa.Integer)
    note: Mapped[str | None] = mapped_column(sa.Text, doc="Why, in a sentence.")
    origin: Mapped[str] = mapped_column(sa.Text)
    rule: Mapped[str | None] = mapped_column(sa.Text, doc="The rule that made it, with its version: “code@version”.")
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by: Mapped[str] = mapped_column(sa.Text, doc="How the change log names who wrote it last.")
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class NeedRule(Base):
    """A rule that turns an index into needs, of an objective or (`objective_id` empty) of all. Versions: the log."""

    __tablename__ = "need_rule"
    __table_args__ = table_rules(
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("objective_id"),
        sa.CheckConstraint("oldest_year BETWEEN 1950 AND 2150", name="oldest_year_range"),
        bounded("code", 60, 1),
        bounded("title", 200, 1),
        bounded("note", 1000),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    index_id: Mapped[int] = mapped_column(sa.ForeignKey("country_index.id"))
    objective_id: Mapped[int | None] = mapped_column(sa.ForeignKey("objective.id"))
    high: Mapped[Decimal | None] = mapped_column(Score)
    medium: Mapped[Decimal | None] = mapped_column(Score)
    low: Mapped[Decimal | None] = mapped_column(Score)
    tiers: Mapped[list[Any]] = mapped_column(Json, doc="Tiers with their needs: “T5=3”.")
    oldest_year: Mapped[int | None] = mapped_column(sa.Integer)
    note: Mapped[str | None] = mapped_column(sa.Text)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by: Mapped[str] = mapped_column(sa.Text, doc="How the change log names who wrote it last.")
    version: Mapped[int] = mapped_column(sa.Integer, default=1)
