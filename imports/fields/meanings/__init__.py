"""What one heading means by itself: which field, by which rule, and the currency and unit it states; pure text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType

from imports.fields import FIELD_BY_NAME, Parse
from imports.fields.headings import ELSEWHERE, PERHAPS, whole
from imports.fields.meanings.concepts import Conclusion, Verdict, conclude
from imports.fields.meanings.lexicon import MOST_WORDS, concepts_of, readings, says_nothing, spelled_out
from imports.fields.meanings.units import unit_of
from portfolio import reference
from portfolio.core.text import clean, fold

__all__ = ["CLOSED", "NOTHING", "OF_PROJECTS", "Headings", "Meaning", "Rule", "likely", "meaning"]


class Rule(StrEnum):
    """How the meaning was found."""

    EXACT = "exact"
    TAG = "tag"
    UNIT = "unit"
    WORDS = "words"
    PARTS = "parts"
    PERHAPS = "perhaps"
    PERIOD = "period"
    PERCENT = "percent"
    ABROAD = "abroad"
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


#: Rules by which a heading is none of ours, however its cells look.
CLOSED = frozenset({Rule.PERCENT, Rule.ABROAD, Rule.ELSEWHERE})
NOTHING = Meaning(None, Rule.NONE, 0)

#: Headings that are ours only where no better column is: they name many things.
_WEAK = frozenset(
    ["id", "name", "ref", "reference", "activity", "action", "from", "to", "until", "web", "site", "link", "links",
    "cost", "montant", "importe", "importo", "monto", "kosten", "kwota", "state", "stage", "identifier", "coste",
    "costo", "cout", "nazwa", "nazev", "operation", "operacion", "initiative", "bezeichnung", "denominacion",
    "designacao", "denominazione", "libelle", "stato", "estado", "stan", "kod", "codigo", "codice",
    "full name", "short name", "participants", "partner", "partners", "evidence", "rationale", "scope",
    "overview", "inhalt", "prezentation", "presentation", "actie", "output title", "output name",
    "programme component", "program component", "project component", "programme project component",
    "programme project", "project programme",
    "programme composante", "projet composante", "programm komponente", "projekt komponente", "programa componente",
    "proyecto componente", "programma componente", "progetto componente", "projeto componente", "projecto componente",
    "programma component", "program komponent", "projekt komponent", "program komponenta", "client", "kunde", "cliente",
    "usd commitment", "eur commitment"]
)  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}[a-z]?[.):](?!\d)|\(\d{1,2}\)|[a-hA-H][.)](?=\s))\s*")
#: “Begünstigte/r”, “Projet(s)”, “Land/Länder” is not one: what is cut off are endings.
_ENDINGS = re.compile(r"(?<=\w)(?:/-?(?:in|innen|n|en|s|e|a|os|as)\b|\((?:-?[a-z]{1,2}|-?innen)\)(?!\w))")
#: “Begünstigte/r” is “Begünstigter”.
_EITHER = re.compile(r"(?<=e)/-?r\b")
_BROKEN = re.compile(r"(?<=[^\W\d_])-[ \n]*(?=[^\W\d_A-Z])")
_BETWEEN = re.compile(
    r"\s*(?:[/|\n;()\[\]–—:]|\s-|-\s(?!(?:und|u|oder|et|ou|and|or|en|of|och|og|i|y|e|o|a|ja|tai|in|ir)\b))\s*"
)
_PERCENT = frozenset(
    ["percent", "percentage", "prozent", "pourcentage", "porcentaje", "percentagem", "percentuale", "procent",
    "rate", "satz"]
)  # fmt: skip
_LONGEST = 300


@lru_cache(maxsize=8192)
def meaning(heading: str) -> Meaning:
    """What `heading` means by itself; never raises. Headings beyond 300 characters mean nothing."""
    text = _plain(heading)
    if not text:
        return NOTHING
    if text.startswith("#"):
        return _of_tag(text)
    for written in dict.fromkeys((_BROKEN.sub("", text), text)):
        found = _of_text(written)
        if found.rule is not Rule.NONE:
            return found
    return _side_by_side(fold(text).split())


def _of_text(text: str) -> Meaning:
    """The meaning of the whole, or of its parts where the whole says nothing or the parts say the same."""
    parts = [part for part in _BETWEEN.split(text) if part]
    found = _of_whole(text)
    if len(parts) > 1 and (found is None or found.rule is not Rule.EXACT):
        found = _from_to(parts) or found or _alike(parts)
    if found is None and "(" in text and [_of_one(part).field for part in parts] == ["title", "acronym"]:
        return Meaning("title", Rule.PARTS, 90)  # “Project name (acronym)”
    if found is None:
        found = _of_one(text)
    return _of_parts(parts, bracketed="(" in text or "[" in text) if found.rule is Rule.NONE else found


def _side_by_side(words: list[str]) -> Meaning:
    """The meaning of one heading in two languages with nothing between them: both halves say the same."""
    if not 2 <= len(words) <= MOST_WORDS or not all(concepts_of(word) or len(word) == 1 for word in words):
        return NOTHING
    for cut in range(1, len(words)):
        left, right = _of_one(" ".join(words[:cut])), _of_one(" ".join(words[cut:]))
        if left.field is not None and left.field == right.field:
            rule = Rule.PERHAPS if Rule.PERHAPS in (left.rule, right.rule) else Rule.PARTS
            return Meaning(left.field, rule, max(left.score, right.score) if rule is Rule.PERHAPS else 88)
    return NOTHING


@lru_cache(maxsize=2048)
def likely(heading: str) -> Meaning:
    """What a heading may mean of which some words are not known: never a score at which a column is taken.

    A country that the project does not work in is told all the same: another word seldom makes it one of ours.
    """
    for text in (part for part in (_plain(heading), *_BETWEEN.split(_plain(heading))) if part):
        for reading in readings(unit_of(text)[2]):
            found = conclude(reading.concepts)
            if found is not None and found.verdict is Verdict.ABROAD:
                return Meaning(None, Rule.ABROAD, 0)
            if reading.unknown and found is not None and found.field is not None:
                score = round(min(found.score, 80) * reading.known / (reading.known + reading.unknown))
                if score >= _LIKELY:
                    return Meaning(found.field, Rule.WORDS, score)
    return NOTHING


_LIKELY = 40


def _plain(heading: str) -> str:
    """The heading without numbering, endings in brackets and capitals inside words; empty where it is too long."""
    text = clean(heading[: _LONGEST + 1])
    if len(text) > _LONGEST:
        return ""
    if " " not in text and not text.isupper():
        text = _CAMEL.sub(" ", text)
    text = spelled_out(_NUMBERING.sub("", text) or text)
    return _ENDINGS.sub("", _EITHER.sub("r", text))


@cache
def _tags() -> Mapping[str, str]:
    """HXL hashtag with its attributes -> field."""
    return MappingProxyType({row["tag"]: row["field"] for row in reference.read("hxl", "imports.fields").rows})


def _of_tag(text: str) -> Meaning:
    tag = "".join(text.lower().split())
    # Attributes of two letters are languages, and the first of the others carries the meaning.
    parts = [part for part in tag.split("+") if len(part) != 2]
    name = _tags().get(tag) or _tags().get("+".join(parts[:2]))
    return Meaning(name, Rule.TAG, 96) if name else NOTHING


def _of_one(text: str) -> Meaning:
    """The meaning of one phrase: as it is listed, else word by word."""
    return _of_whole(text) or _in_words(text)


def _of_whole(text: str) -> Meaning | None:
    """The meaning of a listed heading, perhaps with a unit, a number or words that say nothing."""
    folded = fold(text)
    currency, scale, rest = unit_of(text)
    found = _listed(folded)
    if found is not None:
        return _in_unit(found, currency, scale)  # folding took the sign of “Budget €” away
    if "%" in folded or not _PERCENT.isdisjoint(folded.split()):
        return Meaning(None, Rule.PERCENT, 0)
    stripped = _without_fillers(rest)
    found = _listed(rest) or _listed(stripped)
    if found is not None:
        if found.field is None or _is_money(found.field):
            return _in_unit(found, currency, scale, Rule.UNIT, 94)
        if rest == folded or (currency is None and scale == 1):
            return Meaning(found.field, _lower(found.rule), min(found.score, 93))
    words = folded.split()
    if len(words) > 1 and words[-1].isdigit() and len(words[-1]) < 3:
        found = _listed(" ".join(words[:-1]))
        if found is not None and found.field is not None and FIELD_BY_NAME[found.field].multiple:
            return Meaning(found.field, Rule.UNIT, 94, number=int(words[-1]))
    return None


def _lower(rule: Rule) -> Rule:
    return Rule.UNIT if rule is Rule.EXACT else rule


def _is_money(field: str) -> bool:
    return FIELD_BY_NAME[field].parse is Parse.MONEY


def _in_unit(found: Meaning, currency: str | None, scale: int, rule: Rule | None = None, most: int = 100) -> Meaning:
    """The meaning with the unit of its amounts, if it is one of amounts."""
    if found.field is None:
        return found
    if not _is_money(found.field):
        currency, scale = None, 1
    return Meaning(found.field, rule or found.rule, min(found.score, most), currency, scale)


def _listed(folded: str) -> Meaning | None:
    if not folded:
        return None
    name = whole().get(folded)
    if name is None:
        return None
    if name == ELSEWHERE:
        return Meaning(None, Rule.ELSEWHERE, 0)
    if name in PERHAPS:
        return Meaning(PERHAPS[name], Rule.PERHAPS, 60)
    if folded in _WEAK:
        return Meaning(name, Rule.EXACT, 90)
    field = FIELD_BY_NAME[name]
    return Meaning(name, Rule.EXACT, 100 if folded in (fold(field.label), fold(name)) else 98)


def _without_fillers(folded: str) -> str:
    return " ".join(word for word in folded.split() if not says_nothing(word))


def _in_words(text: str) -> Meaning:
    """The meaning that all words together have in one language, where that language knows every one of them."""
    currency, scale, rest = unit_of(text)
    found = _concluded(rest) or _concluded(fold(text))
    if found is None:
        return NOTHING
    if found.verdict is Verdict.PERCENT:
        return Meaning(None, Rule.PERCENT, 0)
    if found.verdict is Verdict.ABROAD:
        return Meaning(None, Rule.ABROAD, 0)
    if found.verdict is Verdict.PERIOD:
        return Meaning(None, Rule.PERIOD, 0)
    if found.verdict is Verdict.ELSEWHERE or found.field is None:
        return Meaning(None, Rule.ELSEWHERE, 0)
    rule = Rule.WORDS if found.verdict is Verdict.FIELD else Rule.PERHAPS
    return _in_unit(Meaning(found.field, rule, found.score), currency, scale)


def _concluded(folded: str) -> Conclusion | None:
    """What the languages that know every word agree on; None where one of them means another field."""
    found = [conclude(reading.concepts) for reading in readings(folded) if not reading.unknown]
    sure = [one for one in found if one is not None]
    if len({one.field for one in sure}) != 1:
        return None
    return min(sure, key=lambda one: one.score)


def _alike(parts: list[str]) -> Meaning | None:
    """The meaning of parts that all mean the same, most often a heading in two languages."""
    found = [_of_one(part) for part in parts if not _says_nothing(part)]
    names = {one.field for one in found}
    if len(found) < 2 or len(names) > 1 or None in names:
        return None
    sure = [one for one in found if one.rule is not Rule.PERHAPS]
    return _together(sure, parts, 95) if sure else max(found, key=lambda one: one.score)


def _from_to(parts: list[str]) -> Meaning | None:
    """A start and its end in one column: “Start / End”, “von - bis”."""
    fields = [_of_one(part).field for part in parts]
    return Meaning(None, Rule.PERIOD, 0) if fields in _FROM_TO else None


_FROM_TO = (["start", "end"], ["planned_start", "planned_end"], ["actual_start", "actual_end"])


def _of_parts(parts: list[str], *, bracketed: bool) -> Meaning:
    """The meaning of a heading of several phrases of which some say nothing that is known."""
    if len(parts) < 2:
        return NOTHING
    found = [_of_one(part) for part in parts]
    closed = next((one for one in found if one.rule in CLOSED), None)
    if closed is not None:
        return closed
    sure = [one for one in found if one.field is not None and one.rule is not Rule.PERHAPS]
    names = {one.field for one in sure}
    if len(names) == 1:
        unknown = any(one.rule is Rule.NONE and not _says_nothing(part) for one, part in zip(found, parts, strict=True))
        return _together(sure, parts, (90 if bracketed else 86) if unknown else 95)
    if len(names) > 1:
        return NOTHING
    period = next((one for one in found if one.rule is Rule.PERIOD), NOTHING)
    return max((one for one in found if one.rule is Rule.PERHAPS), key=lambda one: one.score, default=period)


def _together(found: list[Meaning], parts: list[str], most: int) -> Meaning:
    currency = next((one.currency for one in found if one.currency), None) or _currency_of(parts)
    scale = next((one.scale for one in found if one.scale != 1), 1)
    return Meaning(found[0].field, Rule.PARTS, min(most, max(one.score for one in found)), currency, scale)


def _says_nothing(part: str) -> bool:
    return not _without_fillers(unit_of(part)[2])


def _currency_of(parts: list[str]) -> str | None:
    return next((currency for part in parts if (currency := unit_of(part)[0])), None)


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
