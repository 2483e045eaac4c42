"""No name of a country in any language that Babel ships is read as another country; a list in use is read right."""

from __future__ import annotations

import pytest
from flask import Flask

from benchmarks.places import Spelling, babel_names, judge, sample, score
from imports.directory import load_vocabulary
from imports.normalise.gazetteer import Gazetteer
from imports.normalise.places import PlaceReader
from portfolio.extensions import db

#: Written for these tests: what is meant, or "ask", or "none" for words that name no place.
SPELLINGS = (
    ("Kosovo¹", "XK"), ("Kenya [a]", "KE"), ("🇰🇪", "KE"), ("🇰🇪 Kenya", "KE"), ("🇺🇬 Kenya", "ask"), ("404", "KE"),
    ("Rep. of Korea", "KR"), ("Dem. Rep. of the Congo", "CD"), ("Egypt, Arab Rep.", "EG"), ("Gambia, The", "GM"),
    ("Congo (Kinshasa)", "CD"), ("Ireland (Republic)", "IE"), ("Virgin Islands (British)", "VG"),
    ("Myanmar (Burma)", "MM"), ("Hong Kong SAR, China", "HK"), ("Sudan, South", "SS"), ("D.R.C.", "CD"),
    ("Eq. Guinea", "GQ"), ("Kingdom of Saudi Arabia", "SA"), ("West Bank", "PS"), ("Togo", "TG"), ("टोंगा", "TO"),
    ("टोगो", "TG"), ("Somaliland", "ask"), ("Crimea", "ask"), ("AN", "ask"), ("SU", "ask"), ("Korea", "ask"),
    ("Sahel G5", "ask"), ("MENA", "ask"), ("LAC", "ask"), ("ACP", "ask"), ("IGAD", "ask"), ("UEMOA", "ask"),
    ("Mercosur", "ask"), ("Africa Regional", "ask"), ("Nigeri", "ask"), ("LDCs", "none"), ("Worldwide", "none"),
    ("Regional", "none"), ("Global (all partner countries)", "none"), ("Kennya", "ask"), ("Sourth Africa", "ask"),
    ("Western and Central Africa", "ask"), ("Africa Western and Central", "ask"), ("East Asia & Pacific", "ask"),
    ("Europe & Central Asia", "ask"), ("Africa, regional", "ask"), ("South of Sahara, regional", "ask"),
    ("North of Sahara, regional", "ask"), ("Middle East, regional", "ask"), ("Far East Asia, regional", "ask"),
    ("South & Central Asia, regional", "ask"), ("Caribbean & Central America, regional", "ask"),
    ("Micronesia, regional", "ask"), ("Ex-Yugoslavia, unspecified", "ask"), ("MENAAP", "ask"),
    ("Developing countries, unspecified", "none"), ("Bilateral, unspecified", "none"), ("World (WLD)", "none"),
)  # fmt: skip
GROUPS = (
    ("EAC", "organisation", "EAC"), ("CEDEAO", "organisation", "ECOWAS"), ("CARICOM", "organisation", "CARICOM"),
    ("All ECOWAS member states", "organisation", "ECOWAS"), ("European Union", "organisation", "EU"),
    ("Western Balkans Six", "region", "western-balkans-turkiye"), ("Pacific regional", "region", "pacific"),
    ("Eastern Partnership", "region", "eastern-neighbourhood"), ("Central Asia", "region", "central-asia"),
    ("Pacific Islands", "region", "pacific"), ("EU Member States", "region", "european-union"),
    ("South Asia, regional", "region", "south-asia"), ("Oceania, regional", "region", "pacific"),
)  # fmt: skip


@pytest.fixture
def gazetteer(sqlite_app: Flask) -> Gazetteer:
    """The names that the product ships."""
    with sqlite_app.app_context():
        return load_vocabulary(db.session).places


def test_every_name_of_a_country_in_any_language_is_that_country_or_asked(gazetteer: Gazetteer) -> None:
    countries = [code for kind, code in gazetteer.titles if kind == "country"]
    names = list(babel_names(countries))
    assert len(names) > 20_000
    found = score(names, gazetteer)
    assert found.others.get("wrong", []) == []
    assert found.others.get("missing", []) == []
    assert found.counts["asked"] < 150


def test_the_list_of_spellings_in_use_is_read_right_or_asked(gazetteer: Gazetteer) -> None:
    spellings = sample()
    if not spellings:
        pytest.skip("the list of spellings is not here")
    found = score(spellings, gazetteer)
    assert found.others.get("wrong", []) == []
    assert found.others.get("missing", []) == []


def test_codes_flags_footnotes_abbreviations_and_groups_are_read_or_asked(gazetteer: Gazetteer) -> None:
    reader = PlaceReader(gazetteer)
    spellings = [
        Spelling(text, frozenset() if meant in ("ask", "none") else frozenset({("country", meant)}), meant == "ask")
        for text, meant in SPELLINGS
    ] + [Spelling(text, frozenset({(kind, code)})) for text, kind, code in GROUPS]
    verdicts = {one.text: judge(one, reader) for one in spellings}
    assert {text for text, verdict in verdicts.items() if verdict not in ("right", "asked")} == set()
    assert all(verdicts[text] == "asked" for text, meant in SPELLINGS if meant == "ask")


def test_a_crowd_of_countries_that_nobody_listed_is_not_guessed(gazetteer: Gazetteer) -> None:
    cell = PlaceReader(gazetteer).read("19 Commonwealth countries in Africa")
    assert not isinstance(cell.value, tuple)
    assert [flaw.code for flaw in cell.flaws] == ["unknown-place"]
    assert cell.flaws[0].nearest[0] == "Commonwealth of Nations"
