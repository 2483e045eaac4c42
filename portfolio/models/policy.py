"""Cyber dialogues, policy instruments, and the objectives that they are about."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.core.terms import DialogueStatus, InstrumentKind, InstrumentStatus, Precision
from portfolio.models.base import Base, bounded, one_of, table_rules
from portfolio.models.types import Day, Flag, Json


class Dialogue(Base):
    """A cyber dialogue with a place. A start known by month or year is its first day, an end its last."""

    __tablename__ = "dialogue"
    __table_args__ = table_rules(
        sa.UniqueConstraint("code"),
        bounded("code", 80, 1),
        bounded("title", 400, 1),
        bounded("note", 4000),
        one_of("status", DialogueStatus),
        one_of("starts_on_precision", Precision),
        one_of("ends_on_precision", Precision),
        sa.CheckConstraint("(starts_on IS NULL) = (starts_on_precision IS NULL)", name="starts_on_has_precision"),
        sa.CheckConstraint("(ends_on IS NULL) = (ends_on_precision IS NULL)", name="ends_on_has_precision"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        sa.Index(None, "place_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    status: Mapped[str] = mapped_column(sa.Text)
    starts_on: Mapped[date | None] = mapped_column(Day)
    starts_on_precision: Mapped[str | None] = mapped_column(sa.Text)
    ends_on: Mapped[date | None] = mapped_column(Day)
    ends_on_precision: Mapped[str | None] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text)
    url: Mapped[str | None] = mapped_column(sa.Text)
    source: Mapped[str | None] = mapped_column(sa.Text)
    archived: Mapped[bool] = mapped_column(Flag, default=False)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class DialogueObjective(Base):
    """A topic of a dialogue."""

    __tablename__ = "dialogue_objective"
    __table_args__ = table_rules(sa.Index(None, "objective_id"))

    dialogue_id: Mapped[int] = mapped_column(sa.ForeignKey("dialogue.id"), primary_key=True)
    objective_id: Mapped[int] = mapped_column(sa.ForeignKey("objective.id"), primary_key=True)


class Instrument(Base):
    """A legal act, strategy or set of conclusions that serves objectives, everywhere or (`place_id`) at one place."""

    __tablename__ = "instrument"
    __table_args__ = table_rules(
        sa.UniqueConstraint("identifier"),
        bounded("identifier", 120, 1),
        bounded("title", 400, 1),
        bounded("note", 4000),
        one_of("kind", InstrumentKind),
        one_of("status", InstrumentStatus),
        one_of("dated_on_precision", Precision),
        sa.CheckConstraint("(dated_on IS NULL) = (dated_on_precision IS NULL)", name="dated_on_has_precision"),
        sa.Index(None, "place_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(sa.Text, doc="CELEX number, treaty or document number.")
    title: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str | None] = mapped_column(sa.Text)
    dated_on: Mapped[date | None] = mapped_column(Day)
    dated_on_precision: Mapped[str | None] = mapped_column(sa.Text)
    status: Mapped[str | None] = mapped_column(sa.Text)
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    url: Mapped[str | None] = mapped_column(sa.Text)
    note: Mapped[str | None] = mapped_column(sa.Text)
    source: Mapped[str | None] = mapped_column(sa.Text)
    archived: Mapped[bool] = mapped_column(Flag, default=False)
    shipped: Mapped[dict[str, Any] | None] = mapped_column(Json)
    shipped_objectives: Mapped[list[Any] | None] = mapped_column(Json, doc="Its objectives as last shipped.")
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class InstrumentObjective(Base):
    """An objective that an instrument serves."""

    __tablename__ = "instrument_objective"
    __table_args__ = table_rules(sa.Index(None, "objective_id"))

    instrument_id: Mapped[int] = mapped_column(sa.ForeignKey("instrument.id"), primary_key=True)
    objective_id: Mapped[int] = mapped_column(sa.ForeignKey("objective.id"), primary_key=True)
