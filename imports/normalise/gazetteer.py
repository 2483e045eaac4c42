"""Every name a place has, and what a name means: one place, several, none, or nobody knows; never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz, process

from imports.normalise.lists import AND_WORDS, peel, separate
from imports.normalise.spellings import AMBIGUOUS, FORMER, NO_PLACE_WORDS
from imports.normalise.territories import country_names, former_codes, further_names, iso3_codes, place_key
from imports.normalise.variants import NOWHERE_TARGET, Reading, Target, Variants
from portfolio.core.terms import PlaceKind

_COUNTRY = PlaceKind.COUNTRY.value
#: How a person's answer says that a word names no place.
NOWHERE = ":".join(NOWHERE_TARGET)
NO_PLACE = "no place, leave it out"
_CLOSE = 88
_NEAR = 60
_JOINED = f"{AND_WORDS}|ja|a|oraz|si|și|και|és|ir|un|и|та|ve"
#: What joins places in a name that is none by itself: “Kenya and Uganda”, “Kenya/Uganda”, “Kenya – Uganda”.
AND = re.compile(rf"\s+(?:{_JOINED}|&)\s+|\s*[/+&]\s*|\s+[-–—]\s+|\s+و(?=\w{{3}})", re.IGNORECASE)
#: The same at the beginning of a part between commas: “Kenya, Uganda, and Tanzania”.
LEADING_AND = re.compile(rf"^(?:{_JOINED})\s", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\([^()]*\)$")
#: Marks behind a name that point to a note: “Kosovo*”, “Kosovo¹”, “Kenya [a]”, “Mali (1)”.
_FOOTNOTE = re.compile(r"(?:\s*(?:[*†‡§¹²³⁰⁴-⁹]+|\[\w{1,2}\]|\((?:\d{1,2}|[a-z])\)))+$")
_NOTE_ENDS = frozenset("*†‡§¹²³⁰⁴⁵⁶⁷⁸⁹])")
#: The letters of flags: 🇰🇪 is written as K and E.
_FLAG = re.compile("([\U0001f1e6-\U0001f1ff])([\U0001f1e6-\U0001f1ff])")
_FLAG_A = 0x1F1E6


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place and the names it has: kind and code as stored, the title shown, other names in any language."""

    kind: str
    code: str
    title: str
    names: tuple[str, ...] = ()
    iso3: str | None = None
    m49: str | None = None


_NOTHING = Reading("none")
_UNKNOWN = Reading("unknown")


@dataclass(frozen=True)
class Gazetteer:
    """Places under every name. Build it with `Gazetteer.of`; compare by identity, keep it for the import.

    `names` maps keys (see `place_key`) to the places that carry them, `ambiguous` to those that may be meant, `taught`
    to what a person said: "kind:code", several joined by ";", or None for “names no place”.
    """

    titles: Mapping[Target, str]
    codes: Mapping[str, Target]
    names: Mapping[str, tuple[Target, ...]]
    ambiguous: Mapping[str, tuple[Target, ...]]
    taught: Mapping[str, str | None]
    _nearest: dict[str, tuple[tuple[Target, ...], float]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls, places: Iterable[PlaceName], ambiguous: Mapping[str, Iterable[str]], taught: Mapping[str, str | None]
    ) -> Gazetteer:
        """The gazetteer of these places; `ambiguous` is text -> targets, `taught` text -> target, as stored.

        Names of countries in CLDR's languages are added by themselves.
        """
        unclear = tuple((text, tuple(found)) for text, found in ambiguous.items())
        return cls(*_named(tuple(places), unclear), _keyed(taught))

    def with_taught(self, taught: Mapping[str, str | None]) -> Gazetteer:
        """The gazetteer with these meanings (text -> target) above what was taught before."""
        return replace(self, taught={**self.taught, **_keyed(taught)}, _nearest={})

    def title(self, target: Target) -> str:
        """How a place is shown."""
        return self.titles.get(target, target[1])

    def read(self, text: str, *, as_code: bool = False, further: bool = True) -> Reading:
        """What one name of a place means. `as_code`: its neighbours are codes, so “AU” is Australia.

        Not `further`: the names of the usual languages alone, which is quicker.
        """
        text = text.strip()
        if not text.isascii() and _FLAG.search(text):
            return self._flagged(text)
        folded = place_key(text)
        if not folded:
            return _UNKNOWN
        if folded in self.taught:
            return self._taught(self.taught[folded])
        code = self._of_code(text, folded, as_code) if len(text) in (2, 3) else None
        found = code or self.named(folded, text) or self._variants.read(text)
        if found is None and text[-1] in _NOTE_ENDS and (bare := _FOOTNOTE.sub("", text)) != text:
            return self.read(bare, as_code=as_code, further=further)
        return found or (self._further(folded) if further else None) or _UNKNOWN

    def is_place(self, text: str) -> bool:
        """Whether a cell names places, or at least more places than other things; codes count only as capitals."""
        items = [item for item in separate(text) if item]
        return bool(items) and sum(self._is_place(item) for item in items) * 2 > len(items)

    def _is_place(self, item: str) -> bool:
        if self.read(peel(item).name, further=False).how != "unknown":
            return True
        pieces = (piece for part in item.split(",") for piece in AND.split(part))
        parts = [LEADING_AND.sub("", part.strip()) for part in pieces if part.strip()]
        return len(parts) > 1 and all(
            self.read(_BRACKET.sub("", peel(part).name), further=False).how != "unknown" for part in parts
        )

    def _taught(self, target: str | None) -> Reading:
        if target is None or target == NOWHERE:
            return _NOTHING
        found = tuple(one for one in map(target_of, target.split(";")) if one in self.titles)
        return Reading("known", found) if found else _UNKNOWN

    def _of_code(self, text: str, folded: str, as_code: bool) -> Reading | None:
        code = self.codes.get(text)
        if code is not None:
            rivals = [target for target in self.names.get(folded, ()) if target != code]
            if as_code or not rivals:
                return Reading("known", (code,))
            return Reading("ambiguous", nearest=(code, *rivals))
        former = former_codes().get(text, ()) if folded not in self.names else ()
        nearest = tuple(target for target in ((_COUNTRY, one) for one in former) if target in self.titles)
        return Reading("ambiguous", nearest=nearest) if len(nearest) > 1 else None

    def _flagged(self, text: str) -> Reading:
        """Flags among letters: what they show must be what the letters say."""
        codes = {
            "".join(chr(ord(letter) - _FLAG_A + ord("A")) for letter in found.groups())
            for found in _FLAG.finditer(text)
        }
        shown = [self.codes[code] for code in sorted(codes) if code in self.codes]
        rest = _FLAG.sub(" ", text).strip()
        if len(shown) != len(codes):
            return self.read(rest) if rest else _UNKNOWN
        if not rest:
            return Reading("known", tuple(shown))
        said = self.read(rest)
        if said.how == "known" and not set(shown) <= set(said.targets):
            return Reading("ambiguous", nearest=(*said.targets, *shown))
        if said.how == "ambiguous" and len(shown) == 1 and shown[0] in said.nearest:
            return Reading("known", tuple(shown))
        return said

    def named(self, folded: str, text: str) -> Reading | None:
        """What a folded name means as it stands; `text` is how it is written. None if nobody is called so."""
        if folded in self.taught:
            return self._taught(self.taught[folded])
        if folded in self.ambiguous:
            nearest = self.ambiguous[folded]
            return _NOTHING if nearest == (NOWHERE_TARGET,) else Reading("ambiguous", nearest=nearest)
        if folded in FORMER:
            targets = tuple((_COUNTRY, code) for code in FORMER[folded])
            return Reading("former", targets) if all(target in self.titles for target in targets) else None
        found = self.names.get(folded)
        if found is not None:
            # Short words are names only where they are written like one: “us” and “it” are no countries.
            if len(folded) < 3 and folded.isascii() and not text.strip().isupper():
                return None
            return Reading("known", found) if len(found) == 1 else Reading("ambiguous", nearest=found)
        return _NOTHING if folded in NO_PLACE_WORDS else None

    def _further(self, folded: str) -> Reading | None:
        """The name in one of the rarer languages, unless it is nearly another place's name in a usual one."""
        codes = further_names().get(folded, ())
        found = tuple(target for target in ((_COUNTRY, code) for code in codes) if target in self.titles)
        if not found or (len(folded) < 3 and folded.isascii()):
            return None
        alike = process.extractOne(folded, list(self._titles), scorer=fuzz.ratio, score_cutoff=_CLOSE)
        rivals = [target for target in (self._titles[alike[0]],) if target not in found] if alike else []
        if len(found) == 1 and not rivals:
            return Reading("known", found)
        return Reading("ambiguous", nearest=(*found, *rivals))

    def nearest(self, text: str, limit: int = 5) -> tuple[tuple[Target, ...], float]:
        """The places whose names are spelt most alike, the nearest first, and how alike the first is, out of 100."""
        folded = place_key(text)[:80]
        kept = self._nearest.get(folded)
        if kept is not None:
            return kept
        best: dict[Target, float] = {}
        for _, ratio, at in process.extract(folded, self._spellings, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=16):
            for target in self.targets(self._spellings[at]):
                best.setdefault(target, ratio)
        if not best:  # “Kenya, Nairobi office”: a name among other words
            for title, _, _ in process.extract(
                folded, list(self._titles), scorer=fuzz.token_set_ratio, score_cutoff=95, limit=limit
            ):
                best.setdefault(self._titles[title], 0.0)
        result = tuple(best)[:limit], max(best.values(), default=0.0)
        self._nearest[folded] = result
        return result

    @cached_property
    def _variants(self) -> Variants:
        return Variants(self.named, self.targets, self.names, self.ambiguous, self.codes)

    @cached_property
    def _titles(self) -> Mapping[str, Target]:
        return {place_key(title): target for target, title in self.titles.items()}

    @cached_property
    def _spellings(self) -> tuple[str, ...]:
        return tuple({**self.names, **self.taught})

    def targets(self, name: str) -> tuple[Target, ...]:
        """The places of a folded name that is known or taught; KeyError for another one."""
        if name in self.taught:
            return self._taught(self.taught[name]).targets
        return self.names[name]

    @staticmethod
    def is_close(ratio: float) -> bool:
        """Whether a likeness is high enough to ask “do you mean …?”."""
        return ratio >= _CLOSE


def target_of(text: str) -> Target:
    """ "region:western-balkans" -> ("region", "western-balkans"); a text without a kind is the code of a country."""
    kind, colon, code = text.strip().partition(":")
    return (kind, code) if colon else (_COUNTRY, kind)


@lru_cache(maxsize=4)
def _named(
    places: tuple[PlaceName, ...], ambiguous: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[
    Mapping[Target, str], Mapping[str, Target], Mapping[str, tuple[Target, ...]], Mapping[str, tuple[Target, ...]]
]:
    """Titles, codes, names and ambiguous names of a gazetteer: places rarely change, and every import asks."""
    titles: dict[Target, str] = {}
    codes: dict[str, Target] = {}
    own: dict[str, dict[Target, None]] = {}
    for place in places:
        target = (place.kind, place.code)
        titles[target] = place.title
        for name in (place.title, *place.names):
            if key := place_key(name):
                own.setdefault(key, {})[target] = None
        if place.kind == _COUNTRY:
            codes.update({code: target for code in (place.code, place.iso3, place.m49) if code})
    for other, code in iso3_codes().items():
        if (_COUNTRY, code) in titles:
            codes.setdefault(other, (_COUNTRY, code))
    for kind, code in titles:
        # What is called so goes before what merely has it as its code: the European Union is no region.
        if kind != _COUNTRY:
            own.setdefault(place_key(code), {(kind, code): None})
    names = {name: tuple(targets) for name, targets in own.items()}
    for name, countries in country_names().items():
        if name not in names:
            found = tuple((_COUNTRY, code) for code in countries if (_COUNTRY, code) in titles)
            if found:
                names[name] = found
    unclear = {name: tuple((_COUNTRY, code) for code in found) for name, found in AMBIGUOUS.items()}
    unclear.update({place_key(text): tuple(map(target_of, found)) for text, found in ambiguous})
    known = {
        name: tuple(target for target in found if target in titles or target == NOWHERE_TARGET)
        for name, found in unclear.items()
    }
    return MappingProxyType(titles), MappingProxyType(codes), MappingProxyType(names), MappingProxyType(known)


def _keyed(rows: Mapping[str, str | None]) -> dict[str, str | None]:
    return {place_key(text): target for text, target in rows.items()}
