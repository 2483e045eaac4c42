"""Cells that name places -> places with tier and share; what is not sure is asked or left out, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imports.normalise.flaws import BLANK, Cell, Flaw
from imports.normalise.gazetteer import AND, LEADING_AND, Gazetteer
from imports.normalise.lists import COMMAS, Item, KnownParts, at_commas, peel, separate, total
from imports.normalise.variants import Reading, Target
from portfolio.core.terms import Tier
from portfolio.core.text import fold, mixed_scripts

#: Words in brackets behind a place -> tier.
TIER_WORDS = {
    "hub": "hub", "regional hub": "hub", "hub country": "hub", "priority": "priority", "priority country": "priority",
    "main": "priority", "core": "priority", "focus": "priority", "associate": "associate", "associated": "associate",
    "secondary": "associate", "other": "associate", "observer": "associate",
}  # fmt: skip
_ISO2 = re.compile(r"[A-Z]{2}")
#: A list of countries behind the name of what they are a part of.
_LIST_OF = re.compile(r"([^():;,]{2,60}?)\s*(?:\(([^()]+)\)|[:–]\s+([^()]+))")
FEWEST_LISTED = 2
_SURE = ("known", "former")
_UNREAD = Reading("unknown")
_CLOSENESS = {tier.value: tier.number for tier in Tier}

#: A place of a cell: target, tier code or None, share as percent text or None.
Named = tuple[Target, str | None, str | None]


class PlaceReader:
    """Reads the cells of one column of places. `tier` is what the column says; `codes` that it holds ISO codes."""

    def __init__(self, gazetteer: Gazetteer, *, tier: str | None = None, codes: bool = False) -> None:
        self.gazetteer = gazetteer
        self.tier = tier
        self.codes = codes
        self.unknown = 0
        self._met: KnownParts[Named] = KnownParts()

    def known(self, text: str) -> Cell | None:
        """What `read` gives for a cell, as it stands in the file, of parts that were met; None for any other."""
        found = self._met.of(text)
        return None if found is None else self._cell(found, [], text)

    def read(self, text: str) -> Cell:
        """The places of a cell as a tuple of `Named`, each place once, or BLANK when none can be taken."""
        found: list[Named] = []
        flaws: list[Flaw] = []
        for whole in self._spelled_out(text) or separate(text):
            met = self._met.get(whole)
            if met is None:
                met = [named for one in self._spelled_out(whole) or [whole] for named in self._meet(one, flaws)]
            found += met
        return self._cell(found, flaws, text)

    def _spelled_out(self, text: str) -> list[str]:
        """The countries of “Central Asia (KZ, KG, UZ)” or “Regional: Kenya; Uganda”; empty for anything else.

        What stands before the list must be wider than a country, or say nothing: “all but (Kenya, Uganda)” is asked.
        """
        found = _LIST_OF.fullmatch(text.strip()) if text.endswith((")", ") ")) or ":" in text else None
        if found is None or fold(found[1]) in TIER_WORDS:
            return []
        inner = [part for whole in separate(found[2] or found[3]) for part in at_commas(whole)]
        names = [piece for part in inner for piece in AND.split(part) if piece.strip()]
        if len(names) < FEWEST_LISTED or not all(self._is_country(peel(name, TIER_WORDS).name) for name in names):
            return []
        wider = self._place(found[1], further=True)
        return names if wider.how != "unknown" and not self._is_country(found[1]) else []

    def _is_country(self, name: str) -> bool:
        reading = self._place(name.strip(), further=True)
        return reading.how in _SURE and all(kind == "country" for kind, _ in reading.targets)

    def _cell(self, found: Sequence[Named], flaws: list[Flaw], text: str) -> Cell:
        return Cell(merge(found, flaws, self.gazetteer, text) or BLANK, tuple(flaws))

    def _meet(self, whole: str, flaws: list[Flaw]) -> list[Named]:
        """The places in a part of a cell; kept when nothing is wrong with it, since most parts come again and again."""
        found: list[Named] = []
        before = len(flaws)
        for item, reading in self._readings(whole):
            flaws += self._flaws(item, reading)
            if reading.how in _SURE:
                tier = TIER_WORDS[item.word] if item.word else self.tier
                found += [
                    (target, tier, item.share if len(reading.targets) == 1 else None) for target in reading.targets
                ]
        if len(flaws) == before:
            self._met[whole] = found
        return found

    def _readings(self, whole: str) -> list[tuple[Item, Reading]]:
        """The names in a part of a cell: the whole if it is known, else the parts at commas or “and” if those are.

        Names of the usual languages go first: “Kenya, Uganda” need not be looked for in two hundred others.
        """
        item = peel(whole, TIER_WORDS)
        parts = at_commas(whole) if any(mark in whole for mark in COMMAS) else []
        joined = [part for part in AND.split(whole) if part.strip()]
        reading = _UNREAD
        for further in (False, True):
            reading = self._place(item.name, further)
            if reading.how != "unknown":
                break
            if len(parts) > 1:
                read = self._parts(parts, further)
                known = [one.how != "unknown" for _, one in read]
                if any(known) if further else all(known):
                    return read
            if len(joined) > 1:
                read = [(one, self._place(one.name, further)) for one in (peel(part, TIER_WORDS) for part in joined)]
                if all(one.how in _SURE for _, one in read):
                    return read
        return [(item, reading)]

    def _parts(self, parts: Sequence[str], further: bool) -> list[tuple[Item, Reading]]:
        read: list[tuple[Item, Reading]] = []
        for part in parts:
            item = peel(part, TIER_WORDS)
            reading = self._place(item.name, further)
            if reading.how == "unknown":
                # “Kenya, Uganda and Tanzania”: the last comma is written as “and”.
                pieces = [peel(LEADING_AND.sub("", piece), TIER_WORDS) for piece in AND.split(part) if piece.strip()]
                inner = [(one, self._place(one.name, further)) for one in pieces]
                if inner and all(one.how in _SURE for _, one in inner):
                    read += inner
                    continue
            read.append((item, reading))
        return read

    def _place(self, name: str, further: bool) -> Reading:
        as_code = self.codes and len(name) == 2 and bool(_ISO2.fullmatch(name))
        return self.gazetteer.read(name, as_code=as_code, further=further)

    def _flaws(self, item: Item, reading: Reading) -> list[Flaw]:
        title = self.gazetteer.title
        flaws = [Flaw("unreadable-share", item.name)] if item.odd_share else []
        if not item.name.isascii() and mixed_scripts(item.name):
            flaws.append(Flaw("mixed-scripts", item.name))
        if reading.how == "known":
            return flaws
        if reading.how == "none":
            flaws.append(Flaw("worldwide", item.name))
        elif reading.how == "former":
            flaws.append(Flaw("former-place", item.name, {"kept": " and ".join(map(title, reading.targets))}))
        elif reading.how == "ambiguous":
            code = "ambiguous-place" if len(reading.nearest) > 1 else "part-of-place"
            flaws.append(_asked(code, item.name, reading.nearest, self.gazetteer))
        else:
            flaws.append(self._unknown(item.name))
        return flaws

    def _unknown(self, name: str) -> Flaw:
        self.unknown += 1
        if self.unknown > 200:  # a column of something else: looking for likeness would take minutes and help nobody
            return Flaw("unknown-place", name)
        near, ratio = self.gazetteer.nearest(name)
        code = "close-place" if near and self.gazetteer.is_close(ratio) else "unknown-place"
        return _asked(code, name, near, self.gazetteer)


def merge(found: Sequence[Named], flaws: list[Flaw], gazetteer: Gazetteer, text: str) -> tuple[Named, ...]:
    """Each place once, with its closest tier, in the order of kind and code; adds what is odd to `flaws`."""
    if len(found) == 1:
        return tuple(found)
    kept = found if len({one[0] for one in found}) == len(found) else _closest(found, flaws, gazetteer)
    shares = [one[2] for one in kept if one[2]]
    if shares and total(shares) > 100:
        flaws.append(Flaw("shares-over-100", text, {"sum": f"{total(shares).normalize():f}"}))
    return tuple(sorted(kept))  # the target stands first and differs, so nothing else is compared


def _closest(found: Sequence[Named], flaws: list[Flaw], gazetteer: Gazetteer) -> list[Named]:
    """Of each place the one with the closest tier."""
    kept: dict[Target, Named] = {}
    for one in found:
        other = kept.get(one[0])
        if other is None:
            kept[one[0]] = one
        elif other != one:
            closest = max(other, one, key=lambda named: (_CLOSENESS.get(named[1] or "", 0), named[2] is not None))
            kept[one[0]] = closest
            flaws.append(Flaw("named-twice", gazetteer.title(one[0]), {"kept": closest[1] or "first"}))
    return list(kept.values())


def _asked(code: str, name: str, near: Sequence[Target], gazetteer: Gazetteer) -> Flaw:
    """A flaw that a person's answer ends; `answers` are the targets that the nearest titles stand for."""
    titles = tuple(map(gazetteer.title, near))
    words = {"near": titles[0] if titles else "", "answers": tuple(f"{kind}:{place}" for kind, place in near)}
    return Flaw(code, name, words, titles)


def namibia_or_nothing(gazetteer: Gazetteer) -> Flaw:
    """“NA” alone in a column without codes is a country or “not available”."""
    return _asked("namibia-or-nothing", "NA", [target] if (target := gazetteer.codes.get("NA")) else [], gazetteer)


def are_codes(cells: Sequence[str]) -> bool:
    """Whether a column holds alpha-2 codes: two capitals make up at least half of its different names."""
    names = {name.strip() for cell in cells if len(cell) < 200 for part in separate(cell) for name in part.split(",")}
    codes = sum(1 for name in names if _ISO2.fullmatch(name))
    return codes >= 2 and codes * 2 >= len(names)


class PlaceLinks:
    """Makes the links of the project value; equal places share one, which nobody may change."""

    def __init__(self) -> None:
        self._made: dict[Named, tuple[dict[str, str | None], str]] = {}

    def of(self, named: Sequence[Named]) -> tuple[list[dict[str, str | None]], frozenset[str]]:
        """Places as links, and which of them ("kind:code") had no tier written and are priorities."""
        links, assumed = [], []
        for one in named:
            made = self._made.get(one) or self._make(one)
            links.append(made[0])
            if one[1] is None:
                assumed.append(made[1])
        return links, frozenset(assumed)

    def _make(self, one: Named) -> tuple[dict[str, str | None], str]:
        (kind, code), tier, share = one
        link = {"kind": kind, "code": code, "tier": tier or Tier.PRIORITY.value, "share": share}
        made = self._made[one] = link, f"{kind}:{code}"
        return made
