"""Reading needs, indices and their values as values. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.shape import Stored
from portfolio.errors import NotFound
from portfolio.history.writer import pieces
from portfolio.models.need import CountryIndex, CountryIndexValue, Need
from portfolio.models.objective import Framework, Objective
from portfolio.models.place import Place
from portfolio.models.selection import LARGEST_ID


def load_needs(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """Needs by id, all of them where `ids` is None."""
    query = (
        sa.select(
            Need.id, Need.version, Place.code, Framework.code, Objective.number, Need.level, Need.note, Need.origin
        )
        .join(Place, Place.id == Need.place_id)
        .outerjoin(Objective, Objective.id == Need.objective_id)
        .outerjoin(Framework, Framework.id == Objective.framework_id)
    )
    found = {}
    for number, version, country, framework, objective, level, note, origin in _rows(session, query, Need.id, ids):
        reference = None if framework is None else f"{framework}:{objective}"
        value = {"country": country, "objective": reference, "level": level, "note": note, "origin": origin}
        found[number] = Stored(number, version, value)
    return found


def load_indices(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """Indices by id, all of them where `ids` is None."""
    names = ("code", "title", "publisher", "unit", "higher_is_better", "tiers", "url", "note")
    query = sa.select(CountryIndex.id, CountryIndex.version, *(getattr(CountryIndex, name) for name in names))
    return {
        number: Stored(number, version, dict(zip(names, values, strict=True)))
        for number, version, *values in _rows(session, query, CountryIndex.id, ids)
    }


def load_index_values(
    session: Session, ids: Sequence[int] | None = None, *, index: str | None = None
) -> dict[int, Stored]:
    """Values of indices by id: those of `ids`, or of the index with this code, or all."""
    query = (
        sa.select(
            CountryIndexValue.id,
            CountryIndexValue.version,
            CountryIndex.code,
            Place.code,
            CountryIndexValue.year,
            CountryIndexValue.score,
            CountryIndexValue.tier,
            CountryIndexValue.source,
        )
        .join(CountryIndex, CountryIndex.id == CountryIndexValue.index_id)
        .join(Place, Place.id == CountryIndexValue.place_id)
    )
    if index is not None:
        query = query.where(CountryIndex.code == index)
    found = {}
    for number, version, code, country, year, score, tier, source in _rows(session, query, CountryIndexValue.id, ids):
        value = {
            "index": code,
            "country": country,
            "year": year,
            "score": None if score is None else format(score, "f"),
            "tier": tier,
            "source": source,
        }
        found[number] = Stored(number, version, value)
    return found


def get_index(session: Session, code: str) -> Stored:
    """The index with this code; NotFound where there is none."""
    found = session.scalar(sa.select(CountryIndex.id).where(CountryIndex.code == code)) if "\0" not in code else None
    if found is None:
        raise NotFound("There is no such index.", "Look for it in the list of indices.")
    return load_indices(session, [found])[found]


def get_need(session: Session, need_id: int) -> Stored:
    """The need with this number; NotFound where there is none."""
    found = load_needs(session, [need_id]) if 0 < need_id <= LARGEST_ID else {}
    if need_id not in found:
        raise NotFound("There is no such need.", "Look for it in the list of needs.")
    return found[need_id]


def _rows(session: Session, query: Any, column: Any, ids: Sequence[int] | None) -> list[Any]:
    if ids is None:
        return list(session.execute(query.order_by(column)))
    return [
        row
        for piece in pieces(sorted(set(ids)))
        for row in session.execute(query.where(column.in_(piece)).order_by(column))
    ]
