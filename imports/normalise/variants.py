"""Names of places written otherwise: in another order, cut short, with a bracket, an official form, as a group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from imports.normalise.spellings import (
    ABBREVIATIONS,
    BRACKET_WORDS,
    GROUP_ENDS,
    GROUP_STARTS,
    JOINING,
    NOT_SHORTENED,
    OFFICIAL,
)
from imports.normalise.territories import place_key
from portfolio.core.terms import PlaceKind
from portfolio.core.text import fold

Target = tuple[str, str]  # kind and code of a place

_COUNTRY = PlaceKind.COUNTRY.value
#: The target of a word that names no place.
NOWHERE_TARGET: Target = ("global", "world")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word is: the places meant, or the places that may be meant, or neither.

    `how` is "known", "former", "none" (a word such as “Global”), "ambiguous" or "unknown".
    """

    how: str
    targets: tuple[Target, ...] = ()
    nearest: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Variants:
    """Finds names under other spellings; `named` and `targets` look a folded name up, as the gazetteer does."""

    named: Callable[[str, str], Reading | None]
    targets: Callable[[str], tuple[Target, ...]]
    names: Mapping[str, tuple[Target, ...]]
    ambiguous: Mapping[str, tuple[Target, ...]]
    codes: Mapping[str, Target]

    def read(self, text: str) -> Reading | None:
        """The name in another order, without what stands in brackets, without the official beginning, or spelt out."""
        if "," in text:
            front, _, back = text.partition(",")
            found = self._spelt(f"{back} {front}")
            if found is not None:
                return found
        bracket = text.find("(")
        if bracket > 0:
            found = self._bracketed(text[:bracket], text[bracket:])
            if found is not None:
                return found
        return self._spelt(text) or self._spelt_out(text)

    def _bracketed(self, name: str, bracket: str) -> Reading | None:
        """A name with a bracket that belongs to it, leaves it what it is, or says it in other words."""
        inside = bracket.strip("() ")
        for whole in (f"{name} {inside}", f"{inside} {name}"):
            found = self.named(place_key(whole), whole)
            if found is not None:
                return found
        if self._says_the_same(name, bracket):
            return self._spelt(name)
        both = self._spelt(name), self._spelt(inside)
        if None not in both and both[0] == both[1]:
            return both[0]
        return None

    def _spelt(self, text: str) -> Reading | None:
        folded = place_key(text)
        words = folded.split()
        bare = " ".join(word for word in words if word != "and") if "and" in words else folded
        for spelling in (folded, bare) if bare != folded else (folded,):
            found = self.named(spelling, text)
            if found is not None:
                return found
        found = self._group(folded, text)
        if found is not None:
            return found
        for start in OFFICIAL:
            if folded.startswith(start + " "):
                rest = folded[len(start) + 1 :]
                if rest in NOT_SHORTENED and start != "the":
                    return None
                found = self.named(rest, rest)
                return found if found is not None and found.how in ("known", "ambiguous") else None
        return None

    def _group(self, folded: str, text: str) -> Reading | None:
        """A group of countries with words around it that change nothing: “all ASEAN member states”."""
        whole = folded
        for start in GROUP_STARTS:
            folded = folded.removeprefix(start)
        names = [folded] if folded != whole else []
        names += [folded.removesuffix(end) for end in GROUP_ENDS if folded.endswith(end)]
        for name in names:
            found = self.named(name, text)
            if found is not None and all(kind != _COUNTRY for kind, _ in found.targets):
                return found
        return None

    def _spelt_out(self, text: str) -> Reading | None:
        """The name with its abbreviations written out, or its words in another order."""
        words = place_key(text).split()
        if not 1 < len(words) < 9:
            return None
        if all(len(word) == 1 for word in words):  # “D.R.C.”
            letters = "".join(words)
            return self.named(letters, letters.upper())
        full = [ABBREVIATIONS.get(word, word) for word in words]
        if full != words:
            found = self._spelt(" ".join(full))
            if found is not None:
                return found
        targets = self._orders.get(_order_key(full), ())
        if not targets:
            return None
        return Reading("known", targets) if len(targets) == 1 else Reading("ambiguous", nearest=targets)

    @cached_property
    def _orders(self) -> Mapping[str, tuple[Target, ...]]:
        """The words of every name that has several, in the order of the alphabet."""
        orders: dict[str, dict[Target, None]] = {}
        for name, targets in self.names.items():
            if " " in name and name.isascii():
                orders.setdefault(_order_key(name.split()), {}).update(dict.fromkeys(targets))
        for name, targets in self.ambiguous.items():
            if " " in name and targets != (NOWHERE_TARGET,):
                orders.setdefault(_order_key(name.split()), {}).update(dict.fromkeys(targets))
        return {key: tuple(targets) for key, targets in orders.items() if " " in key}

    def _says_the_same(self, name: str, bracket: str) -> bool:
        """Whether the words in brackets leave the name what it is: an official form, its own code, a footnote."""
        words = fold(bracket).split()
        key = place_key(name)
        found = self._known(key)
        own = {code.casefold() for code, target in self.codes.items() if target in found} if found else set()
        return all(
            word in BRACKET_WORDS or word in own or word.isdigit() or word in fold(name).split() for word in words
        )

    def _known(self, key: str) -> tuple[Target, ...]:
        try:
            return self.targets(key)
        except KeyError:
            return ()


def _order_key(words: Iterable[str]) -> str:
    return " ".join(sorted(word for word in words if word not in JOINING))
