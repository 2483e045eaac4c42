"""The names of countries in many languages, from CLDR through Babel; a pure table, built once when first asked for."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale, localedata
from babel.core import get_global

from imports.normalise.spellings import COUNTRY_NAMES
from portfolio.core.text import fold

#: The official languages of the European Union, then those of its neighbours and larger partners.
LANGUAGES = (
    "en", "fr", "de", "es", "pt", "it", "nl", "pl", "cs", "el", "sv", "da", "fi", "ro", "hu", "bg", "hr",
    "sk", "sl", "et", "lt", "lv", "ga", "mt", "nb", "ru", "uk", "sr", "sq", "tr", "ar", "ja", "zh", "ko",
    "id", "vi",
)  # fmt: skip
#: Codes of CLDR that are no country: unions, and codes for private use. Kosovo (XK) is one of the product's countries.
_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def place_key(text: str) -> str:
    """How names of places are compared: folded, with “and” for “&” and “st” for “saint”."""
    folded = fold(text)
    if "&" in folded or "sa" in folded:
        words = ["and" if word == "&" else "st" if word in ("saint", "sankt") else word for word in folded.split()]
        return " ".join(words)
    return folded


@cache
def country_names() -> Mapping[str, tuple[str, ...]]:
    """Name (see `place_key`) -> codes (ISO 3166-1 alpha-2, and XK) of the countries that carry it in any language."""
    names: dict[str, dict[str, None]] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                folded = place_key(name)
                if folded:
                    names.setdefault(folded, {})[code] = None
    for code, written in COUNTRY_NAMES.items():
        for name in written.split(";"):
            # What we say ourselves goes before what a language happens to call another country.
            names[place_key(name)] = {code: None}
    return MappingProxyType({name: tuple(codes) for name, codes in names.items()})


@cache
def further_names() -> Mapping[str, tuple[str, ...]]:
    """The same for every language and script that Babel has, beyond `country_names`.

    Reading them all takes most of a second, so nobody asks before the usual languages have failed.
    """
    usual = country_names()
    names: dict[str, dict[str, None]] = {}
    for locale in localedata.locale_identifiers():
        for code, name in own_territories(locale).items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
                folded = place_key(name)
                if folded and folded not in usual:
                    names.setdefault(folded, {})[code] = None
    return MappingProxyType({name: tuple(codes) for name, codes in names.items()})


def own_territories(locale: str) -> dict[str, str]:
    """What a locale says itself, without what it inherits: half of the time, and every name is in some locale.

    Babel's own `load` would keep the half under the locale's name, and another thread that writes a date in that
    language meanwhile would have no format for it ever after.
    """
    with open(localedata.resolve_locale_filename(locale), "rb") as file:
        data = pickle.load(file)  # noqa: S301 - Babel's own files, read as Babel reads them
    found: dict[str, str] = data.get("territories", {})
    return found


@cache
def former_codes() -> Mapping[str, tuple[str, ...]]:
    """Alpha-2 and alpha-3 codes that stand for no country any more -> the countries of today; as CLDR has them."""
    found = {}
    for other, codes in get_global("territory_aliases").items():
        if other.isascii() and other.isalpha() and not (len(codes) == 1 and len(other) == 3):
            found[other] = tuple(code for code in codes if len(code) == 2 and code not in _NO_COUNTRY)
    return MappingProxyType({other: codes for other, codes in found.items() if codes})


@cache
def iso3_codes() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3, and M49 in three figures -> alpha-2; as CLDR's aliases of territories have them."""
    found = {}
    for other, codes in get_global("territory_aliases").items():
        if len(other) == 3 and other.isascii() and len(codes) == 1 and len(codes[0]) == 2:
            found[other] = codes[0]
    found["XKX"] = found["XKS"] = "XK"
    return MappingProxyType(found)
