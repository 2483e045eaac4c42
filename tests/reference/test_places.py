"""Countries, regions, organisations and memberships fit together and count what the world counts."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from babel import Locale

from portfolio.core.periods import PartialDate
from portfolio.core.text import fold
from portfolio.reference import read

COUNTRIES = {row["iso2"]: row for row in read("countries").rows}
REGIONS = {row["code"]: row for row in read("regions").rows}
ORGANISATIONS = {row["code"]: row for row in read("organisations").rows}
#: Codes that CLDR names although ISO 3166-1 has not assigned them (XK stays: the product uses it).
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


def _first(text: str) -> date:
    return PartialDate(*map(int, text.split("-"))).first() if text else date.min


def _last(text: str) -> date:
    return PartialDate(*map(int, text.split("-"))).last() if text else date.max


def members(organisation: str, day: str) -> set[str]:
    """The members of an organisation on a day, first and last day included."""
    on = date.fromisoformat(day)
    return {
        row["country"]
        for row in read("memberships").rows
        if row["organisation"] == organisation and _first(row["from"]) <= on <= _last(row["to"])
    }


def test_all_249_iso_codes_and_kosovo_are_there_once() -> None:
    codes = [row["iso2"] for row in read("countries").rows]
    cldr = {code for code in Locale("en").territories if len(code) == 2} - NOT_ISO
    assert len(codes) == len(set(codes)) == 250
    assert set(codes) == cldr


@pytest.mark.parametrize("column", ["iso2", "iso3", "m49", "name_en", "name_fr", "official_en"])
def test_what_names_a_country_names_no_other(column: str) -> None:
    values = [fold(row[column]) for row in COUNTRIES.values() if row[column]]
    assert [value for value, times in Counter(values).items() if times > 1] == []


def test_no_name_of_a_country_is_the_name_of_another() -> None:
    meant: dict[str, set[str]] = {}
    for code, row in COUNTRIES.items():
        for column in ("iso2", "iso3", "name_en", "name_fr", "official_en"):
            meant.setdefault(fold(row[column]), set()).add(code)
    assert {text: codes for text, codes in meant.items() if len(codes) > 1} == {}


def test_codes_have_their_shape() -> None:
    for code, row in COUNTRIES.items():
        assert re.fullmatch("[A-Z]{2}", code)
        assert re.fullmatch("[A-Z]{3}", row["iso3"])
        assert re.fullmatch("[0-9]{3}", row["m49"]) or (code == "XK" and not row["m49"])
        assert all(row[column] for column in ("name_en", "name_fr", "official_en", "region")), row


@pytest.mark.parametrize(
    ("code", "iso3", "m49", "name", "region"),
    [
        ("TR", "TUR", "792", "Türkiye", "western-balkans-turkiye"),
        ("XK", "XKX", "", "Kosovo", "western-balkans-turkiye"),
        ("CY", "CYP", "196", "Cyprus", "european-union"),
        ("GE", "GEO", "268", "Georgia", "eastern-neighbourhood"),
        ("PS", "PSE", "275", "Palestine", "southern-neighbourhood"),
        ("MR", "MRT", "478", "Mauritania", "west-africa"),
        ("SD", "SDN", "729", "Sudan", "eastern-africa"),
        ("MX", "MEX", "484", "Mexico", "latin-america"),
        ("DO", "DOM", "214", "Dominican Republic", "caribbean"),
        ("GY", "GUY", "328", "Guyana", "caribbean"),
        ("GL", "GRL", "304", "Greenland", "north-america"),
        ("RE", "REU", "638", "Réunion", "eastern-africa"),
        ("IR", "IRN", "364", "Iran", "middle-east-gulf"),
        ("AF", "AFG", "004", "Afghanistan", "south-asia"),
        ("TL", "TLS", "626", "Timor-Leste", "south-east-asia"),
        ("GB", "GBR", "826", "United Kingdom", "rest-of-europe"),
        ("CD", "COD", "180", "Democratic Republic of the Congo", "central-africa"),
        ("KR", "KOR", "410", "South Korea", "east-asia"),
    ],
)
def test_countries_stand_where_the_external_action_of_the_union_puts_them(
    code: str, iso3: str, m49: str, name: str, region: str
) -> None:
    row = COUNTRIES[code]
    assert (row["iso3"], row["m49"], row["name_en"], row["region"]) == (iso3, m49, name, region)


def test_designations_that_need_a_footnote_have_it() -> None:
    assert "1244" in COUNTRIES["XK"]["footnote"]
    assert "recognition" in COUNTRIES["PS"]["footnote"]


def test_the_regions_partition_the_world() -> None:
    sizes = Counter(row["region"] for row in COUNTRIES.values())
    assert set(sizes) == set(REGIONS)
    assert sum(sizes.values()) == 250
    assert (sizes["central-asia"], sizes["eastern-neighbourhood"], sizes["southern-neighbourhood"]) == (5, 6, 11)


def test_the_regions_stand_in_their_order_and_three_are_no_partners() -> None:
    assert [row["position"] for row in REGIONS.values()] == [str(number) for number in range(1, 19)]
    assert [code for code, row in REGIONS.items() if row["partner"] == "0"] == [
        "north-america",
        "rest-of-europe",
        "european-union",
    ]
    assert all(len(row["short"]) <= 20 for row in REGIONS.values())


def test_the_region_of_the_union_holds_its_members_and_aland() -> None:
    in_region = {code for code, row in COUNTRIES.items() if row["region"] == "european-union"}
    assert in_region - members("EU", "2025-12-31") == {"AX"}


def test_every_membership_names_a_country_and_an_organisation_and_ends_after_it_began() -> None:
    for row in read("memberships").rows:
        assert row["country"] in COUNTRIES, row
        assert row["organisation"] in ORGANISATIONS, row
        assert _first(row["from"]) <= _last(row["to"]), row
    assert set(ORGANISATIONS) == {row["organisation"] for row in read("memberships").rows}


def test_no_country_is_twice_a_member_at_the_same_time() -> None:
    periods: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for row in read("memberships").rows:
        key = (row["organisation"], row["country"])
        periods.setdefault(key, []).append((_first(row["from"]), _last(row["to"])))
    for key, spans in periods.items():
        spans.sort()
        assert all(earlier[1] < later[0] for earlier, later in pairwise(spans)), key


@pytest.mark.parametrize(
    ("organisation", "day", "count"),
    [
        ("EU", "2003-12-31", 15),
        ("EU", "2013-07-01", 28),
        ("EU", "2020-01-31", 28),
        ("EU", "2020-02-01", 27),
        ("UN", "1945-10-24", 27),  # 29 less Czechoslovakia and Yugoslavia, whose successors joined anew
        ("UN", "2025-12-31", 193),
        ("AU", "2016-12-31", 54),
        ("AU", "2025-12-31", 55),
        ("ASEAN", "2025-10-25", 10),
        ("ASEAN", "2025-10-26", 11),
        ("NATO", "2023-04-03", 30),
        ("NATO", "2024-03-06", 31),
        ("NATO", "2024-03-07", 32),
        ("CoE", "2022-03-15", 47),
        ("CoE", "2025-12-31", 46),
        ("OECD", "2020-04-27", 36),
        ("OECD", "2025-12-31", 38),
        ("OSCE", "2025-12-31", 57),
        ("OAS", "2023-11-19", 34),
        ("OAS", "2025-12-31", 33),  # without Cuba, which takes no part, and Nicaragua, which left
        ("ECOWAS", "2025-01-29", 15),
        ("ECOWAS", "2025-01-30", 12),
        ("SADC", "2006-01-01", 14),
        ("SADC", "2025-12-31", 16),
        ("EAC", "2025-12-31", 8),
        ("CARICOM", "2025-12-31", 15),
        ("PIF", "2025-12-31", 18),
        ("GCC", "2025-12-31", 6),
        ("LAS", "2025-12-31", 22),
        ("Commonwealth", "2025-12-31", 56),
    ],
)
def test_an_organisation_had_so_many_members_on_a_day(organisation: str, day: str, count: int) -> None:
    assert len(members(organisation, day)) == count


def test_members_that_came_and_went_are_members_while_they_were() -> None:
    assert "GB" in members("EU", "2020-01-31") - members("EU", "2020-02-01")
    assert "MV" not in members("Commonwealth", "2018-01-01")
    assert "MV" in members("Commonwealth", "2020-02-01")
    assert "CU" not in members("OAS", "2025-12-31")
    assert members("UN", "2025-12-31").isdisjoint({"XK", "PS", "VA", "TW"})


def test_the_budapest_convention_has_80_parties_and_its_states_are_countries() -> None:
    rows = read("budapest_convention").rows
    assert Counter(row["status"] for row in rows) == {"party": 80, "invited": 3, "signatory": 2}
    assert {row["country"] for row in rows} <= set(COUNTRIES)
    assert len({row["country"] for row in rows}) == len(rows)
    for row in rows:
        signed, ratified = row["second_protocol_signed"], row["second_protocol_ratified"]
        assert not signed or date.fromisoformat(signed) >= date(2022, 5, 12)
        assert not ratified or date.fromisoformat(ratified) > date.fromisoformat(signed)
        assert row["source"]
    assert {row["country"] for row in rows if row["second_protocol_ratified"]} == {"HU", "JP", "RS"}
