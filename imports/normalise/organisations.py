"""Cells that name organisations -> names with shares; commas belong to names unless every part is a known name."""

from __future__ import annotations

import re
from collections import defaultdict

from rapidfuzz import fuzz, process

from imports.normalise.flaws import BLANK, Cell, Flaw
from imports.normalise.lists import AND_WORDS, COMMAS, at_commas, peel, separate, total
from imports.normalise.vocabulary import Vocabulary
from portfolio.core.project import LONGEST
from portfolio.core.text import fold, mixed_scripts

_CLOSE = 90
_MOST_COMPARED = 500
_JOINTS = re.compile(rf"\s+(?:{AND_WORDS})\s+|\s*[/&+]\s*", re.IGNORECASE)
_FIGURES = re.compile(r"\d+")
_ACRONYM = re.compile(r"^(.*\S)\s*\(([^()]{2,20})\)$", re.DOTALL)
#: Legal forms and small words that two spellings of one organisation may differ in; folded.
_FORM_WORDS = (
    "gmbh ggmbh ag kg se ltd limited llc llp plc inc corp co sa sas sarl srl spa nv bv vof ab as aps oy oyj sro doo zoo"
    " sp z o kft zrt uab sia ou ev v asbl aisbl vzw ivzw eeig the of and for de la le les des du der die das und et y e"
)
_FORMS = frozenset(_FORM_WORDS.split())


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
        # By the figures in them: “Region 3” and “Region 4” are alike and never the same.
        self._spellings: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._variants: dict[str, str] = {}
        for name, kept in self.known.items():
            self._spellings[figures(name)].append(name)
            self._variants.setdefault(bare(name), kept)

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
        if not any(mark in whole for mark in COMMAS):
            return self._joined(whole)
        folded = fold(peel(whole).name)
        if folded in self.known or folded in self.taught:
            return [whole]
        parts = at_commas(whole)
        if commas or all(fold(peel(part).name) in self.known or fold(part) in self.taught for part in parts):
            return parts
        if commas is None and len(parts) > 1:
            self.comma_names.append(whole)
        return [whole]

    def _joined(self, whole: str) -> list[str]:
        """The organisations of “CoE and UNODC” or “GIZ/AFD”: only where each of them is known, and the whole is not."""
        pieces = [piece.strip() for piece in _JOINTS.split(whole)]
        if len(pieces) < 2 or self._known(fold(peel(whole).name)) is not None:
            return [whole]
        return pieces if all(self._is_listed(peel(piece).name) for piece in pieces) else [whole]

    def _is_listed(self, name: str) -> bool:
        return fold(name) in self.known or fold(name) in self.taught

    def _name(self, name: str, flaws: list[Flaw]) -> str | None:
        folded = fold(name)
        if not folded:
            return None
        if folded in self.taught:
            return self.taught[folded]
        known = self.known.get(folded) or self.new.get(folded) or self._with_acronym(name)
        if known is not None:
            return known
        if len(name) > LONGEST["organisation"]:
            flaws.append(Flaw("name-too-long", name, {"length": len(name), "limit": LONGEST["organisation"]}))
            return None
        if not name.isascii() and mixed_scripts(name):
            flaws.append(Flaw("mixed-scripts", name))
        near = self._nearest(name, folded)
        if near is not None:
            flaws.append(Flaw("close-organisation", name, {"near": near}, (near,)))
        else:
            self._spellings[figures(folded)].append(folded)
            self._variants.setdefault(bare(folded), name)
        self.new[folded] = name
        return name

    def _with_acronym(self, name: str) -> str | None:
        """The known organisation of “Council of Europe (CoE)”, where both parts name the same one."""
        found = _ACRONYM.match(name)
        if found is None:
            return None
        whole, inside = fold(found[1]), fold(found[2])
        outer, inner = self._known(whole), self._known(inside)
        if outer is not None and (inner == outer or (inner is None and is_acronym(inside, whole))):
            return outer
        return None

    def _known(self, folded: str) -> str | None:
        return self.taught.get(folded) or self.known.get(folded) or self.new.get(folded)

    def _nearest(self, name: str, folded: str) -> str | None:
        """The known or earlier name that this one may be a spelling of; the first of the file stays as it is."""
        found = _ACRONYM.match(name)
        if found is not None and is_acronym(fold(found[2]), fold(found[1])):
            # “Ministry of Justice (MoJ)”: both are names of one organisation, also where they come alone.
            for part in (fold(found[1]), fold(found[2])):
                self._variants.setdefault(bare(part), name)
        near = self._variants.get(bare(folded))
        if near is not None and near != name:
            return near
        if len(self.new) >= _MOST_COMPARED or len(folded) < 5:
            return None
        alike = process.extractOne(folded, self._spellings[figures(folded)], scorer=fuzz.ratio, score_cutoff=_CLOSE)
        return None if alike is None else self._known(alike[0])


def figures(folded: str) -> tuple[str, ...]:
    """The numbers in a name."""
    return tuple(_FIGURES.findall(folded))


def bare(folded: str) -> str:
    """A folded name without legal forms and small words; the name itself where nothing else is left."""
    return " ".join(word for word in folded.split() if word not in _FORMS) or folded


def is_acronym(short: str, whole: str) -> bool:
    """Whether the letters of a short form begin words of the whole, in order: “coe” of “council of europe”."""
    letters = short.replace(" ", "")
    if not 2 <= len(letters) <= 12:
        return False
    words = iter(whole.split())
    at = 0
    for word in words:
        if at < len(letters) and word.startswith(letters[at]):
            at += 1
    return at == len(letters)
