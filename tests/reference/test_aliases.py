"""Other names of places and organisations point to what exists, and what is ambiguous is never an alias."""

from __future__ import annotations

import pytest
from babel import Locale

from portfolio.core.text import fold
from portfolio.reference import read

CODES = {
    "country": {row["iso2"] for row in read("countries").rows},
    "region": {row["code"] for row in read("regions").rows},
    "organisation": {row["code"] for row in read("organisations").rows},
}
NAMING = {
    "countries": ("iso2", "iso3", "name_en", "name_fr", "official_en"),
    "regions": ("code", "title", "title_fr"),
    "organisations": ("code", "title", "title_fr"),
}
NAMES = {fold(row[column]) for table, columns in NAMING.items() for row in read(table).rows for column in columns}
ALIASES = {fold(row["alias"]): row for row in read("place_aliases").rows}
AMBIGUOUS = {fold(row["text"]): row for row in read("ambiguous_places").rows}


def test_every_alias_of_a_place_is_there_once_and_points_to_a_known_place() -> None:
    rows = read("place_aliases").rows
    assert len(ALIASES) == len(rows)
    for row in rows:
        assert row["code"] in CODES[row["kind"]], row
        assert row["language"] in {"en", "fr", "de", "es", "pt", "it", "nl", "pl"}, row


def test_no_alias_is_a_name_or_code_that_a_place_has_already() -> None:
    assert set(ALIASES) & NAMES == set()


def test_no_alias_of_a_place_means_another_country_in_a_shipped_language() -> None:
    for language in ("en", "fr", "de", "es", "pt", "it", "nl", "pl"):
        for code, name in Locale(language).territories.items():
            alias = ALIASES.get(fold(name)) if code in CODES["country"] else None
            assert alias is None or alias["code"] == code, (language, code, name)


def test_what_is_ambiguous_is_there_once_is_no_alias_and_has_known_meanings() -> None:
    rows = read("ambiguous_places").rows
    assert len(AMBIGUOUS) == len(rows)
    assert set(AMBIGUOUS) & set(ALIASES) == set()
    for row in rows:
        meanings = [tuple(meaning.split(":")) for meaning in row["meanings"].split(";")]
        assert meanings == [("global", "world")] or all(code in CODES[kind] for kind, code in meanings), row
        assert meanings == [("global", "world")] or len(meanings) > 1, row
        assert row["sentence"].endswith((".", "?")), row


def test_what_is_ambiguous_is_the_name_of_a_place_only_where_two_places_share_a_code() -> None:
    assert set(AMBIGUOUS) & NAMES == {"au"}


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("Turkey", "country", "TR"),
        ("Burma", "country", "MM"),
        ("Swaziland", "country", "SZ"),
        ("Ivory Coast", "country", "CI"),
        ("FYROM", "country", "MK"),
        ("“the former Yugoslav Republic of Macedonia”", "country", "MK"),
        ("Kosovo (UNSCR 1244)", "country", "XK"),
        ("Socialist Republic of Vietnam", "country", "VN"),
        ("Lao PDR", "country", "LA"),
        ("Moldova, Republic of", "country", "MD"),
        ("Iran (Islamic Republic of)", "country", "IR"),
        ("Congo, Dem. Rep.", "country", "CD"),
        ("Korea, Rep.", "country", "KR"),
        ("Samoa (Independent State of)", "country", "WS"),
        ("occupied Palestinian territory", "country", "PS"),
        ("Northern Ireland", "country", "GB"),
        ("East Timor", "country", "TL"),
        ("Western Balkans", "region", "western-balkans-turkiye"),
        ("Westbalkan", "region", "western-balkans-turkiye"),
        ("EaP", "region", "eastern-neighbourhood"),
        ("Southeast Asia", "region", "south-east-asia"),
        ("OAS member states", "organisation", "OAS"),
        ("OSCE region", "organisation", "OSCE"),
        ("SADC countries", "organisation", "SADC"),
        ("Association of Southeast Asian Nations (ASEAN)", "organisation", "ASEAN"),
        ("Europarat", "organisation", "CoE"),
    ],
)
def test_an_everyday_name_is_understood(text: str, kind: str, code: str) -> None:
    row = ALIASES[fold(text)]
    assert (row["kind"], row["code"]) == (kind, code)


@pytest.mark.parametrize(
    "text",
    [
        "Korea", "Congo", "Kongo", "Serbia and Montenegro", "Netherlands Antilles", "Sub-Saharan Africa", "Africa",
        "Asia", "Asia-Pacific", "Indo-Pacific", "Latin America and the Caribbean", "Global", "Worldwide",
        "International", "Americas", "Europe", "Yugoslavia", "Sudan and South Sudan", "AU", "Middle East",
    ],
)  # fmt: skip
def test_what_must_be_asked_is_never_guessed(text: str) -> None:
    assert fold(text) in AMBIGUOUS
    assert fold(text) not in ALIASES


def test_guinea_and_the_marked_names_need_no_alias() -> None:
    names = {fold(row["name_en"]): row["iso2"] for row in read("countries").rows}
    for text, code in {
        "Guinea": "GN",
        "Kosovo*": "XK",
        "Palestine*": "PS",
        "Côte d’Ivoire": "CI",
        "Vietnam": "VN",
    }.items():
        assert names[fold(text)] == code
        assert fold(text) not in AMBIGUOUS


def test_organisations_have_one_name_and_their_aliases_lead_to_it() -> None:
    organisations = read("implementing_organisations").rows
    names = {fold(row["name"]): row["name"] for row in organisations}
    assert len(names) == len(organisations)
    aliases = read("organisation_aliases").rows
    assert len({fold(row["alias"]) for row in aliases}) == len(aliases)
    for row in aliases:
        assert row["name"] in names.values(), row
        assert fold(row["alias"]) not in names, row


def test_kinds_and_seats_of_organisations_are_codes() -> None:
    iati = {"10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90"}
    for row in read("implementing_organisations").rows:
        assert row["kind"] in iati, row
        assert row["country"] in CODES["country"] | {""}, row
