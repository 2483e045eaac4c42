"""What words mean: places, organisations, objectives, terms under every name they have; built by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from rapidfuzz import fuzz, process

from imports.normalise.lists import peel, separate
from imports.normalise.spellings import AMBIGUOUS, BRACKET_WORDS, FORMER, NO_PLACE, NOT_SHORTENED, OFFICIAL
from imports.normalise.territories import country_names, iso3_codes, place_key
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.terms import PlaceKind
from portfolio.core.text import fold

Target = tuple[str, str]  # kind and code of a place

_COUNTRY = PlaceKind.COUNTRY.value
#: How the shipped list of ambiguous names says that a word names no place.
_NOWHERE = ("global", "world")
_CLOSE = 88
#: What may stand behind a group of countries: “ASEAN member states” is ASEAN.
_GROUP_ENDS = (
    " member states",
    " member countries",
    " members",
    " countries",
    " partner countries",
    " region",
    " states",
)
_NEAR = 60


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place and the names it has: kind and code as stored, the title shown, other names in any language."""

    kind: str
    code: str
    title: str
    names: tuple[str, ...] = ()
    iso3: str | None = None
    m49: str | None = None


@dataclass(frozen=True, slots=True)
class ObjectiveName:
    """An objective of a framework, by number and title, with other wordings."""

    framework: str
    number: int
    title: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a word is: the places meant, or the places that may be meant, or neither.

    `how` is "known", "former", "none" (a word such as “Global”), "ambiguous", "close" or "unknown".
    """

    how: str
    targets: tuple[Target, ...] = ()
    nearest: tuple[Target, ...] = ()


_NO_PLACE = Reading("none")
_UNKNOWN = Reading("unknown")


def _words(rows: Mapping[str, str | None]) -> Mapping[str, str | None]:
    return MappingProxyType({fold(text): target for text, target in rows.items()})


@dataclass(frozen=True)
class Vocabulary:
    """Everything a cell can name. Build it with `Vocabulary.of`; compare by identity, keep it for the import.

    `names` maps folded names to the places that carry them; `taught` maps a subject (place, organisation, objective,
    status …) to folded text and what it means: a place as "kind:code" (several joined by ";"), an objective as
    "framework:number", anything else as the value; None means “names nothing”.
    """

    titles: Mapping[Target, str]
    codes: Mapping[str, Target]
    names: Mapping[str, tuple[Target, ...]]
    ambiguous: Mapping[str, tuple[Target, ...]]
    organisations: Mapping[str, str]
    objectives: tuple[ObjectiveName, ...]
    taught: Mapping[str, Mapping[str, str | None]]
    framework: str = DEFAULT_FRAMEWORK
    _nearest: dict[str, tuple[tuple[Target, ...], float]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        places: Iterable[PlaceName],
        *,
        organisations: Iterable[tuple[str, Iterable[str]]] = (),
        objectives: Iterable[ObjectiveName] = (),
        aliases: Mapping[str, Mapping[str, str | None]] | None = None,
        ambiguous: Mapping[str, Iterable[str]] | None = None,
        framework: str = DEFAULT_FRAMEWORK,
    ) -> Vocabulary:
        """The vocabulary of these places, organisations (name, other names) and objectives.

        `aliases` is subject -> text -> target, as stored; `ambiguous` is text -> targets ("kind:code" or an alpha-2
        code) that may be meant. Names of countries in CLDR's languages are added by themselves.
        """
        titles: dict[Target, str] = {}
        codes: dict[str, Target] = {}
        own: dict[str, dict[Target, None]] = {}
        for place in places:
            target = (place.kind, place.code)
            titles[target] = place.title
            for name in (place.title, place.code if place.kind != _COUNTRY else "", *place.names):
                if place_key(name):
                    own.setdefault(place_key(name), {})[target] = None
            if place.kind == _COUNTRY:
                codes.update({code: target for code in (place.code, place.iso3, place.m49) if code})
        for other, code in iso3_codes().items():
            if (_COUNTRY, code) in titles:
                codes.setdefault(other, (_COUNTRY, code))
        names = {name: tuple(targets) for name, targets in own.items()}
        for name, countries in country_names().items():
            found = tuple((_COUNTRY, code) for code in countries if (_COUNTRY, code) in titles)
            if found and name not in names:
                names[name] = found
        unclear = {name: tuple((_COUNTRY, code) for code in found) for name, found in AMBIGUOUS.items()}
        unclear.update({place_key(text): tuple(map(_target, found)) for text, found in (ambiguous or {}).items()})
        known = {
            place_key(name): tuple(target for target in found if target in titles or target == _NOWHERE)
            for name, found in unclear.items()
        }  # fmt: skip
        bodies = {}
        for name, others in organisations:
            for text in (*others, name):
                bodies[fold(text)] = name
        bodies.pop("", None)
        taught = {subject: _words(rows) for subject, rows in (aliases or {}).items()}
        return cls(
            MappingProxyType(titles), MappingProxyType(codes), MappingProxyType(names), MappingProxyType(known),
            MappingProxyType(bodies), tuple(objectives), MappingProxyType(taught), framework,
        )  # fmt: skip

    def with_answers(self, answers: Mapping[str, Mapping[str, str | None]]) -> Vocabulary:
        """The vocabulary with a person's answers (subject -> text -> target) above what was taught before."""
        if not answers:
            return self
        subjects = {*self.taught, *answers}
        taught = {
            subject: MappingProxyType({**self.taught.get(subject, {}), **_words(answers.get(subject, {}))})
            for subject in subjects
        }
        return Vocabulary(
            self.titles, self.codes, self.names, self.ambiguous, self.organisations, self.objectives,
            MappingProxyType(taught), self.framework,
        )  # fmt: skip

    # places

    def place(self, text: str, *, as_code: bool = False) -> Reading:
        """What one name of a place means. `as_code`: its neighbours are codes, so “AU” is Australia."""
        text = text.strip()
        folded = place_key(text)
        if not folded:
            return _UNKNOWN
        if folded in self._taught_places:
            return self._taught(self._taught_places[folded])
        code = self.codes.get(text) if len(text) in (2, 3) else None
        if code is not None:
            rivals = [target for target in self.names.get(folded, ()) if target != code]
            if as_code or not rivals:
                return Reading("known", (code,))
            return Reading("ambiguous", nearest=(code, *rivals))
        return self._named(folded, text) or self._varied(text) or _UNKNOWN

    @cached_property
    def _taught_places(self) -> Mapping[str, str | None]:
        return {place_key(text): target for text, target in self.taught.get("place", {}).items()}

    def _taught(self, target: str | None) -> Reading:
        if target is None:
            return _NO_PLACE
        targets = tuple(_target(part) for part in target.split(";") if part)
        found = tuple(one for one in targets if one in self.titles)
        return Reading("known", found) if found else _UNKNOWN

    def _named(self, folded: str, text: str) -> Reading | None:
        if folded in self._taught_places:
            return self._taught(self._taught_places[folded])
        if folded in self.ambiguous:
            nearest = self.ambiguous[folded]
            return _NO_PLACE if nearest == (_NOWHERE,) else Reading("ambiguous", nearest=nearest)
        if folded in FORMER:
            targets = tuple((_COUNTRY, code) for code in FORMER[folded])
            return Reading("former", targets) if all(target in self.titles for target in targets) else None
        found = self.names.get(folded)
        if found is not None:
            # Short words are names only where they are written like one: “us” and “it” are no countries.
            if len(folded) < 3 and folded.isascii() and not text.strip().isupper():
                return None
            return Reading("known", found) if len(found) == 1 else Reading("ambiguous", nearest=found)
        return _NO_PLACE if folded in NO_PLACE else None

    def _varied(self, text: str) -> Reading | None:
        """The name in another order, without what stands in brackets, or without the official beginning."""
        if "," in text:
            front, _, back = text.partition(",")
            found = self._spelt(f"{back} {front}")
            if found is not None:
                return found
        bracket = text.find("(")
        if bracket > 0 and self._says_the_same(text[:bracket], text[bracket:]):
            found = self._spelt(text[:bracket])
            if found is not None:
                return found
        return self._spelt(text)

    def _spelt(self, text: str) -> Reading | None:
        folded = place_key(text)
        for spelling in (folded, " ".join(word for word in folded.split() if word != "and")):
            found = self._named(spelling, text)
            if found is not None:
                return found
        for end in _GROUP_ENDS:
            if folded.endswith(end):
                found = self._named(folded[: -len(end)], text)
                if found is not None and all(kind != _COUNTRY for kind, _ in found.targets):
                    return found
        for start in OFFICIAL:
            if folded.startswith(start + " "):
                rest = folded[len(start) + 1 :]
                if rest in NOT_SHORTENED and start != "the":
                    return None
                found = self._named(rest, rest)
                return found if found is not None and found.how in ("known", "ambiguous") else None
        return None

    def _says_the_same(self, name: str, bracket: str) -> bool:
        """Whether the words in brackets leave the name what it is: an official form, its own code, a footnote."""
        words = fold(bracket).split()
        key = place_key(name)
        found = self._targets(key) if key in self.names or key in self._taught_places else ()
        own = {code.casefold() for code, target in self.codes.items() if target in found} if found else set()
        return all(
            word in BRACKET_WORDS or word in own or word.isdigit() or word in fold(name).split() for word in words
        )

    def nearest_places(self, text: str, limit: int = 3) -> tuple[tuple[Target, ...], float]:
        """The places whose names are spelt most alike, the nearest first, and how alike the first is, out of 100."""
        folded = fold(text)
        kept = self._nearest.get(folded)
        if kept is not None:
            return kept
        best: dict[Target, float] = {}
        for _, ratio, at in process.extract(
            folded[:80], self._spellings, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=12
        ):
            for target in self._targets(self._spellings[at]):
                best.setdefault(target, ratio)
        result = tuple(best)[:limit], max(best.values(), default=0.0)
        self._nearest[folded] = result
        return result

    @cached_property
    def _spellings(self) -> tuple[str, ...]:
        return tuple({**self.names, **self._taught_places})

    def _targets(self, name: str) -> tuple[Target, ...]:
        if name in self._taught_places:
            return self._taught(self._taught_places[name]).targets
        return self.names[name]

    def is_close(self, ratio: float) -> bool:
        """Whether a likeness is high enough to ask “do you mean …?”."""
        return ratio >= _CLOSE

    def title(self, target: Target) -> str:
        """How a place is shown."""
        return self.titles.get(target, target[1])

    def is_place(self, text: str) -> bool:
        """Whether a cell names places, or at least more places than other things; codes count only as capitals."""
        items = [item for item in separate(text) if item]
        return bool(items) and sum(self._is_place(item) for item in items) * 2 > len(items)

    def _is_place(self, item: str) -> bool:
        if self.place(peel(item).name).how != "unknown":
            return True
        parts = [part for part in item.split(",") if part.strip()]
        return len(parts) > 1 and all(self.place(part).how != "unknown" for part in parts)

    # objectives

    @cached_property
    def numbers(self) -> Mapping[str, frozenset[int]]:
        """The numbers of each framework."""
        found: dict[str, set[int]] = {}
        for one in self.objectives:
            found.setdefault(one.framework, set()).add(one.number)
        return {framework: frozenset(numbers) for framework, numbers in found.items()}

    @cached_property
    def objective_titles(self) -> Mapping[str, tuple[str, int]]:
        """Folded title or other wording -> framework and number; the default framework goes before the others."""
        ordered = sorted(self.objectives, key=lambda one: one.framework == self.framework)
        return {fold(text): (one.framework, one.number) for one in ordered for text in (*one.names, one.title)}

    def is_objective(self, text: str) -> bool:
        """Whether a cell begins with the number of an objective, or is the title of one."""
        first = fold(separate(text)[0] if text.strip() else "")
        if first in self.objective_titles:
            return True
        words = first.split()
        if words and words[0] in ("objective", "obj", "no", "nr"):
            words = words[1:]
        numbers = self.numbers.get(self.framework, frozenset())
        head = words[0].removesuffix("0") if len(words) == 2 and words[1] == "0" else (words[0] if words else "")
        return head.isdigit() and len(head) < 4 and int(head) in numbers


def _target(text: str) -> Target:
    """ "region:western-balkans" -> ("region", "western-balkans"); a text without a kind is the code of a country."""
    kind, colon, code = text.strip().partition(":")
    return (kind, code) if colon else (_COUNTRY, kind)
