"""The languages of documents: fixed sentences by catalogue, names by reference data, dates and numbers by locale."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from portfolio import reference
from portfolio.core.geography import Place
from portfolio.core.periods import PartialDate
from portfolio.core.sentences import THIN, Euro, Name, Sentence, filled, grouped
from portfolio.core.terms import Term
from portfolio.errors import Refused

#: Code of each language, and what it calls itself.
LANGUAGES = {"en": "English", "fr": "Français"}
_LOCALES = {"en": Locale.parse("en_GB"), "fr": Locale.parse("fr")}
#: How a date known by month or year alone is written (CLDR's skeletons are not in every locale of Babel).
_PATTERNS = {"month": "MMMM y", "year": "y"}
NO_BREAK = "\u00a0"


class Language:
    """Says the values of a document in one language. `unknown` gathers sentences that its catalogue lacks."""

    def __init__(self, code: str, places: Mapping[int, str] | None = None) -> None:
        """`places` are names by key in this language; a place that is not among them keeps its English name."""
        self.code = code
        # Reference data spells with the straight apostrophe; a document is set.
        self.places = {key: name.replace("'", "’") for key, name in (places or {}).items()}
        self.unknown: set[str] = set()
        self._locale = _LOCALES[code]
        self._catalogue = catalogue(code)
        self._names = names(code)

    def say(self, value: Any) -> str:
        """A value as text: terms and sentences by catalogue, text from people as it is."""
        if isinstance(value, Sentence):
            return filled(self._text(value), value.values, self.say)
        if isinstance(value, Term):
            return self.word(value.label)
        if isinstance(value, Name):
            return self._names.get((value.kind, value.title), value.title)
        if isinstance(value, Place):
            return self.places.get(value.key, value.title)
        if isinstance(value, Euro):
            return self.euro(value)
        if isinstance(value, bool):
            return self.word("yes" if value else "no")
        if isinstance(value, int):
            return grouped(value)
        if isinstance(value, float):
            return f"{value:.2f}".replace(".", self._point)
        if isinstance(value, PartialDate):
            return self._partial(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, tuple):
            return f"{self._space}; ".join(map(self.say, value))
        return "" if value is None else str(value)

    def word(self, text: str) -> str:
        """A fixed word or sentence without holes."""
        return self._text(Sentence(text))

    def day(self, day: date, form: str = "long") -> str:
        """A day in words: "1 March 2026", "1er mars 2026"."""
        text = format_date(day, form, locale=self._locale)
        return f"1er{text[1:]}" if self.code == "fr" and form == "long" and day.day == 1 else text

    def euro(self, cents: int) -> str:
        """Euro cents in full: "EUR 1 234.50", "1 234,50 EUR"."""
        whole, rest = divmod(abs(cents), 100)
        number = ("-" if cents < 0 else "") + grouped(whole) + (f"{self._point}{rest:02d}" if rest else "")
        return f"{number}{NO_BREAK}EUR" if self.code == "fr" else f"EUR{NO_BREAK}{number}"

    def short_euro(self, cents: int) -> str:
        """Euro cents in three figures or so: "EUR 1.2 m", "1,2 M EUR"."""
        amount, unit = cents / 100, ""
        for size, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
            if abs(amount) >= size:
                amount, unit = amount / size, letter
                break
        number = f"{amount:.1f}" if unit and abs(amount) < 100 else f"{amount:.0f}"
        unit = {"bn": "Md", "m": "M", "k": "k"}.get(unit, "") if self.code == "fr" else unit
        number = number.replace(".", self._point) + (f"{THIN}{unit}" if unit else "")
        return f"{number}{NO_BREAK}EUR" if self.code == "fr" else f"EUR{NO_BREAK}{number}"

    @property
    def _point(self) -> str:
        return "," if self.code == "fr" else "."

    @property
    def _space(self) -> str:
        """What stands before high punctuation."""
        return NO_BREAK if self.code == "fr" else ""

    def _partial(self, day: PartialDate) -> str:
        if day.day is not None:
            return self.day(day.first())
        return format_date(day.first(), _PATTERNS[day.precision.value], locale=self._locale)

    def _text(self, said: Sentence) -> str:
        if self.code == "en":
            return said.many if said.many and said.values["n"] != 1 else said.text
        if said.many:
            found = self._catalogue.ungettext(said.text, said.many, said.values["n"])
        else:
            found = self._catalogue.ugettext(said.text) if said.text else ""
        if found in (said.text, said.many) and said.text not in known(self.code):
            self.unknown.add(said.text)
        return str(found)


def parse_language(given: str) -> str:
    """The code of a language of documents; English where none is given. Refused for any other."""
    if given and given not in LANGUAGES:
        raise Refused(f"There are no documents in “{given[:20]}”.", f"Choose one of {', '.join(LANGUAGES)}.")
    return given or "en"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(code: str) -> NullTranslations:
    """The sentences of a language; read once, on the first document in it."""
    if code == "en":
        return NullTranslations()
    read = read_po(io.BytesIO(files("portfolio").joinpath("translations", code, "documents.po").read_bytes()), code)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return Translations(compiled, domain="documents")


@lru_cache(maxsize=len(LANGUAGES))
def known(code: str) -> frozenset[str]:
    """The English sentences that a catalogue has, those that are the same in both languages included."""
    read = read_po(io.BytesIO(files("portfolio").joinpath("translations", code, "documents.po").read_bytes()), code)
    return frozenset(str(message.id[0] if isinstance(message.id, tuple) else message.id) for message in read)


@lru_cache(maxsize=len(LANGUAGES))
def names(code: str) -> dict[tuple[str, str], str]:
    """What shipped objectives and frameworks are called, by kind and English title: a changed title has no other."""
    if code == "en":
        return {}
    return {(row["kind"], row["english"]): row["title"] for row in reference.read(f"names_{code}").rows}
