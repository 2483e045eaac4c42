"""Fixed sentences with places for values: English here, in other languages by catalogue; a value is data, never words.

The English text is the key under which a catalogue has the sentence, so it is written once, where it is thought of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portfolio.core.geography import Place
from portfolio.core.periods import PartialDate
from portfolio.core.terms import Term

#: Thousands are set apart by a narrow no-break space, as EU style has it for all languages.
THIN = "\u202f"

_HOLE = re.compile(r"\{(\w+)(:lower)?\}")


class Euro(int):
    """Euro cents that are written as an amount of euro."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name of something the product ships under several names: `kind` and `code` say which, `title` is English."""

    kind: str
    code: str
    title: str

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class Sentence:
    """An English text with holes such as `{project}` or, to be written small, `{state:lower}`, and what fills them.

    With `many` it is the text of one, and the whole number `n` decides; both have the same holes. A value is text from
    people, a whole number, `Euro`, a date, a place, a term, another sentence, or several of these.
    """

    text: str
    values: dict[str, Any] = field(default_factory=dict)
    many: str = ""

    def __str__(self) -> str:
        text = self.many if self.many and self.values["n"] != 1 else self.text
        return filled(text, self.values, in_english)


def sentence(text: str, many: str = "", **values: Any) -> Sentence:
    """A sentence with its values."""
    return Sentence(text, values, many)


def filled(text: str, values: dict[str, Any], write: Callable[[Any], str]) -> str:
    """`text` with its holes filled, in one pass: what a value holds is never looked at again."""

    def fill(hole: re.Match[str]) -> str:
        written = write(values[hole.group(1)])
        return written.lower() if hole.group(2) else written

    return _HOLE.sub(fill, text)


def in_english(value: Any) -> str:
    """A value as English text; whole days as ISO dates, those known in part in words."""
    if isinstance(value, Term):
        return value.label
    if isinstance(value, Euro):
        return euro_in_english(value)
    if isinstance(value, int):
        return grouped(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return value.in_words()
    if isinstance(value, Place):
        return value.title
    if isinstance(value, tuple):
        return "; ".join(map(in_english, value))
    return str(value)


def grouped(number: int) -> str:
    """A whole number with its thousands set apart."""
    return f"{number:,}".replace(",", THIN)


def euro_in_english(cents: int) -> str:
    """Euro cents as "EUR 1 234 567.89"."""
    whole, rest = divmod(abs(cents), 100)
    return f"EUR {'-' if cents < 0 else ''}{grouped(whole)}" + (f".{rest:02d}" if rest else "")


def in_one(sentences: Iterable[Sentence]) -> str:
    """Sentences after one another, in English."""
    return " ".join(map(str, sentences))
