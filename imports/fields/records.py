"""Kinds of keyed records, for the pure stages: their fields, what tells records apart, and what their headings mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from imports.fields import ImportField, Parse
from imports.fields.meanings import NOTHING, Headings, Meaning, Rule
from portfolio.core.project import FieldProblem
from portfolio.core.terms import Term
from portfolio.core.text import clean, fold

#: Where a heading of two languages is parted.
_BETWEEN = re.compile(r"\s*(?:[/|\n;()\[\]–—:]|\s-|-\s)\s*")
_NUMBERED = re.compile(r"^\s*\(?\d{1,2}[.)]\s+")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class RecordField(ImportField):
    """A column of a list of keyed records; `headings` are the ways in which people head it."""

    headings: tuple[str, ...] = ()


def record_field(
    name: str,
    label: str,
    parse: Parse,
    help: str,
    example: str = "",
    *,
    headings: Mapping[str, str],
    longest: int = 0,
    multiple: bool = False,
    fixed: str | None = None,
    terms: type[Term] | None = None,
    clearable: bool = True,
) -> RecordField:
    """A field of a keyed record; `headings` is language -> the headings people use, separated by semicolons."""
    written = [label] + [text.strip() for texts in headings.values() for text in texts.split(";")]
    return RecordField(
        name, label, parse, help, example, name, longest, multiple, fixed, terms, True, clearable,
        tuple(dict.fromkeys(written)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it is stored: its number, its version (None where its table has none), and its values by field."""

    id: int
    version: int | None
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spread:
    """Tables with a column for each of something: the heading states fields of the key, the cells the field `value`.

    `read` gives those fields from a heading (and the words that are known by field), or nothing. `holds` says whether a
    number may be such a value: such a table is told from others by its cells.
    """

    value: str
    read: Callable[[str, Mapping[str, Mapping[str, str]]], Mapping[str, str]]
    holds: Callable[[float], bool] = lambda _number: False


@dataclass(frozen=True)
class Registry:
    """One kind of keyed record, as the stages from headings to plan know it.

    `key` are the fields that together say which record a row is about; they never change. `needed` are fields that a
    new record must have besides. `asked` is a key field -> the question that is put once where no column states it.
    `defaults` is a key field -> what it is where a row does not say; `instead` are fields of which `complete` makes the
    key. `check` gives what is wrong with a whole value, as it would be stored. `provenance` is the field that names the
    file where nothing else does. `words` is field -> folded text -> value, looked at before a cell is read in any other
    way. `called` says in a sentence which record a key is. `complete` puts the last touches to a row's values and gives
    (field, problem code, words) of what cannot be kept.
    """

    kind: str
    noun: tuple[str, str]
    fields: tuple[RecordField, ...]
    key: tuple[str, ...]
    needed: tuple[str, ...] = ()
    title: Callable[[Mapping[str, Any]], str] = lambda values: " ".join(str(part) for part in values.values())
    called: Callable[[tuple[str, ...]], str] = lambda key: f"“{' '.join(key)}”"
    fold: Callable[[tuple[str, ...]], tuple[str, ...]] = tuple
    asked: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    instead: tuple[frozenset[str], ...] = ()
    check: Callable[[Mapping[str, Any]], Iterable[FieldProblem]] = lambda _value: ()
    provenance: str | None = None
    spread: Spread | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    complete: Callable[[dict[str, Any], Any], Iterable[tuple[str, str, Mapping[str, object]]]] = lambda _row, _words: ()

    @cached_property
    def by_name(self) -> Mapping[str, RecordField]:
        """The fields by name."""
        return MappingProxyType({one.name: one for one in self.fields})

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The fields' labels by name."""
        return MappingProxyType({one.name: one.label for one in self.fields})

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Folded heading -> field, over all languages; a heading belongs to the first field that has it."""
        found: dict[str, str] = {}
        for one in self.fields:
            for text in (*one.headings, one.name):
                found.setdefault(fold(text), one.name)
        return MappingProxyType(found)

    @cached_property
    def headings(self) -> Headings:
        """What finding the table needs to know."""
        # A bare number may be a heading, “6” or “2024”, but where rows are told from headings it is a value.
        meaning = lru_cache(maxsize=4096)(lambda text: NOTHING if text.strip().isdecimal() else self.meaning(text))
        return Headings(meaning, frozenset(self.key), frozenset(self.key))

    def identities(self, spread: Iterable[str]) -> tuple[frozenset[str], ...]:
        """Sets of fields that tell rows apart, where headings state the key fields `spread`."""
        stated = frozenset((*spread, *self.asked, *self.defaults))
        return (frozenset(self.key) - stated, *self.instead)

    def spread_of(self, heading: str) -> Mapping[str, str]:
        """The key fields that a heading states by itself, such as the currency of a column of rates."""
        if self.spread is None or not heading or len(heading) > _LONGEST:
            return {}
        return self.spread.read(clean(heading, lines=False), self.words)

    def meaning(self, heading: str) -> Meaning:
        """What a heading means by itself; never raises."""
        text = clean(heading[: _LONGEST + 1], lines=False)
        if not text or len(text) > _LONGEST:
            return NOTHING
        text = _NUMBERED.sub("", text)
        name = self.aliases.get(fold(text))
        if name is not None:
            return Meaning(name, Rule.EXACT, 100 if fold(text) == fold(self.by_name[name].label) else 98)
        if self.spread is not None and self.spread_of(text):
            return Meaning(self.spread.value, Rule.EXACT, 97)
        return self._of_parts([part for part in _BETWEEN.split(text) if part])

    def _of_parts(self, parts: Sequence[str]) -> Meaning:
        if len(parts) < 2:
            return NOTHING
        names = {name for part in parts if (name := self.aliases.get(fold(part)))}
        return Meaning(names.pop(), Rule.PARTS, 88) if len(names) == 1 else NOTHING
