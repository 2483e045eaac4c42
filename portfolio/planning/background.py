"""What became of the Budapest Convention's parties and of indices of countries between two moments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portfolio.core.geography import Place
from portfolio.core.terms import PlaceKind
from portfolio.coverage.report import Report
from portfolio.coverage.strip import Background, Reading
from portfolio.places.queries import TREATY_WORDS, treaty_words

TREATY_TITLE = "Budapest Convention"
NOT_FROZEN = "The status of countries in the Budapest Convention and values of indices were not frozen then."


@dataclass(frozen=True, slots=True)
class CountryLine:
    """What is said of a country that was said otherwise: `index` is the index's code, empty for the convention."""

    what: str
    index: str
    place: Place
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Known:
    """A line of the strip in numbers: what it is, and for how many countries it says what."""

    what: str
    said: str
    countries: int


def country_lines(before: Report, after: Report) -> tuple[CountryLine, ...] | None:
    """What changed between two reports, the convention first; None where one of them does not know."""
    was, now = before.portfolio.background, after.portfolio.background
    if was.treaty is None or now.treaty is None:
        return None
    places = [place for place in after.grid.geography.places if place.kind is PlaceKind.COUNTRY]
    found = [
        CountryLine(TREATY_TITLE, "", place, _status(was.treaty, place), _status(now.treaty, place))
        for place in places
        if was.treaty.get(place.key) != now.treaty.get(place.key)
    ]
    past, present = _indices(was), _indices(now)
    for code, (title, _) in sorted({**past, **present}.items(), key=lambda one: (one[1][0], one[0])):
        old, new = (side.get(code, ("", {}))[1] for side in (past, present))
        found += [
            CountryLine(title, code, place, _value(old, place), _value(new, place))
            for place in places
            if old.get(place.key) != new.get(place.key)
        ]
    return tuple(found)


def known_of(background: Background) -> tuple[Known, ...]:
    """What a moment knows of countries, in numbers."""
    if background.treaty is None:
        return ()
    counted = Counter(background.treaty.values())
    # Parties first, then who has signed or is invited, then what a later list may add.
    statuses = sorted(counted, key=lambda status: (status not in TREATY_WORDS, [*TREATY_WORDS, status].index(status)))
    found = [Known(TREATY_TITLE, treaty_words(status), counted[status]) for status in statuses]
    for _, title, readings in background.indices:
        years = sorted({reading.year for reading in readings.values()})
        told = f"values of {years[0]}" if len(years) == 1 else f"values of {years[0]} to {years[-1]}"
        found.append(Known(title, told, len(readings)))
    return tuple(found)


def _indices(background: Background) -> dict[str, tuple[str, Mapping[int, Reading]]]:
    return {code: (title, readings) for code, title, readings in background.indices}


def _status(treaty: Mapping[int, str], place: Place) -> str:
    status = treaty.get(place.key)
    return "Not a party" if status is None else treaty_words(status)


def _value(readings: Mapping[int, Reading], place: Place) -> str:
    found = readings.get(place.key)
    return "No value" if found is None else f"{found.text} in {found.year}"


def by_what(lines: Iterable[CountryLine]) -> dict[str, list[CountryLine]]:
    """Lines under the convention and each index."""
    found: dict[str, list[CountryLine]] = {}
    for line in lines:
        found.setdefault(line.what, []).append(line)
    return found
