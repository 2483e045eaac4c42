"""Places, memberships and who is shown."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from portfolio.core.geography import Geography, Membership, Place
from portfolio.core.terms import Axis, PlaceKind
from tests.core.world import EAC, EAST, EMPTY, FIJI, FORUM, FRANCE, KENYA, RWANDA, SOMALIA, TONGA, UNION, WORLD

REGION, COUNTRY, ORGANISATION = PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.ORGANISATION


@pytest.mark.parametrize(
    ("key", "day", "countries"),
    [
        (EAST, date(2026, 1, 1), {KENYA, RWANDA, SOMALIA}),
        (KENYA, date(2026, 1, 1), {KENYA}),
        (EAC, date(2024, 3, 3), {KENYA, RWANDA}),
        (EAC, date(2024, 3, 4), {KENYA, RWANDA, SOMALIA}),
        (FORUM, date(2026, 12, 31), {FIJI, TONGA}),
        (FORUM, date(2027, 1, 1), {TONGA}),
        (EMPTY, date(2026, 1, 1), set()),
    ],
)
def test_countries_of_a_place_on_a_day(key: int, day: date, countries: set[int]) -> None:
    assert WORLD.countries_of(key, day) == countries


def test_an_era_changes_only_when_a_membership_does() -> None:
    assert WORLD.era(date(2024, 3, 3)) != WORLD.era(date(2024, 3, 4))
    assert WORLD.era(date(2024, 3, 4)) == WORLD.era(date(2026, 6, 14))
    assert WORLD.era(date(2026, 12, 31)) != WORLD.era(date(2027, 1, 1)) == WORLD.era(date(2099, 1, 1))


def test_columns_stand_by_position_then_code() -> None:
    assert [place.code for place in WORLD.columns(Axis.REGION)] == ["eastern-africa", "pacific", "european-union"]
    assert [place.code for place in WORLD.columns(Axis.COUNTRY)] == ["FJ", "FR", "KE", "RW", "SO", "TO"]
    assert WORLD.positions(Axis.COUNTRY, np.array([KENYA, EAST, 4444])).tolist() == [2, -1, -1]
    assert Geography.of([]).positions(Axis.COUNTRY, np.array([1])).tolist() == [-1]


def test_a_country_is_a_partner_as_its_region_is_unless_it_says_otherwise() -> None:
    assert [WORLD.is_partner(WORLD.by_key[key]) for key in (KENYA, FRANCE, UNION, EAC)] == [True, False, False, True]
    region = Place(1, REGION, "r", "R", partner=False)
    country = Place(2, COUNTRY, "CH", "Switzerland", region=1, partner=True)
    assert Geography.of([region, country]).partners(Axis.COUNTRY).tolist() == [True]


@pytest.mark.parametrize(
    ("places", "memberships", "message"),
    [
        ([Place(1, REGION, "r", "R"), Place(1, REGION, "s", "S")], [], "same key"),
        ([Place(1, COUNTRY, "KE", "Kenya")], [], "in no region"),
        ([Place(1, COUNTRY, "KE", "Kenya", region=9)], [], "in no region"),
        ([Place(1, ORGANISATION, "AU", "AU"), Place(2, COUNTRY, "KE", "K", region=1)], [], "in no region"),
        ([Place(1, REGION, "r", "R")], [Membership(1, 1)], "A membership joins"),
        ([Place(1, ORGANISATION, "AU", "AU")], [Membership(1, 7)], "A membership joins"),
    ],
)
def test_a_geography_that_cannot_be_is_refused(
    places: list[Place], memberships: list[Membership], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Geography.of(places, memberships)
