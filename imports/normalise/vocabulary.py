"""What words mean: places, organisations, objectives, terms under every name they have; built by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from imports.normalise.gazetteer import Gazetteer, PlaceName
from imports.normalise.lists import separate
from imports.normalise.spans import Span, read_span
from imports.normalise.stretches import Stretch, in_order, stretches
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.text import fold


@dataclass(frozen=True, slots=True)
class ObjectiveName:
    """An objective of a framework, by number and title, with other wordings."""

    framework: str
    number: int
    title: str
    names: tuple[str, ...] = ()


def _words(rows: Mapping[str, str | None]) -> Mapping[str, str | None]:
    return MappingProxyType({fold(text): target for text, target in rows.items()})


@dataclass(frozen=True)
class Vocabulary:
    """Everything a cell can name. Build it with `Vocabulary.of`; compare by identity, keep it for the import.

    `places` knows the names of places; `taught` maps a subject (place, organisation, objective, status …) to folded
    text and what it means: a place as "kind:code" (several joined by ";"), an objective as "framework:number", anything
    else as the value; None means “names nothing”.
    """

    places: Gazetteer
    organisations: Mapping[str, str]
    objectives: tuple[ObjectiveName, ...]
    taught: Mapping[str, Mapping[str, str | None]]
    framework: str = DEFAULT_FRAMEWORK

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
        code) that may be meant.
        """
        bodies = {}
        for name, others in organisations:
            for text in (*others, name):
                bodies[fold(text)] = name
        bodies.pop("", None)
        taught = {subject: _words(rows) for subject, rows in (aliases or {}).items()}
        gazetteer = Gazetteer.of(places, ambiguous or {}, taught.get("place", {}))
        return cls(gazetteer, MappingProxyType(bodies), tuple(objectives), MappingProxyType(taught), framework)

    def with_answers(self, answers: Mapping[str, Mapping[str, str | None]]) -> Vocabulary:
        """The vocabulary with a person's answers (subject -> text -> target) above what was taught before."""
        if not answers:
            return self
        subjects = {*self.taught, *answers}
        taught = {
            subject: MappingProxyType({**self.taught.get(subject, {}), **_words(answers.get(subject, {}))})
            for subject in subjects
        }
        places = self.places.with_taught(answers["place"]) if "place" in answers else self.places
        return replace(self, places=places, taught=MappingProxyType(taught))

    def is_place(self, text: str) -> bool:
        """Whether a cell names places, or at least more places than other things."""
        return self.places.is_place(text)

    def is_period(self, text: str) -> bool:
        """Whether a cell goes from one date to another, or says from when or until when."""
        span = read_span(text)
        return isinstance(span, Span) and span.kind != "part" and (span.first or span.last) is not None

    def stretches(self, headings: Sequence[str]) -> list[Stretch | None]:
        """From when to when each heading is, where it is a stretch of time and nothing else."""
        return stretches(headings)

    def follow(self, found: Iterable[Stretch]) -> bool:
        """Whether the stretches of time, in order, do not overlap."""
        return in_order(sorted(found))

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
