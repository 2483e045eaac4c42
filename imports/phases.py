"""Marks that tell a project from its successor: "II", "Phase 2", "+", "-e", "2.0", a year. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_ORDINAL = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "première": 1, "premiere": 1, "deuxième": 2, "deuxieme": 2, "seconde": 2, "troisième": 3, "troisieme": 3,
    "erste": 1, "zweite": 2, "dritte": 3, "primera": 1, "segunda": 2, "tercera": 3,
}  # fmt: skip
_STAGE = r"(?:phase|stage|part|round|edition|lot|fase|faza|partie|étape|etape|edición|édition)"
_STAGE_NUMBER = re.compile(rf"\b{_STAGE}\W{{0,3}}(\w+)", re.IGNORECASE)
_NUMBER_STAGE = re.compile(rf"\b(\w+)\.?\s+{_STAGE}\b", re.IGNORECASE)
_PLUS = re.compile(r"(?<=\w)\s?\+(?!\w)|\bplus\b", re.IGNORECASE)
# An acronym with a lone letter behind a hyphen, GLACY-e; "e-evidence" is none.
_LETTER = re.compile(r"\b\w*[A-Z]\w*[A-Z]\w*-([a-z])\b(?!-)")
_ROMAN_WORD = re.compile(r"(?<![\w.])(?:I{1,3}|IV|VI{0,3}|IX|X)(?![\w.])")
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20\d\d|21[0-4]\d)(?!\d)")
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d)?(?![\d%])\b|(?<=[A-Za-z])\d{1,2}\b")
_WORDS = re.compile(
    r"\b(extended|extension|enhanced|enhancing|successor|continuation|continued|follow[- ]?up|suite|bis|renewed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phase:
    """Marks of a title: numbers and signs that set projects apart, years, and words that merely hint ("extended")."""

    marks: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __or__(self, other: Phase) -> Phase:
        return Phase(self.marks | other.marks, self.years | other.years, self.words | other.words)

    def agrees(self, other: Phase) -> bool:
        """Whether both may be one phase: equal marks (the first phase is often not said), no different years."""
        if self.marks - {"1"} != other.marks - {"1"}:
            return False
        return not (self.years and other.years and self.years != other.years)


@lru_cache(maxsize=65_536)
def phase_of(text: str) -> Phase:
    """The marks in a title or an acronym, as people wrote it (letter case counts)."""
    if not text:
        return Phase()
    marks: set[str] = set()
    for word in _STAGE_NUMBER.findall(text) + _NUMBER_STAGE.findall(text):
        if number := _numeral(word):
            marks.add(number)
    if _PLUS.search(text):
        marks.add("+")
    marks.update(_LETTER.findall(text))
    marks.update(str(_ROMAN[word.lower()]) for word in _ROMAN_WORD.findall(text))
    without_years = _YEAR.sub(" ", text)
    marks.update(number for found in _NUMBER.findall(without_years) if (number := _numeral(found)))
    words = {re.sub(r"[- ]", "", word.lower()) for word in _WORDS.findall(text)}
    return Phase(frozenset(marks), frozenset(_YEAR.findall(text)), frozenset(words))


def _numeral(word: str) -> str:
    """A numeral as plain digits: "II", "second", "2.0" -> "2"; empty for other words."""
    word = word.lower()
    if word in _ROMAN:
        return str(_ROMAN[word])
    if word in _ORDINAL:
        return str(_ORDINAL[word])
    number = re.fullmatch(r"0*(\d{1,3})(?:\.0|st|nd|rd|th|er|e|è?me|ème)?", word)
    if number:
        return number[1]
    return word if re.fullmatch(r"\d{1,3}\.\d", word) else ""
