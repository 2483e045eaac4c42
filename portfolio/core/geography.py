"""Places and who belongs where: countries in regions, countries in partner organisations on a given day; no clock."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np

from portfolio.core.columns import Flags, Ints
from portfolio.core.terms import Axis, PlaceKind

Made = TypeVar("Made")

_KIND_OF_AXIS = {
    Axis.REGION: PlaceKind.REGION,
    Axis.ORGANISATION: PlaceKind.ORGANISATION,
    Axis.COUNTRY: PlaceKind.COUNTRY,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A country, a region or a partner organisation.

    `key` is any whole number that names the place (its database id). `region` is the key of a country's region and
    None for the other kinds. `partner` None means: as its region says; a region or organisation then is a partner.
    False on a country: a territory that is no partner wherever it lies.
    """

    key: int
    kind: PlaceKind
    code: str
    title: str
    region: int | None = None
    partner: bool | None = None
    position: int = 0


def partner_of(kind: PlaceKind, shown: bool) -> bool | None:
    """A place's `partner` from whether its record says that it is shown: a country that is, is as its region says."""
    return None if shown and kind is PlaceKind.COUNTRY else shown


@dataclass(frozen=True, slots=True)
class Membership:
    """A country in an organisation, first and last day included; None is open."""

    organisation: int
    country: int
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, eq=False)
class Geography:
    """All places and memberships, compared by identity, so that what was worked out from one can be kept with it.

    ValueError if a key is used twice, a country has no region, or a membership names what is not there.
    """

    places: tuple[Place, ...]
    memberships: tuple[Membership, ...] = field(default=())

    def __post_init__(self) -> None:
        if len(self.by_key) != len(self.places):
            raise ValueError("Two places have the same key.")
        for place in self.places:
            region = None if place.region is None else self.by_key.get(place.region)
            if place.kind is PlaceKind.COUNTRY and (region is None or region.kind is not PlaceKind.REGION):
                raise ValueError(f"The country {place.code} lies in no region.")
        for membership in self.memberships:
            ends = (self.by_key.get(membership.organisation), self.by_key.get(membership.country))
            if [end and end.kind for end in ends] != [PlaceKind.ORGANISATION, PlaceKind.COUNTRY]:
                raise ValueError("A membership joins a country to a partner organisation.")

    @classmethod
    def of(cls, places: Iterable[Place], memberships: Iterable[Membership] = ()) -> Geography:
        """A geography of these places and memberships, in any order."""
        return cls(tuple(places), tuple(memberships))

    @cached_property
    def by_key(self) -> dict[int, Place]:
        """Every place under its key."""
        return {place.key: place for place in self.places}

    @cached_property
    def _columns(self) -> dict[Axis, tuple[Place, ...]]:
        return {
            axis: tuple(sorted((p for p in self.places if p.kind is kind), key=lambda p: (p.position, p.code, p.key)))
            for axis, kind in _KIND_OF_AXIS.items()
        }

    def columns(self, axis: Axis) -> tuple[Place, ...]:
        """The places of an axis, partner or not, by position, then code."""
        return self._columns[axis]

    def is_partner(self, place: Place) -> bool:
        """Whether a place is shown by default: its own word, else its region's, else yes."""
        if place.partner is not None:
            return place.partner
        return place.region is None or self.is_partner(self.by_key[place.region])

    @cached_property
    def _partners(self) -> dict[Axis, Flags]:
        return {
            axis: np.array([self.is_partner(place) for place in places], dtype=np.bool_)
            for axis, places in self._columns.items()
        }

    def partners(self, axis: Axis) -> Flags:
        """For each column of an axis, whether it is shown by default."""
        return self._partners[axis]

    @cached_property
    def _turning_days(self) -> tuple[date, ...]:
        days = {m.starts_on for m in self.memberships if m.starts_on}
        days |= {m.ends_on + timedelta(days=1) for m in self.memberships if m.ends_on and m.ends_on < date.max}
        return tuple(sorted(days))

    def era(self, day: date) -> int:
        """A number that is the same for two days between which no membership began or ended."""
        return bisect_right(self._turning_days, day)

    def kept(self, key: Hashable, day: date, make: Callable[[], Made]) -> Made:
        """What `make` returns, worked out once for these places in the era of a day; there are few eras."""
        found = (key, self.era(day))
        if found not in self._kept:
            self._kept[found] = make()
        return cast(Made, self._kept[found])

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    def members_at(self, day: date) -> dict[int, frozenset[int]]:
        """Organisation key -> keys of the countries that are members on that day; every organisation is a key."""
        members: dict[int, set[int]] = {place.key: set() for place in self.columns(Axis.ORGANISATION)}
        for m in self.memberships:
            if (m.starts_on is None or m.starts_on <= day) and (m.ends_on is None or day <= m.ends_on):
                members[m.organisation].add(m.country)
        return {key: frozenset(countries) for key, countries in members.items()}

    def countries_of(self, key: int, day: date) -> frozenset[int]:
        """Keys of the countries of a region, or of an organisation's members on that day; a country is itself alone.

        KeyError if there is no such place.
        """
        place = self.by_key[key]
        if place.kind is PlaceKind.COUNTRY:
            return frozenset({key})
        if place.kind is PlaceKind.ORGANISATION:
            return self.members_at(day)[key]
        return frozenset(p.key for p in self.columns(Axis.COUNTRY) if p.region == key)

    def positions(self, axis: Axis, keys: Ints) -> Ints:
        """Column number on the axis of each place key, -1 where the place is of another kind or unknown."""
        columns = self.columns(axis)
        known = np.array([place.key for place in columns], dtype=np.int64)
        if not len(known):
            return np.full(len(keys), -1, dtype=np.int64)
        order = np.argsort(known)
        at = np.minimum(np.searchsorted(known, keys, sorter=order), len(known) - 1)
        found: Ints = np.where(known[order[at]] == keys, order[at], -1)
        return found
