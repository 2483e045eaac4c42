"""What values name, objectives as "framework:number", places as "kind:code", countries by code: ids and choices."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.periods import PartialDate
from portfolio.core.terms import PlaceKind, Precision
from portfolio.core.text import fold
from portfolio.models.objective import Framework, Objective
from portfolio.models.place import Place

#: A heading and the (value, label) pairs below it, as a choice offers them.
Group = tuple[str, list[tuple[str, str]]]


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


def objective_choices(session: Session) -> list[Group]:
    """Objectives by framework, in their order."""
    found: dict[str, list[tuple[str, str]]] = {}
    query = (
        sa.select(Framework.code, Framework.title, Objective.number, Objective.title)
        .join(Objective, Objective.framework_id == Framework.id)
        .order_by(Framework.position, Framework.code, Objective.number)
    )
    for code, framework, number, title in session.execute(query):
        found.setdefault(framework, []).append((f"{code}:{number}", f"{number} {title}"))
    return list(found.items())


def place_choices(session: Session) -> list[Group]:
    """Places by kind, by name."""
    found: dict[str, list[tuple[str, str]]] = {kind.value: [] for kind in PlaceKind}
    rows = session.execute(sa.select(Place.kind, Place.code, Place.title)).all()
    for kind, code, title in sorted(rows, key=lambda row: (fold(row[2]), row[1])):
        found[kind].append((f"{kind}:{code}", title))
    return [(PlaceKind(kind).label, pairs) for kind, pairs in found.items()]


def framework_choices(session: Session) -> list[tuple[str, str]]:
    """(code, title) of every framework, in their order."""
    query = sa.select(Framework.code, Framework.title).order_by(Framework.position, Framework.code)
    return [(code, title) for code, title in session.execute(query)]


def objective_titles(session: Session) -> dict[str, str]:
    """Number and title of every objective by its reference."""
    return dict(pair for _, pairs in objective_choices(session) for pair in pairs)


def place_titles(session: Session) -> dict[str, str]:
    """The name of every place by its reference."""
    return dict(pair for _, pairs in place_choices(session) for pair in pairs)


def reference_names(session: Session) -> dict[str, str]:
    """What every place and objective is called, by reference, in two SELECTs."""
    return place_titles(session) | objective_titles(session)


def partial_of(day: date | None, precision: str | None) -> PartialDate | None:
    """A stored day as it was given."""
    return None if day is None or precision is None else PartialDate.of(day, Precision(precision))
