"""Cells that name organisations -> names with shares; commas belong to names unless every part is a known name."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from imports.normalise.flaws import BLANK, Cell, Flaw
from imports.normalise.lists import at_commas, peel, separate, total
from imports.normalise.vocabulary import Vocabulary
from portfolio.core.project import LONGEST
from portfolio.core.text import fold, mixed_scripts

_CLOSE = 90
_MOST_COMPARED = 500


class OrganisationReader:
    """Reads the cells of columns of organisations; one reader for the whole file, so that a name is spelt one way.

    `new` are the names met that are not known, in the order of the file.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.known = vocabulary.organisations
        self.taught = vocabulary.taught.get("organisation", {})
        self.new: dict[str, str] = {}
        self.comma_names: list[str] = []
        self._met: dict[str, tuple[str | None, str | None]] = {}
        self._spellings = [name for name in self.known if len(name) > 3]

    def read(self, text: str, commas: bool | None) -> Cell:
        """The organisations of a cell as a tuple of (name, share); `commas` is what a person said of commas."""
        found: dict[str, tuple[str, str | None]] = {}
        flaws: list[Flaw] = []
        for whole in separate(text):
            for part in self._parts(whole, commas):
                met = self._met.get(part)
                if met is None:
                    met = self._meet(part, flaws)
                if met[0] is not None:
                    found.setdefault(met[0], (met[0], met[1]))
        shares = [share for _, share in found.values() if share]
        if shares and total(shares) > 100:
            flaws.append(Flaw("shares-over-100", text, {"sum": f"{total(shares).normalize():f}"}))
        return Cell(tuple(found.values()) or BLANK, tuple(flaws))

    def _meet(self, part: str, flaws: list[Flaw]) -> tuple[str | None, str | None]:
        """Name and share of a part; kept when nothing is wrong with it, since most names come again and again."""
        item = peel(part)
        before = len(flaws)
        if item.odd_share:
            flaws.append(Flaw("unreadable-share", part))
        name = self._name(item.name, flaws)
        if len(flaws) == before:
            self._met[part] = name, item.share
        return name, item.share

    def _parts(self, whole: str, commas: bool | None) -> list[str]:
        if "," not in whole:
            return [whole]
        folded = fold(peel(whole).name)
        if folded in self.known or folded in self.taught:
            return [whole]
        parts = at_commas(whole)
        if commas or all(fold(peel(part).name) in self.known or fold(part) in self.taught for part in parts):
            return parts
        if commas is None and len(parts) > 1:
            self.comma_names.append(whole)
        return [whole]

    def _name(self, name: str, flaws: list[Flaw]) -> str | None:
        folded = fold(name)
        if not folded:
            return None
        if folded in self.taught:
            return self.taught[folded]
        known = self.known.get(folded) or self.new.get(folded)
        if known is not None:
            return known
        if len(name) > LONGEST["organisation"]:
            flaws.append(Flaw("name-too-long", name, {"length": len(name), "limit": LONGEST["organisation"]}))
            return None
        if not name.isascii() and mixed_scripts(name):
            flaws.append(Flaw("mixed-scripts", name))
        if len(self.new) < _MOST_COMPARED and len(folded) > 4:
            alike = process.extractOne(folded, self._spellings, scorer=fuzz.ratio, score_cutoff=_CLOSE)
            if alike is not None:
                near = self.known[alike[0]]
                flaws.append(Flaw("close-organisation", name, {"near": near}, (near,)))
        self.new[folded] = name
        return name
