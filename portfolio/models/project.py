"""Projects and their links to objectives, places and organisations."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.core.terms import (
    OrganisationRole,
    Precision,
    Significance,
    Status,
    Strand,
    Tier,
    Visibility,
)
from portfolio.models.base import LARGEST_INTEGER, Base, bounded, one_of, table_rules
from portfolio.models.types import Big, Day, Flag, Moment

DATE_FIELDS = ("planned_start", "planned_end", "actual_start", "actual_end")


def _dates_have_precision() -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(f"({name} IS NULL) = ({name}_precision IS NULL)", name=f"{name}_has_precision")
        for name in DATE_FIELDS
    ] + [one_of(f"{name}_precision", Precision) for name in DATE_FIELDS]


class Project(Base):
    """A project or a programme (a project that others name as parent). Written by projects.operations alone."""

    __tablename__ = "project"
    __table_args__ = table_rules(
        sa.UniqueConstraint("code"),
        bounded("code", 80, 1),
        bounded("title", 500, 1),
        bounded("title_folded", 500),
        bounded("acronym", 100),
        bounded("iati_identifier", 200, 1),
        bounded("summary", 10_000),
        bounded("website", 500),
        bounded("source", 1000),
        one_of("strand", Strand),
        one_of("status", Status),
        one_of("visibility", Visibility),
        *_dates_have_precision(),
        sa.CheckConstraint(f"budget_minor BETWEEN 0 AND {LARGEST_INTEGER}", name="budget_range"),
        sa.CheckConstraint("(budget_minor IS NULL) OR (budget_currency IS NOT NULL)", name="budget_has_currency"),
        sa.CheckConstraint("length(budget_currency) = 3", name="currency_code"),
        sa.CheckConstraint("parent_id <> id", name="not_own_parent"),
        sa.CheckConstraint("predecessor_id <> id", name="not_own_predecessor"),
        sa.Index(None, "iati_identifier", unique=True),
        sa.Index(None, "parent_id"),
        sa.Index(None, "predecessor_id"),
        sa.Index(None, "title_folded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.Text)
    title: Mapped[str] = mapped_column(sa.Text)
    title_folded: Mapped[str] = mapped_column(sa.Text)
    acronym: Mapped[str | None] = mapped_column(sa.Text)
    iati_identifier: Mapped[str | None] = mapped_column(sa.Text, doc="The activity's identifier in IATI, worldwide.")
    summary: Mapped[str | None] = mapped_column(sa.Text)
    strand: Mapped[str | None] = mapped_column(sa.Text)
    status: Mapped[str | None] = mapped_column(sa.Text, doc="IATI ActivityStatus.")
    planned_start: Mapped[date | None] = mapped_column(Day)
    planned_start_precision: Mapped[str | None] = mapped_column(sa.Text)
    planned_end: Mapped[date | None] = mapped_column(Day)
    planned_end_precision: Mapped[str | None] = mapped_column(sa.Text)
    actual_start: Mapped[date | None] = mapped_column(Day)
    actual_start_precision: Mapped[str | None] = mapped_column(sa.Text)
    actual_end: Mapped[date | None] = mapped_column(Day)
    actual_end_precision: Mapped[str | None] = mapped_column(sa.Text)
    budget_minor: Mapped[int | None] = mapped_column(Big, doc="Budget in minor units of its currency.")
    budget_currency: Mapped[str | None] = mapped_column(sa.Text, doc="ISO 4217.")
    website: Mapped[str | None] = mapped_column(sa.Text)
    source: Mapped[str | None] = mapped_column(sa.Text, doc="Where the information comes from.")
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"))
    predecessor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"))
    visibility: Mapped[str] = mapped_column(sa.Text, default=Visibility.INTERNAL.value)
    last_reviewed_on: Mapped[date | None] = mapped_column(Day)
    archived: Mapped[bool] = mapped_column(Flag, default=False)
    created_by_id: Mapped[int | None] = mapped_column(sa.Integer, doc="Whose restricted project it is.")
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(sa.Integer, default=1)


def _share() -> sa.CheckConstraint:
    return sa.CheckConstraint("share BETWEEN 0 AND 10000", name="share_range")


class ProjectObjective(Base):
    """A project serves an objective; `share` in hundredths of a percent (more than 100 % in all is a data problem)."""

    __tablename__ = "project_objective"
    __table_args__ = table_rules(
        one_of("significance", Significance), _share(), bounded("note", 1000), sa.Index(None, "objective_id")
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    objective_id: Mapped[int] = mapped_column(sa.ForeignKey("objective.id"), primary_key=True)
    significance: Mapped[str] = mapped_column(sa.Text)
    share: Mapped[int | None] = mapped_column(sa.Integer)
    note: Mapped[str | None] = mapped_column(sa.Text)


class ProjectPlace(Base):
    """A project works at a place; `share` in hundredths of a percent."""

    __tablename__ = "project_place"
    __table_args__ = table_rules(one_of("tier", Tier), _share(), sa.Index(None, "place_id"))

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("place.id"), primary_key=True)
    tier: Mapped[str] = mapped_column(sa.Text)
    share: Mapped[int | None] = mapped_column(sa.Integer)


class ProjectOrganisation(Base):
    """An organisation's role in a project; `share` in hundredths of a percent."""

    __tablename__ = "project_organisation"
    __table_args__ = table_rules(one_of("role", OrganisationRole), _share(), sa.Index(None, "organisation_id"))

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), primary_key=True)
    role: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    share: Mapped[int | None] = mapped_column(sa.Integer)
