"""Places: countries, regions, partner organisations; memberships; treaty status; other names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.core.terms import PlaceKind
from portfolio.models.base import Base, bounded, one_of, table_rules
from portfolio.models.types import Day, Flag, Json, Moment


class Place(Base):
    """A country (code: ISO 3166-1 alpha-2, plus XK), a region (a slug) or a partner organisation (its short name)."""

    __tablename__ = "place"
    __table_args__ = table_rules(
        sa.UniqueConstraint("kind", "code"),
        one_of("kind", PlaceKind),
        bounded("code", 60, 1),
        bounded("title", 200, 1),
        sa.CheckConstraint("(kind = 'country') = (region_id IS NOT NULL)", name="country_has_region"),
        sa.Index(None, "region_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.Text)
    code: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    title_fr: Mapped[str | None] = mapped_column(sa.Text)
    short: Mapped[str | None] = mapped_column(sa.Text, doc="A narrow column's heading.")
    official: Mapped[str | None] = mapped_column(sa.Text)
    iso3: Mapped[str | None] = mapped_column(sa.Text)
    m49: Mapped[str | None] = mapped_column(sa.Text)
    homepage: Mapped[str | None] = mapped_column(sa.Text)
    footnote: Mapped[str | None] = mapped_column(sa.Text)
    region_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place.id"))
    partner: Mapped[bool] = mapped_column(Flag, default=True, doc="Shown as a column of coverage by default.")
    position: Mapped[int] = mapped_column(sa.Integer, default=0)
    shipped: Mapped[dict[str, Any] | None] = mapped_column(Json)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


class Membership(Base):
    """A country's membership of a partner organisation; an empty date is not known, and counts as always or still."""

    __tablename__ = "membership"
    __table_args__ = table_rules(
        sa.UniqueConstraint("organisation_id", "country_id", "joined_on"),
        sa.CheckConstraint("left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on", name="left_after_joined"),
        sa.Index(None, "country_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    country_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    joined_on: Mapped[date | None] = mapped_column(Day)
    left_on: Mapped[date | None] = mapped_column(Day)
    note: Mapped[str | None] = mapped_column(sa.Text)
    shipped: Mapped[dict[str, Any] | None] = mapped_column(Json)


class TreatyStatus(Base):
    """Where a country stands towards a treaty, such as the Budapest Convention."""

    __tablename__ = "treaty_status"
    __table_args__ = table_rules(sa.UniqueConstraint("treaty", "country_id"), bounded("treaty", 60, 1))

    id: Mapped[int] = mapped_column(primary_key=True)
    treaty: Mapped[str] = mapped_column(sa.Text)
    country_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"))
    status: Mapped[str] = mapped_column(sa.Text)
    details: Mapped[dict[str, Any] | None] = mapped_column(Json)
    source: Mapped[str | None] = mapped_column(sa.Text)
    shipped: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Alias(Base):
    """Another way to write a place, an organisation, a status …: shipped, or taught by an answer in an import."""

    __tablename__ = "alias"
    __table_args__ = table_rules(
        sa.UniqueConstraint("subject", "folded"),
        bounded("subject", 40, 1),
        bounded("folded", 300, 1),
        bounded("target", 300, 1),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(sa.Text, doc="What it names: place, organisation, status, strand, objective …")
    text: Mapped[str] = mapped_column(sa.Text)
    folded: Mapped[str] = mapped_column(sa.Text, doc="core.text.fold(text)")
    target: Mapped[str] = mapped_column(sa.Text, doc="kind:code of a place, else the value meant.")
    language: Mapped[str | None] = mapped_column(sa.Text)
    taught_by: Mapped[str | None] = mapped_column(sa.Text)
    taught_at: Mapped[datetime | None] = mapped_column(Moment)
    shipped: Mapped[dict[str, Any] | None] = mapped_column(Json)
