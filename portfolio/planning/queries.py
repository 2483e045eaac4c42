"""Reading needs, indices and their values as values. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from portfolio.core.shape import Stored, Value
from portfolio.core.terms import PlaceKind
from portfolio.core.text import fold
from portfolio.errors import NotFound
from portfolio.models.need import CountryIndex, CountryIndexValue, Need
from portfolio.models.objective import Framework, Objective
from portfolio.models.pieces import pieces
from portfolio.models.place import Place
from portfolio.models.selection import LARGEST_ID


def load_needs(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """Needs by id, all of them where `ids` is None."""
    query = (
        sa.select(
            Need.id,
            Need.version,
            Place.code,
            Framework.code,
            Objective.number,
            Need.level,
            Need.note,
            Need.origin,
            Need.rule,
        )
        .join(Place, Place.id == Need.place_id)
        .outerjoin(Objective, Objective.id == Need.objective_id)
        .outerjoin(Framework, Framework.id == Objective.framework_id)
    )
    found = {}
    for number, version, country, framework, objective, *rest in rows_of(session, query, Need.id, ids):
        reference = None if framework is None else f"{framework}:{objective}"
        value = dict(zip(("level", "note", "origin", "rule"), rest, strict=True))
        found[number] = Stored(number, version, {"country": country, "objective": reference, **value})
    return found


def load_indices(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """Indices by id, all of them where `ids` is None."""
    names = ("code", "title", "publisher", "unit", "higher_is_better", "tiers", "url", "note")
    query = sa.select(CountryIndex.id, CountryIndex.version, *(getattr(CountryIndex, name) for name in names))
    return {
        number: Stored(number, version, dict(zip(names, values, strict=True)))
        for number, version, *values in rows_of(session, query, CountryIndex.id, ids)
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
    for number, version, code, country, year, score, tier, source in rows_of(session, query, CountryIndexValue.id, ids):
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


@dataclass(frozen=True, slots=True)
class Country:
    """A country as planning pages list it."""

    code: str
    title: str
    region: str


def list_countries(session: Session, region: str = "", *, every: bool = False) -> list[Country]:
    """Countries of a region, or of all partner regions (`every`: of all), by name. NotFound for an unknown region."""
    area = aliased(Place)
    query = sa.select(Place.code, Place.title, area.code).join(area, area.id == Place.region_id)
    if region:
        regions = sa.select(Place.id).where(Place.kind == PlaceKind.REGION.value, Place.code == region)
        if "\0" in region or session.scalar(regions) is None:
            raise NotFound("There is no such region.", "Choose one of the list.")
        query = query.where(area.code == region)
    elif not every:
        query = query.where(area.partner == True, Place.partner == True)  # noqa: E712
    return sorted((Country(*row) for row in session.execute(query)), key=lambda country: fold(country.title))


def region_choices(session: Session) -> list[tuple[str, str]]:
    """(code, title) of every region, in their order."""
    query = sa.select(Place.code, Place.title).where(Place.kind == PlaceKind.REGION.value)
    return [(code, title) for code, title in session.execute(query.order_by(Place.position, Place.code))]


def get_country(session: Session, code: str) -> Country:
    """The country with this code; NotFound where there is none."""
    for country in list_countries(session, every=True):
        if country.code == code:
            return country
    raise NotFound("There is no such country.", "Look for it in the list of needs.")


def find_need(session: Session, country: str, objective: str | None) -> Stored | None:
    """The need recorded for a country and an objective, or for all objectives; None where it is unknown."""
    query = (
        sa.select(Need.id)
        .join(Place, Place.id == Need.place_id)
        .where(Place.kind == PlaceKind.COUNTRY.value, Place.code == country)
    )
    if objective is None:
        query = query.where(Need.objective_id.is_(None))
    else:
        framework, _, number = objective.rpartition(":")
        query = query.join(Objective, Objective.id == Need.objective_id)
        query = query.join(Framework, Framework.id == Objective.framework_id)
        query = query.where(Framework.code == framework, Objective.number == int(number))
    found = session.scalar(query)
    return None if found is None else load_needs(session, [found])[found]


@dataclass(frozen=True, slots=True)
class IndexLine:
    """An index in the list: how many countries and values it has, and its years."""

    stored: Stored
    values: int
    countries: int
    first_year: int | None
    last_year: int | None


def list_indices(session: Session) -> list[IndexLine]:
    """All indices by title, in two SELECTs."""
    value = CountryIndexValue
    query = sa.select(
        value.index_id,
        sa.func.count(),
        sa.func.count(sa.distinct(value.place_id)),
        sa.func.min(value.year),
        sa.func.max(value.year),
    ).group_by(value.index_id)
    counts = {number: tuple(rest) for number, *rest in session.execute(query)}
    lines = [
        IndexLine(stored, *counts.get(number, (0, 0, None, None))) for number, stored in load_indices(session).items()
    ]
    return sorted(lines, key=lambda line: fold(line.stored.value["title"]))


def latest_of_country(session: Session, country: str) -> list[tuple[str, Value]]:
    """(title of the index, its latest value) of a country, by title: what a planner weighs a need by."""
    query = (
        sa.select(CountryIndexValue.id)
        .join(Place, Place.id == CountryIndexValue.place_id)
        .where(Place.kind == PlaceKind.COUNTRY.value, Place.code == country)
    )
    values = [stored.value for stored in load_index_values(session, session.scalars(query).all()).values()]
    titles = {stored.value["code"]: stored.value["title"] for stored in load_indices(session).values()}
    latest = {value["index"]: value for value in sorted(values, key=lambda value: value["year"])}
    return sorted((titles[code], value) for code, value in latest.items())


def get_index(session: Session, code: str) -> Stored:
    """The index with this code; NotFound where there is none."""
    found = session.scalar(sa.select(CountryIndex.id).where(CountryIndex.code == code)) if "\0" not in code else None
    if found is None:
        raise NotFound("There is no such index.", "Look for it in the list of indices.")
    return load_indices(session, [found])[found]


def get_index_value(session: Session, index: str, value_id: int) -> Stored:
    """A value of the index with this code; NotFound where there is none."""
    found = load_index_values(session, [value_id], index=index) if 0 < value_id <= LARGEST_ID else {}
    if value_id not in found:
        raise NotFound("There is no such value of this index.", "Look for it on the page of the index.")
    return found[value_id]


def rows_of(session: Session, query: Any, column: Any, ids: Sequence[int] | None) -> list[Any]:
    """The rows of a query whose `column` is one of `ids`, all of them for None, by that column."""
    if ids is None:
        return list(session.execute(query.order_by(column)))
    return [
        row
        for piece in pieces(sorted(set(ids)))
        for row in session.execute(query.where(column.in_(piece)).order_by(column))
    ]
