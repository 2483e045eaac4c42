"""The outcome of mapping: which column is which field, with reasons; and what of it is worth remembering."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from imports.read.sheets import letters
from portfolio.core.text import fold

#: Fields each of which tells projects apart.
IDENTIFYING = ("code", "title", "iati_identifier", "source_id")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column: the field it is, or may be, with the reason in a sentence and a score of 0 to 100.

    Only a column that is `taken` is read. `candidates` are other fields it could be, best first, with their scores.
    `currency` and `scale` are what the heading says of amounts, or a line beside the table, which is then `line`.
    `number` is the figure at the end of the heading.
    """

    column: int
    heading: str
    field: str | None
    reason: str
    score: int
    taken: bool
    candidates: tuple[tuple[str, int], ...] = ()
    currency: str | None = None
    scale: int = 1
    number: int | None = None
    line: str = ""

    def as_json(self) -> dict[str, Any]:
        """The match as JSON; `letter` is the column as the user sees it."""
        return {
            "column": self.column,
            "letter": letters(self.column),
            "heading": self.heading,
            "field": self.field,
            "reason": self.reason,
            "score": self.score,
            "taken": self.taken,
            "candidates": [list(candidate) for candidate in self.candidates],
        }


@dataclass(frozen=True, slots=True)
class Mapping:
    """All columns of a table in order, and the signature under which the choice is remembered.

    `identity` are sets of fields, each of which tells rows apart: one of them must have its columns.
    """

    columns: tuple[ColumnMatch, ...]
    signature: str
    identity: tuple[frozenset[str], ...] = tuple(frozenset({name}) for name in IDENTIFYING)

    @property
    def taken(self) -> tuple[ColumnMatch, ...]:
        """The columns that are read."""
        return tuple(match for match in self.columns if match.taken and match.field is not None)

    def column_of(self, field: str) -> int | None:
        """The first column taken for the field; None if there is none."""
        return next((match.column for match in self.taken if match.field == field), None)

    @property
    def has_identity(self) -> bool:
        """Whether the columns tell rows apart, as a title, a code or an IATI identifier does."""
        names = {match.field for match in self.taken}
        return any(fields <= names for fields in self.identity)

    def as_memory(self) -> dict[str, str | None]:
        """{folded heading: field or None} to remember under the signature; headings that stand twice are left out."""
        counts = Counter(fold(match.heading) for match in self.columns)
        return {
            key: match.field if match.taken else None
            for match in self.columns
            if (key := fold(match.heading)) and counts[key] == 1
        }
