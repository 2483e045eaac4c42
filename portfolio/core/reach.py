"""What a link to a place means on an axis: in which column its money stands, and where else it makes one present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from portfolio.core.columns import Flags, Ints
from portfolio.core.geography import Geography
from portfolio.core.terms import Axis, PlaceKind

#: Columns behind the places of an axis, in this order, that keep the sums whole. `unplaced`: no place is linked.
#: `regional`: linked to a region or organisation and not divided among countries. `several-regions`: linked to an
#: organisation whose members lie in several. `members`, `elsewhere`: on the organisation axis, money linked to a
#: country that belongs to at least one organisation, or to none.
EXTRA_COLUMNS = ("unplaced", "regional", "several-regions", "members", "elsewhere")
UNPLACED, REGIONAL, SEVERAL, MEMBERS, ELSEWHERE = range(len(EXTRA_COLUMNS))


@dataclass(frozen=True, eq=False, slots=True)
class Reach:
    """What a link to each place means on an axis, in one era.

    `bucket[place]` is the column (or columns + extra) its money stands in. `pairs` are (place, column, direct) of
    presence; place numbers are those of `keys`, which is sorted.
    """

    keys: Ints
    bucket: Ints
    pair_first: Ints
    pair_count: Ints
    pair_column: Ints
    pair_direct: Flags
    columns: int

    def place_numbers(self, keys: Ints) -> Ints:
        """Numbers of place keys, all of which are known."""
        return np.searchsorted(self.keys, keys)


def reach_of(geography: Geography, axis: Axis, on: date) -> Reach:
    """What links to places mean on an axis on a day. Source: the coverage contract, "Presence" and "Allocation"."""
    return geography.kept(("reach", axis), on, lambda: _reach_of(geography, axis, on))


def _reach_of(geography: Geography, axis: Axis, on: date) -> Reach:
    columns = geography.columns(axis)
    number = {place.key: at for at, place in enumerate(columns)}
    members = geography.members_at(on)
    groups_of: dict[int, list[int]] = {}
    for organisation, countries in members.items():
        for country in countries:
            groups_of.setdefault(country, []).append(organisation)

    buckets: list[int] = []
    pairs: list[list[tuple[int, bool]]] = []
    keys = sorted(geography.by_key)
    for key in keys:
        place = geography.by_key[key]
        direct: set[int] = {key} if key in number else set()
        via: set[int] = set()
        extra = REGIONAL
        if axis is Axis.COUNTRY and place.kind is not PlaceKind.COUNTRY:
            via = set(geography.countries_of(key, on))
        elif axis is Axis.REGION and place.kind is PlaceKind.COUNTRY:
            direct = {place.region} if place.region is not None else set()
        elif axis is Axis.REGION and place.kind is PlaceKind.ORGANISATION:
            via = {region for c in members[key] if (region := geography.by_key[c].region) is not None}
            extra = SEVERAL
        elif axis is Axis.ORGANISATION and place.kind is PlaceKind.COUNTRY:
            via = set(groups_of.get(key, ()))
            extra = MEMBERS if via else ELSEWHERE
        one = direct or (via if axis is Axis.REGION and len(via) == 1 else set())
        buckets.append(number[next(iter(one))] if one else len(columns) + extra)
        pairs.append([(number[k], True) for k in sorted(direct)] + [(number[k], False) for k in sorted(via)])
    flat = [pair for of_place in pairs for pair in of_place]
    counts = np.array([len(of_place) for of_place in pairs], dtype=np.int64)
    return Reach(
        keys=np.array(keys, dtype=np.int64),
        bucket=np.array(buckets, dtype=np.int64),
        pair_first=np.cumsum(counts) - counts,
        pair_count=counts,
        pair_column=np.array([column for column, _ in flat], dtype=np.int64),
        pair_direct=np.array([is_direct for _, is_direct in flat], dtype=np.bool_),
        columns=len(columns),
    )
