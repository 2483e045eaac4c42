"""Values of indices of countries: a row for each value, or a column for each year or each index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.fields import Parse
from imports.fields.records import Registry, Spread, record_field
from imports.kinds.kind import Kind, Words
from imports.kinds.written import Written, entity_of, number_text, records_of, whole_number
from imports.outcomes import PlannedRecord
from portfolio.core.indices import INDEX_VALUE, LONGEST_CODE, LONGEST_SOURCE, LONGEST_TIER, LONGEST_TITLE
from portfolio.core.people import Permission
from portfolio.core.text import fold, slug
from portfolio.models.need import CountryIndexValue
from portfolio.planning.operations import INDEX_VALUES, INDICES
from portfolio.planning.queries import load_indices

_FIELDS = (
    record_field("index", "Index", Parse.TEXT, "The index's code or title. A new one gets a code made of it.",
                 "gci", longest=LONGEST_TITLE, clearable=False, headings={
        "en": "indicator; indicator code; indicator name; series; series code; series name; measure; index code;"
        " index name; indicator id; ranking", "fr": "indice; indicateur; code de l'indicateur; série",
        "de": "index; indikator; indikatorcode; reihe; messgröße", "es": "índice; indicador;"
        " código del indicador; serie",
    }),
    record_field("country", "Country", Parse.PLACE, "The country, by name or code.", "Kenya", fixed="country",
                 clearable=False, headings={
        "en": "ref area; reference area; country code; country name; economy; economy code; iso; iso3; iso code;"
        " iso 3; iso2; location; area; geo; geography; entity; member state; state; country or area; iso3 code;"
        " iso alpha 3 code; m49 code; country territory; spatial dim; cou", "fr": "pays; code pays; territoire",
        "de": "land; länder; staat; ländercode", "es": "país; código del país; estado",
    }),
    record_field("year", "Year", Parse.WHOLE, "The year that the value is of. A table may have a column for each year"
                 " instead.", "2024", clearable=False, headings={
        "en": "time period; time; period; date; edition; year of edition; reference year; time dim; obs time",
        "fr": "année; période; édition; an", "de": "jahr; zeitraum; ausgabe", "es": "año; período; periodo; edición",
    }),
    record_field("score", "Value", Parse.NUMBER, "The number that the index gives.", "85.4", multiple=True, headings={
        "en": "obs value; observation value; observation; score; overall score; index score; points; numeric value;"
        " result; rate; total score", "fr": "valeur; score; note; résultat; points",
        "de": "wert; punkte; punktzahl; ergebnis; score", "es": "valor; puntuación; puntaje; resultado; puntos",
    }),
    record_field("tier", "Tier", Parse.TEXT, "The group that the index puts the country in.", "T1",
                 longest=LONGEST_TIER,
                 headings={
        "en": "level; group; band; category; class; tier group; cluster; rating; performance tier",
        "fr": "niveau; groupe; catégorie; palier", "de": "stufe; gruppe; kategorie; klasse",
        "es": "nivel; grupo; categoría; escalón",
    }),
    record_field("source", "Source", Parse.TEXT, "Who says so. Without one, the name of the file is kept.",
                 "ITU, Global Cybersecurity Index 2024", longest=LONGEST_SOURCE, headings={
        "en": "database id; database; publisher; data source; provider; origin; reference", "fr": "source; origine",
        "de": "quelle; herkunft; herausgeber", "es": "fuente; origen",
    }),
)  # fmt: skip
#: From here on figures under years are rather sums of money than what an index says of a country.
_AMOUNTS = 1000
_YEAR = re.compile(r"(?:^|\D)((?:19[5-9]|20\d|21[0-4])\d)(?:\D|$)")
#: What may stand beside the year in a heading of the World Bank's and others' tables.
_BESIDE_YEAR = frozenset({"", "yr", "year", "fy", "score", "value", "année", "annee", "jahr", "ano"})


def _heading(heading: str, words: Words) -> Mapping[str, str]:
    """The year, the index, or both that a heading says: “2020”, “2020 [YR2020]”, “Global Cybersecurity Index 2024”."""
    known = words.get("index", {})
    folded = fold(heading)
    if folded in known:
        return {"index": known[folded]}
    years = set(_YEAR.findall(folded))
    if len(years) != 1:
        return {}
    year = years.pop()
    rest = " ".join(word for word in folded.replace(year, " ").split() if word not in _BESIDE_YEAR)
    if rest in known:
        return {"index": known[rest], "year": year}
    return {} if rest else {"year": year}


def _complete(values: dict[str, Any], _vocabulary: Any) -> Iterable[tuple[str, str, Mapping[str, object]]]:
    index = values.get("index")
    if index and not (code := index_code(index)):
        yield "index", "unspeakable", {}
    elif index:
        values["index"] = code


def index_code(text: str) -> str:
    """The code of an index that a list calls `text`: itself where it can be one."""
    return text if re.fullmatch(r"[\w.+-]{1,60}", text, re.ASCII) else slug(text, LONGEST_CODE).lower()


def _words(session: Session) -> Words:
    found: dict[str, str] = {}
    for stored in load_indices(session).values():
        found |= {fold(stored.value["title"]): stored.value["code"], fold(stored.value["code"]): stored.value["code"]}
    return {"index": found}


def _make_indices(session: Session, new: Sequence[PlannedRecord]) -> None:
    """An index that is not there yet is made, with its code as its title until somebody writes a better one."""
    known = {stored.value["code"] for stored in load_indices(session).values()}
    wanted = dict.fromkeys(one.key[0] for one in new if one.key[0] not in known)
    INDICES.create(session, [{"code": code, "title": code} for code in wanted])


def _with_values(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    number = CountryIndexValue.index_id
    query = sa.select(number, sa.func.count()).where(number.in_(ids)).group_by(number)
    return {index: f"It has {count} values." for index, count in session.execute(query)}


_WRITTEN = Written(INDEX_VALUES, outward={"year": number_text}, inward={"year": whole_number})

REGISTRY = Registry(
    kind="indices",
    noun=("index value", "index values"),
    fields=_FIELDS,
    key=("index", "country", "year"),
    title=lambda values: " ".join(str(values[name]) for name in ("index", "country", "year") if values.get(name)),
    called=lambda key: f"of {key[0]} for {key[1]} in {key[2]}",
    asked={
        "index": "Which index are these the values of? Write its code or its title.",
        "year": "Which year are these values of?",
    },
    provenance="source",
    spread=Spread("score", _heading, lambda number: abs(number) < _AMOUNTS),
    complete=_complete,
    check=_WRITTEN.check(INDEX_VALUE),
)

INDEX_LISTS = Kind(
    "indices",
    REGISTRY.noun,
    "One row is what an index says of a country in a year, or a country with a column for each year or index.",
    Permission.plan,
    records_of(REGISTRY, _WRITTEN, _words, _make_indices, (entity_of(INDICES, _with_values),)),
)
