"""What one heading means by itself: which field, by which rule, and the currency and unit it states; pure text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from imports.fields import FIELD_BY_NAME, HXL_TAGS, Parse, aliases, elsewhere, perhaps_implementers, perhaps_places
from portfolio.core.money import MINOR_DIGITS
from portfolio.core.text import clean, fold


class Rule(StrEnum):
    """How the meaning was found."""

    EXACT = "exact"
    TAG = "tag"
    UNIT = "unit"
    PARTS = "parts"
    PERHAPS = "perhaps"
    PERCENT = "percent"
    ELSEWHERE = "elsewhere"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A heading's field (None: none that is sure), the rule, a score of 0 to 100, and what else the heading states.

    `currency` is an ISO code, `scale` what the amounts are to be multiplied by, `number` the figure at its end.
    """

    field: str | None
    rule: Rule
    score: int
    currency: str | None = None
    scale: int = 1
    number: int | None = None


NOTHING = Meaning(None, Rule.NONE, 0)

#: Headings that are ours only where no better column is: they name many things.
_WEAK = frozenset(
    ["id", "name", "ref", "reference", "activity", "action", "from", "to", "until", "web", "site", "link", "links",
    "cost", "montant", "importe", "importo", "monto", "kosten", "kwota", "state", "stage", "identifier", "coste",
    "costo", "cout", "nazwa", "nazev", "operation", "operacion", "initiative", "bezeichnung", "denominacion",
    "designacao", "denominazione", "name", "libelle", "state", "stato", "estado", "stan", "kod", "codigo", "codice",
    "full", "name", "short", "name", "participants", "partner", "partners", "evidence", "rationale", "scope",
    "overview", "inhalt", "prezentation", "presentation", "actie"]
)  # fmt: skip
_FILLERS = frozenset(
    ["the", "of", "for", "in", "a", "an", "and", "this", "project", "projects", "projet", "projekt", "projekts",
    "projektes", "proyecto", "projeto", "projecto", "progetto", "operation", "operations", "activity", "action",
    "programme", "initiative", "du", "de", "des", "der", "die", "das", "del", "della", "del", "do", "da", "dello",
    "le", "la", "les", "el", "los", "las", "of", "s", "d", "l", "per", "pro", "zum", "vorhabens", "overall",
    "expressed", "amount", "if", "known", "optional", "required", "please", "list", "field", "mandatory", "dd", "mm",
    "yyyy", "yy", "ddmmyyyy", "yyyymmdd", "iso", "date", "dates", "separated", "by", "semicolon", "semicolons"]
)  # fmt: skip
_SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₴": "UAH", "₽": "RUB", "₺": "TRY", "₹": "INR", "zł": "PLN", "Kč": "CZK"}
_CURRENCY_WORDS = {"euro": "EUR", "euros": "EUR", "eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF", "meur": "EUR",
                   "keur": "EUR", "teur": "EUR", "musd": "USD", "eure": "EUR"}  # fmt: skip
_SCALES = {
    "m": 10**6, "mn": 10**6, "mio": 10**6, "mln": 10**6, "million": 10**6, "millions": 10**6, "millionen": 10**6,
    "millones": 10**6, "milhoes": 10**6, "milioni": 10**6, "miljoen": 10**6, "meur": 10**6, "musd": 10**6,
    "k": 10**3, "tsd": 10**3, "thousand": 10**3, "thousands": 10**3, "000": 10**3, "000s": 10**3, "keur": 10**3,
    "teur": 10**3, "tausend": 10**3, "milliers": 10**3, "miles": 10**3, "milhares": 10**3, "migliaia": 10**3,
    "bn": 10**9, "mrd": 10**9, "billion": 10**9, "billions": 10**9, "milliarden": 10**9, "milliards": 10**9,
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SIGN_SCALE = re.compile(r"([€£$¥])\s*(k|m|mn|bn)\b|\b(k|m)\s*([€£$¥])", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[/|\n;()\[\]–—:]|\s-|-\s)\s*")
_PERCENT = frozenset(
    ["percent", "percentage", "prozent", "pourcentage", "porcentaje", "percentagem", "percentuale", "procent",
    "rate", "satz"]
)  # fmt: skip
_LONGEST = 300


@lru_cache(maxsize=8192)
def meaning(heading: str) -> Meaning:
    """What `heading` means by itself; never raises. Headings beyond 300 characters mean nothing."""
    text = clean(heading[: _LONGEST + 1])
    if not text or len(text) > _LONGEST:
        return NOTHING
    if text.startswith("#"):
        return _of_tag(text)
    if " " not in text and not text.isupper():
        text = _CAMEL.sub(" ", text)
    found = _whole(text)
    if found.rule is not Rule.NONE:
        return found
    return _of_parts([part for part in _BETWEEN.split(text) if part], bracketed="(" in text or "[" in text)


def _of_tag(text: str) -> Meaning:
    tag = "".join(text.lower().split())
    # Attributes of two letters are languages, and the first of the others carries the meaning.
    parts = [part for part in tag.split("+") if len(part) != 2]
    name = HXL_TAGS.get(tag) or HXL_TAGS.get("+".join(parts[:2]))
    return Meaning(name, Rule.TAG, 96) if name else NOTHING


def _whole(text: str) -> Meaning:
    """The meaning of a heading that is one phrase, perhaps with a unit, a number or words that say nothing."""
    folded = fold(text)
    found = _listed(folded)
    if found is not None:
        if found.field is not None and FIELD_BY_NAME[found.field].parse is Parse.MONEY:
            currency, scale, _ = _unit(text)  # folding took the sign of “Budget €” away
            return Meaning(found.field, found.rule, found.score, currency, scale)
        return found
    if "%" in folded or not _PERCENT.isdisjoint(folded.split()):
        return Meaning(None, Rule.PERCENT, 0)
    currency, scale, rest = _unit(text)
    if rest != folded:
        found = _listed(rest) or _listed(_without_fillers(rest))
        if found is not None and found.field is not None:
            if FIELD_BY_NAME[found.field].parse is Parse.MONEY:
                return Meaning(found.field, Rule.UNIT, min(found.score, 94), currency, scale)
        elif found is not None:
            return found
    words = folded.split()
    if len(words) > 1 and words[-1].isdigit() and len(words[-1]) < 3:
        found = _listed(" ".join(words[:-1]))
        if found is not None and found.field is not None and FIELD_BY_NAME[found.field].multiple:
            return Meaning(found.field, Rule.UNIT, 94, number=int(words[-1]))
    found = _listed(_without_fillers(folded))
    if found is not None:
        return Meaning(found.field, Rule.UNIT if found.rule is Rule.EXACT else found.rule, min(found.score, 93))
    return NOTHING


def _listed(folded: str) -> Meaning | None:
    if not folded:
        return None
    name = aliases().get(folded)
    if name is not None:
        if folded in _WEAK:
            return Meaning(name, Rule.EXACT, 90)
        field = FIELD_BY_NAME[name]
        return Meaning(name, Rule.EXACT, 100 if folded in (fold(field.label), fold(name)) else 98)
    if folded in perhaps_places():
        return Meaning("places", Rule.PERHAPS, 60)
    if folded in perhaps_implementers():
        return Meaning("implementers", Rule.PERHAPS, 60)
    return Meaning(None, Rule.ELSEWHERE, 0) if folded in elsewhere() else None


def _without_fillers(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in _FILLERS)


def _unit(text: str) -> tuple[str | None, int, str]:
    """Currency, scale, and the folded heading without the words that say them."""
    currency, scale = None, 1
    found = _SIGN_SCALE.search(text)
    if found:
        currency = _SIGNS.get(found[1] or found[4])
        scale = _SCALES[(found[2] or found[3]).lower()]
        text = text.replace(found[0], " ")
    for sign, code in _SIGNS.items():
        if sign in text:
            currency, text = code, text.replace(sign, " ")
    if "US$" in text:
        currency, text = "USD", text.replace("US$", " ")
    text = text.replace("$", " ")
    capitals = {word.casefold(): word for word in re.findall(r"\b[A-Z]{3}\b", text) if word in MINOR_DIGITS}
    kept = []
    for word in fold(text).replace("'", " ").split():
        if word in _CURRENCY_WORDS or word in capitals:
            currency = _CURRENCY_WORDS.get(word) or capitals[word]
            scale = _SCALES.get(word, scale)
        elif word in _SCALES:
            scale = _SCALES[word]
        elif word not in ("in", "en", "em", "w", "v"):
            kept.append(word)
    return currency, scale, " ".join(kept)


def _of_parts(parts: list[str], *, bracketed: bool) -> Meaning:
    """The meaning of a heading of several phrases, often one heading in two languages."""
    if len(parts) < 2:
        return NOTHING
    found = [_whole(part) for part in parts]
    if any(one.rule in (Rule.ELSEWHERE, Rule.PERCENT) for one in found):
        return next(one for one in found if one.rule in (Rule.ELSEWHERE, Rule.PERCENT))
    sure = [one for one in found if one.field is not None and one.rule is not Rule.PERHAPS]
    names = {one.field for one in sure}
    if len(names) == 1:
        unknown = any(one.rule is Rule.NONE and not _says_nothing(part) for one, part in zip(found, parts, strict=True))
        score = (90 if bracketed else 86) if unknown else 95
        currency = next((one.currency for one in sure if one.currency), None) or _currency_of(parts)
        scale = next((one.scale for one in sure if one.scale != 1), 1)
        return Meaning(sure[0].field, Rule.PARTS, min(score, *(one.score for one in sure)), currency, scale)
    if len(names) > 1:
        return NOTHING
    return next((one for one in found if one.rule is Rule.PERHAPS), NOTHING)


def _says_nothing(part: str) -> bool:
    return not _without_fillers(_unit(part)[2])


def _currency_of(parts: list[str]) -> str | None:
    return next((currency for part in parts if (currency := _unit(part)[0])), None)


@dataclass(frozen=True, slots=True)
class Headings:
    """What finding a table needs to know of a kind of record: what a heading means, and which fields tell rows apart.

    A row that holds nothing but one of the `titles` may be a record; `identity` are the fields that name one.
    """

    meaning: Callable[[str], Meaning]
    identity: frozenset[str]
    titles: frozenset[str]


#: The headings of a project list.
OF_PROJECTS = Headings(meaning, frozenset({"title", "code"}), frozenset({"title"}))
