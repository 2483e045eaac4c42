"""Organisations that fund, implement or take part; EU bodies; exchange rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, bounded, table_rules
from portfolio.models.types import Day, Json, Rate


class Organisation(Base):
    """An organisation by its name; `folded` (core.text.fold of the name) keeps spellings of one name one."""

    __tablename__ = "organisation"
    __table_args__ = table_rules(
        sa.UniqueConstraint("folded"), bounded("name", 300, 1), bounded("folded", 300, 1), bounded("acronym", 60)
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    folded: Mapped[str] = mapped_column(sa.Text)
    acronym: Mapped[str | None] = mapped_column(sa.Text)
    kind: Mapped[str | None] = mapped_column(sa.Text, doc="IATI OrganisationType code.")
    country: Mapped[str | None] = mapped_column(sa.Text)
    homepage: Mapped[str | None] = mapped_column(sa.Text)
    role_note: Mapped[str | None] = mapped_column(sa.Text, doc="What it does in the field, in a sentence.")
    shipped: Mapped[dict[str, Any] | None] = mapped_column(Json)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class ExchangeRate(Base):
    """Units of a currency for one euro on a day (the European Central Bank's way round)."""

    __tablename__ = "exchange_rate"
    __table_args__ = table_rules(
        sa.UniqueConstraint("currency", "rated_on"),
        sa.CheckConstraint("length(currency) = 3", name="currency_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(sa.Text)
    rated_on: Mapped[date] = mapped_column(Day)
    rate: Mapped[Decimal] = mapped_column(Rate)
    source: Mapped[str] = mapped_column(sa.Text)
    shipped: Mapped[dict[str, Any] | None] = mapped_column(Json)
