"""Cells that name objectives -> framework, number, significance and share; close words are asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from imports.normalise.flaws import BLANK, Cell, Flaw
from imports.normalise.lists import KnownParts, at_commas, peel, separate, total
from imports.normalise.vocabulary import Vocabulary
from portfolio.core.terms import Significance
from portfolio.core.text import fold

SIGNIFICANCE_WORDS = {
    "principal": "principal", "main": "principal", "primary": "principal", "prioritaire": "principal",
    "hauptziel": "principal",
    "2": "principal", "p": "principal", "principale": "principal",
    "significant": "significant", "secondary": "significant", "1": "significant", "s": "significant",
    "minor": "significant",
    "significatif": "significant", "secondaire": "significant", "signifikant": "significant",
    "nebenziel": "significant",
}  # fmt: skip
_PREFIX = re.compile(
    r"^(?:cyber[\s-]?diplomacy\s+)?(?:objectives?|obj|goals?|ziele?|objectifs?|objetivos?|obiettiv[io]|objectivos?|doelstelling(?:en)?"
    r"|cel|cíl|mål|tavoite|obiectiv(?:ul)?|cél|цел[ьи]?|so|o|no|nr|n°|№|#)\.?\s*(?:no\.?|nr\.?)?\s*(?=\d)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,3})(?:\s*[.):–-]\s*|\s+)(\D.*)", re.DOTALL)
_RANGE = re.compile(r"(\d{1,3})\s*(?:[-–—.]|to|bis)\s*(\d{1,3})")
_FRAMEWORK = re.compile(r"^(.*\D)\s*[:#]?\s*(\d{1,3})$", re.DOTALL)
_JOINTS = re.compile(
    r"(?:\s*,)?\s+(?:and|et|und|y|e|i|en|og|och|ja|a|oraz|ir|un|și|si|és|и|та|ve)\s+|\s*[,/+&]\s*", re.IGNORECASE
)
_SPACED = re.compile(r"\d{1,3}(?:\s+\d{1,3})+")
_PROPOSED = 70
#: What “6-8” may mean: every number from one to the other, or the two; or a decimal number, and so none.
RANGE, BOTH, NEITHER = "range", "both", "neither"
PAIR = re.compile(r"\s*(\d{1,3}),(\d{1,2})\s*")
_DECIMAL = re.compile(r"\s*\d{1,3}\.\d+\s*")
_WEIGHT = {level.value: level.number for level in Significance}

#: An objective of a cell: framework, number, significance code or None, share as percent text or None.
Served = tuple[str, int, str | None, str | None]


def pairs_are_lists(cells: Iterable[object], vocabulary: Vocabulary) -> bool:
    """Whether “1,2” names two objectives in a column: others name some in a clearer way, and none is a decimal."""
    clear = False
    for cell in cells:
        if isinstance(cell, float) and cell != cell // 1:
            return False
        if isinstance(cell, str):
            if _DECIMAL.fullmatch(cell):
                return False
            clear = clear or (not PAIR.fullmatch(cell) and vocabulary.is_objective(cell))
        else:
            clear = clear or (isinstance(cell, int | float) and not isinstance(cell, bool))
    return clear


class ObjectiveReader:
    """Reads the cells of one column of objectives. `ranges` is what a person said that “6-8” means in it, if any.

    `pairs` says whether “1,2” alone in a cell names two objectives; where it does not, it is asked about as “6-8” is.
    """

    def __init__(self, vocabulary: Vocabulary, ranges: str | None = None, *, pairs: bool = True) -> None:
        self.vocabulary = vocabulary
        self.ranges = ranges
        self.pairs = pairs
        self.own = vocabulary.numbers.get(vocabulary.framework, frozenset())
        self.frameworks = {fold(name): name for name in vocabulary.numbers}
        self.taught = vocabulary.taught.get("objective", {})
        self._met: KnownParts[Served] = KnownParts()

    def known(self, text: str) -> Cell | None:
        """What `read` gives for a cell, as it stands in the file, of parts that were met; None for any other."""
        found = self._met.of(text)
        return None if found is None else _cell(found, [], text)

    def read(self, value: object) -> Cell:
        """The objectives of a cell as a tuple of `Served`, each once, or BLANK when none can be taken."""
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            return Cell(BLANK, (Flaw("unknown-objective"),))
        if not isinstance(value, str):
            if value != value or value in (float("inf"), float("-inf")) or value != int(value):
                # A spreadsheet makes the number 6.8 of “6,8”.
                return Cell(BLANK, (Flaw("objective-range"),))
            value = str(int(value))
        elif not self.pairs and PAIR.fullmatch(value) and self.ranges not in (RANGE, BOTH):
            return Cell(BLANK, (Flaw("unknown-objective" if self.ranges == NEITHER else "objective-range", value),))
        found: list[Served] = []
        flaws: list[Flaw] = []
        for part in separate(value):
            met = self._met.get(part)
            if met is None:
                met = []
                before = len(flaws)
                self._part(part, met, flaws)
                if len(flaws) == before:
                    self._met[part] = met
            found += met
        return _cell(found, flaws, value)

    def _part(self, part: str, found: list[Served], flaws: list[Flaw]) -> None:
        level, part = _level_before(part)
        explained = self._explained(part, level) if self.ranges in (RANGE, BOTH) else ()
        if explained:
            for each in explained:
                (flaws if isinstance(each, Flaw) else found).append(each)  # type: ignore[arg-type]
            return
        one = self._one(part, level)
        if isinstance(one, Flaw):
            # Titles contain commas and “and”: only pieces that all name an objective are pieces, or all are numbers.
            joined = (
                part.split() if _SPACED.fullmatch(part) else [piece for piece in _JOINTS.split(part) if piece.strip()]
            )
            if all(piece.strip().isdecimal() for piece in joined):
                options = [joined]  # “1, 6 and 8”: a comma and “and” in one list of numbers
            else:
                options = [at_commas(part), [piece for piece in joined if piece.strip()]]
            for pieces in options:
                inner = [self._one(piece, level) for piece in pieces]
                if len(pieces) > 1 and (
                    not any(isinstance(two, Flaw) for two in inner) or all(two.strip()[:1].isdigit() for two in pieces)
                ):
                    for two in inner:
                        (flaws if isinstance(two, Flaw) else found).append(two)  # type: ignore[arg-type]
                    return
            flaws.append(one)
            return
        found.append(one)

    def _explained(self, part: str, level: str | None) -> list[Served | Flaw]:
        """The objectives of “6-8” as a person said it is meant; none where the part is no range."""
        item = peel(part, SIGNIFICANCE_WORDS)
        ends = _RANGE.fullmatch(_PREFIX.sub("", item.name).strip(" .*†"))
        if ends is None or item.share or item.odd_share:
            return []
        first, last = int(ends[1]), int(ends[2])
        numbers = range(first, last + 1) if self.ranges == RANGE else (first, last)
        if not 1 < len(numbers) <= max(self.own, default=0):
            return []
        level = SIGNIFICANCE_WORDS[item.word] if item.word else level
        return [self._numbered(number, level, None, part) for number in numbers]

    def _one(self, text: str, level: str | None) -> Served | Flaw:
        # Before anything is peeled off, or the number of “framework: 3” would pass for a share.
        if framed := self._framed(text):
            return (*framed, level, None)
        item = peel(text, SIGNIFICANCE_WORDS)
        level = SIGNIFICANCE_WORDS[item.word] if item.word else level
        if item.odd_share:
            return Flaw("unreadable-share", text)
        if framed := self._framed(item.name):
            return (*framed, level, item.share)
        name = _PREFIX.sub("", item.name).strip(" .*†")
        known = self.taught.get(fold(item.name)) or self.taught.get(fold(name))
        if known is not None:
            framework, _, number = known.rpartition(":")
            return (framework or self.vocabulary.framework, int(number), level, item.share)
        if name.isdecimal() and len(name) < 4:
            return self._numbered(int(name), level, item.share, text)
        if _RANGE.fullmatch(name):
            return Flaw("unknown-objective" if self.ranges == NEITHER else "objective-range", text)
        titled = self.vocabulary.objective_titles.get(fold(name))
        if titled is not None:
            return (*titled, level, item.share)
        found = _NUMBERED.fullmatch(name)
        if found and self._agrees(int(found[1]), found[2]):
            return self._numbered(int(found[1]), level, item.share, text)
        if found and int(found[1]) in self.own:
            return self._differing(int(found[1]), found[2], text)
        return self._words(name, text)

    def _framed(self, text: str) -> tuple[str, int] | None:
        """The framework and number of “GFCE themes 3”, where there is such an objective."""
        found = _FRAMEWORK.fullmatch(text.strip())
        listed = self.frameworks.get(fold(found[1])) if found else None
        if found is None or listed is None or int(found[2]) not in self.vocabulary.numbers[listed]:
            return None
        return listed, int(found[2])

    def _numbered(self, number: int, level: str | None, share: str | None, text: str) -> Served | Flaw:
        if number in self.own:
            return (self.vocabulary.framework, number, level, share)
        return Flaw("unknown-objective", text)

    def _agrees(self, number: int, words: str) -> bool:
        """Whether the words behind a number are that objective's own: “6. Cybercrime …” may be of another list."""
        folded = fold(words)
        titles = [
            one
            for one in self.vocabulary.objectives
            if one.framework == self.vocabulary.framework and one.number == number
        ]
        return any(fuzz.token_set_ratio(folded, fold(text)) >= 85 for one in titles for text in (one.title, *one.names))

    def _differing(self, number: int, words: str, text: str) -> Flaw:
        """A number with the words of another objective: either may be meant. Words of none are of another list."""
        flaw = self._words(words, text)
        if flaw.code != "objective-in-words":
            return flaw
        others = [one for one in flaw.nearest if one != str(number)]
        return Flaw("objective-differs", text, {"near": number}, (str(number), *others))

    def _words(self, name: str, text: str) -> Flaw:
        titles = self.vocabulary.objective_titles
        alike = process.extract(
            fold(name)[:300], list(titles), scorer=fuzz.token_set_ratio, score_cutoff=_PROPOSED, limit=3
        )
        numbers = list(
            dict.fromkeys(titles[title][1] for title, _, _ in alike if titles[title][0] == self.vocabulary.framework)
        )
        if len(fold(name)) < 4 or not numbers:
            return Flaw("unknown-objective", text)
        return Flaw("objective-in-words", text, {"near": numbers[0]}, tuple(map(str, numbers)))


def _level_before(part: str) -> tuple[str | None, str]:
    """“principal: 6, 8” -> the significance before the colon, and the rest."""
    word, colon, rest = part.partition(":")
    level = SIGNIFICANCE_WORDS.get(fold(word)) if colon and not word.strip().isdigit() else None
    return (level, rest.strip()) if level else (None, part)


def _cell(found: Sequence[Served], flaws: list[Flaw], text: str) -> Cell:
    return Cell(merge(found, flaws, text) or BLANK, tuple(flaws))


def merge(found: Sequence[Served], flaws: list[Flaw], text: str) -> tuple[Served, ...]:
    """Each objective once, with its highest significance, in order; adds what is odd to `flaws`."""
    if len(found) == 1:
        return tuple(found)
    if len({one[:2] for one in found}) == len(found):
        kept = list(found)
    else:
        kept = _strongest(found, flaws)
    shares = [share for *_, share in kept if share]
    if shares and total(shares) > 100:
        flaws.append(Flaw("shares-over-100", text, {"sum": f"{total(shares).normalize():f}"}))
    return tuple(sorted(kept))  # framework and number stand first and differ, so nothing else is compared


def _strongest(found: Sequence[Served], flaws: list[Flaw]) -> list[Served]:
    """Of each objective the one with the highest significance."""
    kept: dict[tuple[str, int], Served] = {}
    for one in found:
        other = kept.get(one[:2])
        if other is None:
            kept[one[:2]] = one
        elif other != one:
            kept[one[:2]] = max(other, one, key=lambda served: _WEIGHT.get(served[2] or "", 0))
            words = {"kept": kept[one[:2]][2] or "first"}
            flaws.append(Flaw("named-twice", f"Objective {one[1]}", words))
    return list(kept.values())


class ObjectiveLinks:
    """Makes the links of the project value; equal objectives share one, which nobody may change."""

    def __init__(self) -> None:
        self._made: dict[tuple[Served, str | None], tuple[dict[str, Any], str]] = {}

    def of(self, served: Sequence[Served], note: str | None = None) -> tuple[list[dict[str, Any]], frozenset[str]]:
        """Objectives as links, and which of them ("framework:number") had no significance written."""
        links, assumed = [], []
        for one in served:
            made = self._made.get((one, note)) or self._make(one, note)
            links.append(made[0])
            if one[2] is None:
                assumed.append(made[1])
        return links, frozenset(assumed)

    def _make(self, one: Served, note: str | None) -> tuple[dict[str, Any], str]:
        framework, number, level, share = one
        significance = level or Significance.PRINCIPAL.value
        link = {"framework": framework, "number": number, "significance": significance, "share": share, "note": note}
        made = link, f"{framework}:{number}"
        if note is None:  # a note is of its own row; most have none
            self._made[one, note] = made
        return made
