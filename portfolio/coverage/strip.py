"""What stands above the countries of a grid: the Budapest Convention, the need, what indices say; words for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.geography import Place
from portfolio.core.needs import Needs
from portfolio.core.terms import PlaceKind
from portfolio.models.need import CountryIndex, CountryIndexValue
from portfolio.models.place import TreatyStatus
from portfolio.places.queries import BUDAPEST, TREATY_WORDS

#: Indices that are shown, the first by title.
SHOWN_INDICES = 3
#: What a status of the Budapest Convention is in a narrow column.
SHORT_TREATY = {"party": "✓", "signatory": "signed", "invited": "invited"}
NO_PARTY = "–"


@dataclass(frozen=True, slots=True)
class Reading:
    """The latest value of an index for a country: its year, and what it says ("85.4 (T2)")."""

    year: int
    text: str


@dataclass(frozen=True)
class Background:
    """What is known of countries beside their projects, by keys of places; None where that was not frozen."""

    treaty: dict[int, str] | None
    indices: tuple[tuple[str, str, dict[int, Reading]], ...]


@dataclass(frozen=True, slots=True)
class StripCell:
    """What a line says of one column: a few characters, the words for them, and the value that files carry."""

    text: str
    words: str
    value: Any


@dataclass(frozen=True, slots=True)
class StripLine:
    """A line of the strip, a cell for each column; empty where the column is no country."""

    name: str
    label: str
    cells: tuple[StripCell | None, ...]


def load_background(session: Session) -> Background:
    """Treaty statuses and the latest values of every index, in three SELECTs."""
    treaty = sa.select(TreatyStatus.country_id, TreatyStatus.status).where(TreatyStatus.treaty == BUDAPEST)
    value = CountryIndexValue
    latest: dict[int, dict[int, Reading]] = {}
    columns = (value.index_id, value.place_id, value.year, value.score, value.tier)
    for index, place, year, score, tier in session.execute(sa.select(*columns).order_by(value.year)):
        latest.setdefault(index, {})[place] = Reading(year, _said(score, tier))
    titles = session.execute(sa.select(CountryIndex.id, CountryIndex.code, CountryIndex.title))
    named = [(number, code, title) for number, code, title in titles]
    return Background(dict(session.execute(treaty).all()), _by_title(named, latest))


def background_of(material: Mapping[str, list[dict[str, Any]]]) -> Background:
    """The same of a moment of the past; nothing where an early snapshot has not frozen it."""
    if "treaties" not in material:
        return Background(None, ())
    places = {row["code"]: row["id"] for row in material["places"] if row["kind"] == PlaceKind.COUNTRY.value}
    latest: dict[int, dict[int, Reading]] = {}
    for row in sorted(material["index_values"], key=lambda row: row["year"]):
        score = None if row["score"] is None else Decimal(row["score"])
        said = Reading(row["year"], _said(score, row["tier"]))
        latest.setdefault(row["index_id"], {})[places[row["country"]]] = said
    return Background(
        {row["country_id"]: row["status"] for row in material["treaties"] if row["treaty"] == BUDAPEST},
        _by_title([(row["id"], row["code"], row["title"]) for row in material["indices"]], latest),
    )


def _by_title(
    indices: Iterable[tuple[int, str, str]], latest: Mapping[int, dict[int, Reading]]
) -> tuple[tuple[str, str, dict[int, Reading]], ...]:
    """Indices with values, by title: sorted here, as databases sort each in their own way."""
    there = sorted((title, code, number) for number, code, title in indices if number in latest)
    return tuple((code, title, latest[number]) for title, code, number in there)


def _said(score: Decimal | None, tier: str | None) -> str:
    if score is None:
        return tier or ""
    written = format(score.normalize(), "f")
    return f"{written} ({tier})" if tier else written


def build_strip(background: Background, needs: Needs, places: tuple[Place, ...]) -> tuple[StripLine, ...]:
    """The lines above these columns; none where no column is a country."""
    if not any(place.kind is PlaceKind.COUNTRY for place in places):
        return ()
    own = _highest_of_objectives(needs)

    def line(name: str, label: str, say: Callable[[Place], StripCell]) -> StripLine:
        return StripLine(
            name, label, tuple(say(place) if place.kind is PlaceKind.COUNTRY else None for place in places)
        )

    treaty = background.treaty
    return (
        *([] if treaty is None else [line("budapest-convention", "Budapest Convention", partial(_treaty, treaty))]),
        line("need", "Need", partial(_need, needs, own)),
        *(
            line(f"index:{code}", title, partial(_reading, readings))
            for code, title, readings in background.indices[:SHOWN_INDICES]
        ),
    )


def _treaty(treaty: dict[int, str], place: Place) -> StripCell:
    status = treaty.get(place.key)
    if status is None:
        return StripCell(NO_PARTY, "not a party", None)
    return StripCell(SHORT_TREATY.get(status, status), TREATY_WORDS.get(status, status).lower(), status)


def _highest_of_objectives(needs: Needs) -> dict[int, int]:
    found: dict[int, int] = {}
    for (objective, place), level in needs.items():
        if objective is not None:
            found[place] = max(found.get(place, 0), level)
    return found


def _need(needs: Needs, own: dict[int, int], place: Place) -> StripCell:
    for_all, highest = needs.get((None, place.key)), own.get(place.key)
    if for_all is None and highest is None:
        return StripCell("?", "need unknown", None)
    if highest is None or for_all == highest:
        return StripCell(str(for_all), f"need {for_all} of all objectives", for_all)
    if for_all is None:
        return StripCell(f"≤{highest}", f"need of up to {highest}, recorded for some objectives alone", highest)
    return StripCell(f"{for_all}*", f"need {for_all}, for some objectives up to {highest}", for_all)


def _reading(readings: dict[int, Reading], place: Place) -> StripCell:
    found = readings.get(place.key)
    if found is None:
        return StripCell("–", "no value", None)
    return StripCell(found.text, f"{found.text} in {found.year}", {"year": found.year, "value": found.text})


def strip_json(lines: tuple[StripLine, ...], places: tuple[Place, ...]) -> list[dict[str, Any]]:
    """The strip for JSON: a value for each country by its code."""
    return [
        {
            "name": line.name,
            "title": line.label,
            "values": {
                place.code: cell.value for place, cell in zip(places, line.cells, strict=True) if cell is not None
            },
        }
        for line in lines
    ]
