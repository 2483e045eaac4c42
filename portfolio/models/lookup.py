"""Ids by the codes that values name: objectives as "framework:number", places as "kind:code", countries by code."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.periods import PartialDate
from portfolio.core.terms import PlaceKind, Precision
from portfolio.models.objective import Framework, Objective
from portfolio.models.place import Place


def objective_ids(session: Session) -> dict[str, int]:
    """Every objective's id by its reference."""
    query = sa.select(Objective.id, Framework.code, Objective.number).join(
        Framework, Framework.id == Objective.framework_id
    )
    return {f"{framework}:{number}": key for key, framework, number in session.execute(query)}


def place_ids(session: Session) -> dict[str, int]:
    """Every place's id by its reference."""
    query = sa.select(Place.id, Place.kind, Place.code)
    return {f"{kind}:{code}": key for key, kind, code in session.execute(query)}


def country_ids(session: Session) -> dict[str, int]:
    """Every country's id by its code."""
    query = sa.select(Place.code, Place.id).where(Place.kind == PlaceKind.COUNTRY.value)
    return dict(session.execute(query).all())


def partial_of(day: date | None, precision: str | None) -> PartialDate | None:
    """A stored day as it was given."""
    return None if day is None or precision is None else PartialDate.of(day, Precision(precision))
